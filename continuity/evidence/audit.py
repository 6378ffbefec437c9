"""What records must say together: of this log, in order, every announced run and every announced job ended once."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.evidence.announced import Announced
from continuity.evidence.format.record import SALT_BYTES, read_fields
from continuity.evidence.journal import INTENT, OUTCOME, RESTORED
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
        self.jobs = Announced(start, self.problem, self.finding)
        self.erased = 0
        self.first_at = self.last_at = ""
        self._last = start
        self._latest = ""  # the greatest date seen: one record dated back must not hide what was due
        self._log = log
        self._start = start
        self._recent: deque[str] = deque()
        self._ended: set[str] = set()
        self._forgotten = ""

    def see(self, stored: StoredRecord) -> dict[str, Any] | None:
        """Judge one stored record; returns its fields, or None where it is erased or says nothing readable."""
        self._last = stored.index or 0
        if not stored.salt:
            self.erased += 1
            return None
        try:
            fields = read_fields(stored.body)
        except NotProven as error:
            self.problem(f"record {stored.index}", error.template, **error.values)
            return None
        kind, run, at = fields["kind"], fields["run"], fields["at"]
        if len(stored.salt) != SALT_BYTES or fields["log"] != self._log or kind != stored.kind or run != stored.run:
            self._misfiled(stored, fields)
        if at < self.last_at:
            text = "dated {at}, before its predecessor ({before})"
            self.finding(f"record {stored.index}", text, at=at, before=self.last_at)
        self.first_at, self.last_at, self._latest = self.first_at or at, at, max(self._latest, at)
        self.jobs.see(stored.index or 0, fields, erased=bool(self.erased))
        if kind == RESTORED:
            self._restored(f"record {stored.index}", fields["body"])
        if run is not None and kind == INTENT:
            self._announced(stored.index or 0, run)
        elif run is not None and kind == OUTCOME:
            self._finished(stored.index or 0, run)
        return fields

    def close(self) -> None:
        """Say what the records should hold by now, and do not."""
        self.jobs.close(self._latest, self._last)

    def _restored(self, place: str, body: dict[str, Any]) -> None:
        """Say what an auditor must read: legitimate, and never silent."""
        head = body.get("lost_head")
        if isinstance(head, dict):
            text = "it says that the state came back from a backup at {size} records, and that a head at {lost} is lost"
            self.finding(place, text, size=body.get("database_size"), lost=head.get("size"))
        else:
            text = "it says that the state came back from a backup at {size} records: what {lost} others said is lost"
            self.finding(place, text, size=body.get("database_size"), lost=body.get("lost"))

    def _misfiled(self, stored: StoredRecord, fields: dict[str, Any]) -> None:
        place = f"record {stored.index}"
        if len(stored.salt) != SALT_BYTES:
            self.problem(place, "its salt has not {expected} bytes", expected=SALT_BYTES)
        if fields["log"] != self._log:
            self.problem(place, "it belongs to the log {found}", found=fields["log"])
        if (fields["kind"], fields["run"]) != (stored.kind, stored.run):
            filed, found = f"{stored.kind} of {stored.run}", f"{fields['kind']} of {fields['run']}"
            self.problem(place, "the database files it as {filed}, its bytes say {found}", filed=filed, found=found)

    def problem(self, place: str, template: str, **values: object) -> None:
        """Keep something that makes the log invalid."""
        if len(self.problems) < LISTED:
            self.problems.append(Remark(place, template, values))

    def finding(self, place: str, template: str, **values: object) -> None:
        """Keep something that a reader should know, and that does not make the log invalid."""
        if len(self.findings) < LISTED:
            self.findings.append(Remark(place, template, values))

    def _announced(self, index: int, run: str) -> None:
        if run in self.open_runs or run in self._ended:
            self.problem(f"record {index}", "the run {run} is announced a second time", run=run)
        elif run <= self._forgotten:
            text = "the run {run} has an id older than runs that ended long ago"
            self.finding(f"record {index}", text, run=run)
        self.open_runs[run] = index

    def _finished(self, index: int, run: str) -> None:
        if self.open_runs.pop(run, None) is not None:
            self._end(run)
        elif run in self._ended:
            self.problem(f"record {index}", "the run {run} ends a second time", run=run)
        elif self._start == 0 and not self.erased:
            self.problem(f"record {index}", "the run {run} ends without having been announced", run=run)
        else:
            self._end(run)  # announced before the range, or in a record that was erased

    def _end(self, run: str) -> None:
        self._recent.append(run)
        self._ended.add(run)
        if len(self._recent) > _RECENT:
            old = self._recent.popleft()
            self._ended.discard(old)
            self._forgotten = max(self._forgotten, old)
