"""The executor against journals in memory that die at any moment: whatever is left, it goes on at the right step."""

from __future__ import annotations

import random
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.clock import ManualClock
from continuity.ground.errors import NotProven, Unavailable
from continuity.ground.ssh import Stranger
from continuity.model.expectation import Expectation
from continuity.model.journal import Event, Kind, New
from continuity.model.procedure import Observe, Procedure, Retries, Seen, SignOff, Step, Work
from continuity.recovery.actions.ports import Context, Performed
from continuity.recovery.doing import Doing
from continuity.recovery.executor import Executor
from continuity.recovery.observing import noted
from continuity.recovery.procedure.people import Answer, Decision, Leave
from continuity.recovery.procedure.progress import Progress, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TOLD = {"en": "a title", "fr": "un titre"}


class PowerCut(BaseException):
    """The process is gone."""


@dataclass
class Paper:
    """What is on the disk of a journal."""

    written: list[Event] = field(default_factory=list)
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOON))


@dataclass
class Pen:
    """One process that writes on the paper; it may die before or after it wrote its ``dies_at``-th event."""

    paper: Paper
    dies_at: int = 0
    before: bool = True
    count: int = 0
    dead: bool = False

    def events(self) -> Sequence[Event]:
        return list(self.paper.written)

    def append(self, new: Sequence[New]) -> Sequence[Event]:
        found = []
        for one in new:
            self.count += 1
            last = self.count == self.dies_at
            self.dead = self.dead or (last and self.before)
            if self.dead:
                raise PowerCut
            number, at = len(self.paper.written) + 1, self.paper.clock.mark()
            event = Event(number=number, at=at, kind=one.kind, step=one.step, by=one.by, detail=one.detail)
            self.paper.written.append(event)
            found.append(event)
            if last:
                self.dead = True
                raise PowerCut
        return found


@dataclass
class Count:
    """An action that counts how often each name was done, and fails as often as it is told."""

    required: Sequence[str] = ("name",)
    optional: Sequence[str] = ("answer",)
    changes: bool = True
    done: dict[str, int] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    fails: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        return f"count {parameters['name']}"

    def look(self, _parameters: Mapping[str, Any], _context: Context) -> None:
        return None

    def perform(self, parameters: Mapping[str, Any], _context: Context) -> Performed:
        name = str(parameters["name"])
        with self.lock:
            self.done[name] = self.done.get(name, 0) + 1
            self.order.append(name)
            if self.done[name] <= self.fails.get(name, 0):
                raise Unavailable("{name} does not answer", name=name)
        return Performed(answer=str(parameters.get("answer", "")), values={"count": self.done[name]})


@dataclass
class Probe(Count):
    """Tells whether an action was done."""

    of: Count | None = None

    def perform(self, parameters: Mapping[str, Any], _context: Context) -> Performed:
        if self.of is None or not self.of.done.get(str(parameters["name"])):
            raise NotProven("it was not done")
        return Performed()


@dataclass
class Crew:
    """People who do what they are asked, and decide as the test says."""

    technician: str = "ana"
    other: str = "bob"
    decision: Kind = Kind.AGAIN
    asked: list[str] = field(default_factory=list)
    doubted: list[str] = field(default_factory=list)
    answer: str = ""

    def begins(self, write: Callable[[New], None], known: Mapping[str, Any]) -> None:
        pass

    def heard(self, event: Event, progress: Progress) -> None:
        pass

    def does(self, step: Step, _progress: Progress) -> Answer | None:
        self.asked.append(step.name)
        return Answer(by=self.technician, value=self.answer)

    def decides(self, step: Step, progress: Progress) -> Decision:
        if progress.steps[step.name].state is State.DOUBTFUL:
            self.doubted.append(step.name)
        return Decision(kind=self.decision, by=self.technician, reason="because")

    def signs(self, step: Step, progress: Progress) -> str:
        return self.other if self.technician in progress.steps[step.name].signed_by else self.technician

    def undoes(self, _step: Step, _progress: Progress) -> str:
        return ""


def procedure(*steps: Step) -> Procedure:
    return Procedure(
        name="p", title=TOLD, purpose=TOLD, inputs={}, steps={one.name: one for one in steps}, where="-", digest="-"
    )


def counted(name: str, *needs: str, **more: Any) -> Step:
    return Step(name=name, title=TOLD, work=Work(action="count", parameters={"name": name}), needs=needs, **more)


def executor(
    what: Procedure,
    journal: Paper | Pen,
    count: Count,
    crew: Crew | None = None,
    inputs: Mapping[str, Any] | None = None,
) -> Executor:
    pen = journal if isinstance(journal, Pen) else Pen(paper=journal)
    context = Context(run="r", client="c", clock=pen.paper.clock)
    doing = Doing(actions={"count": count, "probe": Probe(of=count)}, context=context)
    return Executor(what, pen, crew or Crew(), doing, inputs or {})


@st.composite
def graphs(draw: st.DrawFn) -> Procedure:
    """Up to eight steps, each needing any of those before it; some are people's, some may be repeated."""
    steps: list[Step] = []
    for number in range(draw(st.integers(1, 8))):
        name = f"s{number}"
        needs = tuple(one.name for one in steps if draw(st.booleans()))
        form = draw(st.sampled_from(("plain", "repeatable", "probe", "people", "two")))
        if form in ("people", "two"):
            sign = SignOff.TWO_PEOPLE if form == "two" else SignOff.NONE
            steps.append(Step(name=name, title=TOLD, ask=TOLD, needs=needs, sign_off=sign))
        else:
            probe = Work(action="probe", parameters={"name": name}) if form == "probe" else None
            steps.append(counted(name, *needs, repeatable=form == "repeatable", done_when=probe))
    return procedure(*steps)


@given(graphs(), st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=8))
def test_after_any_crash_nothing_is_repeated_unasked(what: Procedure, deaths: list[tuple[int, bool]]) -> None:
    paper, count, crew = Paper(), Count(), Crew()
    for dies_at, before in deaths:
        pen = Pen(paper=paper, dies_at=dies_at, before=before)
        with suppress(PowerCut):
            executor(what, pen, count, crew).run()
    progress = executor(what, paper, count, crew).run()
    assert progress.complete()
    for step in what.steps.values():
        if step.work and not step.repeatable:
            again = crew.doubted.count(step.name)
            assert 1 <= count.done[step.name] <= 1 + again, "what is neither repeatable nor probed is asked about"
        if step.sign_off is SignOff.TWO_PEOPLE:
            assert progress.steps[step.name].signed_by == ["ana", "bob"]
        if step.done_when:
            assert count.done[step.name] == 1


@given(graphs())
def test_no_step_begins_before_what_it_needs_is_done(what: Procedure) -> None:
    paper = Paper()
    executor(what, paper, Count()).run()
    ended = {one.step: one.number for one in paper.written if one.kind in (Kind.DONE, Kind.SIGNED)}
    begun = {one.step: one.number for one in paper.written if one.kind is Kind.BEGUN}
    assert begun.keys() == what.steps.keys()
    assert all(ended[need] < begun[step.name] for step in what.steps.values() for need in step.needs)


@given(graphs(), st.integers(0, 7))
def test_aborting_undoes_in_reverse(what: Procedure, fails: int) -> None:
    steps = [
        Step(**{**vars(one), "undo": Work(action="count", parameters={"name": f"undo {one.name}"})})
        if one.work
        else one
        for one in what.steps.values()
    ]
    bad = steps[fails % len(steps)].name
    count = Count(fails={bad: 99})
    progress = executor(procedure(*steps), Paper(), count, Crew(decision=Kind.ABORTED)).run()
    done = [one for one in count.order if not one.startswith("undo ")]
    undone = [one.removeprefix("undo ") for one in count.order if one.startswith("undo ")]
    if not progress.aborting:
        assert progress.complete()
        return
    assert sorted(undone) == sorted(done), "a step that failed may have left something, too"
    position = {name: number for number, name in enumerate(undone)}
    needs = {one.name: one.needs for one in steps}
    assert all(position[one] < position[need] for one in undone for need in needs[one] if need in position)
    assert not progress.to_undo()


class Unreaching(Count):
    """An action that, undoing some steps, reaches nobody."""

    dark: frozenset[str] = frozenset()

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        done = super().perform(parameters, context)
        return replace(done, reached_nobody=parameters["name"].removeprefix("undo ") in self.dark)


@given(graphs(), st.sets(st.integers(0, 7)), st.booleans())
def test_nothing_is_undone_under_what_still_stands(what: Procedure, dark: set[int], sandbox: bool) -> None:
    def undone(name: str) -> Work:
        return Work(action="count", parameters={"name": f"undo {name}"})

    steps = [replace(one, undo=undone(one.name)) for one in what.steps.values()]
    last = counted("last", *what.steps)
    count = Unreaching(fails={"last": 99})
    count.dark = frozenset(f"s{one}" for one in dark)
    walked = executor(
        procedure(*steps, last), Paper(), count, Crew(decision=Kind.GIVEN_UP if sandbox else Kind.ABORTED)
    )
    progress = walked.run()
    if sandbox:
        progress = walked.tear_down()
        assert all(f"undo {one.name}" in count.done for one in steps), "a sandbox goes whatever came"
        return
    stands = {one.name for one in steps if progress.steps[one.name].state is not State.UNDONE}
    for step in steps:
        needed_by = {one.name for one in steps if step.name in one.needs}
        held = bool(needed_by & stands)
        assert (f"undo {step.name}" in count.done) is not held
        assert (step.name in stands) is (held or step.name in count.dark)
    assert not progress.to_undo()


def test_what_failed_and_was_skipped_is_undone_too() -> None:
    class Skipping(Crew):
        def decides(self, step: Step, progress: Progress) -> Decision:
            kind = Kind.SKIPPED if step.name == "a" else Kind.ABORTED
            return Decision(kind=kind, by=self.technician, reason="because")

    undo = Work(action="count", parameters={"name": "undo a"})
    count = Count(fails={"a": 1, "b": 1})
    progress = executor(procedure(counted("a", undo=undo), counted("b", "a")), Paper(), count, Skipping()).run()
    assert count.done["undo a"] == 1, "it failed half way, and may have left something"
    assert progress.steps["b"].state is State.NOT_UNDONE


def test_a_fault_of_an_action_is_a_failed_step() -> None:
    class Broken(Count):
        def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
            if parameters["name"] == "a":
                raise ValueError("no figure")
            return super().perform(parameters, context)

    crew = Crew(decision=Kind.SKIPPED)
    paper = Paper()
    assert executor(procedure(counted("a"), counted("b", "a")), paper, Broken(), crew).run().complete()
    assert [one.detail["said"] for one in paper.written if one.kind is Kind.FAILED] == ["ValueError: no figure"]


def test_whoever_interrupts_waits_until_what_was_begun_has_ended() -> None:
    began, ended = threading.Event(), threading.Event()

    class Tidying(Count):
        def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
            if parameters["name"] == "b":
                raise KeyboardInterrupt
            began.set()
            time.sleep(0.5)
            ended.set()
            return super().perform(parameters, context)

    class Impatient(Crew):
        def does(self, _step: Step, _progress: Progress) -> Answer | None:
            began.wait(10)
            raise KeyboardInterrupt

    what = procedure(counted("a"), Step(name="c", title=TOLD, ask=TOLD))
    paper, count = Paper(), Tidying()
    with pytest.raises(KeyboardInterrupt):
        executor(what, paper, count, Impatient()).run()
    assert ended.is_set(), "nobody may take it up while it still works"
    assert paper.written[-1].kind is Kind.DONE


def test_leaving_after_a_write_failed_ends() -> None:
    class Full(Pen):
        def append(self, new: Sequence[New]) -> Sequence[Event]:
            if any(one.kind is Kind.DONE for one in new):
                raise Unavailable("the disk is full")
            return super().append(new)

    class Leaving(Crew):
        def does(self, _step: Step, _progress: Progress) -> Answer | None:
            time.sleep(0.3)
            raise Leave

    what = procedure(counted("a"), counted("b", "a"), Step(name="c", title=TOLD, ask=TOLD))
    with pytest.raises((Unavailable, Leave)):
        executor(what, Full(paper=Paper()), Count(), Leaving()).run()


@pytest.mark.parametrize("end", [Stranger("another key"), KeyboardInterrupt()])
def test_an_action_that_ends_alone_ends_the_run_also_where_nothing_can_be_written(end: BaseException) -> None:
    class Full(Pen):
        def append(self, new: Sequence[New]) -> Sequence[Event]:
            if any(one.kind is Kind.FAILED for one in new):
                raise Unavailable("the disk is full")
            return super().append(new)

    class Ending(Count):
        def perform(self, _parameters: Mapping[str, Any], _context: Context) -> Performed:
            raise end

    raised: list[BaseException] = []

    def run() -> None:
        try:
            executor(procedure(counted("a")), Full(paper=Paper()), Ending()).run()
        except BaseException as error:  # noqa: BLE001 - an interruption, too
            raised.append(error)

    running = threading.Thread(target=run, daemon=True)
    running.start()
    running.join(5)
    assert raised == [end], "it waits for ever"


def test_a_file_of_another_machine_is_not_taken_from_this_one() -> None:
    work = Work(action="command", parameters={"on": "web"})
    step = Step(name="a", title=TOLD, work=work, observe=Observe(title=TOLD, kind=Seen.FILE))
    with pytest.raises(NotProven, match="another"):
        noted(step, Performed(answer="/etc/hostname"), None)


def test_the_same_name_in_capitals_is_the_same_person() -> None:
    class Sly(Crew):
        tries = 0

        def signs(self, _step: Step, _progress: Progress) -> str:
            self.tries += 1
            return " ANA" if self.tries == 1 else "bob"

    crew = Sly()
    step = Step(name="a", title=TOLD, ask=TOLD, sign_off=SignOff.TWO_PEOPLE)
    assert executor(procedure(step), Paper(), Count(), crew).run().steps["a"].signed_by == ["ana", "bob"]
    assert crew.tries == 2


def test_a_failed_action_is_tried_again_and_then_asked_about() -> None:
    paper, count = Paper(), Count(fails={"a": 3})
    step = counted("a", retries=Retries(count=2, wait=timedelta(minutes=5)))
    assert executor(procedure(step), paper, count).run().complete()
    assert count.done["a"] == 4, "twice by its rule, once because somebody said so"
    assert paper.clock.now() - NOON == timedelta(minutes=10)


def test_actions_that_do_not_need_each_other_meet() -> None:
    meeting = threading.Barrier(3, timeout=10)

    class Meet(Count):
        def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
            meeting.wait()
            return super().perform(parameters, context)

    assert executor(procedure(counted("a"), counted("b"), counted("c")), Paper(), Meet()).run().complete()


def test_what_a_step_gives_is_there_for_the_next() -> None:
    given = Step(
        name="b", title=TOLD, needs=("a",), work=Work(action="count", parameters={"name": "{{ a.count }}-{{ who }}"})
    )
    count = Count()
    executor(procedure(counted("a"), given), Paper(), count, inputs={"who": "me"}).run()
    assert count.done == {"a": 1, "1-me": 1}


def test_an_answer_that_was_not_expected_is_a_failure() -> None:
    paper, crew = Paper(), Crew(answer="41", decision=Kind.SKIPPED)
    step = Step(name="a", title=TOLD, ask=TOLD, expect=Expectation.parse("= 42"))
    progress = executor(procedure(step), paper, Count(), crew).run()
    assert progress.steps["a"].state is State.SKIPPED
    assert [one.detail["said"] for one in paper.written if one.kind is Kind.FAILED] == ["expected = 42, got 41"]


def test_whoever_puts_it_down_lets_it_be_taken_up_by_another() -> None:
    class Leaving(Crew):
        def does(self, _step: Step, _progress: Progress) -> Answer | None:
            raise Leave

    paper, count = Paper(), Count()
    what = procedure(counted("a"), Step(name="b", title=TOLD, ask=TOLD, needs=("a",)), counted("c", "b"))
    with pytest.raises(Leave):
        executor(what, paper, count, Leaving()).run()
    later = Crew(technician="zoe", decision=Kind.AGAIN)
    assert executor(what, paper, count, later).run().complete()
    assert later.doubted == ["b"], "she is asked whether it was done"
    assert count.done == {"a": 1, "c": 1}


def test_nobody_signs_under_his_own_step() -> None:
    class Alone(Crew):
        tries = 0

        def signs(self, _step: Step, _progress: Progress) -> str:
            self.tries += 1
            return self.technician if self.tries < 3 else "bob"

    crew = Alone()
    step = Step(name="a", title=TOLD, ask=TOLD, sign_off=SignOff.TWO_PEOPLE)
    progress = executor(procedure(step), Paper(), Count(), crew).run()
    assert (crew.tries, progress.steps["a"].signed_by) == (3, ["ana", "bob"])


def test_a_seed_of_wide_graphs_ends() -> None:
    chance = random.Random(7)
    steps = [counted(f"s{n}", *(f"s{m}" for m in range(n) if chance.random() < 0.1)) for n in range(60)]
    count = Count()
    assert executor(procedure(*steps), Paper(), count).run().complete()
    assert set(count.done.values()) == {1}


@given(st.lists(st.booleans(), min_size=1, max_size=4))
def test_what_began_nothing_is_not_undone(tries: list[bool]) -> None:
    """A failed try that touched nothing leaves nothing; one that did is undone, whatever was refused after it."""

    class Refusing(Count):
        def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
            if str(parameters["name"]).startswith("undo"):
                return super().perform(parameters, context)
            error = NotProven("no")
            raise error if left.pop(0) else error.that_touched_nothing()

    class Trying(Crew):
        def decides(self, step: Step, progress: Progress) -> Decision:
            return Decision(kind=Kind.AGAIN if left else Kind.ABORTED, by=self.technician, reason="because")

    left, count = list(tries), Refusing()
    undo = Work(action="count", parameters={"name": "undo a"})
    executor(procedure(counted("a", undo=undo)), Paper(), count, Trying()).run()
    assert ("undo a" in count.order) is any(tries)
