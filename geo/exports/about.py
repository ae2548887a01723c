"""What every file says of itself: what was chosen, from which edition, how much of it, and on what terms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from geo.exports.errors import ExportError
from geo.filters import describe
from geo.view import View
from geo.vocabulary import Outcome

TITLE: Final = "Seamline: incidents in Iraq's disputed territories"
LICENCE: Final = "Facts with their sources; place names and positions: GeoNames, CC BY 4.0"
CREDITS: Final = (
    "Seamline, after the sources named with each incident. Place names and positions: GeoNames (CC BY 4.0); "
    "districts and governorates: OCHA COD-AB"
)
DISCLAIMER: Final = (
    "Boundaries and front lines are schematic, imply no endorsement and are not the line of control. "
    "Positions have an error in kilometres. An empty value means not known and never stands for zero. "
    "A figure shared by several incidents is counted once; do not add it up over rows"
)
NO_TOLL: Final = "–"
"""The toll over no incident, as the page has it: a 0 would read as a finding."""


@dataclass(frozen=True, kw_only=True)
class About:
    """The words that travel with a file.

    Attributes:
        filter_words: what was chosen, as a sentence part.
        parameters: the same as parameters of the page's address.
        edition_at: when the edition was written, in UTC; the only time that a file names.
        shown: incidents in the file, all of the view's.
        total: published incidents of the edition.
        tolls: people over the whole view, each counted once, in words by outcome; `NO_TOLL` for a view without incidents.
        address: the dashboard with this view in it; None where it is not known.
    """

    title: str
    filter_words: str
    parameters: tuple[tuple[str, str], ...]
    edition: int
    edition_at: dt.datetime
    shown: int
    total: int
    without_position: int
    possibly: int
    tolls: tuple[tuple[str, str], ...]
    address: str | None = None
    licence: str = LICENCE
    credits: str = CREDITS
    disclaimer: str = DISCLAIMER

    def __post_init__(self) -> None:
        """Bring the edition's time to UTC, in whole seconds.

        Raises:
            ExportError: the edition's time has no time zone, or is too early for a ZIP archive.
        """
        if self.edition_at.tzinfo is None or self.edition_at.year < 1981:
            raise ExportError(
                f"expected the edition's time with its time zone, after 1980, got {self.edition_at!r}; "
                "take it from the store's revision"
            )
        whole = self.edition_at.astimezone(dt.UTC).replace(microsecond=0)
        object.__setattr__(self, "edition_at", whole)

    @property
    def edition_day(self) -> dt.date:
        """The edition's day, in UTC."""
        return self.edition_at.date()

    @property
    def in_view(self) -> str:
        """How much of the edition the file holds, such as '3 of 22'."""
        return f"{self.shown} of {self.total}"

    def pairs(self) -> Iterator[tuple[str, str]]:
        """All of it as pairs of a name and its words."""
        yield "title", self.title
        yield "filter", self.filter_words
        yield "incidents", self.in_view
        yield "without_position", str(self.without_position)
        yield "possibly_in_period", str(self.possibly)
        yield from self.tolls
        yield "edition", str(self.edition)
        yield "edition_day", self.edition_day.isoformat()
        yield "parameters", urlencode(self.parameters)
        yield "address", self.address or ""
        yield "licence", self.licence
        yield "credits", self.credits
        yield "disclaimer", self.disclaimer


def about_view(
    view: View, *, edition: int, edition_at: dt.datetime, base: str | None = None, title: str = TITLE
) -> About:
    """Put the words about a view together.

    The edition is the one that the view's dataset is, `edition_at` the time when it was written, `base` where the dashboard
    is served, such as https://example.org/map; its link is pinned to the edition.
    """
    parameters = tuple(pair for pair in view.chosen.to_params() if pair[0] != "edition")
    return About(
        title=title,
        filter_words=describe(view.chosen, view.dataset),
        parameters=parameters,
        edition=edition,
        edition_at=edition_at,
        shown=len(view.incidents),
        total=view.total,
        without_position=len(view.unmapped),
        possibly=len(view.possibly),
        tolls=tuple((outcome.value, str(view.tolls[outcome]) if view.incidents else NO_TOLL) for outcome in Outcome),
        address=f"{base.rstrip('?')}?{urlencode([*parameters, ('edition', str(edition))])}" if base else None,
    )
