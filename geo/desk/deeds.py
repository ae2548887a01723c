"""What revisions did to records: what each wrote, why a withdrawn incident stays away, and what has to be undone first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from operator import eq
from typing import Final

from sqlalchemy import or_, select

from geo.records import AnyRecord, Claim, Dataset, Event, Incident, Statement
from geo.store import Revision, Store
from geo.store.tables import KINDS
from geo.vocabulary import Status

Key = tuple[str, str]

HOLDER_PREFIX: Final = "taken-back-"
"""Begins the id of an incident that was never public and holds what an undo took from another."""


@dataclass(frozen=True)
class Written:
    """A record as one revision left it, and as it was before; None where the revision made it."""

    before: AnyRecord | None
    after: AnyRecord


@dataclass(frozen=True)
class Departure:
    """Why a withdrawn incident cannot be published by itself, and the revision to undo instead."""

    number: int
    why: str

    def __str__(self) -> str:
        """Say both.

        >>> str(Departure(2, "it was merged into “Raid” by revision 2"))
        'it was merged into “Raid” by revision 2; undo revision 2 instead'
        """
        return f"{self.why}; undo revision {self.number} instead"


def written_by(store: Store, number: int) -> dict[Key, Written]:
    """The records that a revision wrote, before and after; empty where there is no such revision."""
    before: dict[Key, AnyRecord] = {}
    after: dict[Key, AnyRecord] = {}
    with store.database.reading() as connection:
        for kind in KINDS.values():
            rows = kind.table.c
            query = select(rows.revision_from, rows.data)
            for row in connection.execute(query.where(or_(rows.revision_from == number, rows.revision_to == number))):
                record = kind.parse(row.data)
                (after if row.revision_from == number else before)[kind.name, record.id] = record
    return {key: Written(before.get(key), record) for key, record in after.items()}


@dataclass(frozen=True)
class Obstacle:
    """A record that later revisions have changed, or have made to rest on what a revision made or published.

    Attributes:
        steps: the revisions to undo so that it is as the revision left it, newest first.
        rests_on: what it points at; None where the record itself was changed.
    """

    key: Key
    steps: tuple[int, ...]
    rests_on: Key | None = None

    def __str__(self) -> str:
        """Name the record and the revision that changed it last.

        >>> str(Obstacle(("claim", "c"), (4, 3), ("incident", "kifri")))
        "claim 'c', which revision 4 made to rest on incident 'kifri'"
        """
        (kind, record_id), on = self.key, self.rests_on
        if on is None:
            return f"{kind} {record_id!r}, which revision {self.steps[0]} has changed"
        return f"{kind} {record_id!r}, which revision {self.steps[0]} made to rest on {on[0]} {on[1]!r}"


@dataclass(frozen=True, eq=False)
class Undoing:
    """What stands in the way of undoing revisions of a store, as it is at one edition."""

    store: Store
    dataset: Dataset

    @cached_property
    def records(self) -> Mapping[Key, AnyRecord]:
        """The records as they are now."""
        return {(record.kind_name, record.id): record for record in self.dataset.records()}

    def is_back(self, written: Mapping[Key, Written]) -> bool:
        """Whether all that a revision wrote is as before already, or no longer public where it made it."""
        return all(self._is_back(self.records[key], found.before) for key, found in written.items())

    def _is_back(self, now: AnyRecord, before: AnyRecord | None) -> bool:
        if before is not None:
            return now == before
        if isinstance(now, Incident | Event):
            return not _is_public(now)
        supports = (on for on in _rests_on(now) if on[0] != "statement")
        return not any(_is_public(self.records[on]) for on in supports)

    def obstacles(self, number: int, written: Mapping[Key, Written]) -> Iterator[Obstacle]:
        """The records that hold back undoing a revision; what is again as it left them, or found them, does not."""
        for key, found in written.items():
            if self.records[key] not in (found.after, found.before):
                yield Obstacle(key, self._steps(key, partial(eq, found.after), since=number))
        gone = frozenset(key for key, found in written.items() if _goes(found))
        for key, now in self.records.items() if gone else ():
            for on in sorted(gone & _rests_on(now)) if key not in written else ():
                was = _as_of(self.store.history(*key), number)
                if was is not None and on in _rests_on(was):
                    continue  # it came back to what it rested on then
                if steps := self._steps(key, partial(_is_free_of, on), since=number):
                    yield Obstacle(key, steps, on)

    def order(self, number: int, written: Mapping[Key, Written]) -> tuple[int, ...]:
        """The revisions to undo before one, those too that hold these back, newest first."""
        found: set[int] = set()
        left = {n for obstacle in self.obstacles(number, written) for n in obstacle.steps}
        while left:
            later = left.pop()
            found.add(later)
            more = self.obstacles(later, written_by(self.store, later))
            left |= {n for obstacle in more for n in obstacle.steps} - found
        return tuple(sorted(found, reverse=True))

    def _steps(self, key: Key, is_fine: Callable[[AnyRecord], bool], *, since: int) -> tuple[int, ...]:
        """The revisions that led away from what is fine, newest first.

        Of those that left the same content the first is taken: what came between has been taken back already. A record that
        a later revision made goes with it.
        """
        versions = self.store.history(*key)
        at, steps = len(versions) - 1, []
        while at >= 0 and versions[at].info.number > since and not is_fine(versions[at].record):
            at = _first_alike(versions, at, since=since)
            steps.append(versions[at].info.number)
            at -= 1
        return tuple(steps)


def _first_alike(versions: Sequence[Revision], at: int, *, since: int) -> int:
    return next(i for i, v in enumerate(versions) if v.info.number > since and v.record == versions[at].record)


def _goes(written: Written) -> bool:
    """Whether undoing takes the record from what is public: nothing later may rest on it."""
    if isinstance(written.after, Incident | Event):
        return _is_public(written.after) and not _is_public(written.before)
    return written.before is None and isinstance(written.after, Statement)


def _is_free_of(key: Key, record: AnyRecord) -> bool:
    return key not in _rests_on(record)


def _rests_on(record: AnyRecord) -> frozenset[Key]:
    """The incidents, events and statements that a statement or figure points at."""
    found = {("incident", i) for i in about(record) if i != record.id}
    if isinstance(record, Statement):
        found |= {("event", i) for i in record.event_ids}
    if isinstance(record, Claim):
        found.add(("statement", record.statement_id))
    return frozenset(found)


def departure(store: Store, incident: Incident) -> Departure | None:
    """Why a withdrawn incident must not be published again by itself; None where nothing speaks against it.

    Its evidence counts elsewhere since a merge or since a split was undone, or it was made to hold what was taken back.
    What moved is looked up in the history, as a note can be edited.
    """
    if incident.status is Status.PUBLISHED:
        return None
    versions = store.history("incident", incident.id)
    if not _is_public(versions[0].record):
        return Departure(versions[0].info.number, "it was never published and only holds what was taken back")
    told = incident.merged_into
    by = next((v.info.number for v in versions if told and getattr(v.record, "merged_into", None) == told), None)
    if told and by:
        return Departure(by, f"it was merged into {_named(store, told)} by revision {by}")
    withdrawn = [v.info.number for u, v in pairwise(versions) if _is_public(u.record)]
    number = next((n for n in reversed(withdrawn) if not _is_public(_as_of(versions, n))), None)
    into = next(_gone_to(store, incident.id, number), None) if number else None
    if number is None or into is None:
        return None
    return Departure(number, f"its evidence went to {_named(store, into)} with revision {number}")


def _named(store: Store, incident_id: str) -> str:
    found = store.dataset().incidents.get(incident_id)
    return f"“{found.title}” ({incident_id})" if found else repr(incident_id)


def _gone_to(store: Store, incident_id: str, number: int) -> Iterator[str]:
    """The incidents, public then, to which a revision moved the evidence of another, or which it let share it."""
    for written in written_by(store, number).values():
        old, new = about(written.before), about(written.after)
        if incident_id in old:
            gained = new if incident_id not in new else [i for i in new if i not in old]
            yield from (i for i in gained if _is_public(_as_of(store.history("incident", i), number)))


def about(record: AnyRecord | None) -> tuple[str, ...]:
    """Ids of the incidents that a record is or belongs to; none for other records."""
    if isinstance(record, Incident):
        return (record.id,)
    return record.incident_ids if isinstance(record, Statement | Claim) else ()


def is_holder(incident_id: str) -> bool:
    """Whether an undo made the incident to hold what it took back."""
    return incident_id.startswith(HOLDER_PREFIX)


def _is_public(record: AnyRecord | None) -> bool:
    return isinstance(record, Incident | Event) and record.status is Status.PUBLISHED


def _as_of(versions: Sequence[Revision], number: int) -> AnyRecord | None:
    return next((v.record for v in reversed(versions) if v.info.number <= number), None)
