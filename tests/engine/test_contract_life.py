"""The life of a contract: what it is about on record, its days, the way back, force majeure; as its people do it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.engine.contracts.duty import see_to_contracts
from continuity.engine.contracts.recorded import recorded
from continuity.engine.contracts.windows import KINDS, majeure_of
from continuity.engine.incidents.reconciling import SAID
from continuity.faces.app import App
from continuity.ground.timestamps import write_time
from continuity.model.agreement import CalendarSpan
from continuity.model.incident import Incident, Pause, Severity

if TYPE_CHECKING:
    from tests.engine.kit import Client

TODAY = datetime.now(UTC).date()
#: A term that ends within the three months of the way back, and that renews.
UNTIL = CalendarSpan(months=2).after(TODAY)


def contract(**more: Any) -> dict[str, Any]:
    term = {"begin": "2020-01-01", "until": UNTIL.isoformat(), "notice": "1 month", "renews": "1 year"}
    found = {"reference": "A-1", "monthly_fee": "100 EUR", "availability": 99.9, "term": term}
    found |= {"exclusions": ["workstations"], "obligations": ["names a person who can be called"]}
    found |= {"sub_processors": [{"name": "Hébergeur SA", "purpose": "object storage", "country": "FR"}]}
    return {"client": {"name": "acme", "title": "Acme", "contract": found | more}}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count from this test's day: the command line does, and the collection may have been yesterday."""
    today = datetime.now(UTC).date()
    monkeypatch.setattr(f"{__name__}.TODAY", today)
    monkeypatch.setattr(f"{__name__}.UNTIL", CalendarSpan(months=2).after(today))


@pytest.fixture
def acme(client: Client) -> Client:
    client.more |= contract()
    client.more |= {"services": {"files": {"assets": ["share"]}}}
    client.write()
    return client


def perimeters(client: Client) -> list[dict[str, Any]]:
    return [one["body"] for one in client.records() if one["kind"] == "contract.perimeter"]


def test_what_it_is_about_is_recorded_once_and_again_with_what_changed(acme: Client) -> None:
    workshop = App(acme.config, {}, acme.key).workshop
    assert see_to_contracts(workshop) == 2, "its perimeter and its terms"
    assert see_to_contracts(workshop) == 0
    assert acme.run("contract", "--json").json["as_recorded"]
    assert "99,9 %" in acme.run("contract", "show", "--lang", "fr").out
    acme.write(**contract(exclusions=["workstations", "printers"], sub_processors=[]))
    assert not acme.run("contract", "show", "--json").json["as_recorded"]
    told = acme.run("contract", "record", "--json").json
    assert told["changed"] == {
        "exclusions": {"added": ["printers"], "removed": [], "changed": []},
        "sub_processors": {"added": [], "removed": ["Hébergeur SA"], "changed": []},
    }
    assert "nothing was written" in acme.run("contract", "record").out
    first, second = perimeters(acme)
    assert (first["first"], second["first"]) == (True, False)
    assert first["perimeter"]["assets"] == {"share": {"title": "Shared files", "criticality": "standard"}}


def test_the_way_back_is_due_once_somebody_said_that_it_ends(acme: Client) -> None:
    before = acme.run("contract", "calendar", "--json").json["days"]
    assert {one["state"] for one in before if one["step"] != "notice"} == {"if_ended"}
    last_notice = next(date.fromisoformat(one["day"]) for one in before if one["step"] == "notice")
    assert last_notice == CalendarSpan(months=1).before(UNTIL + timedelta(days=1)) - timedelta(days=1)
    given = acme.run("contract", "done", "notice", "--as", "A. Martin", "--json").json
    assert (given["state"], given["done"]) == ("done", TODAY.isoformat())
    late = {one["step"]: one["state"] for one in acme.run("contract", "calendar", "--json", code=1).json["days"]}
    assert (late["inventory"], late["access"], late["end"]) == ("late", "due", "to_come")
    for step in ("inventory", "plan"):
        acme.run("contract", "done", step, "--as", "T. Petit", "--note", "by mail")
    acme.run("contract", "done", "plan", code=5)
    acme.run("contract", "done", "plans", code=2)
    acme.run("contract", "done", "kit", "--on", (TODAY + timedelta(days=2)).isoformat(), code=2)
    after = acme.run("contract", "calendar", "--json", code=None).json["days"]
    assert [one["step"] for one in after if one["state"] == "done"][:2] == ["inventory", "plan"]
    ics = acme.run("contract", "calendar", "--ics", "--lang", "fr").out
    assert "UID:contract/acme/erasure@continuity" in ics
    assert "contract/acme/plan@" not in ics
    acme.write(**contract(term={"begin": "2020-01-01", "until": (UNTIL + timedelta(days=9)).isoformat()}))
    moved = acme.run("contract", "calendar", "--json", code=None).json["days"]
    assert not [one for one in moved if one["done"]], "what was done was for another end"


def test_force_majeure_is_claimed_by_one_and_agreed_to_by_the_other(acme: Client) -> None:
    now = datetime.now(UTC)
    times = ("--from", write_time(now - timedelta(hours=3)), "--until", write_time(now - timedelta(hours=1)))
    claimed = acme.run("contract", "exclude", "files", *times, "--why", "flood", "--json", code=1).json
    assert not claimed["counts"]
    acme.run("contract", "exclude", "--confirm", claimed["id"], code=2)
    agreed = acme.run(
        "contract", "exclude", "--confirm", claimed["id"], "--agreed-by", "B. Durand", "--as", "T. Petit", "--json"
    ).json
    assert (agreed["counts"], agreed["agreed_by"]) == (True, "B. Durand")
    acme.run("contract", "exclude", "--confirm", claimed["id"], "--agreed-by", "B. Durand", code=5)
    to_come = ("--from", write_time(now), "--until", write_time(now + timedelta(hours=1)))
    acme.run("contract", "exclude", "files", *to_come, "--why", "flood", code=5)
    workshop = App(acme.config, {}, acme.key).workshop
    with workshop.store.reading() as tx:
        records = recorded(tx, workshop.logs["acme"].journal.log, KINDS)
    ((stretch, name),) = majeure_of(records, "files")
    assert (stretch.length, name) == (timedelta(hours=2), agreed["record"])
    withdrawn = ("contract", "exclude", "--withdraw", claimed["id"], "--why", "the pump was off")
    assert not acme.run(*withdrawn, "--json").json["counts"]
    acme.run(*withdrawn, code=5)
    acme.run("contract", "exclude", "--withdraw", claimed["id"], code=2)


def test_what_is_wrong_with_a_term_is_said_in_its_place(acme: Client) -> None:
    for term, said in (
        ({"begin": "2026-02-01", "until": "2026-01-01"}, "before it begins"),
        ({"begin": "2026-01-01", "until": "2026-12-31", "notice": "soon"}, "no length by the calendar"),
        ({"begin": "2026-01-01", "until": "2026-12-31", "renews": "0d"}, "0d"),
    ):
        acme.write(**contract(term=term))
        assert said in acme.run("contract", "show", code=2).err
    acme.write(**contract(term=None))
    assert "until when" in acme.run("contract", "calendar", code=2).err
    for names, said in ((("plan", "plan"), "named plan"), (("notice",), "every contract")):
        acme.write(**contract(reversibility={"steps": [{"name": name, "title": "x"} for name in names]}))
        assert said in acme.run("contract", code=2).err
    acme.write(client={"name": "acme", "title": "Acme"})
    acme.run("contract", "show", code=2)


def test_the_contract_says_when_the_client_was_waited_for(acme: Client) -> None:
    workshop = App(acme.config, {}, acme.key).workshop
    now = datetime.now(UTC)
    well, waited = (
        Pause(begin=now, end=now, why=SAID["well"]),
        Pause(begin=now - timedelta(seconds=1), why="the key of the room"),
    )
    old = Pause(begin=now - timedelta(days=70), end=now - timedelta(days=69), why="long ago")
    with workshop.store.transaction() as tx:
        tx.incidents.write(
            Incident(
                id="i1",
                client="acme",
                cause="device/web",
                subject="acme/web",
                severity=Severity.MINOR,
                reason="down",
                began=now,
                opened_at=now - timedelta(days=71),
                pauses=(old, well, waited),
            )
        )
    (one,) = acme.run("contract", "show", "--json").json["waited_for_client"]
    assert (one["incident"], one["why"], one["end"]) == ("i1", "the key of the room", None)
    assert "the key of the room" in acme.run("contract").out
