"""The agenda: a heap with one time a key gives what a sorted list of all of them would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from continuity.engine.daemon.agenda import Agenda

START = datetime(2026, 11, 23, tzinfo=UTC)
KEYS = st.integers(0, 9)
MINUTES = st.integers(0, 30)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), KEYS, st.one_of(st.none(), MINUTES)), st.tuples(st.just("take"), KEYS, MINUTES)
    ),
    max_size=60,
)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


@given(STEPS)
def test_it_gives_what_a_sorted_list_would(steps: list[tuple[str, int, int | None]]) -> None:
    agenda: Agenda[int] = Agenda()
    plain: dict[int, datetime] = {}
    for what, key, minutes in steps:
        if what == "put":
            agenda.put(key, None if minutes is None else at(minutes))
            plain.pop(key, None)
            if minutes is not None:
                plain[key] = at(minutes)
        else:
            now = at(minutes or 0)
            taken = agenda.take(now)
            assert sorted(taken) == sorted(key for key, due in plain.items() if due <= now)
            assert [plain[key] for key in taken] == sorted(plain[key] for key in taken)
            for key_taken in taken:
                del plain[key_taken]
        assert agenda.head() == min(plain.values(), default=None)
        assert len(agenda) == len(plain)
    agenda.clear()
    assert (agenda.head(), len(agenda)) == (None, 0)
