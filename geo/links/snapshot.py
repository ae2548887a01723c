"""What a short link says of its view, frozen when the link was made.

The records themselves are frozen already: an edition is never changed. The words are kept beside them, so that they stay
the same when a later version of Seamline words a filter or counts a toll in another way.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from geo.errors import StoreError
from geo.filters import describe
from geo.view import View, outlets_of
from geo.vocabulary import Outcome


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The published words about a view.

    Attributes:
        edition_at: when the edition was written, in UTC.
        filter_words: what was chosen, as a sentence part.
        incident_ids: of the incidents in view, all published at the edition.
        total: published incidents of the edition.
        killed: the toll over the view in words; None where no incident is in view.
        wounded: the same.
        outlets: who gives the figures, those with the most of them first.
    """

    edition_at: dt.datetime
    filter_words: str
    incident_ids: tuple[str, ...]
    total: int
    without_position: int
    possibly: int
    killed: str | None
    wounded: str | None
    outlets: tuple[str, ...]

    def to_json(self) -> str:
        """Write it as stored."""
        values = asdict(self) | {"edition_at": self.edition_at.isoformat()}
        return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, stored: str) -> Self:
        """Read it back.

        Raises:
            StoreError: what is stored is damaged.
        """
        try:
            values: dict[str, Any] = json.loads(stored)
            values["edition_at"] = dt.datetime.fromisoformat(values["edition_at"])
            return cls(**values | {name: tuple(values[name]) for name in ("incident_ids", "outlets")})
        except (ValueError, TypeError, KeyError) as error:
            raise StoreError(f"expected the words of a short link, got {stored:.80}: restore a backup") from error


def snapshot_of(view: View, *, edition_at: dt.datetime) -> Snapshot:
    """Freeze what is said of a view."""
    tolls = {outcome: str(view.tolls[outcome]) if view.incidents else None for outcome in Outcome}
    return Snapshot(
        edition_at=edition_at,
        filter_words=describe(view.chosen, view.dataset),
        incident_ids=tuple(incident.id for incident in view.incidents),
        total=view.total,
        without_position=len(view.unmapped),
        possibly=len(view.possibly),
        killed=tolls[Outcome.KILLED],
        wounded=tolls[Outcome.WOUNDED],
        outlets=outlets_of(view),
    )
