"""Escalation N1 → N2 → N3: which levels are to be told now, by time or by what is the case; pure.

Time is the time that counts: service hours, less what is paused. A level that is told ``after`` nothing is told at
once, at any hour. Whoever is told brings in all levels below, so that nobody hears of an incident from above.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from continuity.model.contract import EscalationStep

#: Why a level is told.
WHY = {
    "time": "open for {length} of the time that counts",
    "trigger": "{trigger}",
    "below": "level {level} is told, and all below it",
    "undelivered": "no message of level {level} was delivered",
}
#: The third level and those above it close with a report only, whatever they are called.
CRISIS = 2
_TRIGGER = re.compile(r"(?P<name>[a-z_]+)(?:\s*(?P<sign>>=|<=|==|!=|>|<)\s*(?P<figure>-?[\d.]+)\s*(?P<unit>\S*))?")
_SIGNS = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of an incident: how long it is open, what it is (``named``), and its figures.

    ``undelivered``: the levels of which nobody could be told.
    """

    open_for: timedelta
    named: Collection[str]
    figures: Mapping[str, float] = field(default_factory=dict)
    undelivered: Collection[str] = ()


@dataclass(frozen=True, kw_only=True)
class Call:
    """A level that is to be told, and why."""

    step: EscalationStep
    why: str


def calls(steps: Sequence[EscalationStep], told: Collection[str], facts: Facts) -> list[Call]:
    """Return the levels that are to be told now and were not, the lowest first."""
    reasons = [_why(steps, index, facts) for index in range(len(steps))]
    highest = max((index for index, why in enumerate(reasons) if why), default=-1)
    below = WHY["below"].format(level=steps[highest].level) if steps else ""
    return [
        Call(step=step, why=reasons[index] or below)
        for index, step in enumerate(steps[: highest + 1])
        if step.level not in told
    ]


def is_crisis(steps: Sequence[EscalationStep], level: str) -> bool:
    """Tell whether a level is one that closes with a report only."""
    return level.upper() == "N3" or any(step.level == level for step in steps[CRISIS:])


def _why(steps: Sequence[EscalationStep], index: int, facts: Facts) -> str:
    step = steps[index]
    if facts.open_for >= step.after:
        return WHY["time"].format(length=facts.open_for - facts.open_for % timedelta(seconds=1))
    for trigger in step.or_when:
        if _holds(trigger, facts):
            return trigger
    if index and steps[index - 1].level in facts.undelivered:
        return WHY["undelivered"].format(level=steps[index - 1].level)
    return ""


def _holds(trigger: str, facts: Facts) -> bool:
    match = _TRIGGER.fullmatch(trigger)
    if match is None:
        return False
    if not match["sign"]:
        return match["name"] in facts.named
    figure = facts.figures.get(match["name"])
    if match["name"] == "open":
        figure = facts.open_for.total_seconds() / _SECONDS.get(match["unit"], 1)
    return figure is not None and bool(_SIGNS[match["sign"]](figure, float(match["figure"])))
