"""Circles among names that refer to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def circle_from(start: str, edges: Mapping[str, list[str]], done: set[str]) -> list[str]:
    """Return the members of a circle that ``start`` leads to; empty where there is none.

    It walks depth first without recursion; names in ``done`` lead to no circle that is not reported already.
    """
    trail: list[str] = []
    pending: list[tuple[str, bool]] = [(start, True)]
    while pending:
        name, entering = pending.pop()
        if not entering:
            trail.pop()
            done.add(name)
        elif name in trail:
            done.update(trail)
            return trail[trail.index(name) :]
        elif name not in done:
            trail.append(name)
            pending.append((name, False))
            pending += [(target, True) for target in edges.get(name, [])]
    return []
