"""The records of days and months of supervision: once each, made up where the service was away, and verifiable."""

from __future__ import annotations

import itertools
import tracemalloc
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from continuity.engine.supervision.periods import Length, continued, period_of
from continuity.engine.supervision.results import Asked, Known, found
from continuity.engine.supervision.summing import sum_up
from continuity.faces.app import App
from continuity.model.standing import Change, Standing, Status
from tests.engine.test_devices_told import DEVICES

if TYPE_CHECKING:
    from tests.engine.kit import Client

HOUR = timedelta(hours=1)
NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
KEY = ("acme", "web", "http")


def change(now: Status, since: datetime, at: datetime | None = None) -> Change:
    return Change(was=Status.OK, now=now, since=since, at=at or since, said="-")


@given(st.lists(st.tuples(st.integers(0, 96), st.sampled_from(Status)), max_size=12))
def test_each_change_is_of_one_day_and_each_second_of_one_status(given: list[tuple[int, Status]]) -> None:
    """Four days in a zone that loses an hour on the second of them."""
    begin = period_of(Length.DAY, NOON - 48 * HOUR, "Europe/Paris")
    changes = [change(status, begin.begin + hours * HOUR) for hours, status in sorted(given, key=lambda one: one[0])]
    known, counted, period = Known(changes={"web/http": changes}, at=NOON + 96 * HOUR), 0, begin
    for hours in (24, 23, 24, 24, 24):
        came = found([Asked(check="web/http")], known, period.begin, period.end)
        assert sum(came["checks"][0]["seconds"].values()) == hours * 3600
        counted, period = counted + came["changes"], period.following
    assert counted == len(changes)


def test_months_and_days_by_the_calendar_of_the_client() -> None:
    month = period_of(Length.MONTH, datetime(2026, 1, 31, 23, 30, tzinfo=UTC), "Europe/Paris")
    assert (month.name, month.begin) == ("2026-02", datetime(2026, 1, 31, 23, tzinfo=UTC))
    assert month.following.name == "2026-03"
    assert period_of(Length.MONTH, datetime(2026, 12, 1, tzinfo=UTC), "UTC").following.name == "2027-01"


@given(
    st.sampled_from(Length),
    st.lists(
        st.sampled_from(("UTC", "Europe/Paris", "America/New_York", "Pacific/Auckland", "Etc/GMT+12")), min_size=2
    ),
)
def test_another_time_zone_leaves_no_hole_and_counts_nothing_twice(length: Length, zones: list[str]) -> None:
    """A client moves, and moves again, each time between two periods."""
    before = period_of(length, NOON, zones[0])
    for zone in zones[1:]:
        period = continued(length, before.name, before.end, zone)
        assert period.begin == before.end < period.end
        assert period.name > before.name
        assert continued(length, period.name, period.end, zone) == period.following, "then it is as ever"
        before = period


def test_days_of_a_client_who_moved_are_recorded_and_verified(client: Client) -> None:
    client.more |= {"timezone": "Europe/Paris"}
    app = watched(client)
    assert sum_up(app.workshop, NOON + timedelta(seconds=10)) == 3
    client.more |= {"timezone": "America/New_York"}
    client.write()
    moved, later = App(client.config, {}, client.key), NOON + 36 * HOUR
    with moved.store.transaction() as tx:
        tx.watched.save({KEY: Standing(status=Status.OK, since=NOON, at=later, seen=(Status.OK,))}, (KEY,))
    assert sum_up(moved.workshop, later + timedelta(seconds=10)) == 1
    days = [one["body"] for one in client.records() if one["kind"] == "supervision.day"]
    assert {one["timezone"] for one in days} == {"Europe/Paris", "America/New_York"}
    assert all(before["end"] == after["begin"] for before, after in itertools.pairwise(days))
    assert client.run("device", "status", "--verify", "--json").json["clients"][0]["differences"] == []


def test_records_are_read_a_few_at_a_time(client: Client) -> None:
    app = watched(client)
    log, size = app.workshop.logs["acme"].journal.log, 200_000
    with app.store.transaction() as tx:
        for number in range(120):
            tx.records.append(log, "supervision.day", None, b"x" * 32, bytes([number]) * size)
    with app.store.reading() as tx:
        tracemalloc.start()
        found = [body[0] for body in tx.records.each_body(log, "supervision.day")]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert found == list(range(120))
    assert peak < 120 * size / 2


def watched(client: Client) -> App:
    """A web server that was down from an hour before midnight, known after it; later nobody watched for two days."""
    client.more |= {"devices": DEVICES}
    client.write()
    app = App(client.config, {}, client.key)
    night = datetime(2026, 3, 28, tzinfo=UTC)
    changes = [
        change(Status.OK, night - 3 * HOUR),
        change(Status.CRITICAL, night - HOUR, night + timedelta(minutes=1)),
        change(Status.OK, night + HOUR),
        change(Status.UNDETERMINED, night + 10 * HOUR, NOON),
        change(Status.OK, NOON),
    ]
    with app.store.transaction() as tx:
        tx.watched.add([(KEY, one) for one in changes])
        tx.watched.add([(("acme", "gone", "tcp"), changes[0])])
        tx.watched.save({KEY: Standing(status=Status.OK, since=NOON, at=NOON, seen=(Status.OK,))}, ())
    return app


def test_a_day_is_recorded_once_and_made_up_when_nobody_was_there(client: Client) -> None:
    app = watched(client)
    assert sum_up(app.workshop, NOON + timedelta(seconds=10)) == 3
    assert sum_up(app.workshop, NOON + timedelta(seconds=20)) == 0
    records = [one["body"] for one in client.records() if one["kind"] == "supervision.day"]
    assert [(one["name"], one["made_up"], one["changes"]) for one in records] == [
        ("2026-03-27", True, 2),
        ("2026-03-28", True, 2),
        ("2026-03-29", True, 0),
    ]
    by_day = [{one["check"]: one["seconds"] for one in body["checks"]} for body in records]
    assert by_day[0]["web/http"] == {"undetermined": 75600, "ok": 7200, "critical": 3600}
    assert by_day[1]["web/http"] == {"critical": 3600, "ok": 32400, "undetermined": 50400}
    assert by_day[2]["web/http"] == {"undetermined": 86400}
    assert by_day[0]["new/tcp"] == {"undetermined": 86400}
    assert by_day[0]["gone/tcp"] == {"undetermined": 86400}, "nobody asks what no document names"
    assert "gone/tcp" not in by_day[1]
    done = client.run("device", "status", "--verify", "--json").json["clients"]
    assert done == [{"client": "acme", "periods": 3, "made_up": 3, "differences": []}]


def test_a_month_is_recorded_and_a_day_in_time_is_not_made_up(client: Client) -> None:
    app, end = watched(client), datetime(2026, 4, 1, tzinfo=UTC)
    with app.store.transaction() as tx:
        tx.watched.save(
            {KEY: Standing(status=Status.OK, since=NOON, at=end + timedelta(minutes=8), seen=(Status.OK,))}, (KEY,)
        )
    assert sum_up(app.workshop, end + timedelta(minutes=9)) == 4, "the last problems may not be known yet"
    with app.store.transaction() as tx:
        tx.watched.save({KEY: Standing(status=Status.OK, since=NOON, at=end + HOUR / 4, seen=(Status.OK,))}, (KEY,))
    assert sum_up(app.workshop, end + HOUR / 4) == 2
    (month,) = [one["body"] for one in client.records() if one["kind"] == "supervision.month"]
    assert (month["name"], month["changes"], month["made_up"]) == ("2026-03", 6, False)
    last = [one["body"] for one in client.records() if one["kind"] == "supervision.day"][-1]
    assert (last["name"], last["made_up"]) == ("2026-03-31", False)


def test_a_gap_that_is_not_written_yet_is_waited_for(client: Client) -> None:
    app = watched(client)
    assert sum_up(app.workshop, NOON + HOUR) == 0, "what nobody saw would count as up"


def test_what_was_changed_afterwards_is_named(client: Client) -> None:
    app = watched(client)
    sum_up(app.workshop, NOON)

    def differs(statement: str) -> list[str]:
        with app.store.transaction() as tx:
            tx.watched._session.connection().exec_driver_sql(statement)
        (found,) = client.run("device", "status", "--verify", "--json", code=1).json["clients"]
        return list(found["differences"])

    told = differs("update check_change set said = 'all is well' where now = 'critical'")
    assert told == ["2026-03-28: the root of the record is not that of the changes in the tables"]
    told = differs("update check_change set now = 'ok' where now = 'critical'")
    assert told[0] == "web/http of 2026-03-27: the record tells other lengths than the tables"
    told = differs("update check_change set device = 'other' where device = 'web'")
    assert "web/http of 2026-03-28: the record tells of 2 change(s), the tables of 0" in told
    assert "other/http of 2026-03-28: it changed, and no record of that period tells of it" in told
    assert "il y a des écarts" in client.run("device", "status", "--verify", "--lang", "fr", code=1).out
