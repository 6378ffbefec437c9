"""Anchors: checkpoints as somebody else holds them, and how it stands with each place for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the two tables; what is there stays as it is."""
    op.create_table(
        "anchor",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("tree_size", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("log", "tree_size", "kind", "name"),
    )
    op.create_table(
        "anchor_standing",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tree_size", sa.Integer(), nullable=False),
        sa.Column("anchored_at", sa.String(27), nullable=True),
        sa.Column("failing_since", sa.String(27), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.String(27), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("log", "kind", "name"),
    )
