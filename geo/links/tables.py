"""The table of short links, in the store's database. A row is added, and revoked once; nothing else of it ever changes."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from geo.store.tables import METADATA, UtcDateTime

LINK = Table(
    "short_link",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("parameters", Text, nullable=False),
    Column("edition", Integer, ForeignKey("revision.number"), nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Column("revoked_by", Text),
)
Index("ix_short_link_created_by", LINK.c.created_by)
