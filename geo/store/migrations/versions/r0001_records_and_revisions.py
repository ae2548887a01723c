"""Records in versions, and the revisions that wrote them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create all tables."""
    op.create_table(
        "revision",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    _create("place", _code("kind"), _degrees("latitude"), _degrees("longitude"), sa.Column("geonames_id", sa.Integer))
    _create("actor", _code("side"))
    _create("source", _code("collection"), _code("outlet_id"), _code("kind"), _day("published", nullable=True))
    _create("statement", _code("source_id"), _code("bucket"))
    _create(
        "incident",
        _day("date_start"),
        _day("date_end"),
        _degrees("latitude", nullable=True),
        _degrees("longitude", nullable=True),
        *map(_code, ("sub_event_type", "grade", "collection", "status")),
    )
    _create("claim", *map(_code, ("source_id", "statement_id", "group", "outcome")))
    _create("event", _code("kind"), _day("date_start"), _day("date_end"), _code("collection"))
    _create("segment", _day("valid_from"), _day("valid_to", nullable=True))


def _create(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.String(63), primary_key=True),
        sa.Column("revision_from", sa.Integer, sa.ForeignKey("revision.number"), primary_key=True),
        sa.Column("revision_to", sa.Integer, sa.ForeignKey("revision.number")),
        sa.Column("version", sa.Integer, nullable=False),
        *columns,
        sa.Column("data", sa.Text, nullable=False),
    )
    current = sa.text("revision_to IS NULL")
    op.create_index(f"ix_{name}_current", name, ["id"], unique=True, sqlite_where=current, postgresql_where=current)
    for indexed in ("revision_from", *(column.name for column in columns)):
        op.create_index(f"ix_{name}_{indexed}", name, [indexed])


def _code(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(63), nullable=False)


def _day(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date, nullable=nullable)


def _degrees(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Double, nullable=nullable)
