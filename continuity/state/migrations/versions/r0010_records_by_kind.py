"""Records are found by their kind: contracts read a few of a year's many, every few seconds."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_record_log_kind", "record", ["log", "kind"])
