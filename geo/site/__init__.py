"""The static site: one edition as plain files that any web server or CDN serves, under any path, asking nobody else."""

from __future__ import annotations

from geo.site.errors import SiteError
from geo.site.folder import Written
from geo.site.site import FEED, SiteReport, write_site

__all__ = ["FEED", "SiteError", "SiteReport", "Written", "write_site"]
