"""What Alembic runs for every command: the connection comes from ``upgrade``."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from continuity.state import tables

assert tables.RunRow.metadata is SQLModel.metadata  # noqa: S101 - importing the tables is what fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
