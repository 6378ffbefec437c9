"""What a person had done makes up for what fell due, unless that asks for more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.policy.planning import History, Line, covered, due
from continuity.policy.policy import BackupKind
from continuity.policy.timetable import strongest
from tests.policy.test_planning import HOURLY, NIGHTLY, line, situations
from tests.policy.weeks import kinds, utc

if TYPE_CHECKING:
    from datetime import datetime


@settings(max_examples=200, deadline=None)
@given(situations(), st.one_of(st.none(), kinds))
def test_what_a_person_did_makes_up_for_all_but_what_is_stronger(
    drawn: tuple[Line, History, datetime], kind: BackupKind | None
) -> None:
    found, history, now = drawn
    after = covered(found, history, now, kind)
    before_it, asked = due(found, history, now), due(found, after, now)
    if after == history:
        assert asked == before_it
    else:
        assert (after.last, asked) == (now, None)
        assert before_it is None or strongest((before_it.work, kind)) == kind or history.last is None


@pytest.mark.parametrize(("kind", "left"), [(BackupKind.INCREMENTAL, BackupKind.FULL), (BackupKind.FULL, None)])
def test_a_weaker_backup_by_hand_leaves_the_full_one_due(kind: BackupKind, left: BackupKind | None) -> None:
    found, history = line(HOURLY, NIGHTLY), History(last=utc("2026-11-23T01:00"))
    three = utc("2026-11-23T02:30")
    planned = due(found, covered(found, history, three, kind), three)
    assert (planned.work if planned else None) == left


def test_what_was_tried_and_failed_is_not_made_up_for_by_less() -> None:
    """Found by chance: a full backup that failed, and an increment by hand before it is tried again."""
    night = utc("2026-11-23T01:00")
    history = History(last=night, failed=1, ended=night)
    found = line(NIGHTLY)
    soon = night + timedelta(minutes=5)
    assert covered(found, history, soon, BackupKind.INCREMENTAL) == history
    assert covered(found, history, soon, BackupKind.FULL).failed == 0
