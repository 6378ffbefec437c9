"""A drill made into one procedure: whatever the runbook, it begins after the fault and ends before the last look."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.errors import UsageError
from continuity.model.drill import Drill
from continuity.model.procedure import Procedure, Work
from continuity.recovery.drills.compiling import AFTER, BEFORE, CHECK, FAULT, SANDBOX, compiled
from continuity.recovery.procedure.graph import circle
from tests.recovery.test_executor import TOLD, counted, graphs, procedure


def drill(*, fault: bool = True, looks: int = 1) -> Drill:
    seen = tuple(counted(f"look-{number}") for number in range(looks))
    return Drill(
        name="d",
        title=TOLD,
        purpose=TOLD,
        runbook="p",
        steady=seen,
        checks=seen,
        fault=Work(action="count", parameters={"name": "{{ asset }}"}) if fault else None,
    )


def before(what: Procedure, name: str) -> set[str]:
    found: set[str] = set()
    pending = [name]
    while pending:
        for one in what.steps[pending.pop()].needs:
            if one not in found:
                found.add(one)
                pending.append(one)
    return found


@given(graphs(), st.booleans(), st.integers(0, 2))
def test_the_order_of_a_drill(runbook: Procedure, fault: bool, looks: int) -> None:
    made = compiled(drill(fault=fault, looks=looks), runbook, {"asset": "web"})
    assert circle({name: step.needs for name, step in made.steps.items()}) == ()
    own = {SANDBOX} | ({FAULT} if fault else set())
    for name in runbook.steps:
        assert own <= before(made, name)
        assert {f"{BEFORE}look-{one}" for one in range(looks)} <= before(made, name)
    for number in range(looks):
        for prefix in (CHECK, AFTER):
            assert runbook.steps.keys() <= before(made, f"{prefix}look-{number}")
        same = made.steps[f"{AFTER}look-{number}"].expect
        assert same is not None, "without a word of its own, what was seen before is expected again"
        assert f"{BEFORE}look-{number}.answer" in same.value
    assert {name: step.work for name, step in made.steps.items() if name in runbook.steps} == {
        name: step.work for name, step in runbook.steps.items()
    }, "the runbook's own steps are what they are on the worst day"


def test_the_drills_inputs_are_filled_into_its_own_steps_alone() -> None:
    runbook = procedure(counted("{{ asset }}"))
    made = compiled(drill(), runbook, {"asset": "web"})
    work = made.steps[FAULT].work
    assert work is not None
    assert work.parameters == {"name": "web"}


def test_a_runbook_may_not_look_like_a_drill() -> None:
    with pytest.raises(UsageError, match="drill-fault"):
        compiled(drill(), procedure(counted(FAULT)), {})
