"""What was announced must end: each job of a ``plan`` record meets exactly one terminal record, its run's or its own.

A plan is written before its jobs fall due, so nobody can leave out the one that failed. Here a log is held against its
own plans, record after record; memory holds the jobs that are open, and the newest that ended.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.evidence.journal import INTENT, JOB_OUTCOME, OUTCOME, PLAN
from continuity.ground.timestamps import read_time

if TYPE_CHECKING:
    from collections.abc import Callable

#: A job that begins at once is announced in the moment it is due; later than this, somebody was not there.
LATE = timedelta(minutes=1)
_RECENT = 65536  # ended jobs whose second end is noticed: more than two days of a large client


@dataclass(frozen=True)
class _Open:
    index: int
    due: str
    subject: str


class Announced:
    """Holds jobs against their ends. ``problem`` and ``finding`` take place, template and values."""

    def __init__(self, start: int, problem: Callable[..., None], finding: Callable[..., None]) -> None:
        self._whole = start == 0  # from the log's beginning: every job's announcement was seen
        self._problem, self._finding = problem, finding
        self._open: dict[str, _Open] = {}
        self._running: dict[str, _Open] = {}
        self._ended: set[str] = set()
        self._order: deque[str] = deque()
        self.announced = self.ended = 0
        self._covered = ""  # up to when plans told what falls due

    def see(self, index: int, fields: dict[str, Any], *, erased: bool) -> None:
        """Judge one record; ``erased``: earlier records are gone, and announcements with them."""
        kind, body = fields["kind"], fields["body"]
        if kind == PLAN:
            self._cover(index, str(body.get("from", "")), str(body.get("until", "")))
            self._plan(index, fields["at"], body.get("jobs"))
        elif kind == INTENT and isinstance(job := body.get("job"), str) and job in self._open:
            self._running[job] = self._open.pop(job)
        elif kind in (OUTCOME, JOB_OUTCOME) and isinstance(job := body.get("job"), str):
            self._end(index, job, erased=erased)

    def close(self, last_at: str, last: int = 0) -> None:
        """Say what should have ended, or been announced, by the time of the ``last`` record, and was not."""
        self._cover(last, last_at, "")
        for job, one in self._open.items():
            if _seconds(one.due) < _seconds(last_at):
                text = "the job {job} of {subject}, due {due}, has neither a run nor a reason why there is none"
                self._finding(f"record {one.index}", text, job=job, subject=one.subject, due=one.due)

    def as_json(self) -> dict[str, int]:
        """Return how many jobs were announced, how many ended, and how many are open, those not due yet included."""
        return {"announced": self.announced, "ended": self.ended, "open": len(self._open) + len(self._running)}

    def _cover(self, index: int, since: str, until: str) -> None:
        """Plans follow on each other; what fell due in between was announced nowhere, and cannot be missed."""
        if self._covered and _seconds(self._covered) < _seconds(since):
            text = "from {since} to {until} nothing was announced: nobody can tell what fell due then"
            self._finding(f"record {index}", text, since=self._covered, until=since)
        self._covered = max(self._covered, until)

    def _plan(self, index: int, at: str, jobs: object) -> None:
        for job in jobs if isinstance(jobs, list) else ():
            if not _readable(job):
                self._problem(f"record {index}", "one of its jobs lacks its id, its due time or its subject")
                continue
            name = job["id"]
            if name in self._open or name in self._running or name in self._ended:
                self._problem(f"record {index}", "the job {job} is announced a second time", job=name)
                continue
            if read_time(at) - read_time(job["due"]) > LATE:
                text = "the job {job} was announced at {at}, after it fell due at {due}"
                self._finding(f"record {index}", text, job=name, at=at, due=job["due"])
            self.announced += 1
            self._open[name] = _Open(index, job["due"], job["subject"])

    def _end(self, index: int, job: str, *, erased: bool) -> None:
        known = self._running.pop(job, None) or self._open.pop(job, None)
        if job in self._ended:
            self._problem(f"record {index}", "the job {job} ends a second time", job=job)
        elif known is None and self._whole and not erased:
            self._problem(f"record {index}", "the job {job} ends without having been announced", job=job)
        self.ended += 1
        self._ended.add(job)
        self._order.append(job)
        if len(self._order) > _RECENT:
            self._ended.discard(self._order.popleft())


def _readable(job: object) -> bool:
    if not isinstance(job, dict) or not all(isinstance(job.get(key), str) for key in ("id", "due", "subject")):
        return False
    try:
        read_time(job["due"])
    except ValueError:
        return False
    return True


def _seconds(time: str) -> str:
    """Cut a time to whole seconds: its digits after that may be left out."""
    return time[:19]
