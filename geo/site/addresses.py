"""The files by which programs find their way: sitemap and robots.txt. Both need to know where the site will stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

from geo.site.edition import Site

SITEMAP: Final = "sitemap.xml"
_MOST_PAGES: Final = 50_000  # https://www.sitemaps.org/protocol.html


def sitemap(site: Site, pages: Iterable[str]) -> bytes | None:
    """The pages by their absolute addresses; None where these are not known, or are more than a sitemap may hold.

    It names no day of change: the one that is known, the edition's, is not the page's own.
    """
    addresses = [site.address(page) for page in pages]
    if site.base_url is None or len(addresses) > _MOST_PAGES:
        return None
    lines = "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in addresses if address)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{lines}</urlset>\n".encode()


def robots(site: Site, *, has_sitemap: bool) -> bytes:
    """All may read all; crawlers look for this file at the root of a host only."""
    named = f"Sitemap: {site.address(SITEMAP)}\n" if has_sitemap else ""
    return f"User-agent: *\nAllow: /\n{named}".encode()
