"""The tables. Times are fixed-width UTC text, so that they sort as they happened on every database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from continuity.state.times import UtcTime


class RunRow(SQLModel, table=True):
    """One execution of one job; ``outcome`` is empty until it ended or was reconciled."""

    __tablename__ = "run"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "scheduled_for"),
        Index("ix_run_ended", "subject", "kind", "started_at", "outcome"),
    )

    id: str = Field(primary_key=True)
    job: str = Field(default="", index=True)
    kind: str
    client: str = Field(index=True)
    subject: str
    policy_digest: str
    scheduled_for: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    started_at: datetime = Field(sa_column=Column(UtcTime, nullable=False, index=True))
    holder: str  # the process that claimed it: ground/process.identity()
    duration_s: float | None = None
    outcome: str | None = Field(default=None, index=True)
    reason: str = ""
    measurements: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class CopyRow(SQLModel, table=True):
    """What one repository got or gave back in one run."""

    __tablename__ = "run_copy"

    run: str = Field(foreign_key="run.id", primary_key=True)
    repository: str = Field(primary_key=True)
    snapshot: str
    data_time: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    outcome: str
    reason: str = ""
    bytes_added: int = 0
    bytes_processed: int = 0
    files_new: int = 0
    files_changed: int = 0
    duration_s: float = 0.0


_NEWEST = ("client", "asset", "repository", "data_time", "verified_at")
_LISTED = text("gone_at IS NULL")


class PointRow(SQLModel, table=True):
    """One recovery point in one repository, as last observed there."""

    __tablename__ = "point"
    __table_args__ = (Index("ix_point_listed", *_NEWEST, sqlite_where=_LISTED, postgresql_where=_LISTED),)

    client: str = Field(primary_key=True)
    repository: str = Field(primary_key=True)
    snapshot: str = Field(primary_key=True)
    asset: str = Field(index=True)
    run: str = Field(index=True)
    data_time: datetime = Field(sa_column=Column(UtcTime, nullable=False, index=True))
    kind: str
    parent: str = ""  # the snapshot it was compared with; empty: everything was read
    bytes: int
    listed_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    gone_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    locked_until: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    verified_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    verified_by: str = ""
    tree: str = ""


class ObservationRow(SQLModel, table=True):
    """What was last seen of a repository as a whole: its failure domain, its locks, its errors."""

    __tablename__ = "observation"

    client: str = Field(primary_key=True)
    repository: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)  # domain, locks or verification
    at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    run: str
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class SeenRow(SQLModel, table=True):
    """What was judged of a repository from ``at`` on: one row where it changed, not one for each look."""

    __tablename__ = "seen"

    client: str = Field(primary_key=True)
    repository: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    at: datetime = Field(sa_column=Column(UtcTime, primary_key=True, nullable=False))
    run: str
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class TrendRow(SQLModel, table=True):
    """What the runs of one kind for one subject came to in a day, or in a month that is long past."""

    __tablename__ = "trend"

    subject: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    day: str = Field(primary_key=True)  # ISO 8601, UTC
    days: int
    runs: int
    failed: int
    seconds: float
    longest: float
    added: int
    processed: int
    rpa_s: float | None = None


class JobRow(SQLModel, table=True):
    """One job that was announced before it fell due; it ends with a run, or with a reason why there was none."""

    __tablename__ = "job"
    __table_args__ = (UniqueConstraint("kind", "subject", "scheduled_for"),)

    id: str = Field(primary_key=True)
    kind: str
    client: str
    subject: str = Field(index=True)
    scheduled_for: datetime = Field(sa_column=Column(UtcTime, nullable=False, index=True))
    work: str = ""  # the kind of backup, where the job has one
    policy_digest: str = ""
    run: str | None = Field(default=None, index=True)
    outcome: str | None = Field(default=None, index=True)


class LeaseRow(SQLModel, table=True):
    """Who holds a subject now; ``token`` only ever grows, so a stale holder can be told apart.

    ``until`` bounds the leases that must be renewed; without it a lease lasts as long as its holder's process.
    """

    __tablename__ = "lease"

    name: str = Field(primary_key=True)
    holder: str
    run: str
    token: int
    until: datetime | None = Field(default=None, sa_column=Column(UtcTime))


class RecordRow(SQLModel, table=True):
    """One evidence record: exact bytes and salt; ``position`` is its index in the log once integrated."""

    __tablename__ = "record"
    __table_args__ = (UniqueConstraint("log", "position"), Index("ix_record_log_kind", "log", "kind"))

    number: int | None = Field(default=None, primary_key=True)
    log: str = Field(index=True)
    position: int | None = None
    kind: str
    run: str | None = Field(default=None, index=True)
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class AlarmRow(SQLModel, table=True):
    """One thing that is wrong, as one route of alerts knows it, until everything about it was told."""

    __tablename__ = "alarm"

    route: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    since: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    template: str
    values: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    critical: bool
    passing: bool
    count: int
    run: str = ""
    told: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    well: datetime | None = Field(default=None, sa_column=Column(UtcTime))


class NoticeRow(SQLModel, table=True):
    """One message to one URL of a destination: the outbox, and for a time what became of it."""

    __tablename__ = "notice"

    number: int | None = Field(default=None, primary_key=True)
    route: str
    client: str
    destination: str
    place: int
    title: str
    body: str
    critical: bool
    made_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    next_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    attempts: int = 0
    outcome: str = Field(default="", index=True)  # empty while it waits
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    error: str = ""
    about: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class CheckpointRow(SQLModel, table=True):
    """Every signed tree head ever made of a log."""

    __tablename__ = "checkpoint"

    log: str = Field(primary_key=True)
    size: int = Field(primary_key=True)
    note: str


__all__ = [
    "AlarmRow",
    "CheckpointRow",
    "CopyRow",
    "JobRow",
    "LeaseRow",
    "NoticeRow",
    "ObservationRow",
    "PointRow",
    "RecordRow",
    "RunRow",
    "SeenRow",
    "TrendRow",
    "UtcTime",
]
