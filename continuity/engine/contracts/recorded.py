"""Records of a log as contracts read them: by kind, in their order, each with the name that a figure cites it by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.evidence.format.record import parse
from continuity.ground.timestamps import read_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from continuity.evidence.store import StoredRecord
    from continuity.state.store import Transaction


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One record: its ``index`` in the log (less than nothing: not written yet), when and what it was, what it says."""

    index: int
    at: datetime
    kind: str
    body: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Return what a figure cites it by, and an export lists it under: its index in the log, or nothing."""
        return str(self.index) if self.index >= 0 else ""


def recorded(tx: Transaction, log: str, kinds: Sequence[str]) -> list[Recorded]:
    """Return a log's records of these kinds that have an index, oldest first; erased ones say nothing any more.

    Run the sequencer before, so that none is without.
    """
    return list(readable(tx.records.of_kinds(log, kinds)))


def readable(stored: Iterable[StoredRecord]) -> Iterable[Recorded]:
    """Yield those records that can be read."""
    for one in stored:
        if one.index is None or not one.salt:
            continue
        record = parse(one.body)
        yield Recorded(index=one.index, at=read_time(record.at), kind=record.kind, body=record.body)
