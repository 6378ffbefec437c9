"""Views of many assets stay quick after years: the newest of each is found by a step into an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_LISTED = sa.text("gone_at IS NULL")


def upgrade() -> None:
    """Add what finds the newest run and the listed points of each asset, and drop what the first makes needless."""
    op.drop_index(op.f("ix_run_subject"), "run")
    op.create_index("ix_run_ended", "run", ["subject", "kind", "started_at", "outcome"], unique=False)
    op.create_index(
        "ix_point_listed",
        "point",
        ["client", "asset", "repository", "data_time", "verified_at"],
        unique=False,
        sqlite_where=_LISTED,
        postgresql_where=_LISTED,
    )
