"""Writes the site: all its files from one view of one edition, then the folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.exports import About
from geo.filters import Filter
from geo.site.addresses import SITEMAP, robots, sitemap
from geo.site.assets import asset_files
from geo.site.data import data_file
from geo.site.downloads import export_files, picture_files
from geo.site.edition import FRONT, Site, checked_base
from geo.site.folder import Progress, Written, require_ours, write_folder
from geo.site.pages import (
    about_page,
    codebook_page,
    files_page,
    front_page,
    incident_pages,
    incidents_page,
    missing_page,
    sources_page,
)
from geo.view import View

if TYPE_CHECKING:
    from geo.desk.history import Correction

FEED: Final = "feed.atom"
"""Where a feed stands, for `further`: the front page names it where it is given."""


@dataclass(frozen=True)
class SiteReport:
    """What was written: what the folder holds, how many incidents, and whether there is a sitemap."""

    written: Written
    incidents: int
    has_sitemap: bool


def write_site(
    view: View,
    out: Path,
    *,
    about: About,
    chosen: Filter | None = None,
    corrections: Sequence[Correction] = (),
    base_url: str | None = None,
    further: Mapping[str, bytes] | None = None,
    progress: Progress = lambda *_: None,
) -> SiteReport:
    """Write or renew the site of a view in the folder `out`; equal arguments give equal bytes.

    Args:
        view: what the site holds; the reader's own choices narrow it further.
        out: a new or empty folder, or one that holds a site.
        about: `geo.exports.about_view` of the view.
        chosen: the whole filter, for layers and colours; None takes the view's own part of it.
        corrections: `geo.desk.history.public_log`; those after the edition play no part.
        base_url: where the site will stand, for sitemap, previews and citations; None leaves these out.
        further: files to put beside the others, by their path, such as `FEED`.
        progress: is told what is being done.

    Raises:
        SiteError: `out` holds other files, or `base_url` is no address.
        OSError: a file cannot be written.
    """
    base = checked_base(base_url)
    require_ours(out)  # before the work, not after it
    site = Site(view, chosen or view.chosen, about, tuple(corrections), base)
    files = site_files(site, further=further or {}, progress=progress)
    written = write_folder(out, files, progress=progress)
    return SiteReport(written, len(view.incidents), SITEMAP in files)


def site_files(site: Site, *, further: Mapping[str, bytes], progress: Progress) -> dict[str, bytes]:
    """All files by their path; those that others link to come first, the front page last."""
    files = asset_files()
    exports = export_files(site, progress=progress)
    pictures = picture_files(site, progress=progress)
    site = replace(site, pictures={path: picture.alt for path, (_, picture) in pictures.items()})
    downloads = exports | {path: download for path, (download, _) in pictures.items()}
    files |= {path: download.content for path, download in downloads.items()}
    files["data/incidents.json"] = data_file(site.view, site.chosen)
    for number, (path, page) in enumerate(incident_pages(site), 1):
        files[path] = page
        progress("writing incident pages", number, len(site.view.incidents))
    files["incidents/index.html"] = incidents_page(site)
    files["sources/index.html"] = sources_page(site)
    files["about/index.html"] = about_page(site)
    files["codebook/index.html"] = codebook_page(site)
    listed = [(path, download.words, len(download.content)) for path, download in downloads.items()]
    files["files/index.html"] = files_page(site, files=listed)
    files |= further
    return files | _root_files(site, files)


def _root_files(site: Site, others: Mapping[str, bytes]) -> dict[str, bytes]:
    """What stands at the root and knows all that the site has; the front page last."""
    found: dict[str, bytes] = {}
    pages = [path for path in others if path.endswith("/index.html")]
    if (addresses := sitemap(site, [FRONT, *pages])) is not None:
        found[SITEMAP] = addresses
    found["robots.txt"] = robots(site, has_sitemap=SITEMAP in found)
    found["404.html"] = missing_page(site)
    found[FRONT] = front_page(site, feed=FEED if FEED in others else None)
    return found
