"""The order that the needs of steps leave: circles found and named, the longest way through. Pure."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def circle(needs: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return the steps of a circle, the first one again at its end; empty where there is none."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return tuple(reversed(error.args[1]))
    return ()


def finished_after(needs: Mapping[str, Iterable[str]], seconds: Mapping[str, float]) -> dict[str, float]:
    """Return when each step would be done, were each begun as soon as it may: the last one is the whole duration."""
    done: dict[str, float] = {}
    for name in TopologicalSorter(needs).static_order():
        done[name] = max((done[one] for one in needs[name]), default=0.0) + seconds[name]
    return done
