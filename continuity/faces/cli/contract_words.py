"""How a contract is told: all of it, and what changed of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.faces.service_reports.figures import money, number
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from continuity.engine.contracts.recorded import Recorded
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Client
    from continuity.state.store import Transaction

#: The sections of a perimeter, as people read them.
SAID = {
    "reference": "reference",
    "assets": "assets",
    "services": "services",
    "devices": "devices",
    "repositories": "repositories",
    "unprotected": "without copies, on purpose",
    "sub_processors": "sub-processors",
    "exclusions": "left out",
    "obligations": "the client's part",
    "term": "term",
    "reversibility": "way back",
}
_SHORT = ("assets", "services", "devices", "repositories")


def document(session: Session, client: Client) -> dict[str, Any]:
    """Return all that is known of a contract, ``continuity.contract/1``."""
    from continuity.engine.contracts.perimeter import last_perimeter, perimeter_of
    from continuity.engine.contracts.recorded import recorded
    from continuity.engine.contracts.terms import KIND
    from continuity.engine.contracts.waiting import waited_for
    from continuity.evidence.format.checkpoint import origin
    from continuity.faces.cli.contract_exclude import plain
    from continuity.faces.cli.exclusion_words import known_of

    log, now = origin(session.app.server, client.name), perimeter_of(client)
    with session.app.store.reading() as tx:
        last = last_perimeter(tx, log)
        versions = [_version(one) for one in recorded(tx, log, (KIND,))]
        life = _life(session, tx, log, client)
        waited = waited_for(tx, client, session.app.clock.now())
    majeure = [plain(client.name, one) for one in known_of(session, client.name)[1]]
    return {
        "client": client.name,
        "reference": client.contract.reference if client.contract else "",
        "perimeter": now,
        "recorded": {"record": last.name, "at": write_time(last.at)} if last else None,
        "as_recorded": last is not None and last.body["perimeter"] == now,
        "versions": versions,
        "force_majeure": majeure,
        "waited_for_client": waited,
    } | life


def tell(session: Session, found: dict[str, Any]) -> None:
    """Tell a contract, section by section."""
    session.say("contract {reference} of {client}", reference=found["reference"], client=found["client"])
    if life := found["life"]:
        if life["certain"]:
            session.say("  runs until {until}", **life)
        else:
            session.say("  runs until {until}, and goes on where nobody says by {last_notice} that it ends", **life)
    for one in found["versions"]:
        fee = money(session.language, one["fee"], "")
        shown = one | {"availability": number(session.language, str(one["availability"])), "fee": fee}
        session.say("  terms on record {record}, {at}: {availability} %, {fee} {currency} a month", **shown)
    for section, all_ in found["perimeter"].items():
        if section not in ("reference", "term", "reversibility"):
            _tell_section(session, section, all_)
    if found["as_recorded"]:
        session.say("  on record as it is: record {record}, {at}", **found["recorded"])
    else:
        session.say("  not on record as it is now: the service writes it, or continuity contract record")
    _tell_rest(session, found)


def tell_changes(session: Session, record: Recorded) -> None:
    """Tell what of the perimeter changed with a record."""
    if record.body["first"]:
        session.say("what the contract is about is on record: record {record}", record=record.name)
        return
    for section, changed in record.body["changed"].items():
        what = session.language.template(SAID[section])
        for name in changed["added"]:
            session.say("{section}: {name} was added", section=what, name=name)
        for name in changed["removed"]:
            session.say("{section}: {name} was removed", section=what, name=name)
        for name in changed["changed"]:
            session.say("{section}: {name} was changed", section=what, name=name)


def _tell_section(session: Session, section: str, all_: Any) -> None:
    title = session.language.template(SAID[section])
    if section in _SHORT:
        session.say("  {section} ({count}): {names}", section=title, count=len(all_), names=", ".join(all_) or "-")
    elif isinstance(all_, list):
        for text in all_:
            session.say("  {section}: {text}", section=title, text=text)
    else:
        for name, facts in all_.items():
            session.say("  {section}: {text}", section=title, text=f"{name} ({', '.join(facts.values())})")


def _tell_rest(session: Session, found: dict[str, Any]) -> None:
    for one in found["waited_for_client"]:
        end = one["end"] or session.language.template("still waiting")
        values = {"begin": one["begin"], "end": end, "incident": one["incident"], "why": one["why"]}
        session.say("  this month it waited for the client: {begin} to {end}, {incident}: {why}", **values)
    for one in found["force_majeure"]:
        if one["ended"]:
            continue
        values = {"id": one["id"], "begin": one["from"], "end": one["until"], "why": one["why"]}
        if one["counts"]:
            session.say("  force majeure {id}, {begin} to {end}: {why}; {by} agreed", by=one["agreed_by"], **values)
        else:
            session.say("  force majeure {id}, {begin} to {end}: {why}; claimed, does not count", **values)
    if found["life"]:
        steps = [one for one in found["days"] if one["step"] in found["perimeter"]["reversibility"]]
        done = sum(one["done"] is not None for one in steps)
        template = "  way back: {count} step(s) from {day} on, {done} done"
        session.say(template, count=len(steps), day=steps[0]["day"], done=done)
        session.say("  its days: continuity contract calendar")


def _life(session: Session, tx: Transaction, log: str, client: Client) -> dict[str, Any]:
    from continuity.engine.contracts.ending import life_of
    from continuity.faces.cli.contract_calendar import plain

    if client.contract is None or client.contract.agreement.term is None:
        return {"life": None, "days": []}
    runs, days = life_of(tx, log, client, session.app.clock.now())
    life = {
        "begin": client.contract.agreement.term.begin.isoformat(),
        "until": runs.until.isoformat(),
        "last_notice": runs.last_notice.isoformat(),
        "certain": runs.certain,
        "noticed": runs.noticed.isoformat() if runs.noticed else None,
    }
    return {"life": life, "days": [plain(one) for one in days]}


def _version(one: Recorded) -> dict[str, Any]:
    kept = {name: one.body[name] for name in ("since", "availability", "fee", "currency")}
    return {"record": one.name, "at": write_time(one.at)} | kept
