"""The scheduled service: announced jobs, leases that are renewed, alerts; kinds of backup, the past, trends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what the service and the kinds need; what is there stays as it is."""
    op.add_column("lease", sa.Column("until", sa.String(27), nullable=True))
    op.add_column("point", sa.Column("parent", sa.String(), nullable=False, server_default=""))
    op.add_column("run", sa.Column("job", sa.String(), nullable=False, server_default=""))
    op.create_index(op.f("ix_run_job"), "run", ["job"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("scheduled_for", sa.String(27), nullable=False),
        sa.Column("work", sa.String(), nullable=False),
        sa.Column("policy_digest", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "subject", "scheduled_for"),
    )
    op.create_index(op.f("ix_job_outcome"), "job", ["outcome"], unique=False)
    op.create_index(op.f("ix_job_run"), "job", ["run"], unique=False)
    op.create_index(op.f("ix_job_scheduled_for"), "job", ["scheduled_for"], unique=False)
    op.create_index(op.f("ix_job_subject"), "job", ["subject"], unique=False)
    op.create_table(
        "alarm",
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("since", sa.String(27), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("passing", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("told", sa.String(27), nullable=True),
        sa.Column("well", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("route", "kind", "subject"),
    )
    op.create_table(
        "notice",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("next_at", sa.String(27), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index(op.f("ix_notice_outcome"), "notice", ["outcome"], unique=False)
    op.create_table(
        "seen",
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("repository", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("client", "repository", "kind", "at"),
    )
    op.create_table(
        "trend",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("longest", sa.Float(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("processed", sa.Integer(), nullable=False),
        sa.Column("rpa_s", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("subject", "kind", "day"),
    )
    # what is known of repositories today is the first that is known of their past
    op.execute("insert into seen select * from observation")
