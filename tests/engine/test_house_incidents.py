"""What is wrong with this server itself becomes an incident: a rewritten log, no room, a time without a state."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from continuity.engine.incidents.from_house import LEAST, log_causes, of_room, room_causes
from continuity.engine.incidents.watch import IncidentWatch, look
from continuity.evidence.format.checkpoint import SERVER
from continuity.faces.app import App
from tests.engine.test_incidents import MINUTE, NOW, documents, only

if TYPE_CHECKING:
    from continuity.engine.daemon.events import Event
    from continuity.engine.workshop import Workshop
    from tests.engine.kit import Client


@pytest.fixture
def workshop(client: Client) -> Workshop:
    client.more |= documents()
    client.write()
    return App(client.config, {}, client.key).workshop


FIRST = "WHERE position = 1 AND log LIKE '%/acme'"


def altered(client: Client, text: str, *values: object) -> list[tuple[bytes]]:
    with sqlite3.connect(client.state / "state.db") as live:
        rows: list[tuple[bytes]] = live.execute(text, values).fetchall()
    live.close()
    return rows


def test_a_rewritten_log_is_a_security_incident_that_people_close(client: Client, workshop: Workshop) -> None:
    client.run("backup")
    found = log_causes(workshop, NOW)
    assert found
    assert not any(found.values()), "all logs are as they were signed"
    ((body,),) = altered(client, f"SELECT body FROM record {FIRST}")
    altered(client, f"UPDATE record SET body = ? {FIRST}", body.replace(b"acme", b"evil"))
    told = [one.name for one in look(workshop, NOW, work=False, house=log_causes(workshop, NOW))]
    assert told == ["incident.opened", "incident.called", "incident.called", "incident.called"], "security is a crisis"
    one = only(client)
    assert (one["cause"], one["severity"], one["subject"]) == ("log/rewritten", "security", "acme/log")
    assert "le journal n'est pas ce qui a été signé" in client.run("incident", "show", one["id"], "--lang", "fr").out
    assert look(workshop, NOW + MINUTE, house={}) == [], "nobody looked: nothing changes"
    altered(client, f"UPDATE record SET body = ? {FIRST}", body)
    look(workshop, NOW + 2 * MINUTE, work=False, house=log_causes(workshop, NOW))
    assert only(client)["state"] == "restored", "it is never over by itself"


@pytest.mark.parametrize(("log", "cause"), [("acme", "log/rewritten"), (SERVER, "server/log")])
def test_a_log_whose_published_key_is_gone_is_not_overlooked(
    client: Client, workshop: Workshop, log: str, cause: str
) -> None:
    key = client.state / "log" / log / "key.vkey"
    key.unlink()
    workshop = App(client.config, {}, client.key).workshop  # the service came back
    found = log_causes(workshop, NOW)[("acme", cause)]
    assert found is not None
    assert (found.severity, found.reason.endswith(f"its key {key} is gone")) == ("security", True)
    altered(client, "DELETE FROM record")
    assert ("acme", cause) not in log_causes(workshop, NOW), "one that is not begun yet has none"


def test_too_little_room_for_the_state_is_critical(workshop: Workshop) -> None:
    low = of_room(LEAST - 1, NOW)
    assert low is not None
    assert (low.severity, "127 MiB" in low.reason) == ("critical", True)
    assert of_room(LEAST, NOW) is None
    assert list(room_causes(workshop, NOW)) == [("acme", "server/room")]


def test_time_in_which_nothing_could_be_recorded_is_told_once_it_can_be(client: Client, workshop: Workshop) -> None:
    told: list[Event] = []
    watch = IncidentWatch(told.append)
    altered(client, "ALTER TABLE incident RENAME TO away")
    for minutes in (0, 1):
        watch._turn(workshop, (True, True), NOW + minutes * MINUTE)
    assert [one.name for one in told] == ["incident.fault"]
    altered(client, "ALTER TABLE away RENAME TO incident")
    watch._turn(workshop, (True, True), NOW + 5 * MINUTE)
    one = only(client)
    assert (one["cause"], one["began"][:16]) == ("server/state", NOW.isoformat()[:16])
    watch._turn(workshop, (True, True), NOW + 6 * MINUTE)
    assert only(client, "--closed")["state"] == "closed"


def test_what_the_logs_look_found_is_there_until_it_was_written(client: Client, workshop: Workshop) -> None:
    client.run("backup")
    ((body,),) = altered(client, f"SELECT body FROM record {FIRST}")
    altered(client, f"UPDATE record SET body = ? {FIRST}", body.replace(b"acme", b"evil"))
    told: list[Event] = []
    watch = IncidentWatch(told.append)
    watch._turn(workshop, (True, True), NOW)
    assert watch._logs._busy
    watch._logs._busy.join()
    altered(client, "ALTER TABLE incident RENAME TO away")
    watch._turn(workshop, (True, True), NOW + MINUTE)
    altered(client, "ALTER TABLE away RENAME TO incident")
    watch._turn(workshop, (True, False), NOW + 2 * MINUTE)
    assert [one.name for one in told] == ["incident.fault"]
    watch._turn(workshop, (True, True), NOW + 3 * MINUTE)
    found = [one["cause"] for one in client.run("incident", "--json").json["incidents"]]
    assert sorted(found) == ["log/rewritten", "server/state"]
    assert not watch._logs._found, "once"
