"""What a site is made of: the view, the words about it, the public log, and where the site will stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from geo.errors import UnsafeTextError
from geo.exports import About
from geo.filters import Filter
from geo.layers.text import check_url
from geo.records import Incident
from geo.site.errors import SiteError
from geo.view import View

if TYPE_CHECKING:
    from geo.desk.history import Change, Correction

FRONT: Final = "index.html"


@dataclass(frozen=True)
class Site:
    """One edition as a site.

    Attributes:
        chosen: the view's filter, with layers and colours.
        corrections: of the public log, newest first; those after the edition play no part.
        base_url: where the site will stand, without a slash at its end; None where that is not known.
        pictures: paths of the site's pictures with their alternative texts; previews take the first.
    """

    view: View
    chosen: Filter
    about: About
    corrections: Sequence[Correction] = ()
    base_url: str | None = None
    pictures: Mapping[str, str] | None = None

    def address(self, path: str) -> str | None:
        """The absolute address of a file of the site; None where it is not known where the site will stand."""
        return f"{self.base_url}/{path}" if self.base_url else None

    @cached_property
    def corrections_of(self) -> Mapping[str, Sequence[tuple[Correction, Sequence[Change]]]]:
        """The corrections of each incident: with what each changed of it, its claims and its statements."""
        found: dict[str, list[tuple[Correction, list[Change]]]] = {}
        for correction in self.corrections:
            if correction.number > self.about.edition:
                continue
            own: dict[str, list[Change]] = {}
            for change in correction.changes:
                for incident_id in change.incident_ids:
                    own.setdefault(incident_id, []).append(change)
            for incident_id in correction.added_to:
                own.setdefault(incident_id, [])
            for incident_id, changes in own.items():
                found.setdefault(incident_id, []).append((correction, changes))
        return found


def incident_path(incident: Incident) -> str:
    """Where an incident's page lies in the site."""
    return f"incidents/{incident.id}/index.html"


def checked_base(address: str | None) -> str | None:
    """The address where a site will stand, without a slash at its end.

    Raises:
        SiteError: it is no http(s) address, or has a query, a fragment or a user.

    >>> checked_base("https://example.org/map/"), checked_base(None)
    ('https://example.org/map', None)
    """
    if address is None or not address.strip():
        return None
    try:
        checked = str(check_url(address.strip()))
    except UnsafeTextError as error:
        raise SiteError(
            f"expected where the site will stand, such as https://example.org/map, got {address!r}"
        ) from error
    if urlsplit(checked).query or urlsplit(checked).fragment or "?" in checked or "#" in checked:
        raise SiteError(f"expected the address of a folder, without ? and #, got {address!r}")
    return checked.rstrip("/")
