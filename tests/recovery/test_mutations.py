"""Which defects a drill can be given: always the same, each in one place, none of what it has none of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from continuity.model.procedure import Procedure, Step, Work
from continuity.recovery.drills.defects import How, Part
from continuity.recovery.drills.mutations import BROKEN, Facts, catalogue, mutated, not_applicable


def procedure(**steps: tuple[str, dict[str, Any]]) -> Procedure:
    made = {
        name.replace("_", "-"): Step(name=name.replace("_", "-"), title={}, work=Work(action=action, parameters=given))
        for name, (action, given) in steps.items()
    }
    return Procedure(name="p", title={}, purpose={}, inputs={}, steps=made, where="", digest="")


PG = ["runuser", "-u", "postgres", "--", "/usr/lib/bin/pg_ctl", "-D", "data", "start"]
WHOLE = procedure(
    drill_sandbox=("sandbox", {}),
    drill_fault=("command", {"run": ["rm", "x"]}),
    back=("restore", {"asset": "a", "to": "/s/back"}),
    start=("command", {"run": PG}),
    stop=("command", {"run": ["pg_ctl", "stop"]}),
    ask=("sql", {"host": "db.example", "query": "select 1"}),
    drill_check_page=("http", {"url": "http://www.example:81/x"}),
    drill_check_own=("tcp", {"host": "127.0.0.1", "port": 1}),
)


def names(facts: Facts) -> set[str]:
    return {one.name for one in catalogue(WHOLE, facts)}


def test_each_part_that_a_drill_has_is_broken() -> None:
    facts = Facts(older="2026-01-01T00:00:00Z", half=("/a",), looks=frozenset({"sql"}))
    found = names(facts)
    assert {"step:drill-fault:silent", "step:back:older", "step:back:half", "step:stop:silent"} <= found
    assert {"unit:start:fails", "unit:start:other-program"} <= found
    assert {one for one in found if one.startswith("dns:")} == {
        f"dns:{step}:{how}" for step in ("ask", "drill-check-page") for how in ("other-address", "no-address")
    }, "an address is no name"
    assert not {"step:ask:silent", "step:drill-sandbox:silent"} & found, "what only looks, and the sandbox, stay"
    assert not_applicable(catalogue(WHOLE, facts)) == {}
    assert names(Facts(rto=False)) & {"step:back:older", "step:back:half", "time:slow"} == set()
    assert set(not_applicable(catalogue(procedure(x=("command", {"run": ["true"]})), facts))) == set(Part) - {
        Part.STEP,
        Part.TIME,
    }


@pytest.mark.parametrize(
    "one", catalogue(WHOLE, Facts(older="2026-01-01T00:00:00Z", half=("/a",))), ids=lambda one: one.name
)
def test_a_defect_is_in_one_step_alone(one: Any) -> None:
    changed = mutated(WHOLE, one)
    other = [name for name, step in changed.steps.items() if step != WHOLE.steps[name]]
    assert other == ([one.step] if one.step else [])
    if one.step and one.parameters is None:
        assert changed.steps[one.step].work == Work(action=BROKEN, parameters=WHOLE.steps[one.step].work.parameters)  # type: ignore[union-attr]


def test_a_step_that_says_that_it_only_looks_is_not_left_out() -> None:
    (step,) = procedure(sum=("command", {"run": ["sha256sum", "kit"]})).steps.values()
    looks = replace(WHOLE, steps={"sum": replace(step, changes=False)})
    assert [one.name for one in catalogue(looks, Facts(rto=False))] == []


def test_a_name_is_replaced_and_its_port_stays() -> None:
    (found,) = [
        one
        for one in catalogue(WHOLE, Facts())
        if one.step == "drill-check-page" and one.how is How.NO_ADDRESS and one.parameters
    ]
    assert found.parameters == {"url": "http://no-such-name.invalid:81/x"}
