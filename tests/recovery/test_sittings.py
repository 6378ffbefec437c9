"""What probes saw in several sittings, kept by a journal and put together: nothing is lost, and nothing made up."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.clock import Mark
from continuity.model.journal import Event, Kind
from continuity.recovery.drills.outage import Poll, Watched
from continuity.recovery.drills.sittings import earlier, joined, told
from continuity.recovery.drills.usable import Seen

START = datetime(2026, 11, 24, tzinfo=UTC)
EVERY = timedelta(seconds=1)


def mark(second: float) -> Mark:
    return Mark(wall=START + timedelta(seconds=second), boot_s=second, boot_id="boot")


def sitting(polls: list[bool], first: float = 0) -> Seen:
    seen = Watched(green=2)
    for number, good in enumerate(polls):
        seen.take(Poll(at=mark(first + number), good=good, said="" if good else "HTTP 503"))
    return Seen(name="shop", every=EVERY, watched=seen, late=1)


def journal(*sittings: Seen) -> list[Event]:
    """Each sitting as it is kept: taken up, seen so far, seen in all; through JSON, as the database has it."""
    found: list[Event] = []
    for one in sittings:
        for kind, detail in ((Kind.TAKEN_UP, {}), (Kind.SEEN, {"probes": {}}), (Kind.SEEN, told([one]))):
            kept = json.loads(json.dumps(detail))
            found.append(Event(number=len(found) + 1, at=mark(0), kind=kind, detail=kept))
    return found


POLLS = st.lists(st.booleans(), min_size=1, max_size=12)


@given(POLLS, POLLS)
def test_polls_are_summed_and_no_outage_is_lost(first: list[bool], second: list[bool]) -> None:
    before, now = sitting(first), sitting(second, first=100)
    whole = joined(earlier(journal(before)), now)
    assert (whole.watched.polls, whole.watched.lost) == (len(first) + len(second), (first + second).count(False))
    assert (whole.late, whole.sittings, whole.watched.began) == (2, 2, mark(100))
    merged = before.watched.open is not None and now.watched.outages and now.watched.outages[0].since == mark(100)
    assert len(whole.watched.outages) == len(before.watched.outages) + len(now.watched.outages) - bool(merged)
    if before.watched.open:
        through = whole.watched.outages[len(before.watched.outages) - 1]
        assert through.since == before.watched.open.since
        assert through.back is None or through.back.boot_s >= 100, "no longer than until somebody was answered again"


def test_an_outage_that_was_open_is_over_at_the_first_answer_of_the_next_sitting() -> None:
    (out,) = joined(earlier(journal(sitting([True, False, False]))), sitting([True] * 3, first=50)).watched.outages
    assert (out.since, out.back, out.lost) == (mark(1), mark(50), 2)
    three = journal(sitting([False]), sitting([False, False], first=20))
    (out,) = joined(earlier(three), sitting([False, True, True], first=40)).watched.outages
    assert (out.since, out.back, out.lost) == (mark(0), mark(41), 4)


def test_a_sitting_that_saw_nothing_is_none() -> None:
    only = joined(earlier([]), sitting([True]))
    assert (only.sittings, only.watched.polls) == (1, 1)
