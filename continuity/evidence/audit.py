"""What records must say together: of this log, in order, and every announced run ended exactly once."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.evidence.format.record import SALT_BYTES, Record, parse
from continuity.evidence.journal import INTENT, OUTCOME
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.model.record import StoredRecord

#: Problems and findings kept by place; one rewritten record can make thousands of others fail with it.
LISTED = 100
_RECENT = 4096


@dataclass(frozen=True)
class Remark:
    """One thing seen, and where. ``template`` and ``values`` stay apart, so that a face can translate them."""

    place: str
    template: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        return f"{self.place}: {self.template.format(**self.values) if self.values else self.template}"


class Audit:
    """Reads records in index order; keeps what is wrong, what is odd, and which runs are open.

    Memory does not grow with the log: a run's id is kept while it is open and for the last 4096 runs. An id
    that comes back later than that (ids sort by time) is a finding.
    """

    def __init__(self, log: str, start: int = 0) -> None:
        self.problems: list[Remark] = []
        self.findings: list[Remark] = []
        self.open_runs: dict[str, int] = {}
        self.erased = 0
        self.first_at = self.last_at = ""
        self._log = log
        self._start = start
        self._recent: deque[str] = deque()
        self._ended: set[str] = set()
        self._forgotten = ""

    def see(self, stored: StoredRecord) -> Record | None:
        """Judge one stored record; returns what it says, or None where it is erased or says nothing readable."""
        place = f"record {stored.index}"
        if not stored.salt:
            self.erased += 1
            return None
        try:
            record = parse(stored.body)
        except NotProven as error:
            self.problem(place, error.template, **error.values)
            return None
        if len(stored.salt) != SALT_BYTES:
            self.problem(place, "its salt has not {expected} bytes", expected=SALT_BYTES)
        if record.log != self._log:
            self.problem(place, "it belongs to the log {found}", found=record.log)
        if (record.kind, record.run) != (stored.kind, stored.run):
            self.problem(
                place, "the database files it as {kind}, its bytes say {found}", kind=stored.kind, found=record.kind
            )
        self._date(place, record.at)
        self._run(place, stored.index or 0, record)
        return record

    def problem(self, place: str, template: str, **values: object) -> None:
        """Keep something that makes the log invalid."""
        if len(self.problems) < LISTED:
            self.problems.append(Remark(place, template, values))

    def finding(self, place: str, template: str, **values: object) -> None:
        """Keep something that a reader should know, and that does not make the log invalid."""
        if len(self.findings) < LISTED:
            self.findings.append(Remark(place, template, values))

    def _date(self, place: str, at: str) -> None:
        if at < self.last_at:
            self.finding(place, "dated {at}, before its predecessor ({before})", at=at, before=self.last_at)
        self.first_at = self.first_at or at
        self.last_at = at

    def _run(self, place: str, index: int, record: Record) -> None:
        run = record.run
        if run is None or record.kind not in (INTENT, OUTCOME):
            return
        if record.kind == INTENT:
            if run in self.open_runs or run in self._ended:
                self.problem(place, "the run {run} is announced a second time", run=run)
            elif run <= self._forgotten:
                self.finding(place, "the run {run} has an id older than runs that ended long ago", run=run)
            self.open_runs[run] = index
        elif self.open_runs.pop(run, None) is not None:
            self._end(run)
        elif run in self._ended:
            self.problem(place, "the run {run} ends a second time", run=run)
        elif self._start == 0 and not self.erased:
            self.problem(place, "the run {run} ends without having been announced", run=run)
        else:
            self._end(run)  # announced before the range, or in a record that was erased

    def _end(self, run: str) -> None:
        self._recent.append(run)
        self._ended.add(run)
        if len(self._recent) > _RECENT:
            old = self._recent.popleft()
            self._ended.discard(old)
            self._forgotten = max(self._forgotten, old)
