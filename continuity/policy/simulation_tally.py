"""What a simulation comes to: jobs a day, worst RPOs, hours in which work waits, storage, when what is tested; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from continuity.ground.timestamps import write_time
from continuity.model.job import JobKind

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.policy.simulation_pools import Job
    from continuity.policy.simulation_storage import Storage

DAY = timedelta(days=1)
_NONE = timedelta()
#: What stands in the calendar.
_DATED = (JobKind.RESTORE_TEST, JobKind.VERIFY)


@dataclass(kw_only=True)
class Age:
    """How old the data of one asset gets: at worst, when that is, and for how long it is older than promised."""

    rpo: timedelta | None
    data_time: datetime | None = None
    worst: timedelta = _NONE
    at: datetime | None = None
    over: timedelta = _NONE
    backups: int = 0
    failed: int = 0

    def reached(self, now: datetime, data_time: datetime) -> None:
        """Take note of a backup: the data was at its oldest just before."""
        self.seen(now)
        self.data_time = data_time

    def seen(self, now: datetime) -> None:
        """Take note of how old the data is now; nothing is said of the time before there was any."""
        if self.data_time is None:
            return
        age = now - self.data_time
        if age > self.worst:
            self.worst, self.at = age, now
        if self.rpo is not None and age > self.rpo:
            self.over += age - self.rpo

    @property
    def kept(self) -> bool | None:
        """Whether the promise is kept throughout; None where nothing is promised or nothing came to be."""
        return None if self.rpo is None or self.at is None else self.worst <= self.rpo


@dataclass(kw_only=True)
class Crowd:
    """One hour of the week in which work waited for its places: how many jobs, how long together, how long at most."""

    jobs: int = 0
    total: timedelta = _NONE
    longest: timedelta = _NONE


@dataclass(kw_only=True)
class Tally:
    """Counts as the play goes on; ``storage`` keeps the account of the repositories."""

    start: datetime
    ages: dict[str, Age]
    storage: Storage
    days: defaultdict[int, Counter[JobKind]] = field(default_factory=lambda: defaultdict(Counter))
    jobs: Counter[JobKind] = field(default_factory=Counter)
    failed: Counter[JobKind] = field(default_factory=Counter)
    crowds: defaultdict[tuple[int, int], Crowd] = field(default_factory=lambda: defaultdict(Crowd))
    calendar: defaultdict[tuple[JobKind, str], list[datetime]] = field(default_factory=lambda: defaultdict(list))
    at_once: int = 0
    length: int = 0

    def began(self, job: Job) -> None:
        """Count a job that begins, and its wait."""
        line = job.planned.line
        self.days[(job.began - self.start) // DAY][line.kind] += 1
        self.jobs[line.kind] += 1
        if line.kind in _DATED:
            self.calendar[line.key].append(job.began)
        if job.began > job.queued:
            here = job.queued.astimezone(ZoneInfo(line.timetable.zone))
            crowd, wait = self.crowds[here.weekday(), here.hour], job.began - job.queued
            crowd.jobs, crowd.total = crowd.jobs + 1, crowd.total + wait
            crowd.longest = max(crowd.longest, wait)

    def ended(self, job: Job, now: datetime, *, failed: bool) -> None:
        """Count how a job ended."""
        line = job.planned.line
        self.failed[line.kind] += failed
        if line.kind is not JobKind.BACKUP:
            return
        age = self.ages[line.subject]
        age.backups, age.failed = age.backups + 1, age.failed + failed
        if not failed:
            age.reached(now, job.began)

    def close(self, until: datetime, at_once: int) -> None:
        """End: nothing happens any more."""
        self.at_once, self.length = at_once, max(1, (until - self.start) // DAY)
        for age in self.ages.values():
            age.seen(until)
        self.storage.close(until)

    def a_day(self) -> list[int]:
        """Return how many jobs begin on each day; a last part of a day is left out."""
        return [self.days[day].total() for day in range(self.length)]

    def held(self) -> dict[str, list[int]]:
        """Return what each repository holds at the end of each day."""
        return {name: place.held(self.length) for name, place in self.storage.places.items()}

    def broken(self) -> dict[str, Age]:
        """Return the assets whose promise is not kept throughout."""
        return {name: age for name, age in self.ages.items() if age.kept is False}

    def as_json(self) -> dict[str, Any]:
        """Return the figures of ``continuity.simulation/1``."""
        daily = self.a_day()
        return {
            "jobs": {
                "total": self.jobs.total(),
                "failed": self.failed.total(),
                "at_once": self.at_once,
                "kinds": {str(kind): {"jobs": self.jobs[kind], "failed": self.failed[kind]} for kind in self.jobs},
                "least_a_day": min(daily),
                "mean_a_day": round(sum(daily) / len(daily), 1),
                "most_a_day": max(daily),
                "daily": daily,
            },
            "assets": [_asset(name, age) for name, age in self.ages.items()],
            "collisions": [
                {"weekday": day, "hour": hour, "jobs": one.jobs}
                | {"waited_s": one.total.total_seconds(), "longest_s": one.longest.total_seconds()}
                for (day, hour), one in sorted(self.crowds.items())
            ],
            "storage": [
                {"repository": name} | place.as_json(self.length) for name, place in self.storage.places.items()
            ],
            "calendar": [
                {"kind": str(kind), "subject": subject, "times": [write_time(one) for one in times]}
                for (kind, subject), times in self.calendar.items()
            ],
        }


def _asset(name: str, age: Age) -> dict[str, Any]:
    return {
        "name": name,
        "rpo_s": age.rpo.total_seconds() if age.rpo else None,
        "worst_s": age.worst.total_seconds() if age.at else None,
        "worst_at": write_time(age.at) if age.at else None,
        "over_s": age.over.total_seconds(),
        "kept": age.kept,
        "backups": age.backups,
        "failed": age.failed,
    }
