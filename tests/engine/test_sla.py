"""A month of a contract from its records: stated once, shown, disputed, and found again from an export alone."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from continuity.engine.contracts import statements
from continuity.engine.contracts.duty import see_to_contracts
from continuity.engine.contracts.inputs import days_of, stretch
from continuity.engine.contracts.reckoning import result_of
from continuity.engine.contracts.recomputing import KINDS, Export, recomputed
from continuity.engine.contracts.recorded import recorded
from continuity.engine.contracts.statements import Reason, keep_terms, restate
from continuity.engine.supervision.summing import sum_up
from continuity.faces.app import App
from continuity.ground.errors import Refused
from continuity.ground.timestamps import read_time, write_time
from continuity.model.standing import Change, Standing, Status

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client

ZONE = "Europe/Paris"
CONTRACT = {
    "reference": "INF-1",
    "monthly_fee": "2400 EUR",
    "availability": 99.9,
    "response": {"critical": {"intervene": "30m", "resolve": "4h"}},
    "penalties": {"per": 1, "rounding": "begun", "rate": "1 %", "cap": "25 %", "dispute": "30d"},
}
KEY = ("acme", "web", "tcp")


def last_month() -> str:
    return (datetime.now(UTC).replace(day=1) - timedelta(days=2)).strftime("%Y-%m")


def documents(client: Client, **contract: object) -> None:
    check = {"kind": "tcp", "port": 9, "every": "5m", "attempts": 1}
    client.more |= {
        "timezone": ZONE,
        "client": {"name": "acme", "title": "Acme", "contract": CONTRACT | contract},
        "devices": {"web": {"address": "127.0.0.1", "site": "here", "checks": [check]}},
        "services": {"shop": {"title": "Shop", "assets": ["share"], "devices": ["web"], "up_when": "web/tcp"}},
    }
    client.write()


def app_of(client: Client) -> App:
    return App(client.config, {}, client.key)


def lived(client: Client, down: timedelta) -> App:
    """Let the month have happened: up from before it, down once so long, and up again to this moment."""
    app, now = app_of(client), datetime.now(UTC)
    whole = stretch(*days_of(last_month()), ZONE)
    noon = whole.begin + timedelta(days=9, hours=12)
    marks = [
        (Status.UNDETERMINED, Status.OK, whole.begin - timedelta(hours=1)),
        (Status.OK, Status.CRITICAL, noon),
        (Status.CRITICAL, Status.OK, noon + down),
    ]
    changes = [(KEY, Change(was=was, now=then, since=at, at=at)) for was, then, at in marks]
    with app.store.transaction() as tx:
        tx.watched.add(changes)
        tx.watched.save({KEY: Standing(status=Status.OK, since=noon + down, at=now, seen=(Status.OK,))}, ())
    assert sum_up(app.workshop, now) > 0
    return app


@pytest.fixture
def month(client: Client) -> Client:
    """Of a month of 744 or less hours, 2.5 % were down: 97.5 reached."""
    documents(client)
    whole = stretch(*days_of(last_month()), ZONE)
    see_to_contracts(lived(client, whole.length / 40).workshop)
    return client


def test_a_month_is_stated_by_itself_once_it_is_over(month: Client) -> None:
    shown = month.run("sla", "show", last_month(), "--json", code=1).json
    (service,) = shown["result"]["services"]
    assert (service["percent"], service["verdict"], len(service["outages"])) == ("97.5000", "missed", 1)
    # 99.9 - 97.5 = 2.4 points, begun: 3 steps of 1 % of 2400 EUR
    assert (shown["result"]["owed"], shown["result"]["penalties"][0]["steps"]) == ("72.00", "3.0000")
    assert shown["record"], "the service wrote it"
    kinds = {str(index): one["kind"] for index, one in enumerate(month.records())}
    assert {kinds[name] for name in shown["result"]["penalties"][0]["evidence"]} == {
        "contract.terms",
        "supervision.month",
    }
    assert see_to_contracts(app_of(month).workshop) == 0, "once"
    assert "72,00 EUR" in month.run("sla", "penalties", last_month(), environ={"CONTINUITY_LANG": "fr"}).out
    (row,) = csv.DictReader(io.StringIO(month.run("sla", "penalties", last_month(), "--csv").out))
    assert (row["month"], row["amount"], row["owed"], row["quarter_cap"]) == (last_month(), "72.00", "72.00", "1800.00")


def test_the_same_cent_from_an_export_alone_and_a_forged_one_is_named(month: Client, tmp_path: Path) -> None:
    out = tmp_path / "export.zip"
    month.run("evidence", "export", "-o", out)
    key = app_of(month).verifier("acme").fingerprint
    month.config.rename(month.root / "away.yaml")  # no documents, no database
    before, one = month.run("sla", "verify", out, "--key-fingerprint", key, "--json").json["statements"]
    assert before["differs"] == [], "of the month before, an hour was seen"
    assert (one["owed"], one["differs"], one["unproven"]) == ("72.00", [], [])
    assert month.run("sla", "verify", out, code=1).out.endswith("give --key-fingerprint\n")
    assert "does not verify" in month.run("sla", "verify", rewritten(out, tmp_path), code=1).err


@pytest.mark.parametrize(
    ("forge", "says"),
    [
        (lambda body: body["result"].update(owed="12.00"), "its figures are not what its inputs come to: owed"),
        (lambda body: body["inputs"]["checks"]["web/tcp"]["changes"].pop(1), "web/tcp: its changes"),
        (lambda body: body["inputs"]["versions"][0]["terms"].update(fee="24.00"), "the terms that it"),
        (lambda body: body["inputs"].update(windows={"shop": [window(body)]}), "shop: what was left out"),
        (lambda body: body["inputs"].update(incidents=[{"record": "0"}]), "it is not of the form"),
        (lambda body: body["inputs"].update(checks={}), "the checks"),
        (
            lambda body: body["inputs"].update(known=body["inputs"]["checks"]["web/tcp"]["changes"][1]["since"]),
            "it was",
        ),
        (lambda body: body["inputs"].update(free_days=[f"{last_month()}-10"]), "its public holidays"),
        (lambda body: body["inputs"]["checks"]["web/tcp"].update(worded=False), "web/tcp: its changes"),
        (lambda body: later(body["inputs"]["checks"]["web/tcp"]["changes"]), "web/tcp: its changes"),
        (lambda body: body.update(revision=2, replaces="7"), "it replaces"),
    ],
)
def test_an_operator_who_signs_a_friendlier_statement_is_found(month: Client, forge: Any, says: str) -> None:
    """He holds the key: his export verifies, and the statement is not what its other records say."""
    app = app_of(month)
    with app.store.reading() as tx:
        found = recorded(tx, app.verifier("acme").name, KINDS)
    body = json.loads(json.dumps(found[-1].body))
    forge(body)
    if "figures" not in says and "form" not in says:
        body["result"] = result_of(body["inputs"])
    remarks = recomputed(Export(records=[*found[:-1], replace(found[-1], body=body)]))[-1].differs
    assert any(one.why.format_map(one.values).startswith(says) for one in remarks), remarks


def later(changes: list[dict[str, str]]) -> None:
    """Let the outage have been at another time, as somebody would have known once the month was over."""
    end = write_time(stretch(*days_of(last_month()), ZONE).end + timedelta(minutes=1))
    changes += [change | {"at": end} for change in changes[1:]]


def window(body: dict[str, Any]) -> dict[str, str]:
    begin, end = (read_time(body["inputs"]["checks"]["web/tcp"]["changes"][at]["since"]) for at in (1, 2))
    times = {"begin": write_time(begin), "end": write_time(end), "declared": write_time(begin - timedelta(days=1))}
    return times | {"record": body["inputs"]["versions"][0]["record"]}


def rewritten(export: Path, to: Path) -> Path:
    """Return the export with a friendlier figure in it."""
    target = to / "forged.zip"
    with zipfile.ZipFile(export) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'\\"owed\\":\\"72.00\\"', b'\\"owed\\":\\"12.00\\"'))
    return target


def test_terms_that_change_never_hold_for_days_before(month: Client) -> None:
    documents(month, availability=50, since=f"{last_month()}-01")
    app = app_of(month)
    assert see_to_contracts(app.workshop) == 1
    month.run("sla", "dispute", last_month(), "--reason", "we agreed on less", "--as", "Ann")
    month.run("sla", "restate", last_month(), "--reason", "asked for", "--as", "Ann", code=1)
    shown = month.run("sla", "show", last_month(), "--json", code=1).json
    assert (shown["revision"], shown["result"]["owed"], shown["by"]["name"]) == (2, "72.00", "Ann")
    (now,) = month.run("sla", "show", "--json", code=None).json["inputs"]["versions"][1:]
    assert now["terms"]["availability"] == "50"
    assert now["from"] == datetime.now(UTC).astimezone(ZoneInfo(ZONE)).date().isoformat()


def test_a_contract_that_left_the_documents_is_still_stated_by_its_terms_on_record(client: Client) -> None:
    documents(client)
    app = lived(client, stretch(*days_of(last_month()), ZONE).length / 40)
    assert keep_terms(app.workshop, "acme")
    client.more["client"] = {"name": "acme", "title": "Acme"}
    client.write()
    assert see_to_contracts(app_of(client).workshop) >= 1
    assert client.run("sla", "show", last_month(), "--json", code=1).json["result"]["owed"] == "72.00"


def test_of_two_restatements_at_once_one_is_written(month: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    month.run("sla", "dispute", last_month(), "--reason", "x", "--as", "Ann")
    workshop, why = app_of(month).workshop, Reason(why="x", name="Ann", actor={})

    def another(*_: object) -> bool:
        monkeypatch.undo()
        assert restate(workshop, "acme", last_month(), why).body["revision"] == 2
        return False

    monkeypatch.setattr(statements, "keep_terms", another)  # between the look at what is there, and the writing
    with pytest.raises(Refused, match="another statement"):
        restate(workshop, "acme", last_month(), why)


def test_what_was_pending_while_a_statement_was_written_is_no_difference(
    month: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    month.run("sla", "dispute", last_month(), "--reason", "x", "--as", "Ann")
    app, opened = app_of(month), f"{last_month()}-15T08:00:00.000000Z"
    body: dict[str, Any] = {
        "id": "late",
        "subject": "web/tcp",
        "severity": "critical",
        "pauses": [],
        "opened_at": opened,
    }
    body |= dict.fromkeys(("acked_at", "restored_at", "closed_at"))

    def meanwhile(*_: object) -> bool:
        with app.store.transaction() as tx:  # an index lower than the statement's; none yet
            app.workshop.logs["acme"].journal.record(tx.records, "case.opened", app.clock.now(), body)
        return False

    monkeypatch.setattr(statements, "keep_terms", meanwhile)
    made = restate(app.workshop, "acme", last_month(), Reason(why="x", name="Ann", actor={}))
    assert (made.body["inputs"]["incidents"], made.body["revision"]) == ([], 2)
    month.run("evidence", "export", "-o", tmp_path / "export.zip")
    key = app.verifier("acme").fingerprint
    said = month.run("sla", "verify", tmp_path / "export.zip", "--key-fingerprint", key, "--json", code=None).json
    assert [one["differs"] for one in said["statements"]] == [[]] * len(said["statements"])


def test_a_month_that_nobody_saw_is_unproven_and_wrong_words_say_what_is_right(client: Client) -> None:
    documents(client)
    app_of(client)
    shown = client.run("sla", "show", last_month(), "--json", code=1).json
    assert (shown["result"]["services"][0]["percent"], shown["result"]["unproven"]) == (None, ["shop"])
    assert shown["result"]["owed"] is None, "unknown, not nothing"
    assert "penalty: unproven" in client.run("sla", "penalties", last_month()).out
    assert "no file" in client.run("sla", "verify", client.root / "no.zip", code=2).err
    assert "penalty: unproven" in client.run("sla", "penalties", last_month()).out
    assert "write it as 2026-10" in client.run("sla", "show", "October", code=2).err
    assert "has not begun" in client.run("sla", "show", "2999-01", code=2).err
    assert "no statement" in client.run("sla", "dispute", last_month(), "--reason", "x", code=5).err
    client.more.pop("client")
    client.write()
    assert "no contract" in client.run("sla", "show", code=2).err


def test_what_the_service_recorded_is_what_its_inputs_come_to(month: Client) -> None:
    body: dict[str, Any] = next(one["body"] for one in month.records() if one["kind"] == "contract.month")
    assert result_of(json.loads(json.dumps(body["inputs"]))) == body["result"]
