"""By when a drill must be held again, on which day, and what its runs so far are worth. Pure.

A drill is *held* when people walked it to its end, and *proven* when it also came out as promised. One that a script
played is *rehearsed*: that keeps it working, and neither moves its date nor proves anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from continuity.model.job import Outcome
from continuity.model.measurement import Verdict
from continuity.policy.proving import length
from continuity.policy.working_days import is_weekend, working_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from continuity.model.inventory import Calendar

#: How long before its day a drill is called due: time enough to gather people.
AHEAD = timedelta(days=14)
_DAY = timedelta(days=1)
_LONGEST = timedelta(days=36525)  # what comes less often than in a century has a date that calendars still know
_MOST = 400  # dates of one line: one a day for a year


class Worth(StrEnum):
    """What the runs of a drill are worth so far."""

    NEVER = "never"
    #: by a script alone
    REHEARSED = "rehearsed"
    #: people walked it to its end, and never as promised
    HELD = "held"
    PROVEN = "proven"


class DueState(StrEnum):
    """How near the next one is."""

    #: nobody says how often
    UNPLANNED = "unplanned"
    PLANNED = "planned"
    #: within two weeks
    DUE = "due"
    #: its period is over
    LATE = "late"


@dataclass(frozen=True, kw_only=True)
class DrillRun:
    """One run of a drill that ended."""

    id: str
    client: str
    drill: str
    runbook: str
    mode: str
    subject: str
    at: datetime
    outcome: Outcome
    verdict: Verdict
    played: bool
    technician: str = ""

    @property
    def held(self) -> bool:
        """Whether people walked it to its end."""
        return not self.played and self.outcome is Outcome.SUCCEEDED

    @property
    def proven(self) -> bool:
        """Whether it proves what was promised."""
        return self.held and self.verdict is Verdict.MET


@dataclass(frozen=True, kw_only=True)
class Track:
    """The newest runs of a drill: of all, of those held, and of those that proved it."""

    last: DrillRun | None = None
    held: DrillRun | None = None
    proven: DrillRun | None = None
    rehearsed: bool = False  # a script played one to its end

    @classmethod
    def of(cls, runs: Iterable[DrillRun]) -> Track:
        """Return the track of these runs, in whatever order they come."""
        known = sorted(runs, key=lambda one: (one.at, one.id))
        held = [one for one in known if one.held]
        proven = [one for one in held if one.proven]
        return cls(
            last=known[-1] if known else None,
            held=held[-1] if held else None,
            proven=proven[-1] if proven else None,
            rehearsed=any(one.played and one.outcome is Outcome.SUCCEEDED for one in known),
        )

    @property
    def worth(self) -> Worth:
        """What they are worth together."""
        if self.proven or self.held:
            return Worth.PROVEN if self.proven else Worth.HELD
        return Worth.REHEARSED if self.rehearsed else Worth.NEVER


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """A time that was agreed for a live drill."""

    begins: datetime
    ends: datetime
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """What a drill's dates depend on, besides its runs.

    ``since`` is when the client's first work was done; ``windows``: the only times for a drill that is ``live``.
    """

    every: timedelta | Calendar | None
    zone: str = "UTC"
    since: datetime | None = None
    live: bool = False
    windows: tuple[Agreed, ...] = ()
    free: Callable[[date], bool] = field(default=is_weekend, compare=False)


@dataclass(frozen=True, kw_only=True)
class Dates:
    """When it must be held: ``due`` is the last moment, ``days`` the working days to plan for, the next first.

    ``window`` is the agreed time that the next one falls into; None where it needs none, or none was agreed.
    """

    state: DueState
    due: datetime | None = None
    days: tuple[date, ...] = ()
    window: Agreed | None = None


def dates(rhythm: Rhythm, held: datetime | None, now: datetime, until: datetime) -> Dates:
    """Return the dates of a drill that was last ``held`` then, those that are planned by ``until``."""
    if rhythm.every is None:
        return _agreed_alone(rhythm, held, now, until)
    period = min(length(rhythm.every), _LONGEST)
    begun = held or rhythm.since or now
    due = begun + period
    zone = ZoneInfo(rhythm.zone)
    window = _window(rhythm.windows, due, now) if rhythm.live else None
    today, last = now.astimezone(zone).date(), until.astimezone(zone).date()
    if window:
        day = max(window.begins, now).astimezone(zone).date()
    else:
        after = max(today - _DAY, held.astimezone(zone).date()) if held else today - _DAY
        day = working_day(max(due.astimezone(zone).date(), today), after, rhythm.free)
    days = tuple(_following(rhythm, day, period, last))
    state = DueState.LATE if due < now else DueState.DUE if day <= today + AHEAD else DueState.PLANNED
    return Dates(state=state, due=due, days=days, window=window)


def _agreed_alone(rhythm: Rhythm, held: datetime | None, now: datetime, until: datetime) -> Dates:
    """Return the dates of what has no period: the agreed times to come, but for the one in which it was held."""
    left = sorted((one for one in rhythm.windows if one.ends > now), key=lambda one: one.begins)
    left = [one for one in left if rhythm.live and (held is None or held < one.begins)]
    if not left:
        return Dates(state=DueState.UNPLANNED)
    zone = ZoneInfo(rhythm.zone)
    today, last = now.astimezone(zone).date(), until.astimezone(zone).date()
    first, *more = dict.fromkeys(max(one.begins, now).astimezone(zone).date() for one in left)
    state = DueState.DUE if first <= today + AHEAD else DueState.PLANNED
    days = (first, *(day for day in more if day <= last))
    return Dates(state=state, due=left[0].ends, days=days, window=left[0])


def _following(rhythm: Rhythm, day: date, period: timedelta, last: date) -> Iterable[date]:
    """Yield the next day, whenever it is, and those after it up to the last."""
    yield day
    for _ in range(_MOST):
        day = working_day(day + max(period, _DAY), day, rhythm.free)
        if day > last:
            return
        yield day


def _window(windows: Sequence[Agreed], due: datetime, now: datetime) -> Agreed | None:
    """Return the first agreed time that is not over and begins before it is due; else the first that is not over."""
    left = sorted((one for one in windows if one.ends > now), key=lambda one: one.begins)
    return next((one for one in left if one.begins <= due), left[0] if left else None)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One line of the calendar: a drill (``drill``), or an asset that some drill must be held of (``subject``)."""

    client: str
    drill: str = ""
    subject: str = ""
    runbook: str = ""
    mode: str
    title: Mapping[str, str] = field(default_factory=dict)
    every: timedelta | Calendar | None
    track: Track
    dates: Dates

    @property
    def name(self) -> str:
        """What it is called across all clients."""
        return f"{self.client}/{self.drill}" if self.drill else self.subject


def satisfies(run: DrillRun, runbook: str, mode: str) -> bool:
    """Tell whether a run is one that a policy asks for; what was done live is more than was asked for in a sandbox."""
    return (not runbook or run.runbook == runbook) and (mode != "live" or run.mode == "live")
