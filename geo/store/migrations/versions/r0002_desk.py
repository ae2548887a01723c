"""The desk's items and every version of the decisions on them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the two tables."""
    op.create_table(
        "desk_item",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("source_id", sa.String(63), nullable=False),
        sa.Column("article", sa.Text, nullable=False),
        sa.Column("coding", sa.Text, nullable=False),
    )
    op.create_index("ix_desk_item_source_id", "desk_item", ["source_id"], unique=True)
    op.create_table(
        "desk_version",
        sa.Column("item_id", sa.String(32), sa.ForeignKey("desk_item.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Text, nullable=False),
        sa.Column("state", sa.String(63), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("edition", sa.Integer, sa.ForeignKey("revision.number")),
        sa.Column("decisions", sa.Text, nullable=False),
    )
