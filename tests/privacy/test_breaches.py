"""Breaches: two clocks, who was told and when, what is still owed; lateness is said plainly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from continuity.contract.breach import FACTS, clocks, owed
from continuity.contract.response import Held
from continuity.engine.notices.subjects import is_known
from continuity.engine.privacy.breaches import breaches
from continuity.engine.privacy.reminding import breach_signals
from continuity.faces.app import App
from continuity.model.breach import Breach, Risk, Telling, Whom
from continuity.model.privacy import Role
from tests.privacy.test_register import CONTRACT, PRIVACY

if TYPE_CHECKING:
    from tests.engine.kit import Client

HOUR = timedelta(hours=1)
T0 = datetime(2026, 3, 28, 20, tzinfo=UTC)  # summer time begins that night: the clock of the law does not care


def breach(*told: tuple[Whom, float], risk: Risk | None = None, **facts: str) -> Breach:
    telling = [
        Telling(whom=whom, at=T0 + hours * HOUR, recorded_at=T0 + hours * HOUR, by="Ada", how="telephone")
        for whom, hours in told
    ]
    one = Breach(id="acme/breach-1", client="acme", what="x", aware_at=T0, opened_at=T0, opened_by="Ada")
    return Breach(**vars(one) | {"told": tuple(telling), "risk": risk, "facts": facts})


def stands(one: Breach, hours: float, role: Role = Role.PROCESSOR) -> dict[Whom, Held]:
    return {whom: clock.held for whom, clock in clocks(one, role, 2 * HOUR, T0 + hours * HOUR).items()}


def test_the_contracts_two_hours_and_the_laws_seventy_two() -> None:
    assert stands(breach(), 2) == {Whom.CONTROLLER: Held.RUNNING, Whom.AUTHORITY: Held.RUNNING}
    assert stands(breach(), 2.001)[Whom.CONTROLLER] is Held.MISSED
    assert stands(breach(), 72.001)[Whom.AUTHORITY] is Held.MISSED
    told = breach((Whom.CONTROLLER, 1))
    assert stands(told, 73) == {Whom.CONTROLLER: Held.HELD, Whom.AUTHORITY: Held.RUNNING}  # aware once it was told
    assert stands(told, 73.001)[Whom.AUTHORITY] is Held.MISSED
    assert stands(told, 72.5, Role.CONTROLLER) == {Whom.AUTHORITY: Held.MISSED}  # the data is its own: aware at once
    assert stands(breach(risk=Risk.UNLIKELY), 100) == {Whom.CONTROLLER: Held.MISSED}


@given(hours=st.floats(0, 500), later=st.floats(0, 500))
def test_what_was_missed_stays_missed(hours: float, later: float) -> None:
    told = breach((Whom.CONTROLLER, hours), (Whom.AUTHORITY, hours + later))
    found = stands(told, 1000)
    assert (found[Whom.CONTROLLER] is Held.HELD) == (T0 + hours * HOUR - T0 <= 2 * HOUR)
    assert Held.RUNNING not in found.values()


def test_what_is_owed() -> None:
    facts = dict.fromkeys(FACTS, "x")
    now = T0 + HOUR
    everything = ["controller", "risk", "authority", *FACTS]
    assert list(owed(breach(), Role.PROCESSOR, 2 * HOUR, now)) == everything
    told = ((Whom.CONTROLLER, 1.0), (Whom.AUTHORITY, 80.0))
    high = breach(*told, risk=Risk.HIGH, **facts)
    assert list(owed(high, Role.PROCESSOR, None, now)) == ["people_told", "reasons"]
    assert not list(owed(breach(risk=Risk.UNLIKELY, **facts), Role.CONTROLLER, None, now))


def hours_ago(hours: float) -> str:
    return (datetime.now(UTC) - hours * HOUR).isoformat().replace("+00:00", "Z")


def test_a_breach_from_awareness_to_its_end(client: Client) -> None:
    client.more["client"] = {"name": "acme", "title": "Acme", "privacy": PRIVACY, "contract": CONTRACT}
    client.write()
    opened = client.run(
        "privacy", "breach", "open", "--what", "a disk was stolen", "--aware", hours_ago(80), "--as", "Ada", "--json"
    ).json
    name = opened["id"]
    assert name == "acme/breach-1"
    french = client.run("privacy", "breach", "show", name, "--lang", "fr").out
    assert ("3 j 8 h" in french, "3 d" in french) == (True, False), french
    assert {whom: one["stands"] for whom, one in opened["clocks"].items()} == {
        "controller": "missed",
        "authority": "missed",
    }

    def step(*words: str, code: int = 0) -> dict[str, Any]:
        return client.run("privacy", "breach", words[0], name, *words[1:], "--as", "Ada", "--json", code=code).json

    step("notify", "--to", "controller", "--how", "telephone", "--at", hours_ago(90), code=2)  # nobody was aware
    step("notify", "--to", "controller", "--how", "telephone", "--at", hours_ago(-1), code=2)  # to come
    step("notify", "--to", "controller", "--how", "telephone", "--at", hours_ago(79))
    late = step("notify", "--to", "authority", "--how", "form", "--reference", "N-7", code=1)
    assert "reasons" in late["owed"]
    step("close", "--reason", "over", code=5)
    step("note", "--risk", "risk", code=2)
    step("note", "--risk", "risk", "--why", "names and wages", "--reasons", "a holiday")
    step("note", *(word for fact in FACTS for word in (f"--{fact}", f"{fact} of it")))
    shown = client.run("privacy", "breach", "show", name).out
    assert "risk: risk: names and wages" in shown
    assert "{id}" not in shown + client.run("privacy", "breach", "list").out
    assert "LATE" in client.run("privacy", "breach", "list").out
    closed = step("close", "--reason", "the disk was encrypted")
    assert (closed["owed"], closed["clocks"]["controller"]["stands"]) == ([], "held")
    step("note", "--nature", "more", code=5)
    kinds = [one["kind"] for one in client.records() if one["kind"].startswith("privacy.")]
    assert [kind.rpartition(".")[2] for kind in kinds] == ["opened", "told", "told", "noted", "noted", "closed"]
    assert not client.run("privacy", "breach", "--json").json["breaches"]
    assert len(client.run("privacy", "breach", "list", "--closed", "--json").json["breaches"]) == 1
    client.run("privacy", "breach", "show", "acme/breach-2", code=2)


def test_people_are_reminded_once_each(client: Client) -> None:
    client.more["client"] = {"name": "acme", "title": "Acme", "contract": CONTRACT}
    client.more |= {
        "notifications": {"us": [{"url": "json://127.0.0.1:9/us"}]},
        "alerts": {"us": {"when": ["breach_due"], "to": ["us"]}},
    }
    client.write()
    client.run("privacy", "breach", "open", "--what", "a disk was stolen")
    app = App(client.config, {}, client.key)
    journal = app.workshop.logs["acme"].journal

    def told(hours: float) -> list[tuple[str, str]]:
        with app.store.transaction() as tx:
            one = breaches(tx, "acme", journal.log)[-1]
            found = list(breach_signals(tx, app.inventory, one.aware_at + hours * HOUR, lambda _client: journal.log))
            for signal in found:
                tx.corrective.remind(signal.subject, signal.once, signal.at)
                assert is_known(app.inventory, signal.subject)
            return [(signal.subject.partition(" ")[2], signal.once.partition(" ")[0]) for signal in found]

    assert told(0) == [("controller", "opened"), ("authority", "opened")]
    assert told(0.5) == []
    assert told(1.5) == [("controller", "near")]
    assert told(3) == [("controller", "late")]
    assert told(40) == [("authority", "near")]
    client.run("privacy", "breach", "notify", "acme/breach-1", "--to", "authority", "--how", "form")
    assert told(100) == []
    client.run("privacy", "breach", "open", "--what", "a mail went astray", "--aware", hours_ago(80))
    assert [told(0), told(80)] == [[("controller", stage), ("authority", stage)] for stage in ("opened", "late")]
    client.run(
        "privacy",
        "breach",
        "notify",
        "acme/breach-2",
        "--to",
        "controller",
        "--how",
        "mail",
        "--at",
        hours_ago(6),
        code=1,
    )
    assert told(80) == [("authority", "opened")]  # the controller is aware now: a clock of its own
