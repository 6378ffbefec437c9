"""What Alembic runs for every command: the connection comes from ``upgrade``."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from continuity.state import anchor_tables, journal_tables, tables

_FILLED = (anchor_tables.AnchorRow, journal_tables.EventRow, tables.RunRow)  # importing them fills the metadata
assert all(one.metadata is SQLModel.metadata for one in _FILLED)  # noqa: S101

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
