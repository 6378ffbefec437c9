"""Incidents, look by look: grouped by cause, opened once, told by levels, over, back again, closed with a report."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.engine.incidents.from_work import lost_repositories
from continuity.engine.incidents.posting import post
from continuity.engine.incidents.watch import look
from continuity.faces.app import App
from continuity.faces.language import Language
from continuity.faces.notices import Notifier
from continuity.model.job import Announced, Copy, JobKind, Outcome, Run
from continuity.model.standing import Standing, Status
from tests.engine.kit import fresh
from tests.notices.hook import Hook

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.engine.workshop import Workshop
    from tests.engine.kit import Client

NOW = datetime.now(UTC)
MINUTE = timedelta(minutes=1)
OK, DOWN, BEHIND = Status.OK, Status.CRITICAL, Status.UNREACHABLE


def documents() -> dict[str, Any]:
    check = [{"kind": "tcp", "port": 9, "every": "5m"}]
    here = {"address": "127.0.0.1", "site": "here", "checks": check}
    contract = {
        "reference": "A-1",
        "monthly_fee": "100 EUR",
        "availability": 99.9,
        "response": {"critical": {"intervene": "30m", "resolve": "4h"}},
        "escalation": [
            {"level": "N1", "after": "0m", "notify": ["support"]},
            {"level": "N2", "after": "1h", "notify": ["support"]},
            {"level": "N3", "after": "8h", "notify": ["crisis"], "or_when": ["capacity_lost > 50 %", "security"]},
        ],
    }
    return {
        "client": {"name": "acme", "title": "Acme", "contract": contract},
        "devices": {
            "switch": here | {"criticality": "important"},
            "web": here | {"parents": ["switch"], "criticality": "critical"},
            "other": here | {"parents": ["switch"]},
            "alone": here,
        },
        "services": {"shop": {"devices": ["web", "alone"], "criticality": "critical"}},
        "notifications": {name: [{"url": f"json://127.0.0.1:9/{name}"}] for name in ("support", "crisis")},
    }


@pytest.fixture(autouse=True)
def _from_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count from this test's begin: what people do goes by the real clock, and the collection may be long ago."""
    monkeypatch.setattr(f"{__name__}.NOW", datetime.now(UTC))


@pytest.fixture
def workshop(client: Client) -> Workshop:
    client.more |= documents()
    client.write()
    return App(client.config, {}, client.key).workshop


def at(workshop: Workshop, minutes: float, **devices: Status) -> list[str]:
    """Look, so many minutes from now, at devices that stand like this; return what is told."""
    now = NOW + minutes * MINUTE
    with workshop.store.transaction() as tx:
        known = tx.watched.standings()
        found = {
            ("acme", name, "tcp"): Standing(status=status, since=now, at=now, seen=(status,), said="no answer")
            for name, status in devices.items()
        }
        tx.watched.save(found, known)
    return [one.name for one in look(workshop, now, work=False)]


def only(client: Client, *words: str) -> dict[str, Any]:
    (one,) = client.run("incident", "list", *words, "--json").json["incidents"]
    return dict(one)


def test_a_dead_switch_and_all_behind_it_are_one_and_looking_twice_is_looking_once(
    client: Client, workshop: Workshop
) -> None:
    assert at(workshop, 0, switch=OK, web=OK, other=OK, alone=OK) == []
    assert at(workshop, 1, switch=DOWN, web=BEHIND, other=BEHIND) == ["incident.opened", "incident.called"]
    assert at(workshop, 1) == []
    one = only(client)
    assert (one["cause"], one["severity"]) == ("device/switch", "critical"), "as bad as the worst that it concerns"
    assert one["members"] == ["acme/other/tcp", "acme/switch/tcp", "acme/web/tcp"]
    assert at(workshop, 2, switch=OK) == [], "what lies behind it is not back yet"
    assert at(workshop, 3, web=Status.UNDETERMINED, other=Status.UNDETERMINED) == ["incident.restored"]


def test_what_nobody_saw_neither_opens_nor_ends_anything(client: Client, workshop: Workshop) -> None:
    assert at(workshop, 0, alone=Status.UNDETERMINED) == []
    at(workshop, 1, alone=DOWN)
    assert at(workshop, 2, alone=Status.UNDETERMINED) == []
    assert only(client)["state"] == "open"
    client.run("incident", "resolve", only(client)["id"], "--reason", "so they say", code=5)
    assert at(workshop, 3, alone=OK) == ["incident.restored"]
    assert only(client, "--closed")["state"] == "closed"


def test_a_check_that_nobody_saw_and_that_was_never_wrong_keeps_no_incident_open(
    client: Client, workshop: Workshop
) -> None:
    client.more["devices"]["web"]["checks"].append({"kind": "heartbeat", "name": "pulse", "every": "5m"})
    client.write()
    workshop = App(client.config, {}, client.key).workshop
    at(workshop, 0, web=DOWN)
    assert at(workshop, 1, web=OK) == ["incident.restored"]
    with workshop.store.transaction() as tx:
        pulse = Standing(status=DOWN, since=NOW, at=NOW + 2 * MINUTE, seen=(DOWN,), said="no pulse")
        tx.watched.save({("acme", "web", "pulse"): pulse}, {})
    assert at(workshop, 2, web=OK) == ["incident.reopened"], "one that is wrong counts, whoever was wrong before"
    assert at(workshop, 20, web=OK) == [], "nobody sees any longer what was wrong"


def test_what_comes_back_is_the_same_and_the_time_in_between_counts_for_nobody(
    client: Client, workshop: Workshop
) -> None:
    at(workshop, 0, web=DOWN)
    first = only(client)["id"]
    at(workshop, 10, web=OK)
    assert at(workshop, 30, web=DOWN) == ["incident.reopened"]
    at(workshop, 35, web=OK)
    again = only(client, "--closed")
    assert again["id"] == first
    assert again["clocks"]["resolve"]["used_s"] == 15 * 60
    assert at(workshop, 120, web=DOWN)[0] == "incident.opened", "an hour later it is another"


def test_a_crisis_is_closed_by_its_report_alone(client: Client, workshop: Workshop, tmp_path: Path) -> None:
    at(workshop, 0, web=DOWN)
    one = only(client)
    assert [told["level"] for told in one["told"]] == ["N1"], "half of the service is not more than half"
    at(workshop, 1, alone=DOWN)
    one = next(one for one in client.run("incident", "--json").json["incidents"] if one["cause"] == "device/web")
    assert [told["why"] for told in one["told"]][1:] == ["level N3 is told, and all below it", "capacity_lost > 50 %"]
    client.run("incident", "ack", one["id"], "--as", "A. Martin")
    client.run("incident", "comment", one["id"], "the fan is dead")
    at(workshop, 20, web=OK)
    found = client.run("incident", "show", one["id"], "--json").json
    assert (found["state"], found["acked_by"], found["clocks"]["resolve"]["stands"]) == (
        "restored",
        "A. Martin",
        "held",
    )
    assert "no report" in client.run("incident", "resolve", one["id"], "--reason", "a fan", code=5).err
    draft = tmp_path / "report.md"
    client.run("incident", "report", one["id"], "-o", draft)
    assert "the fan is dead" in draft.read_text()
    french = client.run("incident", "report", one["id"], "--lang", "fr").out
    assert "encore ouvert" in client.run("incident", "list", "--lang", "fr").out, "an incident is masculine"
    assert not [word for word in ("severity", "acknowledged", "called in", "opened", "Timeline") if word in french]
    client.run("incident", "report", one["id"], "--attach", draft, code=5)
    draft.write_text(draft.read_text().replace("[…]", "A fan; a new one."))
    attached = client.run("incident", "report", one["id"], "--attach", draft, "--json").json["report"]
    assert (client.state / "attachments" / "acme" / attached["sha256"]).read_text() == draft.read_text()
    assert "to be closed" in client.run("incident", "list").out, "its report is there"
    client.run("incident", "resolve", one["id"], "--reason", "a fan")
    last = [record for record in client.records() if record["kind"] == "case.closed"][-1]["body"]
    assert last["by"]["user"]
    assert last["report"]["sha256"] == attached["sha256"]
    client.run("incident", "ack", one["id"], code=5)
    client.run("incident", "show", "i0", code=2)


def test_the_clocks_stand_still_while_the_customer_is_waited_for(client: Client, workshop: Workshop) -> None:
    at(workshop, 0, web=DOWN)
    one = only(client)["id"]
    paused = client.run("incident", "pause", one, "--reason", "the key of the room", "--json").json
    assert (paused["clocks"]["intervene"]["stands"], paused["clocks"]["resolve"]["stands"]) == ("held", "paused")
    assert paused["clocks"]["resolve"]["due"] is None
    client.run("incident", "pause", one, "--reason", "again", code=5)
    assert at(workshop, 180) == [], "no level is called in meanwhile"
    assert client.run("incident", "continue", one, "--json").json["clocks"]["resolve"]["due"]
    assert at(workshop, 180) == ["incident.called"]


def test_where_nobody_of_a_level_could_be_told_the_next_one_is(client: Client, workshop: Workshop) -> None:
    at(workshop, 0, web=DOWN)
    for _ in range(2):  # a service that is killed in between puts nothing twice
        with workshop.store.transaction() as tx:
            post(tx, workshop.inventory, Language, NOW)
    assert at(workshop, 1) == []
    with workshop.store.transaction() as tx:
        (notice,) = tx.notices.waiting()
        assert notice.title.startswith("Acme: N1: critical incident")
        tx.notices.update(replace(notice, attempts=1, error="refused"))
    assert at(workshop, 1) == ["incident.called"]
    assert only(client)["told"][-1]["why"] == "no message of level N1 was delivered"


def test_a_level_is_told_once_a_message_was_taken_and_called_until_then(client: Client, workshop: Workshop) -> None:
    notifier = Notifier(App(client.config, {}, client.key), lambda _: None)
    at(workshop, 0, web=DOWN)
    one = only(client)["id"]
    assert "nobody was told yet" in client.run("incident", "show", one).out
    notifier.notices.work(datetime.now(UTC))
    assert notifier.notices._desk.post.wait(timedelta(seconds=20))
    shown = client.run("incident", "show", one).out
    assert "N1 called in" in shown
    assert "N1: support not told yet: " in shown, "its port is closed"
    with Hook() as hook:
        client.more["notifications"]["support"] = [{"url": hook.url("support")}]
        client.write()
        notifier.take(App(client.config, {}, client.key))
        notifier.notices.work(datetime.now(UTC) + 10 * MINUTE)  # the clock that says when it is tried again
        assert notifier.notices._desk.post.wait(timedelta(seconds=20))
    assert "N1 told, called in" in client.run("incident", "show", one).out
    told = client.run("incident", "show", one, "--json").json["deliveries"]
    assert [(each["level"], each["destination"], each["end"]) for each in told] == [
        ("N1", "support", "failed"),
        ("N1", "support", "sent"),
    ]
    draft = client.run("incident", "report", one).out
    assert draft.index("N1 called in") < draft.index("N1: support not told") < draft.index("N1: support told")


def test_a_repository_that_is_lost_is_one_cause(template: Client, place: Path) -> None:
    client = fresh(template, place, "disk", "second")
    client.more |= documents()
    client.write()
    workshop = App(client.config, {}, client.key).workshop
    (client.root / "second").rename(client.root / "away")
    client.run("backup", code=None)
    assert {one.name for one in look(workshop, NOW)} == {"incident.opened", "incident.called"}
    assert only(client)["cause"] == "repository/second"
    (client.root / "away").rename(client.root / "second")
    client.run("backup")
    assert [one.name for one in look(workshop, NOW + MINUTE)] == ["incident.restored"]


def test_work_that_never_ran_is_one_cause_until_it_runs(client: Client, workshop: Workshop) -> None:
    for minutes, outcome in ((1, Outcome.NOT_RUN), (2, Outcome.SUCCEEDED)):
        due = NOW + minutes * MINUTE
        jobs = [
            Announced(id=f"{kind}{minutes}", kind=kind, client="acme", subject="acme/share", scheduled_for=due)
            for kind in (JobKind.BACKUP, JobKind.VERIFY)
        ]
        with workshop.store.transaction() as tx:
            tx.jobs.announce(jobs)
            for job in jobs:
                tx.jobs.close(job.id, outcome)
        told = [one.name for one in look(workshop, due)]
        assert told == (["incident.opened", "incident.called"] if minutes == 1 else ["incident.restored"])
    one = only(client, "--closed")
    assert (one["cause"], one["members"]) == ("work/nothing_ran", ["acme/share"])
    assert one["reason"].startswith("2 line(s) of work did not run")
    french = client.run("incident", "show", one["id"], "--lang", "fr").out
    assert "2 travaux n'ont pas été faits" in french


def ran(asset: str, **copies: Outcome) -> Run:
    """A backup that ended like this in each repository."""
    found = tuple(Copy(repository=name, snapshot="", data_time=None, outcome=end) for name, end in copies.items())
    run = Run(id="r", kind=JobKind.BACKUP, client="acme", subject=f"acme/{asset}", policy_digest="",
              scheduled_for=NOW, started_at=NOW, copies=found)  # fmt: skip
    return replace(run, outcome=Outcome.INCOMPLETE)


FAILED, DONE = Outcome.FAILED, Outcome.SUCCEEDED


@pytest.mark.parametrize(
    ("runs", "lost"),
    [
        ([ran("a", disk=FAILED)], {}),
        ([ran("a", disk=FAILED, tape=FAILED)], {}),
        ([ran("a", disk=FAILED, tape=DONE)], {"acme/a": {"disk"}}),
        ([ran("a", disk=FAILED), ran("b", disk=FAILED)], {"acme/a": {"disk"}, "acme/b": {"disk"}}),
        ([ran("a", disk=FAILED), ran("b", disk=DONE)], {}),
    ],
)
def test_a_repository_is_the_cause_where_it_took_nothing_of_anybody(runs: list[Run], lost: dict[str, set[str]]) -> None:
    assert lost_repositories(runs) == lost


def test_the_list_is_narrowed(client: Client, workshop: Workshop) -> None:
    at(workshop, 0, web=DOWN, alone=DOWN)
    at(workshop, 5, alone=OK)

    def listed(*words: str) -> list[str]:
        return [one["cause"] for one in client.run("incident", "list", *words, "--json").json["incidents"]]

    both = {"device/web", "device/alone"}
    assert set(listed("--closed")) == both
    assert listed("--open") == listed("--severity", "critical", "--severity", "security") == ["device/web"]
    assert listed("--closed", "--severity", "minor") == ["device/alone"]
    assert set(listed("--since", (NOW - MINUTE).isoformat())) == both
    assert listed("--since", (NOW + MINUTE).isoformat()) == []
    assert set(listed("--client", "acme")) == both, "one of them waits for its report"
    client.run("incident", "list", "--open", "--closed", code=2)


def test_each_look_and_each_step_is_in_the_access_journal(client: Client, workshop: Workshop, tmp_path: Path) -> None:
    at(workshop, 0, web=DOWN)
    one = only(client)["id"]
    client.run("incident", "show", one)
    client.run("incident", "ack", one)
    client.run("incident", "comment", one, "the fan")
    client.run("incident", "assign", one, "B. Durand")
    client.run("incident", "report", one, "-o", tmp_path / "r.md")
    records = [record for record in client.records() if record["kind"].startswith("case.")]
    looks = [record["body"]["what"] for record in records if record["kind"] == "case.looked"]
    assert looks == ["list", "show", "report"]
    by = {record["kind"]: record["body"]["by"]["user"] for record in records if "by" in record["body"]}
    assert by.keys() == {"case.looked", "case.acknowledged", "case.commented", "case.assigned"}
    assert all(by.values())
    journal = client.run("privacy", "journal", "--json").json["accesses"]
    told = [one["what"] for one in journal if one["what"].startswith("incident")]
    assert told == ["incidents seen"] * 2 + [
        f"incident {what}" for what in ("acknowledged", "commented", "assigned")
    ] + ["incidents seen"]
    gti = client.run("incident", "show", one, "--lang", "fr").out
    assert "garantie d'intervention (GTI)" in gti
    assert "time to intervene (GTI)" in client.run("incident", "show", one).out
