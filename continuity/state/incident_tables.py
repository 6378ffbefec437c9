"""The table of incidents."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class IncidentRow(SQLModel, table=True):
    """One incident as it stands; how it came there is in the client's log."""

    __tablename__ = "incident"

    id: str = Field(primary_key=True)
    client: str = Field(index=True)
    cause: str
    state: str = Field(index=True)
    opened_at: str  # as it is written: what sorts by time
    closed_at: str = ""
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
