"""Figures held against the limits that documents set: a warning, an alarm, or neither. Pure."""

from __future__ import annotations

import operator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from continuity.supervision.checks.ports import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from continuity.model.check import Limit
    from continuity.supervision.checks.ports import Figure, Observed

WHY = {
    "over": "{said} ({figure} {value:g} {unit} {threshold})",
    "none": "{said}, and no figure named {figure} to hold against {threshold}",
    "unit": "{said}, and {figure} is told in {unit}: it cannot be held against {threshold}",
}
_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}
#: Units of documents, by the unit that figures are told in and how many of it they are.
_UNITS = {
    "us": ("s", Decimal("0.000001")),
    "ms": ("s", Decimal("0.001")),
    "min": ("s", Decimal(60)),
    "m": ("s", Decimal(60)),
    "h": ("s", Decimal(3600)),
    "d": ("s", Decimal(86400)),
    **{f"{name}B": ("B", Decimal(1000) ** power) for power, name in enumerate(("k", "M", "G", "T"), 1)},
    **{f"{name}iB": ("B", Decimal(1024) ** power) for power, name in enumerate(("K", "M", "G", "T"), 1)},
}
LATENCY = "latency"


def held(observed: Observed, warn: Limit | None, crit: Limit | None) -> Observed:
    """Return what was observed, with the state that its figures deserve; what is bad already is not looked at."""
    if observed.state in (State.CRITICAL, State.UNKNOWN):
        return observed
    for limit, state in ((crit, State.CRITICAL), (warn, State.WARNING)):
        found = _held(observed, limit, state) if limit else None
        if found is not None:
            return found
    return observed


def bound(limit: Limit | None, figure: str) -> float | None:
    """Return above which value of a figure a limit speaks, in the unit that the figure is told in; None for others."""
    if limit is None or limit.figure != figure or limit.threshold.sign not in (">", ">="):
        return None
    _, factor = _UNITS.get(limit.threshold.unit, ("", Decimal(1)))
    return float(limit.threshold.figure * factor)


def _held(observed: Observed, limit: Limit, state: State) -> Observed | None:
    """Return what is wrong by one limit; None where nothing is. What cannot be compared says nothing, good or bad."""
    threshold = limit.threshold
    base, factor = _UNITS.get(threshold.unit, (threshold.unit, Decimal(1)))
    name, value, unit = _figure(observed, limit.figure, base)
    if value is None:
        said = WHY["none"].format(said=observed.said, figure=name or "-", threshold=threshold)
        return replace(observed, state=State.UNKNOWN, said=said)
    if base not in ("", unit):
        said = WHY["unit"].format(said=observed.said, figure=name, unit=unit or "-", threshold=threshold)
        return replace(observed, state=State.UNKNOWN, said=said)
    if not _TESTS[threshold.sign](value, threshold.figure * factor):
        return None
    said = WHY["over"].format(said=observed.said, figure=name, value=value, unit=unit, threshold=threshold)
    return replace(observed, state=state, said=said)


def _figure(observed: Observed, name: str, unit: str) -> tuple[str, Decimal | None, str]:
    """Return the figure that is meant: by its name, or the first one, of the unit where some are told in it.

    The latency is what the check tells as such, else how long it took.
    """
    meant: list[Figure] = [one for one in observed.figures if name in ("", one.name)]
    fitting = [one for one in meant if unit and one.unit == unit] or meant
    if fitting:
        return fitting[0].name, Decimal(str(fitting[0].value)), fitting[0].unit
    return (LATENCY, Decimal(str(observed.latency_s)), "s") if name == LATENCY else (name, None, "")
