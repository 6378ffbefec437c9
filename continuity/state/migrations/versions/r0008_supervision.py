"""Where checks stand, what changed, and their figures rolled up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_CHECK = ("client", "device", "name")


def upgrade() -> None:
    """Add the tables of supervision."""
    op.create_table(
        "check_standing",
        *(sa.Column(name, sa.String(), primary_key=True) for name in _CHECK),
        sa.Column("facts", sa.JSON(), nullable=False),
    )
    op.create_table(
        "check_change",
        sa.Column("id", sa.Integer(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in (*_CHECK, "was", "now")),
        *(sa.Column(name, sa.String(27), nullable=False) for name in ("since", "at")),
        sa.Column("said", sa.String(), nullable=False),
    )
    op.create_index("ix_check_change_check", "check_change", [*_CHECK, "id"])
    op.create_table(
        "check_rollup",
        *(sa.Column(name, sa.String(), primary_key=True) for name in (*_CHECK, "figure")),
        sa.Column("grain_s", sa.Integer(), primary_key=True),
        sa.Column("begins", sa.String(27), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("least", "most", "total")),
        sqlite_with_rowid=False,  # its key is most of a row: kept once, not a second time as an index
    )
