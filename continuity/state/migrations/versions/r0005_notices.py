"""A message knows of which alarms it tells, so that what became of it is told in the log that it concerns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; of messages that wait, nothing is known."""
    op.add_column("notice", sa.Column("about", sa.JSON(), nullable=False, server_default="[]"))
