"""What can go wrong when a site is written."""

from __future__ import annotations

from geo.errors import SeamlineError


class SiteError(SeamlineError, ValueError):
    """A folder that is not ours to write to, or an address that no site can have."""
