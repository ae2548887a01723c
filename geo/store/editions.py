"""The dataset as it stood at a revision, read once and kept for all threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Select, or_, select

from geo.errors import InvalidRecordError, StoreError
from geo.records import AnyRecord, Dataset
from geo.store.tables import KINDS, Kind

Key = tuple[str, str]
"""A record's kind and id."""


def key_of(record: AnyRecord) -> Key:
    return record.kind_name, record.id


@dataclass(frozen=True)
class Edition:
    """All records as they stood at revision `number`, with the version of each."""

    number: int = 0
    records: Mapping[Key, AnyRecord] = field(default_factory=dict)
    versions: Mapping[Key, int] = field(default_factory=dict)
    dataset: Dataset = field(default_factory=lambda: Dataset.of(()))

    def followed_by(self, records: Mapping[Key, AnyRecord], *, number: int, versions: Mapping[Key, int]) -> Edition:
        """A later edition in which `records` have come or changed; `versions` names theirs.

        Raises:
            InvalidRecordError: the whole would not fit together.
        """
        later = {**self.records, **records}
        return Edition(number, later, {**self.versions, **versions}, Dataset.of(later.values()))


class EditionShelf:
    """The editions read last, at most `capacity`; safe to share between threads."""

    def __init__(self, *, capacity: int = 8) -> None:
        self._capacity = capacity
        self._editions: OrderedDict[int, Edition] = OrderedDict()
        # Held while an edition is read, so that many threads that ask for a new one read it once.
        self._lock = threading.RLock()

    def get(self, number: int) -> Edition | None:
        """The edition, if it is kept."""
        with self._lock:
            if number in self._editions:
                self._editions.move_to_end(number)
            return self._editions.get(number)

    def put(self, edition: Edition) -> Edition:
        """Keep an edition that is committed."""
        with self._lock:
            self._editions[edition.number] = edition
            self._editions.move_to_end(edition.number)
            while len(self._editions) > self._capacity:
                self._editions.popitem(last=False)
        return edition

    def read(self, connection: Connection, number: int) -> Edition:
        """The edition, read as the difference from the nearest earlier one that is kept.

        Raises:
            StoreError: what is stored is damaged.
        """
        with self._lock:
            if kept := self.get(number):
                return kept
            base = self._editions.get(max((n for n in self._editions if n < number), default=0), Edition())
            return self.put(_read(connection, number, base=base))


def _read(connection: Connection, number: int, *, base: Edition) -> Edition:
    records: dict[Key, AnyRecord] = {}
    versions: dict[Key, int] = {}
    for kind in KINDS.values():
        for version, data in connection.execute(_rows_at(kind, number, after=base.number)):
            record = kind.parse(data)
            records[key_of(record)] = record
            versions[key_of(record)] = version
    try:
        return base.followed_by(records, number=number, versions=versions)
    except InvalidRecordError as error:
        raise StoreError(
            f"edition {number} of the store does not fit together: {error}; "
            "verify the store to see which revision was damaged, and restore a backup"
        ) from error


def _rows_at(kind: Kind, number: int, *, after: int) -> Select[int, str]:
    # Nothing is ever deleted, so what the earlier edition `after` had and no later row replaces is still there.
    rows = kind.table.c
    still_there = or_(rows.revision_to.is_(None), rows.revision_to > number)
    return select(rows.version, rows.data).where(rows.revision_from.between(after + 1, number), still_there)
