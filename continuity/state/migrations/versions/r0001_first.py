"""The first schema: runs, points, observations, leases, evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "checkpoint",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("log", "size"),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "observation",
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("repository", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("client", "repository", "kind"),
    )
    op.create_table(
        "point",
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("repository", sa.String(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("asset", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("data_time", sa.String(27), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("listed_at", sa.String(27), nullable=False),
        sa.Column("gone_at", sa.String(27), nullable=True),
        sa.Column("locked_until", sa.String(27), nullable=True),
        sa.Column("verified_at", sa.String(27), nullable=True),
        sa.Column("verified_by", sa.String(), nullable=False),
        sa.Column("tree", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("client", "repository", "snapshot"),
    )
    op.create_index(op.f("ix_point_asset"), "point", ["asset"], unique=False)
    op.create_index(op.f("ix_point_data_time"), "point", ["data_time"], unique=False)
    op.create_index(op.f("ix_point_run"), "point", ["run"], unique=False)
    op.create_table(
        "record",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("log", "position"),
    )
    op.create_index(op.f("ix_record_log"), "record", ["log"], unique=False)
    op.create_index(op.f("ix_record_run"), "record", ["run"], unique=False)
    op.create_table(
        "run",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("policy_digest", sa.String(), nullable=False),
        sa.Column("scheduled_for", sa.String(27), nullable=False),
        sa.Column("started_at", sa.String(27), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("measurements", sa.JSON(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "subject", "scheduled_for"),
    )
    op.create_index(op.f("ix_run_client"), "run", ["client"], unique=False)
    op.create_index(op.f("ix_run_outcome"), "run", ["outcome"], unique=False)
    op.create_index(op.f("ix_run_started_at"), "run", ["started_at"], unique=False)
    op.create_index(op.f("ix_run_subject"), "run", ["subject"], unique=False)
    op.create_table(
        "run_copy",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("repository", sa.String(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("data_time", sa.String(27), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("bytes_added", sa.Integer(), nullable=False),
        sa.Column("bytes_processed", sa.Integer(), nullable=False),
        sa.Column("files_new", sa.Integer(), nullable=False),
        sa.Column("files_changed", sa.Integer(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run"],
            ["run.id"],
        ),
        sa.PrimaryKeyConstraint("run", "repository"),
    )
