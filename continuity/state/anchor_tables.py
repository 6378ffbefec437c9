"""The tables of anchors."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from continuity.state.tables import UtcTime


class AnchorRow(SQLModel, table=True):
    """One checkpoint as somebody else holds it: a token, a cosignature, a locked object."""

    __tablename__ = "anchor"

    log: str = Field(primary_key=True)
    tree_size: int = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    root: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    proof: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class StandingRow(SQLModel, table=True):
    """How it stands between one log and one place for anchors: the newest there, and a streak of failures."""

    __tablename__ = "anchor_standing"

    log: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    tree_size: int
    anchored_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    failing_since: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    attempts: int = 0
    next_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    cause: str = ""
