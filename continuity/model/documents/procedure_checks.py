"""Checks within one procedure: its steps are named once, need what exists, go in no circle, use what was given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from continuity.model.documents.circles import circle_from
from continuity.model.documents.faults import fault, naming_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from continuity.model.documents.faults import Fault
    from continuity.model.documents.tree import Node

_FILLED = re.compile(r"\{\{\s*([a-z0-9_-]+)(?:\.[a-z0-9_-]+)?\s*\}\}")
#: What a procedure knows without being told: the run it is, the client, and who walks it.
OWN_NAMES = frozenset({"run", "client", "technician", "runbook"})


def needs_of(names: list[str], given: Mapping[str, list[str] | None]) -> dict[str, list[str]]:
    """Return what each step needs: what is written, else the step above it."""
    above = dict(zip(names[1:], names, strict=False))
    return {name: _or(given[name], [above[name]] if name in above else []) for name in names}


def procedure_faults(procedure: Node, path: str) -> Iterator[Fault]:
    """Yield what is wrong between the steps of a procedure; what is wrong within one, validation tells."""
    steps = [(index, step) for index, step in enumerate(_items(procedure, "steps")) if _word(step, "name")]
    named: dict[str, tuple[int, Node]] = {}
    for index, step in steps:
        name = str(_word(step, "name"))
        if name in named:
            yield fault("step_twice", step.value["name"].place, f"{path}.steps.{index}.name", name=name)
        named.setdefault(name, (index, step))
    for index, step in steps:
        for number, need in enumerate(_items(step, "needs")):
            if need.value not in named and isinstance(need.value, str):
                here = f"{path}.steps.{index}.needs.{number}"
                yield naming_fault("unknown_name", need.place, here, named, what="step", name=need.value)
    needs = needs_of(list(named), {name: _words(step, "needs") for name, (_, step) in named.items()})
    circled = _circle(needs)
    for circle in circled:
        index, step = named[circle[0]]
        shown = " → ".join([*circle, circle[0]])
        yield fault("cycle", step.place, f"{path}.steps.{index}", what="needs", circle=shown)
    if not circled:
        yield from _not_given(procedure, named, needs, path)


def _not_given(
    procedure: Node, named: Mapping[str, tuple[int, Node]], needs: Mapping[str, list[str]], path: str
) -> Iterator[Fault]:
    inputs = procedure.value.get("inputs")
    known = {*OWN_NAMES, *(inputs.value if inputs and isinstance(inputs.value, dict) else ())}
    for name, (index, step) in named.items():
        there = known | _before(name, needs)
        for key, node in step.value.items() if isinstance(step.value, dict) else ():
            own = {name} if key == "undo" else set()
            for word, text in _filled_in(node):
                if word not in there | own:
                    yield fault("given_later", text.place, f"{path}.steps.{index}.{key}", name=word)


def _before(name: str, needs: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    pending = list(needs[name])
    while pending:
        one = pending.pop()
        if one not in found:
            found.add(one)
            pending += needs.get(one, [])
    return found


def _circle(needs: Mapping[str, list[str]]) -> list[list[str]]:
    done: set[str] = set()
    return [circle for start in needs if (circle := circle_from(start, needs, done))]


def _filled_in(node: Node) -> Iterator[tuple[str, Node]]:
    pending = [node]
    while pending:
        one = pending.pop()
        if isinstance(one.value, dict):
            pending += one.value.values()
        elif isinstance(one.value, list):
            pending += one.value
        elif isinstance(one.value, str):
            yield from ((word, one) for word in _FILLED.findall(one.value))


def _items(node: Node, key: str) -> list[Node]:
    found = node.value.get(key) if isinstance(node.value, dict) else None
    return found.value if found is not None and isinstance(found.value, list) else []


def _word(node: Node, key: str) -> str | None:
    found = node.value.get(key) if isinstance(node.value, dict) else None
    return found.value if found is not None and isinstance(found.value, str) else None


def _words(node: Node, key: str) -> list[str] | None:
    if not isinstance(node.value, dict) or key not in node.value:
        return None
    return [one.value for one in _items(node, key) if isinstance(one.value, str)]


def _or(given: Any, otherwise: list[str]) -> list[str]:
    return otherwise if given is None else given
