"""Results that others measured and report: read strictly, with where they are from. Pure."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import UsageError
from continuity.supervision.checks.ports import Figure, Observed, State
from continuity.supervision.thresholds import LATENCY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WHY = {"from": "{said} (reported by {source})"}
_KEYS = {"state", "source", "said", "figures"}
_FIGURE = re.compile(r"(?P<name>[A-Za-z0-9_.-]{1,64})=(?P<value>[-+0-9.eE]{1,32})(?P<unit>[A-Za-z%/]{0,8})", re.ASCII)
_MOST_FIGURES, _LONGEST = 20, 300


def figure(text: str) -> Figure:
    """Read ``updates=97.1%``. Raises ``UsageError`` for anything else."""
    found = _FIGURE.fullmatch(text)
    try:
        value = float(found["value"]) if found else math.nan
    except ValueError:
        value = math.nan
    if found is None or not math.isfinite(value) or found["name"] == LATENCY:
        raise UsageError(
            "{text} is not a figure", hint="write NAME=VALUE and its unit, such as updates=97.1%", text=repr(text[:80])
        )
    return Figure(name=found["name"], value=value, unit=found["unit"])


def reported(state: State, source: str, said: str = "", figures: Sequence[Figure] = ()) -> Observed:
    """Return an observation that somebody else made; what is said of it names him."""
    source = _line(source)
    if not source:
        raise UsageError("a result without its source", hint="say who or what measured it")
    if len(figures) > _MOST_FIGURES or len({one.name for one in figures}) != len(figures):
        raise UsageError(
            "too many figures, or one of them twice", hint="{most} at most, each by its own name", most=_MOST_FIGURES
        )
    said = _line(said) or ", ".join(f"{one.name} {one.value:g} {one.unit}".strip() for one in figures) or str(state)
    return Observed(
        state=state, said=WHY["from"].format(said=said, source=source), latency_s=0.0, figures=tuple(figures)
    )


def read(plain: Any) -> Observed:
    """Read ``{state, source, said, figures: [NAME=VALUE, …]}``, as it comes over HTTP. Raises ``UsageError``."""
    if not isinstance(plain, dict) or not {"state", "source"} <= plain.keys() <= _KEYS:
        raise _shape()
    texts: Mapping[str, Any] = {name: plain.get(name, "") for name in ("state", "source", "said")}
    figures = plain.get("figures", [])
    if not all(isinstance(one, str) for one in texts.values()) or not isinstance(figures, list):
        raise _shape()
    if texts["state"] not in list(State) or not all(isinstance(one, str) for one in figures):
        raise _shape()
    return reported(
        State(texts["state"]), texts["source"], texts["said"], [figure(one) for one in figures[: _MOST_FIGURES + 1]]
    )


def _shape() -> UsageError:
    return UsageError(
        "this is not a result",
        hint='send {{"state": "ok", "source": "WSUS", "said": "…", "figures": ["updates=97.1%"]}}',
    )


def _line(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text[:_LONGEST]).split())
