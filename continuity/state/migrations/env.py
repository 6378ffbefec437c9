"""What Alembic runs for every command: the connection comes from ``upgrade``."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from continuity.state import anchor_tables, tables

assert anchor_tables.AnchorRow.metadata is tables.RunRow.metadata is SQLModel.metadata  # noqa: S101 - importing fills it

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
