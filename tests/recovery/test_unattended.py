"""Procedures that nobody stands before: what fails is given up, the rest goes on, nothing is left behind."""

from __future__ import annotations

import inspect
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.engine.rehearsals.walking import cleared
from continuity.ground.errors import Unavailable
from continuity.model.journal import Kind
from continuity.model.procedure import Step, Work
from continuity.recovery.actions.installed import installed_actions
from continuity.recovery.actions.ports import Context
from continuity.recovery.doing import Doing
from continuity.recovery.executor import Executor
from continuity.recovery.procedure.progress import State
from continuity.recovery.procedure.unattended import Unattended
from continuity.recovery.sandbox import Sandbox
from tests.recovery.test_executor import TOLD, Count, Paper, Pen, PowerCut, counted, procedure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from continuity.model.journal import Event, New
    from continuity.model.procedure import Procedure


def unattended(what: Procedure, journal: Paper | Pen, count: Count) -> Executor:
    pen = journal if isinstance(journal, Pen) else Pen(paper=journal)
    doing = Doing(actions={"count": count}, context=Context(run="r", client="c", clock=pen.paper.clock), at_once=1)
    return Executor(what, pen, Unattended(), doing, {})


@st.composite
def rehearsals(draw: st.DrawFn) -> tuple[Procedure, set[str]]:
    """Up to eight steps with what they need, some for people, some with an undo; and which of them fail."""
    steps: list[Step] = []
    for number in range(draw(st.integers(1, 8))):
        name = f"s{number}"
        needs = tuple(one.name for one in steps if draw(st.booleans()))
        undo = Work(action="count", parameters={"name": f"undo {name}"}) if draw(st.booleans()) else None
        people = Step(name=name, title=TOLD, ask=TOLD, needs=needs)
        steps.append(people if draw(st.integers(0, 4)) == 0 else counted(name, *needs, undo=undo))
    return procedure(*steps), {one.name for one in steps if draw(st.integers(0, 3)) == 0}


@given(rehearsals())
def test_what_does_not_need_a_failed_step_is_done(given_: tuple[Procedure, set[str]]) -> None:
    what, fail = given_
    paper, count = Paper(), Count(fails=dict.fromkeys(fail, 99))
    progress = unattended(what, paper, count).run()
    gone = {one.name for one in what.steps.values() if one.work is None or one.name in fail}
    while more := {one.name for one in what.steps.values() if gone & set(one.needs)} - gone:
        gone |= more
    assert progress.complete()
    assert progress.lost() == gone
    done = {name for name, one in progress.steps.items() if one.state is State.DONE}
    assert done == what.steps.keys() - gone
    assert all(one.by == "" for one in paper.written), "nobody's word is in it"
    order = [name for name in count.order if name in done]
    assert order == sorted(order), "one after the other, in the order of the document"


@given(rehearsals(), st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=4))
def test_whenever_it_dies_all_that_was_begun_is_taken_down(
    given_: tuple[Procedure, set[str]], deaths: list[tuple[int, bool]]
) -> None:
    what, fail = given_
    paper, count = Paper(), Count(fails=dict.fromkeys(fail, 99))
    for number, (dies_at, before) in enumerate([*deaths, (0, True)]):
        with suppress(PowerCut):
            walking = unattended(what, Pen(paper=paper, dies_at=dies_at, before=before), count)
            if number == 0:
                walking.run()
            walking.tear_down()
    gone = unattended(what, paper, count).tear_down()
    begun = {one.step for one in paper.written if one.kind is Kind.BEGUN}
    for step in what.steps.values():
        wanted = step.name in begun and step.undo is not None
        assert (count.done.get(f"undo {step.name}", 0) > 0) is wanted
        assert (gone.steps[step.name].state is State.UNDONE) is wanted


def test_a_journal_that_cannot_be_written_keeps_no_sandbox(tmp_path: Path) -> None:
    """What fills the disk of the database may be what lies in the sandbox: it goes without being announced."""

    class Full(Pen):
        def append(self, new: Sequence[New]) -> Sequence[Event]:
            raise Unavailable("database or disk is full")

    paper, sandbox = Paper(), Sandbox(path=tmp_path / "sandbox")
    undo = Work(action="count", parameters={"name": "undo a"})
    unattended(procedure(counted("a", undo=undo)), paper, Count()).run()
    sandbox.make()
    with pytest.raises(Unavailable):
        cleared(unattended(procedure(counted("a", undo=undo)), Full(paper=paper), Count()), sandbox)
    assert not sandbox.path.exists()


@pytest.mark.parametrize("name", sorted(installed_actions()))
def test_each_action_can_be_told_and_looked_at_as_the_engine_does(name: str) -> None:
    action = installed_actions()[name]
    for method, count in ((action.by_hand, 2), (action.look, 2), (action.perform, 2)):
        inspect.signature(method).bind(*range(count))
