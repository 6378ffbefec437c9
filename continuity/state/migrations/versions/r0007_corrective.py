"""Corrective actions, and what people were reminded of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the tables; of drills that ended before, nothing is opened."""
    op.create_table(
        "corrective_action",
        sa.Column("id", sa.String(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("client", "drill", "subject", "objective")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("verdict", "reason")),
        sa.Column("people", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("opened_at", sa.String(27), nullable=False),
        sa.Column("due", sa.String(27), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("runs", sa.JSON(), nullable=False),
        sa.Column("comments", sa.JSON(), nullable=False),
        sa.Column("ended_at", sa.String(27)),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
    )
    op.create_index("ix_corrective_action_client", "corrective_action", ["client"])
    op.create_index("ix_corrective_action_state", "corrective_action", ["state"])
    op.create_table(
        "reminder",
        sa.Column("subject", sa.String(), primary_key=True),
        sa.Column("what", sa.String(), primary_key=True),
        sa.Column("at", sa.String(27), nullable=False),
    )
