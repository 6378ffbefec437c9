"""What work a month came to, as its records say: jobs that fell due, how each ended, figures, tests, drills. Pure.

A job counts in the month in which it fell due; work that nobody had announced, in the month in which it ended. Each
figure keeps the index of the record that it rests on. Nothing is judged anew.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import read_time, write_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from continuity.engine.contracts.recorded import Recorded

PLAN, OUTCOME, JOB_OUTCOME = "plan", "run.outcome", "job.outcome"
#: The records that tell of work.
KINDS = (PLAN, OUTCOME, JOB_OUTCOME)
#: The work that makes points.
BACKUPS = ("backup", "archive")
#: So many records are cited one by one where something was not as promised; the rest are counted.
CITED = 5
#: So many of the plans that announced them.
PLANS = 2
NOT_RUN = frozenset({"skipped", "not_run", "failed_to_start"})
_DONE, _DRILL = "succeeded", "drill"


@dataclass(kw_only=True)
class Work:
    """The jobs of one kind for one subject; ``coalesced``: a later one did the work of those, too.

    Of those that fell ``due``, so many ``ended``, or another did their work; ``outcomes`` are those of all work, also
    of what nobody had announced.

    ``plans`` are the newest records that announced them, ``cited`` those of what did not succeed, ``newest`` that of
    the newest end.
    """

    kind: str
    subject: str
    due: int = 0
    ended: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    newest: str = ""
    cited: list[str] = field(default_factory=list)
    coalesced: int = 0
    plans: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``work``."""
        return vars(self) | {"outcomes": dict(sorted(self.outcomes.items())), "done": self.done, "open": self.open}

    @property
    def done(self) -> int:
        """How many were done whole."""
        return self.outcomes[_DONE]

    @property
    def open(self) -> int:
        """How many fell due of which no record says how they ended."""
        return self.due - self.ended


@dataclass(kw_only=True)
class Figure:
    """All measurements of a subject against an objective: the newest and the worst, each with its record."""

    subject: str
    objective: str
    target_s: float | None = None
    actual_s: float | None = None
    verdict: str = ""
    how: str = ""
    reason: str = ""
    record: str = ""
    at: str = ""
    worst_s: float | None = None
    worst_record: str = ""
    verdicts: Counter[str] = field(default_factory=Counter)
    cited: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``figures``."""
        return vars(self) | {"verdicts": dict(sorted(self.verdicts.items()))}


@dataclass(frozen=True, kw_only=True)
class Held:
    """One drill that ended."""

    name: str
    subject: str
    mode: str
    played: bool
    run: str
    at: str
    outcome: str
    reason: str
    record: str
    measurements: tuple[Mapping[str, Any], ...]

    @property
    def verdict(self) -> str:
        """The worst of what was measured; unproven where nothing was, or it did not come to its end."""
        if self.outcome != _DONE or not self.measurements:
            return "unproven"
        found = {str(one.get("verdict")) for one in self.measurements}
        return next((one for one in ("missed", "unproven") if one in found), "met")

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``drills``."""
        return vars(self) | {"measurements": [dict(one) for one in self.measurements], "verdict": self.verdict}


@dataclass(kw_only=True)
class MonthOfWork:
    """What one month came to."""

    work: dict[tuple[str, str], Work] = field(default_factory=dict)
    figures: dict[tuple[str, str], Figure] = field(default_factory=dict)
    drills: list[Held] = field(default_factory=list)

    def of(self, kind: str, subject: str) -> Work:
        """Return the work of a kind for a subject."""
        return self.work.setdefault((kind, subject), Work(kind=kind, subject=subject))

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data, in order."""
        return {
            "work": [one.as_json() for _, one in sorted(self.work.items())],
            "figures": [one.as_json() for _, one in sorted(self.figures.items())],
            "drills": [one.as_json() for one in self.drills],
        }


class Reader:
    """Reads records in their order; ``month_of`` says in which month a moment lies, empty for none of the report.

    ``known``: a job that falls due later is not due yet.
    """

    def __init__(self, month_of: Callable[[datetime], str], known: datetime) -> None:
        self._month_of, self._known = month_of, known
        self._due: dict[str, str] = {}
        self.months: dict[str, MonthOfWork] = {}

    def see(self, one: Recorded) -> None:
        """Take one record into account."""
        if one.kind == PLAN:
            for job in one.body.get("jobs", ()):
                self._announced(job, one.name)
            return
        body = one.body
        announced = self._due.pop(str(body.get("job") or ""), None)
        month = self._month_of(one.at) if announced is None else announced
        if not month:
            return
        found = self.months.setdefault(month, MonthOfWork())
        work = found.of(str(body["kind"]), str(body["subject"]))
        work.ended += announced is not None
        self._ended(work, one)
        if one.kind == OUTCOME:
            self._measured(found, one)
            if body["kind"] == _DRILL:
                found.drills.append(_drill(one))

    def _announced(self, job: Mapping[str, Any], plan: str) -> None:
        due = read_time(job["due"])
        month = self._month_of(due) if due <= self._known else ""
        self._due[job["id"]] = month
        if month:
            work = self.months.setdefault(month, MonthOfWork()).of(job["kind"], job["subject"])
            work.due += 1
            work.plans = list(dict.fromkeys([*work.plans, plan]))[-PLANS:]

    def _ended(self, work: Work, one: Recorded) -> None:
        outcome = str(one.body["outcome"])
        if one.body.get("by"):
            work.coalesced += 1  # another one did its work
            return
        work.outcomes[outcome] += 1
        work.newest = one.name
        if outcome != _DONE:
            work.cited = [*work.cited, one.name][-CITED:]

    def _measured(self, month: MonthOfWork, one: Recorded) -> None:
        for plain in one.body.get("measurements", ()):
            key = str(plain["subject"]), str(plain["objective"])
            found = month.figures.setdefault(key, Figure(subject=key[0], objective=key[1]))
            for name in ("target_s", "actual_s", "verdict", "how", "reason"):
                setattr(found, name, plain[name])
            found.record, found.at = one.name, write_time(one.at)
            found.verdicts[found.verdict] += 1
            if found.verdict != "met":
                found.cited = [*found.cited, one.name][-CITED:]
            if found.actual_s is not None and (found.worst_s is None or found.actual_s > found.worst_s):
                found.worst_s, found.worst_record = found.actual_s, one.name


def _drill(one: Recorded) -> Held:
    body, detail = one.body, one.body.get("detail", {})
    return Held(
        name=str(detail.get("drill", "")),
        subject=str(body["subject"]),
        mode=str(detail.get("mode", "")),
        played=bool(detail.get("played")),
        run=str(body["id"]),
        at=write_time(one.at),
        outcome=str(body["outcome"]),
        reason=str(body["reason"]),
        record=one.name,
        measurements=tuple(body["measurements"]),
    )
