"""When an archive falls due: with the policy's own, else each month; until its medium comes, it is looked for again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from continuity.model.job import JobKind
from continuity.policy.lines import lines
from continuity.policy.planning import History, due, next_due

if TYPE_CHECKING:
    from continuity.policy.lines import Line
    from tests.documents.conftest import Loads

PARIS = ZoneInfo("Europe/Paris")
HEAD = """\
version: 1
state: s
timezone: Europe/Paris
client: {name: acme}
sites: {here: {}}
repositories:
  disk: {adapter: local, path: d, site: here, medium: disk, credential: a}
  blue: {adapter: local, path: m/a, site: here, medium: removable, credential: a}
assets:
  files: {site: here, policy: %s, source: {kind: files, paths: [x]}, copies: [disk], archives: [blue]}
"""


def line_of(loads: Loads, policy: str) -> Line:
    found = {one.kind: one for one in lines(loads(HEAD % policy), {}) if "blue" in str(one.repositories)}
    assert set(found) == {JobKind.ARCHIVE}, "nothing else is asked of what lies on a shelf"
    return found[JobKind.ARCHIVE]


def test_the_shipped_policy_archives_on_the_first_of_the_month(loads: Loads) -> None:
    line = line_of(loads, "archive")
    since = datetime(2026, 10, 20, tzinfo=PARIS)
    assert next_due(line, History(last=None), since) is None, "nothing is archived before there is a point"
    assert next_due(line, History(last=None, since=since), since) == datetime(2026, 11, 1, 4, tzinfo=PARIS)


@pytest.mark.parametrize("days", [0, 3, 29])
def test_without_its_medium_it_is_due_until_the_next_one_is(loads: Loads, days: int) -> None:
    line = line_of(loads, "archive")
    first = datetime(2026, 11, 1, 4, tzinfo=PARIS)
    tried = first + timedelta(days=days)
    waiting = History(last=first, failed=8 * days + 1, ended=tried)
    again = next_due(line, waiting, tried)
    assert again
    assert timedelta(hours=3) <= again - tried < timedelta(hours=4), "those that wait do not all look at once"
    assert due(line, waiting, again - timedelta(minutes=1)) is None
    assert due(line, waiting, again) is not None
    assert due(line, History(last=first), tried + timedelta(hours=3)) is None, "one that was made is not due"


def test_a_policy_that_names_no_archive_has_one_each_month(loads: Loads) -> None:
    line = line_of(loads, "bronze")
    times = [one.at for one in line.timetable.between(*(datetime(2026, month, 15, tzinfo=PARIS) for month in (1, 7)))]
    assert len(times) == 6
