"""The tables of corrective actions and of what people were reminded of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from continuity.state.tables import UtcTime


class ActionRow(SQLModel, table=True):
    """One corrective action as it stands; how it came there is in the client's log."""

    __tablename__ = "corrective_action"

    id: str = Field(primary_key=True)
    client: str = Field(index=True)
    drill: str
    subject: str
    objective: str
    verdict: str
    reason: str
    people: bool
    owner: str
    opened_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    due: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    state: str = Field(index=True)
    runs: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    comments: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    ended_by: str = ""
    why: str = ""


class ReminderRow(SQLModel, table=True):
    """One thing that people were reminded of: each is said once."""

    __tablename__ = "reminder"

    subject: str = Field(primary_key=True)
    what: str = Field(primary_key=True)
    at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
