"""How available a service was over a period, exactly; pure.

Time is counted once. What lies outside of the hours is none; then an agreed maintenance window (declared before it
began), then force majeure (a signed record) take it out of what is counted; of what is left, the service was up, down,
or nobody saw it. What nobody saw is never up: a contract says whether it is left out, or counts as down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from continuity.contract.service_time import Stretch, length, open_stretches, without
from continuity.model.contract import Unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from continuity.contract.service_time import Hours

_MICRO = timedelta(microseconds=1)


class Was(StrEnum):
    """What a service was at a moment."""

    UP = "up"
    DOWN = "down"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a service was over a stretch; ``evidence`` names the records that say so."""

    stretch: Stretch
    was: Was
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Window:
    """A maintenance window; it counts where the client agreed to it before it began.

    ``declared`` is when it was, with that agreement: at or after its beginning, none of it counts, for nobody agrees to
    an outage that is already there. ``agreed`` is False where it was only announced.
    """

    stretch: Stretch
    declared: datetime
    evidence: str = ""
    agreed: bool = True

    @property
    def why_not(self) -> str:
        """Why it does not count: ``late``, or ``not agreed``; empty where it does."""
        if self.declared >= self.stretch.begin:
            return "late"
        return "" if self.agreed else "not agreed"

    @property
    def counts(self) -> bool:
        """Whether it was agreed to and declared before it began."""
        return not self.why_not


@dataclass(frozen=True, kw_only=True)
class Availability:
    """Where the time of a period went; what is counted is ``up``, ``down``, and ``undetermined`` by the contract.

    ``outages`` are the stretches of ``down`` that count, those next to each other as one; ``late_windows`` are those
    that do not count, each of which says why.
    """

    period: Stretch
    hours: timedelta
    maintenance: timedelta
    force_majeure: timedelta
    up: timedelta
    down: timedelta
    undetermined: timedelta
    unseen: Unseen
    outages: tuple[Stretch, ...]
    late_windows: tuple[Window, ...]
    evidence: tuple[str, ...]

    @property
    def counted(self) -> timedelta:
        """The time that the promise is held against."""
        return self.up + self.down + (self.undetermined if self.unseen is Unseen.DOWN else timedelta())

    @property
    def percent(self) -> Fraction | None:
        """What was reached, in percent, exactly; None where nothing was seen: that is unproven, never 100."""
        if not self.up + self.down or not self.counted:
            return None
        return Fraction(self.up // _MICRO, self.counted // _MICRO) * 100

    @property
    def mostly_seen(self) -> bool:
        """Whether somebody saw half of the time, or the contract says what becomes of what nobody saw."""
        return self.unseen is Unseen.DOWN or self.undetermined <= self.up + self.down

    @property
    def mttr(self) -> timedelta | None:
        """The mean time to restore: what was down, by outages; None without one."""
        return self.down / len(self.outages) if self.outages else None

    @property
    def mtbf(self) -> timedelta | None:
        """The mean time between failures: what was up, by outages; None without one."""
        return self.up / len(self.outages) if self.outages else None


def availability(
    period: Stretch,
    seen: Sequence[Seen],
    hours: Hours,
    exclusions: tuple[Sequence[Window], Sequence[Stretch]] = ((), ()),
    unseen: Unseen = Unseen.LEFT_OUT,
) -> Availability:
    """Return how available a service was.

    ``seen`` may leave gaps, which nobody saw; where two overlap, the worse counts. ``exclusions`` are maintenance
    windows and stretches of force majeure.
    """
    windows, majeure = exclusions
    promised = list(open_stretches(period, hours))
    good = [one.stretch for one in windows if one.counts]
    without_windows = without(promised, good)
    counted = without(without_windows, majeure)
    down = _in(counted, (one.stretch for one in seen if one.was is Was.DOWN))
    left = without(counted, down)
    blind = _in(left, (one.stretch for one in seen if one.was is Was.UNDETERMINED))
    left = without(left, blind)
    up = _in(left, (one.stretch for one in seen if one.was is Was.UP))
    return Availability(
        period=period,
        hours=length(promised),
        maintenance=length(promised) - length(without_windows),
        force_majeure=length(without_windows) - length(counted),
        up=length(up),
        down=length(down),
        undetermined=length(counted) - length(up) - length(down),
        unseen=unseen,
        outages=tuple(_joined(down)),
        late_windows=tuple(one for one in windows if not one.counts and one.stretch.within(period)),
        evidence=tuple(dict.fromkeys(name for one in seen for name in one.evidence)),
    )


def _in(counted: Sequence[Stretch], stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return what of the counted time lies in any of these; nothing of it twice, in order."""
    left = without(counted, stretches)
    return sorted(without(counted, left), key=lambda one: one.begin)


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for one in stretches:
        if found and found[-1].end == one.begin:
            found[-1] = Stretch(begin=found[-1].begin, end=one.end)
        else:
            found.append(one)
    return found
