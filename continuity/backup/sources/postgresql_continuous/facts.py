"""What the spool says of itself (``facts.json``): whose log it is, from which base on, what each capture promised."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from continuity.backup.sources.wal_names import position
from continuity.ground.timestamps import read_time, write_time

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

SCHEMA = "continuity.wal-spool/1"


class How(StrEnum):
    """How it is known what a log holds: the server was asked, or the log itself."""

    FLUSHED = "flushed"
    COMMITTED = "last commit"


@dataclass(frozen=True, kw_only=True)
class Base:
    """One base backup: it needs the log from ``start_wal`` on, and serves any moment from ``ended_at`` on."""

    label: str
    start_lsn: str
    start_wal: str
    began_at: datetime
    ended_at: datetime

    def as_json(self) -> dict[str, Any]:
        """Return it as the spool keeps it."""
        return asdict(self) | {"began_at": write_time(self.began_at), "ended_at": write_time(self.ended_at)}


@dataclass(frozen=True, kw_only=True)
class Capture:
    """One promise: all that was committed by ``data_time`` lies before ``lsn``; ``how`` that is known."""

    data_time: datetime
    lsn: str
    how: How

    def as_json(self) -> dict[str, Any]:
        """Return it as the spool keeps it."""
        return {"data_time": write_time(self.data_time), "lsn": self.lsn, "how": str(self.how)}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Whose log the spool holds, and what was promised of it since its base, the oldest first."""

    system: str
    major: int
    timeline: int
    slot: str
    segment_bytes: int
    base: Base
    captures: tuple[Capture, ...] = field(default=())

    def with_capture(self, one: Capture) -> Facts:
        """Return the same with one promise more."""
        return replace(self, captures=(*self.captures, one))

    def with_base(self, base: Base) -> Facts:
        """Return the same for a newer base: what was promised before it ended, it cannot keep."""
        kept = tuple(one for one in self.captures if one.data_time >= base.ended_at)
        return replace(self, base=base, captures=kept)

    @property
    def last(self) -> Capture | None:
        """The newest promise."""
        return max(self.captures, key=lambda one: position(one.lsn), default=None)


def write_facts(facts: Facts, path: Path) -> None:
    """Write the facts; they are there whole, or as they were."""
    told = {
        "schema": SCHEMA,
        "system": facts.system,
        "major": facts.major,
        "timeline": facts.timeline,
        "slot": facts.slot,
        "segment_bytes": facts.segment_bytes,
        "base": facts.base.as_json(),
        "captures": [one.as_json() for one in facts.captures],
    }
    write_whole(path, json.dumps(told, indent=1, sort_keys=True) + "\n")


def read_facts(path: Path) -> Facts | None:
    """Return the facts; None where there are none, or they cannot be read: the spool is then begun anew."""
    try:
        told = json.loads(path.read_text())
        if told["schema"] != SCHEMA:
            return None
        base = read_base(told["base"])
        captures = tuple(
            Capture(data_time=read_time(one["data_time"]), lsn=str(one["lsn"]), how=How(one["how"]))
            for one in told["captures"]
        )
        words = {name: str(told[name]) for name in ("system", "slot")}
        numbers = {name: int(told[name]) for name in ("major", "timeline", "segment_bytes")}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Facts(
        system=words["system"],
        slot=words["slot"],
        major=numbers["major"],
        timeline=numbers["timeline"],
        segment_bytes=numbers["segment_bytes"],
        base=base,
        captures=captures,
    )


def read_base(told: dict[str, Any]) -> Base:
    """Return a base as it was kept. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for anything else."""
    return Base(
        label=str(told["label"]),
        start_lsn=str(told["start_lsn"]),
        start_wal=str(told["start_wal"]),
        began_at=read_time(told["began_at"]),
        ended_at=read_time(told["ended_at"]),
    )


def write_whole(path: Path, text: str) -> None:
    """Write a file that is there whole, or as it was, whenever the power fails."""
    partial = path.with_name(path.name + ".new")
    with partial.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
