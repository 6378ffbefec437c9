"""A drill made into one procedure: a place of its own, normal life, the fault, the runbook, normal life. Pure.

The runbook's steps are what they are on the worst day, under their own names; the drill's own begin with ``drill-``.
One journal and one order of undoing hold for all of them.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from continuity.ground.errors import UsageError
from continuity.model.expectation import Expectation
from continuity.model.procedure import Procedure, Step, Work
from continuity.recovery.procedure.filling import filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from continuity.model.drill import Drill
    from continuity.model.procedure import Told

#: What the steps of the drill itself begin with; no step of a runbook may.
OWN = "drill-"
SANDBOX, FAULT, CHECK, BEFORE, AFTER = (OWN + name for name in ("sandbox", "fault", "check-", "before-", "after-"))

_TITLES: Mapping[str, Told] = MappingProxyType(
    {
        SANDBOX: {"en": "Make a private place", "fr": "Créer un lieu privé"},
        FAULT: {"en": "Break it", "fr": "Provoquer la panne"},
    }
)
_REMOVE = Work(action="remove_sandbox")


def compiled(drill: Drill, runbook: Procedure, known: Mapping[str, Any]) -> Procedure:
    """Return the procedure that the drill is, with the runbook's inputs put in; ``known``: the drill's own inputs.

    Raises ``UsageError`` for a runbook whose steps are named like the drill's own.
    """
    if taken := [name for name in runbook.steps if name.startswith(OWN)]:
        raise UsageError(
            "step {step} of {runbook} begins like the steps of drills",
            hint="give it another name",
            step=taken[0],
            runbook=runbook.name,
        )
    first = Step(name=SANDBOX, title=_TITLES[SANDBOX], work=Work(action="sandbox"), undo=_REMOVE)
    before = [_named(BEFORE, one, needs=(SANDBOX,)) for one in drill.steady]
    ready = tuple(one.name for one in before) or (SANDBOX,)
    fault = [
        Step(name=FAULT, title=_TITLES[FAULT], work=drill.fault, needs=ready, undo=drill.undo_fault)
    ] if drill.fault else []  # fmt: skip
    begin = tuple(one.name for one in fault) or ready
    walked = [_walked(step, begin) for step in runbook.steps.values()]
    last = _leaves(walked)
    checks = [_named(CHECK, one, needs=last) for one in drill.checks]
    after = [_named(AFTER, _as_before(one), needs=last) for one in drill.steady]
    steps = [first, *before, *fault, *walked, *checks, *after]
    return replace(runbook, steps=dict(_filled(steps, known, frozenset(runbook.steps))))


def _walked(step: Step, begin: tuple[str, ...]) -> Step:
    """Return a step of the runbook; what people would undo goes with the sandbox, and nobody needs to."""
    return replace(step, needs=step.needs or begin, undo=step.undo if isinstance(step.undo, Work) else None)


def _named(prefix: str, step: Step, needs: tuple[str, ...]) -> Step:
    return replace(step, name=prefix + step.name, needs=needs)


def _as_before(step: Step) -> Step:
    """Return the step with the answer that it gave before as what is expected, where nothing else is."""
    if step.expect is not None:
        return step
    return replace(step, expect=Expectation.parse(f"= {{{{ {BEFORE}{step.name}.answer }}}}"))


def _leaves(steps: Iterable[Step]) -> tuple[str, ...]:
    known = list(steps)
    needed = {name for step in known for name in step.needs}
    return tuple(step.name for step in known if step.name not in needed)


def _filled(steps: Iterable[Step], known: Mapping[str, Any], runbooks: frozenset[str]) -> Iterator[tuple[str, Step]]:
    """Yield the steps by name, the drill's own with its inputs filled in: a runbook knows nothing of them."""
    for step in steps:
        if step.name in runbooks or step.work is None:
            yield step.name, step
        else:
            parameters = {key: _known(value, known) for key, value in step.work.parameters.items()}
            yield step.name, replace(step, work=replace(step.work, parameters=parameters))


def _known(value: Any, known: Mapping[str, Any]) -> Any:
    """Fill in what is known by now; what a step gives later stays as it is written."""
    try:
        return filled(value, known)
    except UsageError:
        return value
