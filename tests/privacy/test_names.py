"""Names of people end after five years: erased in the log, which stays valid, and in the database beside it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.contract.breach import FACTS
from continuity.engine.incidents import steps
from continuity.engine.privacy.names import NameDuty, forget_names
from continuity.faces.app import App
from continuity.ground.actor import actor
from continuity.ground.clock import ManualClock
from continuity.model.incident import Incident, IncidentState, Severity
from continuity.model.journal import Kind, New
from continuity.model.privacy import FIVE_YEARS

if TYPE_CHECKING:
    from tests.engine.kit import Client

DAY = timedelta(days=1)
INCIDENT: dict[str, Any] = {"subject": "share", "severity": Severity.MINOR, "reason": "x"}


def test_names_go_after_five_years_and_not_before(client: Client) -> None:
    client.run("backup")
    client.run("restore", "share", "--to", client.root / "back", "--why", "Ada asked")
    client.run("vault", "get", "acme/disk/password")
    app = App(client.config, {}, client.key)
    workshop, now, user = app.workshop, app.clock.now(), str(actor()["user"])
    restored = next(one["run"] for one in client.records() if (one["body"] or {}).get("kind") == "restore")
    with app.store.transaction() as tx:
        tx.journals.append(restored, [New(kind=Kind.SIGNED, by="Ada")], 0, app.clock.mark())

        one = Incident(id="i1", client="acme", cause="c", members=("share",), began=now, opened_at=now, **INCIDENT)
        steps.write(
            workshop, tx, steps.ACKED, replace(one, acked_by="Ada", state=IncidentState.CLOSED, closed_at=now), {}
        )
    workshop.logs["acme"].sequencer.run()

    assert forget_names(workshop, "acme", now + FIVE_YEARS - DAY) == 0
    assert user in json.dumps([one["body"] for one in client.records()])

    assert (
        forget_names(workshop, "acme", now + FIVE_YEARS + DAY) == 4
    )  # two intents, who saw a password, who saw to an incident
    assert forget_names(workshop, "acme", now + FIVE_YEARS + DAY) == 0
    records = client.records()
    said = {one["kind"]: one["body"] for one in records}
    assert said["run.intent"] is said["vault.read"] is None
    assert said["run.outcome"]["started_at"]  # what was measured stays
    assert "Ada" not in json.dumps(said)
    assert [one["index"] for one in records if one["body"] is None] == said["privacy.names.erased"]["records"]
    with app.store.reading() as tx:
        assert [one.by for one in tx.journals.of(restored)] == [""]
        assert [one.acked_by for one in tx.incidents.open(since=now - DAY)] == [""]
    assert "case.acknowledged" in {one["kind"] for one in records}
    client.run("incident", "report", "i1")  # what was erased keeps no report from being drafted
    found = client.run("evidence", "verify", "--json").json
    assert (found["verdict"], found["erased"]) == ("valid", 4)
    export = client.root / "export.zip"
    client.run("evidence", "export", "-o", export)
    client.run("evidence", "verify", export)
    journal = client.run("privacy", "journal", "--json").json
    assert (journal["erased"] >= 3, journal["missing"]) == (True, [])


def test_the_service_sees_to_it_once_a_day(client: Client) -> None:
    client.write(client={"name": "acme", "title": "Acme", "privacy": {"keep_names": "1ms"}})
    assert "write at least 365d" in client.run("status", code=2).err
    client.more["client"] = {"name": "acme", "title": "Acme", "privacy": {"keep_names": "365d"}}
    client.write()
    client.run("vault", "get", "acme/disk/password")
    workshop = App(client.config, {}, client.key).workshop
    in_a_year = replace(workshop, clock=ManualClock(workshop.clock.now() + 366 * DAY))
    duty = NameDuty()
    duty.see_to(workshop)
    assert client.records()[-1]["kind"] == "vault.read"
    duty = NameDuty()
    duty.see_to(in_a_year)
    assert client.records()[-1]["body"]["records"]
    client.run("vault", "get", "acme/disk/password")
    duty.see_to(in_a_year)
    assert client.records()[-1]["kind"] == "vault.read"  # its turn is tomorrow


def test_names_that_are_still_needed_stay(client: Client) -> None:
    privacy = {"role": "controller", "holds": [{"reason": "lawsuit"}]}
    client.write(client={"name": "acme", "title": "Acme", "privacy": privacy})
    client.run("vault", "get", "acme/disk/password")
    workshop = App(client.config, {}, client.key).workshop
    now = workshop.clock.now()
    one = Incident(id="i1", client="acme", cause="c", members=("share",), began=now, opened_at=now, **INCIDENT)
    with workshop.store.transaction() as tx:
        steps.write(workshop, tx, steps.ACKED, replace(one, acked_by="Ada", acked_at=now), {})
    workshop.logs["acme"].sequencer.run()

    def forgotten() -> int:
        return forget_names(App(client.config, {}, client.key).workshop, "acme", now + FIVE_YEARS + DAY)

    assert forgotten() == 0, "a legal hold"
    client.write(client={"name": "acme", "title": "Acme", "privacy": {"role": "controller"}})
    client.run("privacy", "breach", "open", "--what", "a disk was stolen")
    assert forgotten() == 0, "a breach that is looked into"
    facts = (word for fact in FACTS for word in (f"--{fact}", "x"))
    client.run("privacy", "breach", "note", "acme/breach-1", "--risk", "unlikely", "--why", "encrypted", *facts)
    client.run("privacy", "breach", "close", "acme/breach-1", "--reason", "over")
    assert forgotten() == 1
    said = {one["kind"]: one["body"] for one in client.records()}
    assert (said["vault.read"], said["case.acknowledged"]["acked_by"]) == (None, "Ada"), "GTI of an open incident"
    with workshop.store.transaction() as tx:
        tx.incidents.write(replace(one, state=IncidentState.CLOSED, closed_at=now))
    assert forgotten() == 1
