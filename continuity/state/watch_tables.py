"""The tables of supervision: where checks stand, what changed, and their figures rolled up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from continuity.state.tables import UtcTime


class StandingRow(SQLModel, table=True):
    """Where one check stands."""

    __tablename__ = "check_standing"

    client: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class ChangeRow(SQLModel, table=True):
    """One hard change of one check; never written again."""

    __tablename__ = "check_change"
    __table_args__ = (Index("ix_check_change_check", "client", "device", "name", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    client: str
    device: str
    name: str
    was: str
    now: str
    since: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    said: str = ""


class RollupRow(SQLModel, table=True):
    """One figure of one check over one stretch of time."""

    __tablename__ = "check_rollup"
    __table_args__ = {"sqlite_with_rowid": False}  # its key is most of a row: kept once, not a second time as an index

    client: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    figure: str = Field(primary_key=True)
    grain_s: int = Field(primary_key=True)
    begins: datetime = Field(sa_column=Column(UtcTime, primary_key=True))
    count: int
    least: float
    most: float
    total: float
