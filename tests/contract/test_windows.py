"""Windows read from records: late ones never count, overlapping ones once, and what was ended early ends there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from continuity.contract.availability import Seen, Was, availability
from continuity.contract.service_time import Stretch
from continuity.engine.contracts import inputs
from continuity.engine.contracts.recorded import Recorded
from continuity.engine.contracts.windows import (
    AGREED,
    AGREED_TO,
    CLAIMED,
    DECLARED,
    ENDED,
    WITHDRAWN,
    maintenance,
    majeure_of,
    windows_of,
)
from continuity.ground.timestamps import write_time
from continuity.policy.timetable.hours import Hours

DAY = datetime(2026, 10, 5, tzinfo=UTC)
PERIOD = Stretch(begin=DAY, end=DAY + timedelta(days=1))
MINUTE = timedelta(minutes=1)


def at(minute: int) -> datetime:
    return DAY + minute * MINUTE


def record(index: int, minute: int, kind: str, **body: Any) -> Recorded:
    return Recorded(index=index, at=at(minute), kind=kind, body=body)


def declared(index: int, minute: int, begin: int, end: int, **more: Any) -> Recorded:
    body = {"id": f"m{index}", "scope": "service", "name": "shop", "services": ["shop"], "agreed_by": "A. Martin"}
    body |= {"from": write_time(at(begin)), "until": write_time(at(end)), "why": "disks", "by": {"name": "T"}} | more
    return record(index, minute, str(body.pop("kind", DECLARED)), **body)


def left_out(records: list[Recorded]) -> timedelta:
    down = [Seen(stretch=PERIOD, was=Was.DOWN)]
    return availability(PERIOD, down, Hours(zone="UTC"), (windows_of(records, "shop"), ())).maintenance


minutes = st.integers(0, 24 * 60 - 1)


@given(begin=minutes, length=st.integers(1, 600), when=minutes)
def test_a_window_counts_whole_or_not_at_all(begin: int, length: int, when: int) -> None:
    end = min(begin + length, 24 * 60)
    expected = (end - begin) * MINUTE if when < begin else timedelta()
    assert left_out([declared(1, when, begin, end)]) == expected


@given(spans=st.lists(st.tuples(minutes, st.integers(1, 300)), max_size=6))
def test_what_overlaps_is_counted_once(spans: list[tuple[int, int]]) -> None:
    records = [declared(index, -1, begin, begin + length) for index, (begin, length) in enumerate(spans)]
    covered = {minute for begin, length in spans for minute in range(begin, min(begin + length, 24 * 60))}
    assert left_out(records) == len(covered) * MINUTE


def test_what_was_ended_ends_there_and_what_was_withdrawn_is_none() -> None:
    window = declared(1, 0, 60, 120)
    assert left_out([window, record(2, 90, ENDED, id="m1"), record(3, 100, ENDED, id="m1")]) == 30 * MINUTE
    assert windows_of([window, record(2, 30, ENDED, id="m1")], "shop") == []
    assert maintenance([window, record(2, 30, ENDED, id="m1")])[0].ended == at(30), "it is still told"


def test_a_clock_that_was_set_back_gains_nothing() -> None:
    before = record(1, 100, ENDED, id="another")
    (window,) = windows_of([declared(2, 10, 60, 120), before], "shop")
    assert (window.declared, window.counts) == (at(100), False)
    (window,) = windows_of([declared(2, 10, 60, 120, not_before=write_time(at(100)))], "shop")
    assert (window.declared, window.counts) == (at(100), False), "a record of another kind was before it"


def test_what_nobody_agreed_to_takes_nothing_out() -> None:
    announced = declared(1, 0, 60, 120, agreed_by="")
    (window,) = windows_of([announced], "shop")
    assert (window.counts, window.why_not, left_out([announced])) == (False, "not agreed", timedelta())
    assert inputs.windows([inputs.plain_window(window)]) == [window], "as a statement has it"
    assert maintenance([announced])[0].is_on(at(60)), "nobody is called"
    for minute, why in ((59, ""), (60, "late")):
        agreed = record(2, minute, AGREED_TO, id="m1", agreed_by="A. Martin")
        (window,) = windows_of([announced, agreed], "shop")
        assert (window.why_not, window.declared, window.evidence) == (why, at(minute), "2")
        assert maintenance([announced, agreed])[0].is_on(at(90))
    late = declared(1, 60, 60, 120, agreed_by="")
    assert not maintenance([late])[0].is_on(at(90))


def test_a_window_is_of_the_services_that_it_names() -> None:
    assert windows_of([declared(1, 0, 60, 120)], "other") == []
    assert windows_of([declared(1, 0, 60, 120, scope="client", services=[])], "other")


def test_force_majeure_counts_once_the_client_agreed_to_it() -> None:
    claim = declared(1, 500, 60, 120, kind=CLAIMED, agreed_by="")
    assert majeure_of([claim], "shop") == []
    agreed = record(7, 600, AGREED, id="m1", agreed_by="B. Durand")
    assert majeure_of([claim, agreed], "shop") == [(Stretch(begin=at(60), end=at(120)), "7")]
    withdrawn = record(8, 700, WITHDRAWN, id="m1")
    assert majeure_of([claim, agreed, withdrawn], "shop") == []
    at_once = declared(1, 500, 60, 120, kind=CLAIMED)
    assert majeure_of([at_once, agreed], "shop") == [(Stretch(begin=at(60), end=at(120)), "1")]
