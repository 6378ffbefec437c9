"""Maintenance windows and force majeure, put on record by people and acted upon by the service's look."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.engine.incidents.in_maintenance import silent
from continuity.engine.incidents.watch import look
from continuity.evidence.format.record import record_time
from continuity.faces.app import App
from continuity.ground.timestamps import write_time
from continuity.model.standing import Standing, Status
from tests.engine.kit import PLAIN, Done, command, local

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.engine.workshop import Workshop
    from tests.engine.kit import Client

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OK, DOWN, BEHIND = Status.OK, Status.CRITICAL, Status.UNREACHABLE

ASSET = {"title": "Files", "site": "here", "policy": "plain", "copies": ["disk"]}


def documents() -> dict[str, Any]:
    here = {"address": "127.0.0.1", "site": "here", "checks": [{"kind": "tcp", "port": 9, "every": "5m"}]}
    levels = [{"level": name, "after": after, "notify": ["support"]} for name, after in (("N1", "0m"), ("N2", "10h"))]
    contract = {"reference": "A-1", "monthly_fee": "100 EUR", "availability": 99.9, "escalation": levels}
    return {
        "timezone": "Europe/Paris",
        "client": {"name": "acme", "title": "Acme", "contract": contract},
        "devices": {"switch": here, "web": here | {"parents": ["switch"]}, "shared": here},
        "services": {
            "shop": {"devices": ["web", "shared"], "assets": ["share"], "up_when": "web/tcp"},
            "mail": {"devices": ["shared"], "up_when": "shared/tcp"},
        },
        "notifications": {"support": [{"url": "json://127.0.0.1:9/support"}]},
    }


@pytest.fixture
def workshop(client: Client) -> Workshop:
    client.more |= documents()
    client.write()
    return App(client.config, {}, client.key).workshop


def at(workshop: Workshop, now: datetime, **devices: Status) -> list[str]:
    """Look at devices that stand like this; return what is told."""
    with workshop.store.transaction() as tx:
        found = {
            ("acme", name, "tcp"): Standing(status=status, since=now, at=now, seen=(status,), said="no answer")
            for name, status in devices.items()
        }
        tx.watched.save(found, tx.watched.standings())
    return [one.name for one in look(workshop, now, work=False)]


AGREED = ("--agreed-by", "B. Durand")


def add(
    client: Client, *about: str, begin: datetime, end: datetime, code: int = 0, agreed: tuple[str, ...] = AGREED
) -> dict[str, Any]:
    times = ("--from", write_time(begin), "--until", write_time(end), *agreed)
    done = client.run("maintenance", "add", *about, *times, "--why", "disks", "--as", "T. Petit", "--json", code=code)
    return done.json


def test_what_is_in_a_window_opens_nothing_and_calls_nobody_until_it_ends(client: Client, workshop: Workshop) -> None:
    now = datetime.now(UTC)
    window = add(client, "--device", "switch", begin=now + 60 * MINUTE, end=now + 120 * MINUTE)
    assert (window["services"], window["counts"]) == (["shop"], True), "what lies behind it is decided by it"
    during = now + 61 * MINUTE
    assert at(workshop, during, switch=DOWN, web=BEHIND, shared=OK) == []
    assert at(workshop, during + MINUTE) == []
    (held,) = [one["body"] for one in client.records() if one["kind"] == "maintenance.held"]
    assert (held["window"], held["cause"], len(held["members"])) == (window["id"], "device/switch", 2)
    assert at(workshop, during + MINUTE, shared=DOWN) == ["incident.opened", "incident.called"], "that is another"
    assert at(workshop, now + 121 * MINUTE, switch=DOWN, web=BEHIND) == ["incident.opened", "incident.called"], (
        "it is still down"
    )


def test_a_device_of_another_service_is_promised_to_that_one(
    client: Client, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    add(client, "shop", begin=now + 60 * MINUTE, end=now + 120 * MINUTE)
    during = now + 61 * MINUTE
    assert at(workshop, during, switch=OK, web=DOWN) == []
    assert at(workshop, during, shared=DOWN) == ["incident.opened", "incident.called"]
    at(workshop, during, shared=OK)
    monkeypatch.setattr("continuity.ground.clock.SystemClock.now", lambda _self: during + MINUTE)
    add(client, "mail", begin=during + 2 * MINUTE, end=now + 120 * MINUTE)
    assert at(workshop, during + 2 * MINUTE, shared=DOWN) == [], "and now each of its services is in one"


def test_nobody_is_called_in_a_window_for_what_was_open_before_it(client: Client, workshop: Workshop) -> None:
    now = datetime.now(UTC)
    at(workshop, now, web=DOWN)
    add(client, "--device", "web", begin=now + 9 * HOUR, end=now + 12 * HOUR)
    assert at(workshop, now + 11 * HOUR, web=DOWN) == []
    assert at(workshop, now + 13 * HOUR, web=DOWN) == ["incident.called"]
    assert not [one for one in client.records() if one["kind"] == "maintenance.held"], "nothing new was held back"


def test_backups_of_what_is_in_a_window_wait_and_what_looks_like_an_attack_does_not(
    client: Client, workshop: Workshop
) -> None:
    now = datetime.now(UTC)
    add(client, "shop", begin=now + HOUR, end=now + 2 * HOUR)
    with workshop.store.reading() as tx:
        quiet = silent(workshop, tx, now + HOUR)
        assert set(silent(workshop, tx, now)) == set(silent(workshop, tx, now + 2 * HOUR)) == set()
    assert set(quiet) == {("acme", "device/web"), ("acme", "backup/share")}


def test_a_late_window_is_on_record_and_neither_counts_nor_silences(client: Client, workshop: Workshop) -> None:
    now = datetime.now(UTC)
    late = add(client, "--all", begin=now - MINUTE, end=now + 60 * MINUTE, code=1)
    assert (late["counts"], late["state"]) == (False, "late")
    assert at(workshop, now + MINUTE, web=DOWN) == ["incident.opened", "incident.called"]
    assert client.run("maintenance", "--json").json["windows"][0]["id"] == late["id"]


def test_what_is_only_announced_silences_and_counts_from_the_client_s_word_on(
    client: Client, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    window = add(client, "--all", begin=now + HOUR, end=now + 2 * HOUR, code=1, agreed=())
    assert (window["counts"], window["why_not"], window["state"]) == (False, "not agreed", "announced")
    assert at(workshop, now + HOUR, web=DOWN) == [], "nobody is called"
    (held,) = client.run("maintenance", "--json").json["windows"]
    assert (held["id"], held["counts"]) == (window["id"], False)
    agreed = ("maintenance", "agree", window["id"], *AGREED, "--json")
    monkeypatch.setattr("continuity.ground.clock.SystemClock.now", lambda _self: now + HOUR + MINUTE)
    assert "agreed to afterwards" in client.run(*agreed, code=5).err


def test_the_client_agrees_later_and_before_it_begins(client: Client, workshop: Workshop) -> None:
    now = datetime.now(UTC)
    window = add(client, "shop", begin=now + HOUR, end=now + 2 * HOUR, code=1, agreed=())
    agreed = ("maintenance", "agree", window["id"], *AGREED, "--json")
    found = client.run(*agreed).json
    assert (found["counts"], found["why_not"], found["agreed_by"]) == (True, None, "B. Durand")
    assert found["declared"] < found["agreed"]
    assert "agreed to" in client.run(*agreed, code=5).err
    client.run("maintenance", "end", window["id"], "--why", "put off")
    assert "was withdrawn" in client.run(*agreed, code=5).err


def test_ending_and_withdrawing_are_records_of_their_own(client: Client, workshop: Workshop) -> None:
    now = datetime.now(UTC)
    window = add(client, "shop", begin=now + 60 * MINUTE, end=now + 120 * MINUTE)
    ended = client.run("maintenance", "end", window["id"], "--why", "put off", "--json").json
    assert ended["state"] == "withdrawn"
    assert client.run("maintenance", "list", "--json").json["windows"] == []
    assert at(workshop, now + 61 * MINUTE, web=DOWN)[0] == "incident.opened"
    client.run("maintenance", "end", window["id"], "--why", "again", code=5)
    client.run("maintenance", "end", "m0", "--why", "none such", code=2)
    kinds = [one["kind"] for one in client.records() if one["kind"].startswith("maintenance.")]
    assert kinds == ["maintenance.declared", "maintenance.ended"]


def test_an_hour_that_is_twice_is_asked_for(client: Client) -> None:
    client.more |= documents()
    client.write()
    words = ("maintenance", "add", "shop", "--why", "disks", *AGREED, "--until", "2099-10-25 06:00", "--from")
    refused = client.run(*words, "2099-10-25 02:30", code=2)
    assert "2099-10-25T02:30+02:00 or 2099-10-25T02:30+01:00" in refused.err
    client.run(*words, "2099-03-29 02:30", code=2)
    found = client.run(*words, "2099-10-25T02:30+01:00", "--json").json
    assert found["from"] == "2099-10-25T01:30:00Z"
    client.run(*words, "2099-10-25 06:00", code=2)
    client.run("maintenance", "add", "shop", "--device", "web", *words[3:], "2099-10-25 01:00", code=2)


def test_lists_say_what_is_in_a_window_now(client: Client, workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    window = add(client, "--device", "web", begin=now + 60 * MINUTE, end=now + 120 * MINUTE)
    assert client.run("incident", "--json").json["maintenance"] == []
    monkeypatch.setattr("continuity.ground.clock.SystemClock.now", lambda _self: now + 61 * MINUTE)
    for words in (("incident", "list"), ("device", "list"), ("device", "status")):
        (one,) = client.run(*words, "--json", code=None).json["maintenance"]
        assert (one["id"], one["devices"]) == (window["id"], ["web"])
        assert "in maintenance until" in client.run(*words, code=None).out
    monkeypatch.setattr("continuity.ground.clock.SystemClock.now", lambda _self: now - MINUTE)
    add(client, "shop", begin=now, end=now + MINUTE, code=5)


def test_a_clock_that_was_set_back_is_found_whatever_was_written_by_it_since(
    client: Client, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    journal = workshop.logs["acme"].journal
    with workshop.store.transaction() as tx:
        journal.record(tx.records, "test.written", now, {})
        journal.record(tx.records, "test.written", now - 3 * HOUR, {})
    monkeypatch.setattr("continuity.ground.clock.SystemClock.now", lambda _self: now - 3 * HOUR)
    add(client, "shop", begin=now - 2 * HOUR, end=now, code=5)
    monkeypatch.setattr("continuity.ground.clock.SystemClock.now", lambda _self: now + MINUTE)
    add(client, "shop", begin=now + HOUR, end=now + 2 * HOUR)
    (declared,) = [one["body"] for one in client.records() if one["kind"] == "maintenance.declared"]
    assert declared["not_before"] == record_time(now)


def test_two_clients_in_two_zones_each_by_their_own_wall(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    for name, zone in (("acme", "Europe/Paris"), ("down-under", "Australia/Sydney")):
        (documents / name).mkdir(parents=True)
        mine = {"timezone": zone, "client": {"name": name, "title": name}}
        mine["repositories"] = {"disk": local(tmp_path / f"{name}-disk")}
        mine["assets"] = {"share": ASSET | {"source": {"kind": "files", "paths": [str(tmp_path)]}}}
        mine["services"] = {"shop": {"assets": ["share"]}}
        (documents / name / "c.yaml").write_text(json.dumps(mine))
    shared = {"version": 1, "state": str(tmp_path / "state"), "lab": True, "sites": {"here": {"title": "Here"}}}
    (documents / "shared.yaml").write_text(json.dumps(shared | {"policies": {"plain": PLAIN}}))

    def run(*words: str, code: int = 0) -> Done:
        common = ("--config", str(documents), "--vault-key-file", str(tmp_path / "key"))
        return command([*words, *common], {"CONTINUITY_LANG": "en"}).checked(code)

    run("init")
    window = ("--from", "2099-01-05 22:00", "--until", "2099-01-06 02:00", "--why", "disks", *AGREED, "--json")
    assert "acme/shop" in run("maintenance", "add", "shop", *window, code=2).err
    begins = {name: run("maintenance", "add", f"{name}/shop", *window).json["from"] for name in ("acme", "down-under")}
    assert begins == {"acme": "2099-01-05T21:00:00Z", "down-under": "2099-01-05T11:00:00Z"}
    (one,) = run("maintenance", "list", "--client", "acme", "--json").json["windows"]
    assert run("maintenance", "end", one["id"], "--why", "put off", "--json").json["client"] == "acme"
    (left,) = run("maintenance", "--json").json["windows"]
    assert left["client"] == "down-under"
