"""The desk's tables, in the store's database: items, and each version of what was decided on them.

Rows are only ever added. No table of the records refers to these, so no query of the public view can meet them.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from geo.store.tables import METADATA, UtcDateTime

ITEM = Table(
    "desk_item",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("source_id", String(63), nullable=False),
    Column("article", Text, nullable=False),
    Column("coding", Text, nullable=False),
)
Index("ix_desk_item_source_id", ITEM.c.source_id, unique=True)

VERSION = Table(
    "desk_version",
    METADATA,
    Column("item_id", String(32), ForeignKey("desk_item.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("saved_at", UtcDateTime, nullable=False),
    Column("saved_by", Text, nullable=False),
    Column("state", String(63), nullable=False),
    Column("reason", Text),
    Column("edition", Integer, ForeignKey("revision.number")),
    Column("decisions", Text, nullable=False),
)
