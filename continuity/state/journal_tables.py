"""The table of the journals of procedures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from continuity.state.tables import UtcTime


class EventRow(SQLModel, table=True):
    """One event of one procedure's run, committed before what it announces."""

    __tablename__ = "procedure_event"

    run: str = Field(foreign_key="run.id", primary_key=True)
    number: int = Field(primary_key=True)
    at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    boot_s: float
    boot_id: str
    kind: str
    step: str = ""
    by: str = ""
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
