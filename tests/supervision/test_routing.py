"""Laws of what is told when: nothing is lost, nothing is told twice, quiet hours are quiet, and well follows wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.faces.language import Language
from continuity.model.alerts import Alarm, Alert, When
from continuity.model.inventory import Calendar, WeekSpan
from continuity.supervision.quiet import after_quiet, digest_at
from continuity.supervision.routing import Signal, due, due_at, note, routes_of, told
from continuity.supervision.wording import compose

PARIS = "Europe/Paris"
NIGHT = WeekSpan(text="22:00-06:00", days=tuple(range(7)), start_min=22 * 60, end_min=6 * 60)
#: A night of no change, one in which the clocks skip an hour, and one in which they repeat it.
NIGHTS = [datetime(2026, 6, 10, 20, tzinfo=UTC), datetime(2026, 3, 28, 20, tzinfo=UTC),
          datetime(2026, 10, 24, 20, tzinfo=UTC)]  # fmt: skip
ROUTE = Alert(name="ops", client="acme", title="Acme", when=frozenset(When), to=("support",), timezone=PARIS)
BAD = Signal(kind=When.BACKUP_FAILED, client="acme", subject="acme/share", at=NIGHTS[0], template="why: {reason}",
             values={"reason": "disk full"}, run="01r")  # fmt: skip

spans = st.builds(
    lambda days, start, length: WeekSpan(
        text="", days=tuple(sorted(days)), start_min=start, end_min=(start + length) % 1440
    ),
    st.sets(st.integers(0, 6), min_size=1), st.integers(0, 1439), st.integers(1, 1439),
)  # fmt: skip
routes = st.builds(
    lambda quiet, digest, repeat: replace(ROUTE, quiet=quiet, digest=digest, repeat=repeat),
    st.none() | spans,
    st.none() | st.sampled_from([Calendar.HOUR, Calendar.DAY, Calendar.WEEK]),
    st.none() | st.timedeltas(timedelta(minutes=10), timedelta(days=2)),
)
minutes = st.integers(0, 24 * 60).map(lambda count: timedelta(minutes=count))
#: How long after the step before, and what happens: it goes wrong, it goes well, or somebody only looks.
steps = st.lists(st.tuples(minutes, st.sampled_from(["wrong", "well", "look"])), max_size=30)


def quiet(route: Alert, at: datetime) -> bool:
    """Whether the local clock shows a quiet minute, counted without the product's own arithmetic."""
    if route.quiet is None:
        return False
    local = at.astimezone(ZoneInfo(route.timezone))
    minute, span = local.hour * 60 + local.minute, route.quiet
    if span.start_min < span.end_min:
        return local.weekday() in span.days and span.start_min <= minute < span.end_min
    late, early = minute >= span.start_min, minute < span.end_min
    return (local.weekday() in span.days and late) or ((local.weekday() - 1) % 7 in span.days and early)


def play(route: Alert, steps: list[tuple[timedelta, str]], start: datetime, *, critical: bool = False) -> list[str]:
    """Live through the steps and ten days after, looking every half hour; return what was told, and check each."""
    alarm: Alarm | None = None
    said: list[str] = []
    now = start
    coming = list(steps) + [(timedelta(minutes=30), "look")] * 480
    for number, (wait, what) in enumerate(coming):
        now += wait
        if what != "look":
            signal = replace(BAD, at=now, well=what == "well", run=f"r{number}", critical=critical)
            alarm = note(alarm, signal, route)
        for one in due([alarm] if alarm else [], {route.reference: route}, now, ()):
            assert critical or not quiet(route, now), f"told at {now}"
            said.append("well" if one.well else "still" if one.told else "wrong")
            alarm = told(one, now)
            again = due([alarm] if alarm else [], {route.reference: route}, now, ())
            assert again == [], "told twice at one instant"
    return said


@given(routes, steps, st.sampled_from(NIGHTS), st.booleans())
def test_what_is_told_tells_what_happened(
    route: Alert, steps: list[tuple[timedelta, str]], start: datetime, critical: bool
) -> None:
    said = play(route, steps, start, critical=critical)
    happened = [what for _, what in steps if what != "look"]
    told_of = [what for what in said if what != "still"]
    # Each time something is told to be well, it was wrong; nothing is told of a client where nothing went wrong.
    assert bool(told_of) == ("wrong" in happened)
    for before, after in zip(["well", *told_of], told_of, strict=False):
        # (a fault that was over before anyone was told is told as well, in one message)
        assert (before, after) != ("wrong", "wrong")
    if happened and "wrong" in happened:
        assert told_of[-1] == happened[-1], "the last that is told is how it is"
    if route.repeat is None:
        assert "still" not in said


@given(routes, steps, st.sampled_from(NIGHTS))
def test_nobody_is_woken_for_what_is_not_critical(
    route: Alert, steps: list[tuple[timedelta, str]], start: datetime
) -> None:
    play(route, steps, start)  # checks each message


@given(st.sampled_from([None, *Calendar.__members__.values()][:4]), st.sampled_from(NIGHTS), minutes)
def test_a_digest_is_never_early_and_at_most_a_week_late(
    digest: Calendar | None, start: datetime, by: timedelta
) -> None:
    at = digest_at(digest, start + by, PARIS)
    assert start + by <= at <= start + by + timedelta(days=7, hours=1)


@pytest.mark.parametrize(
    ("digest", "since", "expected"),
    [
        (Calendar.DAY, "2026-06-10T09:30", "2026-06-11T08:00"),
        (Calendar.DAY, "2026-06-10T08:00", "2026-06-10T08:00"),
        (Calendar.WEEK, "2026-06-10T09:30", "2026-06-15T08:00"),  # a Monday
        (Calendar.DAY, "2026-03-28T23:00", "2026-03-29T08:00"),  # the night that is an hour shorter
        (Calendar.DAY, "2026-10-24T23:00", "2026-10-25T08:00"),
        (Calendar.HOUR, "2026-06-10T09:30", "2026-06-10T10:00"),
    ],
)
def test_digests_come_by_the_local_clock(digest: Calendar, since: str, expected: str) -> None:
    zone = ZoneInfo(PARIS)
    found = digest_at(digest, datetime.fromisoformat(since).replace(tzinfo=zone), PARIS)
    assert found.astimezone(zone).strftime("%Y-%m-%dT%H:%M") == expected


@given(spans, st.sampled_from(NIGHTS), minutes)
def test_quiet_ends_at_the_first_minute_that_is_not_quiet(span: WeekSpan, start: datetime, by: timedelta) -> None:
    at, route = start + by, replace(ROUTE, quiet=span)
    end = after_quiet(span, at, PARIS)
    assert end >= at
    assert not quiet(route, end)
    assert end == at or quiet(route, end - timedelta(seconds=1))


@given(st.lists(st.sampled_from(["wrong", "well"]), min_size=1, max_size=10))
def test_the_same_signal_again_changes_nothing(happened: list[str]) -> None:
    alarm: Alarm | None = None
    for number, what in enumerate(happened):
        signal = replace(BAD, well=what == "well", run=f"r{number}")
        alarm = note(alarm, signal, ROUTE)
        assert note(alarm, signal, ROUTE) == alarm


def test_critical_things_wait_for_nothing() -> None:
    route = replace(ROUTE, quiet=NIGHT, digest=Calendar.WEEK)
    night = datetime(2026, 6, 10, 23, tzinfo=UTC)
    assert due_at(_alarm(night, critical=True), route) == night
    later = due_at(_alarm(night, critical=False), route)
    assert later is not None
    assert later > night + timedelta(days=1)


def _alarm(at: datetime, *, critical: bool) -> Alarm:
    found = note(None, replace(BAD, at=at, critical=critical), ROUTE)
    assert found
    return found


def test_nothing_is_repeated_while_a_message_waits() -> None:
    route = replace(ROUTE, repeat=timedelta(hours=1))
    alarm = replace(_alarm(NIGHTS[0], critical=False), told=NIGHTS[0])
    later = NIGHTS[0] + timedelta(hours=2)
    assert due([alarm], {route.reference: route}, later, ()) == [alarm]
    assert due([alarm], {route.reference: route}, later, {route.reference}) == []
    well = replace(alarm, well=later)
    assert due([well], {route.reference: route}, later, {route.reference}) == [well]


def test_each_client_hears_of_its_own_and_a_shared_route_hears_of_the_server_once() -> None:
    shared = [replace(ROUTE, client=name, where="shared.yaml:3") for name in ("acme", "bolt")]
    own = replace(ROUTE, name="own", client="bolt", where="bolt/own.yaml:1")
    assert routes_of(BAD, [*shared, own]) == [shared[0]]
    server = replace(BAD, kind=When.SERVICE_FAULT, client="", subject="service")
    assert sorted(route.reference for route in routes_of(server, [*shared, own])) == ["acme/ops", "bolt/own"]
    assert routes_of(server, [replace(own, when=frozenset({When.RPO_MISSED}))]) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_message_says_what_where_and_since_when(language: str) -> None:
    alarm = _alarm(NIGHTS[0], critical=False)
    title, body = compose(ROUTE, [alarm], NIGHTS[0], Language(language))
    assert {"en": "Acme: backup failed: acme/share", "fr": "Acme : sauvegarde en échec : acme/share"}[language] == (
        title.replace("\u00a0", " ")
    )
    assert "2026-06-10 22:00 CEST" in body
    assert "disk full" in body
    head = "continuity/srv1/acme\n7\nqqqq=\n"
    assert compose(ROUTE, [alarm], NIGHTS[0], Language(language), head)[1].endswith(f":\n{head.strip()}")
    many = [replace(alarm, subject=f"acme/a{number}") for number in range(70)]
    many[3] = replace(many[3], well=NIGHTS[1])
    title, body = compose(ROUTE, many, NIGHTS[0], Language(language))
    assert "69" in title
    assert len(body.splitlines()) == 53
    assert "20" in body.splitlines()[50]
