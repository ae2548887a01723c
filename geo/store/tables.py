"""The tables: one for each kind of record with a row for each version, and one for the revisions.

A row holds its record twice: whole, as canonical JSON in `data`, which is what is read back, and the columns worth
querying, derived from it. Rows are added or closed (`revision_to`), never changed otherwise and never deleted. Old
versions are read by today's record types, so a record's fields come with a default and never go: rewriting `data` would
break the chain of digests.
Positions are plain latitude and longitude columns, degrees in WGS84, on both engines, so that one schema serves both; on
PostGIS a geometry column can be generated from them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

from geo.errors import StoreError
from geo.records import Actor, AnyRecord, Claim, Event, FrontSegment, Incident, Place, Source, Statement
from geo.vocabulary import Code


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment, aware and in UTC; SQLite, which knows no time zones, keeps it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Give the moment its zone back, whatever zone the session has."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if dialect.name == "sqlite" else value.astimezone(dt.UTC)


METADATA = MetaData()

REVISION = Table(
    "revision",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("digest", String(64), nullable=False),
)


@dataclass(frozen=True)
class Kind:
    """One kind of record, its table, and how the table's own columns follow from a record."""

    record_type: type[AnyRecord]
    table: Table
    derivations: Mapping[str, Callable[[Any], Any]]

    @property
    def name(self) -> str:
        """The kind's name, which is its table's name too."""
        return self.record_type.kind_name

    def parse(self, data: str) -> AnyRecord:
        """Read a record back from its canonical JSON.

        Raises:
            StoreError: it is no valid record, so what is stored is damaged.
        """
        try:
            return self.record_type.model_validate_json(data)
        except ValidationError as error:
            raise StoreError(
                f"expected a valid {self.name} in the store, got {data:.80}: {' '.join(str(error).split())}; "
                "verify the store to see which revision was damaged, and restore a backup"
            ) from error

    def columns_of(self, record: AnyRecord) -> dict[str, Any]:
        """The values of the columns worth querying."""
        return {column: derive(record) for column, derive in self.derivations.items()}


def canonical(record: AnyRecord) -> str:
    """The record as JSON that is the same for equal records, on every machine."""
    return json.dumps(record.as_json(), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def _kind(record_type: type[AnyRecord], *columns: Column[Any], **derivations: Callable[[Any], Any]) -> Kind:
    name = record_type.kind_name
    table = Table(
        name,
        METADATA,
        Column("id", String(63), primary_key=True),
        Column("revision_from", Integer, ForeignKey("revision.number"), primary_key=True, index=True),
        Column("revision_to", Integer, ForeignKey("revision.number")),
        Column("version", Integer, nullable=False),
        *columns,
        Column("data", Text, nullable=False),
    )
    current = text("revision_to IS NULL")
    Index(f"ix_{name}_current", table.c.id, unique=True, sqlite_where=current, postgresql_where=current)
    for column in columns:
        Index(f"ix_{name}_{column.name}", column)
    return Kind(record_type, table, {c.name: derivations.get(c.name, _field(c.name)) for c in columns})


def _field(name: str) -> Callable[[AnyRecord], Any]:
    def value(record: AnyRecord) -> Any:
        found = getattr(record, name)
        return str(found) if isinstance(found, Code) else found

    return value


def _code(name: str) -> Column[Any]:
    return Column(name, String(63), nullable=False)


def _scene_latitude(incident: Incident) -> float | None:
    return incident.scene.latitude if incident.scene else None


def _scene_longitude(incident: Incident) -> float | None:
    return incident.scene.longitude if incident.scene else None


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        _kind(
            Place,
            _code("kind"),
            Column("latitude", Double, nullable=False),
            Column("longitude", Double, nullable=False),
            Column("geonames_id", Integer),
        ),
        _kind(Actor, _code("side")),
        _kind(Source, _code("collection"), _code("outlet_id"), _code("kind"), Column("published", Date)),
        _kind(Statement, _code("source_id"), _code("bucket")),
        _kind(
            Incident,
            Column("date_start", Date, nullable=False),
            Column("date_end", Date, nullable=False),
            Column("latitude", Double),
            Column("longitude", Double),
            _code("sub_event_type"),
            _code("grade"),
            _code("collection"),
            _code("status"),
            latitude=_scene_latitude,
            longitude=_scene_longitude,
        ),
        _kind(Claim, _code("source_id"), _code("statement_id"), _code("group"), _code("outcome")),
        _kind(
            Event,
            _code("kind"),
            Column("date_start", Date, nullable=False),
            Column("date_end", Date, nullable=False),
            _code("collection"),
        ),
        _kind(FrontSegment, Column("valid_from", Date, nullable=False), Column("valid_to", Date)),
    )
}
