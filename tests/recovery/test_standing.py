"""Which steps may begin, kept as they move: always what a look at all of them would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from continuity.model.procedure import Step
from continuity.recovery.procedure.progress import State
from continuity.recovery.procedure.standing import Standing

PASSED = (State.DONE, State.SKIPPED)
NAMES = [f"s{number}" for number in range(6)]


@st.composite
def procedures(draw: st.DrawFn) -> dict[str, Step]:
    return {
        name: Step(
            name=name,
            title={"en": name, "fr": name},
            needs=tuple(draw(st.lists(st.sampled_from(NAMES[:at]), unique=True))) if at else (),
        )
        for at, name in enumerate(NAMES)
    }


@given(procedures(), st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(list(State))), max_size=30))
def test_what_is_kept_is_what_a_search_finds(steps: dict[str, Step], moves: list[tuple[str, State]]) -> None:
    standing = Standing(steps, State.WAITING, PASSED)
    states = dict.fromkeys(steps, State.WAITING)
    for name, after in moves:
        standing.moved(name, states[name], after)
        states[name] = after
        passed = {one for one, state in states.items() if state in PASSED}
        waiting = [one for one, state in states.items() if state is State.WAITING]
        assert standing.ready() == [one for one in waiting if passed.issuperset(steps[one].needs)]
        assert standing.among(State.FAILED) == [one for one, state in states.items() if state is State.FAILED]
        assert standing.left() == len(steps) - len(passed)
