"""What changed after publication: a record's history field by field, and the public log of corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from geo.records import ActorMention, AnyRecord, PlaceMention, Record, Statement
from geo.store import RevisionInfo, Store
from geo.store.tables import KINDS
from geo.vocabulary import Code

NOTHING: Final = "none"


@dataclass(frozen=True)
class Difference:
    """One field of a record that differs, both values in words."""

    field: str
    before: str
    after: str

    def __str__(self) -> str:
        """Say the change.

        >>> str(Difference("title", "Attack", "Raid"))
        'title: Attack → Raid'
        """
        return f"{self.field}: {self.before} → {self.after}"


@dataclass(frozen=True)
class Change:
    """One version of a record: the revision that wrote it, and what differs from the version before; none for the first."""

    info: RevisionInfo
    kind: str
    record_id: str
    title: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Correction:
    """One revision of the public log.

    Attributes:
        changes: only those of records that were there before.
        added: the incidents and events that the revision made.
        added_to: ids of incidents that were there before and got a further source.
    """

    number: int
    at: dt.datetime
    author: str
    reason: str
    changes: tuple[Change, ...]
    added: tuple[Change, ...] = ()
    added_to: tuple[str, ...] = ()


def diff(before: AnyRecord, after: AnyRecord) -> tuple[Difference, ...]:
    """The fields in which two versions of a record differ, in the record's order."""
    found = []
    for name in type(after).model_fields:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found.append(Difference(name.replace("_", " "), in_words(old), in_words(new)))
    return tuple(found)


def history(store: Store, incident_id: str, *, kind: str = "incident") -> tuple[Change, ...]:
    """Every version of a record, oldest first, each with what it changed.

    Raises:
        UnknownRecordError: there never was such a record.
    """
    versions = store.history(kind, incident_id)
    before = [None, *(version.record for version in versions)]
    return tuple(
        _change(version.info, version.record, previous) for previous, version in zip(before, versions, strict=False)
    )


def corrections(store: Store) -> tuple[Correction, ...]:
    """The public log: every revision that changed a record already published, newest first."""
    infos = {info.number: info for info in store.revisions()}
    found: dict[int, list[Change]] = {}
    for number, record, before in _later_versions(store):
        found.setdefault(number, []).append(_change(infos[number], record, before))
    return tuple(
        Correction(number, infos[number].at, infos[number].author, infos[number].reason, tuple(found[number]))
        for number in sorted(found, reverse=True)
    )


def public_log(store: Store) -> tuple[Correction, ...]:
    """Every revision after the first, newest first: what was corrected, and what was published anew."""
    changed = {correction.number: correction for correction in corrections(store)}
    made, sources = _additions(store)
    found = []
    for info in store.revisions()[1:]:
        added = tuple(_change(info, record, None) for record in made.get(info.number, ()))
        own = {change.record_id for change in added}
        further = tuple(i for i in dict.fromkeys(sources.get(info.number, ())) if i not in own)
        known = changed.get(info.number)
        changes = known.changes if known else ()
        found.append(Correction(info.number, info.at, info.author, info.reason, changes, added, further))
    return tuple(reversed(found))


def _additions(store: Store) -> tuple[dict[int, list[AnyRecord]], dict[int, list[str]]]:
    """By revision: the incidents and events that it made, and the incidents that its new statements support."""
    made: dict[int, list[AnyRecord]] = {}
    supported: dict[int, list[str]] = {}
    with store.database.reading() as connection:
        for name in ("incident", "event", "statement"):
            kind = KINDS[name]
            rows = kind.table.c
            query = select(rows.revision_from, rows.data).where(rows.version == 1, rows.revision_from > 1)
            for row in connection.execute(query.order_by(rows.revision_from, rows.id)):
                record = kind.parse(row.data)
                if isinstance(record, Statement):
                    supported.setdefault(row.revision_from, []).extend(record.incident_ids)
                else:
                    made.setdefault(row.revision_from, []).append(record)
    return made, supported


def in_words(value: Any) -> str:
    """A field's value as a reader can read it."""
    if value is None or value == ():
        return NOTHING
    if isinstance(value, Code):
        return value.label
    if isinstance(value, tuple):
        return "; ".join(in_words(part) for part in value)
    return _record_words(value) if isinstance(value, Record) else str(value)


def _record_words(record: Record) -> str:
    if isinstance(record, PlaceMention):
        return _place_words(record)
    if isinstance(record, ActorMention):
        return f"{record.actor_id} ({record.role.label}, {record.certainty.label})"
    return ", ".join(in_words(getattr(record, name)) for name in type(record).model_fields)


def _place_words(place: PlaceMention) -> str:
    if place.latitude is None or place.longitude is None:
        return f"{place.name} ({place.role.label}, no position)"
    position = f"{place.latitude:.4f}, {place.longitude:.4f}, within {place.error_km:g} km"
    return f"{place.name} ({place.role.label}, {position})"


def _change(info: RevisionInfo, record: AnyRecord, before: AnyRecord | None) -> Change:
    title = getattr(record, "title", None) or record.id
    return Change(info, record.kind_name, record.id, str(title), diff(before, record) if before is not None else ())


def _later_versions(store: Store) -> Iterator[tuple[int, AnyRecord, AnyRecord]]:
    """Each version after a record's first: its revision, and the record before and after."""
    with store.database.reading() as connection:
        for kind in KINDS.values():
            rows = kind.table.c
            again = select(rows.id).where(rows.version == 2)
            query = select(rows.id, rows.revision_from, rows.data).where(rows.id.in_(again))
            versions = connection.execute(query.order_by(rows.id, rows.version)).all()
            yield from _pairs((row.id, row.revision_from, kind.parse(row.data)) for row in versions)


def _pairs(versions: Iterable[tuple[str, int, AnyRecord]]) -> Iterator[tuple[int, AnyRecord, AnyRecord]]:
    before: tuple[str, AnyRecord] | None = None
    for record_id, number, record in versions:
        if before is not None and before[0] == record_id:
            yield number, record, before[1]
        before = record_id, record
