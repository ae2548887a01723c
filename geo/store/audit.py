"""Verification: whether everything stored is as its revision wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select, union

from geo.errors import StoreError
from geo.store.chain import FIRST, Written, digest
from geo.store.editions import Key
from geo.store.tables import KINDS, REVISION, Kind

StoredRows = list[tuple[Kind, Row[Any]]]


class Fault(NamedTuple):
    """Where stored data does not hold, and what is wrong there."""

    revision: int
    what: str


def first_fault(connection: Connection) -> Fault | None:
    """The earliest revision that does not hold; None when all do."""
    return next(_faults(connection), None)


def _faults(connection: Connection) -> Iterator[Fault]:
    revisions = {row.number: row for row in connection.execute(select(REVISION))}
    open_versions: dict[Key, Row[Any]] = {}
    previous = FIRST
    for expected, number in enumerate(sorted(revisions.keys() | _numbers_of_rows(connection)), start=1):
        revision = revisions.get(expected)
        if number != expected or revision is None:
            yield Fault(expected, "there is no such revision, though there are later ones or records that name it")
            return
        rows = _rows_of(connection, number)
        if revision.digest != _digest_of(revision, rows, previous=previous):
            yield Fault(number, "its digest is not that of its contents")
        yield from _broken_sequences(rows, open_versions, number=number)
        yield from _stray_columns(rows, number=number)
        previous = revision.digest
    for (kind, record_id), row in open_versions.items():
        if row.revision_to is not None:
            yield Fault(
                row.revision_from, f"{kind} {record_id!r} ends at revision {row.revision_to} and nothing follows it"
            )


def _numbers_of_rows(connection: Connection) -> set[int]:
    return set(connection.scalars(union(*(select(kind.table.c.revision_from) for kind in KINDS.values()))))


def _rows_of(connection: Connection, number: int) -> StoredRows:
    return [
        (kind, row)
        for kind in KINDS.values()
        for row in connection.execute(select(kind.table).where(kind.table.c.revision_from == number))
    ]


def _digest_of(revision: Row[Any], rows: StoredRows, *, previous: str) -> str:
    written = [Written(kind.name, row.id, row.version, row.data) for kind, row in rows]
    return digest(
        previous,
        number=revision.number,
        at=revision.at,
        author=revision.author,
        reason=revision.reason,
        written=written,
    )


def _broken_sequences(rows: StoredRows, open_versions: dict[Key, Row[Any]], *, number: int) -> Iterator[Fault]:
    for kind, row in rows:
        before = open_versions.get((kind.name, row.id))
        open_versions[kind.name, row.id] = row
        if row.version != (before.version + 1 if before else 1) or (before and before.revision_to != number):
            yield Fault(
                number, f"version {row.version} of {kind.name} {row.id!r} does not follow on the version before it"
            )


def _stray_columns(rows: StoredRows, *, number: int) -> Iterator[Fault]:
    for kind, row in rows:
        try:
            derived = kind.columns_of(kind.parse(row.data))
        except StoreError as error:
            yield Fault(number, f"{kind.name} {row.id!r} is not a valid record: {error}")
            continue
        if stray := [column for column, value in derived.items() if getattr(row, column) != value]:
            yield Fault(number, f"{kind.name} {row.id!r} has columns that differ from its record: {', '.join(stray)}")
