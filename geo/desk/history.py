"""What changed after publication: a record's history field by field, and the public log of corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from geo.desk.deeds import about, is_holder
from geo.desk.values import differing_words
from geo.records import AnyRecord, Dataset, Incident, Statement
from geo.store import RevisionInfo, Store
from geo.store.tables import KINDS
from geo.vocabulary import Status


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
    """One version of a record: the revision that wrote it, and what differs from the version before; none for the first.

    Attributes:
        was_about: ids of the incidents that the version before was about; a statement or figure is about several.
        is_about: ids of those that this version is about.
    """

    info: RevisionInfo
    kind: str
    record_id: str
    title: str
    differences: tuple[Difference, ...]
    was_about: tuple[str, ...] = ()
    is_about: tuple[str, ...] = ()

    @property
    def incident_ids(self) -> tuple[str, ...]:
        """The incidents that it is about, before and after."""
        return tuple(dict.fromkeys((*self.was_about, *self.is_about)))


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

    @property
    def taken_from(self) -> tuple[str, ...]:
        """Ids of the incidents from which an undo took a source back."""
        back = (
            c for c in self.changes if c.kind == "statement" and any(map(is_holder, {*c.is_about} - {*c.was_about}))
        )
        return tuple(dict.fromkeys(i for change in back for i in change.was_about if i not in change.is_about))


def diff(before: AnyRecord, after: AnyRecord, dataset: Dataset | None = None) -> tuple[Difference, ...]:
    """The fields in which two versions of a record differ, in the record's order.

    Args:
        before: the earlier version.
        after: the later version.
        dataset: where the names of actors, places and incidents are looked up; without it their ids are said.
    """
    found = []
    for name in type(after).model_fields:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found.append(Difference(name.replace("_", " "), *differing_words(name, old, new, dataset)))
    return tuple(found)


def history(store: Store, incident_id: str, *, kind: str = "incident") -> tuple[Change, ...]:
    """Every version of a record, oldest first, each with what it changed.

    Raises:
        UnknownRecordError: there never was such a record.
    """
    versions, dataset = store.history(kind, incident_id), store.dataset()
    before = [None, *(version.record for version in versions)]
    return tuple(
        _change(version.info, version.record, previous, dataset)
        for previous, version in zip(before, versions, strict=False)
    )


def corrections(store: Store) -> tuple[Correction, ...]:
    """The public log: every revision that changed a record already published, newest first."""
    infos, dataset = {info.number: info for info in store.revisions()}, store.dataset()
    found: dict[int, list[Change]] = {}
    for number, record, before in _later_versions(store):
        found.setdefault(number, []).append(_change(infos[number], record, before, dataset))
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
        added = tuple(_change(info, record) for record in made.get(info.number, ()))
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
                if isinstance(record, Incident) and record.status is not Status.PUBLISHED:
                    continue  # it only holds what an undo took back
                if isinstance(record, Statement):
                    supported.setdefault(row.revision_from, []).extend(record.incident_ids)
                else:
                    made.setdefault(row.revision_from, []).append(record)
    return made, supported


def _change(
    info: RevisionInfo, record: AnyRecord, before: AnyRecord | None = None, dataset: Dataset | None = None
) -> Change:
    title = getattr(record, "title", None) or record.id
    differences = diff(before, record, dataset) if before is not None else ()
    return Change(info, record.kind_name, record.id, str(title), differences, about(before), about(record))


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
