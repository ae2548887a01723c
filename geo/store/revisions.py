"""Revisions in the database: which there are, and adding one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, literal, select, union_all, update

from geo.errors import StaleWriteError
from geo.records import AnyRecord
from geo.store.chain import FIRST, Written, digest
from geo.store.editions import Key, key_of
from geo.store.tables import KINDS, REVISION, Kind, canonical


@dataclass(frozen=True)
class RevisionInfo:
    """One change of the store: when, by whom and why.

    Attributes:
        number: from 1; the edition of this number is the dataset after the change.
        at: when it was written, in UTC.
        changed: how many records it wrote, by kind.
        digest: SHA-256 over this revision and all before it; see `geo.store.chain`.
    """

    number: int
    at: dt.datetime
    author: str
    reason: str
    changed: Mapping[str, int]
    digest: str


class Revision(NamedTuple):
    """A record as one revision wrote it."""

    info: RevisionInfo
    record: AnyRecord


class Head(NamedTuple):
    """The latest revision's number and digest; 0 and the chain's start while there is none."""

    number: int = 0
    digest: str = FIRST


def head(connection: Connection) -> Head:
    """Where the store stands."""
    query = select(REVISION.c.number, REVISION.c.digest).order_by(REVISION.c.number.desc()).limit(1)
    found = connection.execute(query).first()
    return Head(*found) if found else Head()


def revisions(connection: Connection, *, numbers: Collection[int] | None = None) -> tuple[RevisionInfo, ...]:
    """The revisions of these numbers, or all, oldest first."""
    query = select(REVISION).order_by(REVISION.c.number)
    if numbers is not None:
        query = query.where(REVISION.c.number.in_(numbers))
    changed = _changed(connection)
    return tuple(
        RevisionInfo(row.number, row.at, row.author, row.reason, changed.get(row.number, {}), row.digest)
        for row in connection.execute(query)
    )


def _changed(connection: Connection) -> dict[int, dict[str, int]]:
    counts = union_all(
        *(
            select(literal(kind.name), kind.table.c.revision_from, func.count()).group_by(kind.table.c.revision_from)
            for kind in KINDS.values()
        )
    )
    found: dict[int, dict[str, int]] = {}
    for name, number, count in connection.execute(counts):
        found.setdefault(number, {})[name] = count
    return found


def append(
    connection: Connection,
    previous: Head,
    records: Iterable[AnyRecord],
    *,
    versions: Mapping[Key, int],
    author: str,
    reason: str,
) -> None:
    """Add the revision after `previous` with `records` as the `versions` named, and close those they follow.

    Raises:
        StaleWriteError: a version to be closed is not the current one.
    """
    number, at = previous.number + 1, dt.datetime.now(dt.UTC)
    written = [(record, Written(*key_of(record), versions[key_of(record)], canonical(record))) for record in records]
    link = digest(
        previous.digest, number=number, at=at, author=author, reason=reason, written=[row for _, row in written]
    )
    connection.execute(insert(REVISION).values(number=number, at=at, author=author, reason=reason, digest=link))
    for kind in KINDS.values():
        of_kind = [(record, row) for record, row in written if row.kind == kind.name]
        _close(connection, kind, [row for _, row in of_kind if row.version > 1], number=number)
        if of_kind:
            connection.execute(insert(kind.table), [_row(kind, record, row, number=number) for record, row in of_kind])


def _row(kind: Kind, record: AnyRecord, written: Written, *, number: int) -> dict[str, object]:
    fixed = {"id": written.id, "revision_from": number, "version": written.version, "data": written.data}
    return fixed | kind.columns_of(record)


def _close(connection: Connection, kind: Kind, followers: list[Written], *, number: int) -> None:
    if not followers:
        return
    rows = kind.table.c
    current = (rows.id == bindparam("of_id"), rows.version == bindparam("of_version"), rows.revision_to.is_(None))
    followed = [{"of_id": row.id, "of_version": row.version - 1} for row in followers]
    closed = connection.execute(update(kind.table).where(*current).values(revision_to=number), followed).rowcount
    if closed != len(followed):
        raise StaleWriteError(
            f"expected to close {len(followed)} current versions of kind {kind.name}, found {closed}: the store was changed "
            "by something that does not take the write lock; read again, then write"
        )
