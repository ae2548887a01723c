"""The store's face: read a dataset at an edition, write a revision, follow a record's history, verify the chain."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, select

from geo.errors import InvalidRecordError, StaleWriteError, StoreError, UnknownRecordError
from geo.records import AnyRecord, Dataset
from geo.store import schema
from geo.store.audit import first_fault
from geo.store.editions import Edition, EditionShelf, Key, key_of
from geo.store.engine import Database
from geo.store.revisions import Revision, RevisionInfo, append, head, revisions
from geo.store.tables import KINDS

# PostgreSQL stores no NUL, and neither engine half a surrogate pair.
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def open_store(url: str | None = None, *, make: bool = True) -> Store:
    """Open the store and bring its schema up to date; a SQLite file and its folder are made when absent.

    Args:
        url: a SQLAlchemy address of a SQLite file or a PostgreSQL database. Default: `SEAMLINE_DATABASE_URL`, else
            `.seamline/store.sqlite` under the project's root.
        make: False for whoever only reads: an address without a store is refused, and nothing is made there.

    Raises:
        StoreError: it cannot be reached or written, or a newer version of Seamline wrote its schema. A store that can be
            read but not written opens when its schema is current; writing to it then raises.
    """
    database = Database.at(url)
    try:
        if not make:
            schema.require_store(database)
        schema.upgrade(database)
    except BaseException:
        database.close()
        raise
    return Store(database)


class Store:
    """A store that is open; safe to share between threads, and with other processes that open the same address."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._shelf = EditionShelf()

    @property
    def url(self) -> str:
        """The address, without passwords."""
        return self._database.url

    @property
    def database(self) -> Database:
        """The database itself, for rooms that keep tables of their own beside the records."""
        return self._database

    def close(self) -> None:
        """Close all connections; the store is not used afterwards."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def edition(self) -> int:
        """The number of the latest revision, 0 while there is none."""
        with self._database.reading() as connection:
            return head(connection).number

    def revisions(self) -> tuple[RevisionInfo, ...]:
        """All revisions, oldest first."""
        with self._database.reading() as connection:
            return revisions(connection)

    def dataset(self, edition: int | None = None) -> Dataset:
        """The whole dataset as it stood at an edition, by default the latest; edition 0 is empty.

        Raises:
            UnknownRecordError: there is no such edition.
        """
        return self._edition(edition).dataset

    def version(self, kind: str, record_id: str, *, edition: int | None = None) -> int:
        """How often the record had been written at an edition, by default the latest.

        A writer states the version it read, so it asks for the edition from which it took the record.

        Raises:
            UnknownRecordError: there is no such edition, or no such record in it.
        """
        found = self._edition(edition)
        if (kind, record_id) not in found.versions:
            raise UnknownRecordError(
                f"expected a record in edition {found.number}, got {kind} {record_id!r}, which is not there"
            )
        return found.versions[kind, record_id]

    def versions(self, edition: int | None = None) -> Mapping[Key, int]:
        """The version of every record at an edition, by kind and id, ready to be given as `based_on`.

        Raises:
            UnknownRecordError: there is no such edition.
        """
        return dict(self._edition(edition).versions)

    def history(self, kind: str, record_id: str) -> tuple[Revision, ...]:
        """Every version of a record with the revision that wrote it, oldest first.

        Raises:
            UnknownRecordError: no revision ever wrote such a record.
        """
        if kind not in KINDS:
            raise UnknownRecordError(f"expected one of the kinds {', '.join(KINDS)}, got {kind!r}")
        rows = KINDS[kind].table.c
        query = select(rows.revision_from, rows.data).where(rows.id == record_id).order_by(rows.version)
        with self._database.reading() as connection:
            written = connection.execute(query).all()
            infos = {
                info.number: info for info in revisions(connection, numbers=[row.revision_from for row in written])
            }
        if not written:
            raise UnknownRecordError(
                f"expected a record that was written once, got {kind} {record_id!r}, which never was"
            )
        return tuple(Revision(infos[number], KINDS[kind].parse(data)) for number, data in written)

    def write(
        self,
        records: Iterable[AnyRecord],
        *,
        author: str,
        reason: str,
        based_on: Mapping[Key, int] | None = None,
        along: Callable[[Connection, int], None] | None = None,
    ) -> int:
        """Write records as one revision, all or none, and return the edition that results.

        Records equal to those stored are not written again; when all are equal, no revision is made.

        Args:
            records: new records, and new versions of records that are there.
            author: who answers for the change.
            reason: why it is made, for the log of corrections.
            based_on: for each record that is there, the version that the writer read, by kind and id.
            along: what else belongs to the same transaction; gets the connection and the revision's number. What it
                raises undoes all. It is not called when no revision is made.

        Raises:
            StaleWriteError: somebody else has changed a record since, or its version is not stated.
            InvalidRecordError: a record is not valid, the whole would not fit together, or author or reason is blank.
            StoreError: the store cannot be written; nothing was.
        """
        author, reason = _signed("author", author), _signed("reason", reason)
        batch = _batch(records)
        with self._database.writing() as connection:
            latest = head(connection)
            before = self._shelf.read(connection, latest.number)
            changed = {key: record for key, record in batch.items() if before.records.get(key) != record}
            _check_current(batch, changed, before, based_on or {})
            if not changed:
                return latest.number
            versions = {key: before.versions.get(key, 0) + 1 for key in changed}
            after = before.followed_by(changed, number=latest.number + 1, versions=versions)
            append(connection, latest, changed.values(), versions=versions, author=author, reason=reason)
            if along is not None:
                along(connection, after.number)
        self._shelf.put(after)
        return after.number

    def verify(self) -> None:
        """Check everything stored against the chain of digests and against itself.

        Raises:
            StoreError: naming the first revision that does not hold.
        """
        with self._database.reading() as connection:
            fault = first_fault(connection)
        if fault is not None:
            raise StoreError(
                f"revision {fault.revision} of the store {self.url} does not hold: {fault.what}; "
                "what is stored was changed outside Seamline or damaged, so restore a backup"
            )

    def _edition(self, number: int | None) -> Edition:
        if number is not None and (kept := self._shelf.get(number)):
            return kept
        with self._database.reading() as connection:
            latest = head(connection).number
            if number is not None and not 0 <= number <= latest:
                expected = f"an edition from 1 to {latest}" if latest else "no edition, as the store is empty"
                raise UnknownRecordError(f"expected {expected}, got {number!r}")
            return self._shelf.read(connection, latest if number is None else number)


def _signed(what: str, words: str) -> str:
    if not words.strip() or UNSTORABLE.search(words):
        raise InvalidRecordError(f"expected the {what} of a change in plain words, got {words!r}; state it")
    return words.strip()


def _batch(records: Iterable[AnyRecord]) -> dict[Key, AnyRecord]:
    batch: dict[Key, AnyRecord] = {}
    for record in records:
        if key_of(record) in batch:
            raise InvalidRecordError(f"expected each record once, got {record.kind_name} {record.id!r} twice")
        # Validated anew: pydantic's `model_copy(update=...)`, the usual way to edit, checks nothing.
        batch[key_of(record)] = type(record).parse(record.model_dump(mode="json", warnings=False))
    return batch


def _check_current(
    batch: Iterable[Key], changed: Collection[Key], before: Edition, based_on: Mapping[Key, int]
) -> None:
    # Where no version is stated, equal content is no change. Where one is, it must hold even then: two who both add one to
    # the same number write the same content, and one of them would be lost.
    stale = [
        _stale(key, read=based_on.get(key), found=before.versions.get(key))
        for key in batch
        if (key in changed or key in based_on) and based_on.get(key, 0) != before.versions.get(key, 0)
    ]
    if stale:
        raise StaleWriteError("; ".join(stale[:20]) + "; read again, repeat the change, then write")


def _stale(key: Key, *, read: int | None, found: int | None) -> str:
    kind, record_id = key
    expected = "a new record, or the version that was read" if read is None else f"version {read}, which was read"
    return f"{kind} {record_id!r}: expected {expected}, found " + ("none" if found is None else f"version {found}")
