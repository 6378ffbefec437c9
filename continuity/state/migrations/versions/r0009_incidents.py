"""Incidents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the table of incidents."""
    op.create_table(
        "incident",
        sa.Column("id", sa.String(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("client", "cause", "state")),
        *(sa.Column(name, sa.String(27), nullable=False) for name in ("opened_at", "closed_at")),
        sa.Column("facts", sa.JSON(), nullable=False),
    )
    op.create_index("ix_incident_client", "incident", ["client"])
    op.create_index("ix_incident_state", "incident", ["state"])
