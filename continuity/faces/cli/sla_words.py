"""How a statement is told: what was reached, what it costs, and what each figure rests on."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from continuity.engine.contracts.inputs import windows
from continuity.engine.contracts.statements import is_over
from continuity.faces.cli.results import duration, word
from continuity.ground.errors import NotProven
from continuity.ground.timestamps import read_time, write_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.engine.contracts.statements import Statement
    from continuity.faces.cli.session import Session

SERVICES = ("service", "promised", "reached", "verdict", "down", "outages", "nobody saw", "maintenance", "evidence")
COSTS = (
    "from",
    "until",
    "fee",
    "service",
    "promised",
    "reached",
    "missing",
    "penalty steps",
    "rate",
    "amount",
    "evidence",
)
#: The promises of incidents, as they are called.
PROMISES = {"intervene": "time to intervene (GTI)", "resolve": "time to restore (GTR)"}


def tell(session: Session, found: Statement) -> None:
    """Tell what a month came to."""
    _head(session, found)
    result = found.body["result"]
    session.table(SERVICES, [_service(session, one) for one in result["services"]])
    if not found.body["inputs"]["versions"]:
        session.say("the contract does not run in this month")
        return
    if not result["services"]:
        session.say("no service is described in the documents: no availability can be proven")
    for one in result["services"]:
        _details(session, one)
    for name, title in PROMISES.items():
        _promise(session, title, result["response"][name])
    _owed(session, found)


def tell_penalties(session: Session, found: Statement) -> None:
    """Tell how the penalty of a month is reckoned."""
    _head(session, found)
    session.table(COSTS, [_cost(session, one) for one in found.body["result"]["penalties"]])
    for one in found.body["result"]["quarter"]:
        session.say(
            "  of the same quarter: {month}, {owed} owed of a fee of {fee} (record {record})",
            month=one["month"],
            owed=f"{comma(session, one['owed'] or word(session, 'unproven'))} {one['currency']}",
            fee=f"{comma(session, one['fee'])} {one['currency']}",
            record=one["record"],
        )
    quarter = found.body["result"]
    if quarter["assumed"] and quarter["cap"] is not None:
        months = ", ".join(quarter["assumed"])
        session.say("  without a statement, reckoned with the fee of this month: {months}", months=months)
    if quarter["other_currency"]:
        months = ", ".join(quarter["other_currency"])
        session.say("  in another currency, and not part of the cap: {months}", months=months)
    _owed(session, found)


def penalties_csv(found: Statement) -> str:
    """Return the reckoning as a table (RFC 4180), a line a part of the month; the headings are those of the JSON.

    ``owed`` and ``quarter_cap`` are of the month as a whole: what is paid, once, whatever its parts came to.
    """
    result = found.body["result"]
    of_month = {"month": found.month, "currency": result["currency"]}
    whole = {"owed": result["owed"], "quarter_cap": result["cap"], "unproven": " ".join(result["unproven"])}
    rows = [
        of_month | {name: " ".join(value) if isinstance(value, list) else value for name, value in one.items()} | whole
        for one in result["penalties"]
    ]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]) if rows else [*of_month, *whole])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def emitted(session: Session, found: Statement) -> int:
    """Emit a statement as JSON; return 1 where a promise was missed, or is unproven in a month that is over."""
    session.emit(
        {"schema": "continuity.sla/1", "month": found.month, "record": found.record, "at": write_time(found.at)}
        | {"complete": _complete(found), "revision": found.body["revision"], "replaces": found.body["replaces"]}
        | {"why": found.body["why"], "by": found.body["by"]}
        | {"inputs": found.body["inputs"], "result": found.body["result"]}
    )
    verdicts = {one["verdict"] for one in found.body["result"]["services"]}
    bad = "missed" in verdicts or (_complete(found) and "unproven" in verdicts)
    return NotProven.exit_code if bad else 0


def money(session: Session, amount: str, found: Statement) -> str:
    """Return an amount as people of this language write it."""
    return f"{comma(session, amount)} {found.body['result']['currency']}"


def figure(session: Session, text: str | None) -> str:
    """Return an exact figure as people of this language write it, without zeros that say nothing."""
    if text is None:
        return ""
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return comma(session, short)


def comma(session: Session, text: str) -> str:
    """Return a figure with the comma or the point of this language."""
    return text.replace(".", ",") if session.language.name == "fr" else text


def _head(session: Session, found: Statement) -> None:
    values = {"month": found.month, "record": found.record, "at": write_time(found.at)}
    if found.record:
        session.say("{month}, as recorded at {at} (record {record})", **values)
        if found.body["replaces"]:
            why, by = found.body["why"], found.body["by"]["name"]
            session.say("  it replaces record {record}: {why} ({by})", record=found.body["replaces"], why=why, by=by)
    elif _complete(found):
        session.say("{month}, by what is known now: no statement is recorded yet", **values)
    else:
        session.say("{month}, so far: the month is not over", **values)
    for one in found.body["inputs"]["versions"]:
        session.say(
            "  terms of {reference} from {begin} (record {record})",
            reference=one["terms"]["reference"],
            begin=one["from"],
            record=one["record"] or "—",
        )


def _service(session: Session, one: Mapping[str, Any]) -> tuple[str, ...]:
    lengths = one["seconds"]
    return (
        one["title"],
        _percent(session, one["promised"]),
        _percent(session, one["percent"]),
        word(session, one["verdict"]),
        duration(session, lengths["down"]),
        str(len(one["outages"])),
        duration(session, lengths["undetermined"]),
        duration(session, lengths["maintenance"]),
        " ".join(one["evidence"]),
    )


def _details(session: Session, one: Mapping[str, Any]) -> None:
    """Tell what the table of services has no room for."""
    if not one["check"]:
        session.say("  {service}: no check decides whether it is up (up_when)", service=one["title"])
    if one["mttr_s"] is not None:
        session.say(
            "  {service}: {mttr} to restore on average (MTTR), {mtbf} between failures (MTBF)",
            service=one["title"],
            mttr=duration(session, one["mttr_s"]),
            mtbf=duration(session, one["mtbf_s"]),
        )
    for left in one["late_windows"]:
        values = {"service": one["title"]} | {name: left[name] for name in ("begin", "end", "declared")}
        if windows([left])[0].why_not == "late":
            session.say(
                "  {service}: the window from {begin} to {end} does not count: it was declared at {declared}", **values
            )
        else:
            session.say(
                "  {service}: the window from {begin} to {end} does not count: nobody of the client agreed to it",
                **values,
            )
    if one["seconds"]["force_majeure"]:
        length = duration(session, one["seconds"]["force_majeure"])
        session.say("  {service}: {length} of force majeure left out", service=one["title"], length=length)


def _promise(session: Session, title: str, one: Mapping[str, Any]) -> None:
    if not one["promised"]:
        return
    mean = "—" if one["mean_s"] is None else duration(session, one["mean_s"])
    session.say(
        "{title}: held for {held} of {promised} incident(s), {missed} missed, {running} running; {mean} on average",
        title=session.language.template(title),
        mean=mean,
        **{name: one[name] for name in ("held", "promised", "missed", "running")},
    )


def _cost(session: Session, one: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        one["from"],
        one["until"],
        comma(session, one["fee"]),
        one["service"],
        *(_percent(session, one[name]) for name in ("promised", "reached")),
        *(figure(session, one[name]) for name in ("missing", "steps")),
        _percent(session, one["rate"]),
        word(session, "unproven") if one["amount"] is None else comma(session, one["amount"]),
        " ".join(one["evidence"]),
    )


def _owed(session: Session, found: Statement) -> None:
    result = found.body["result"]
    if not any(one["terms"]["penalties"] for one in found.body["inputs"]["versions"]):
        session.say("the contract says nothing of penalties")
        return
    unknown = result["penalties"] and all(one["amount"] is None for one in result["penalties"])
    owed = word(session, "unproven") if unknown else money(session, result["owed"], found)
    session.say("penalty: {owed}", owed=owed)
    if result["owed"] != result["amount"]:
        values = {"amount": money(session, result["amount"], found), "cap": money(session, result["cap"] or "0", found)}
        session.say("  {amount} before the cap of the quarter, which is {cap}", **values)
    if result["unproven"]:
        names = ", ".join(result["unproven"])
        session.say("  unproven, and not counted: {names}", names=names)


def _percent(session: Session, text: str | None) -> str:
    shown = figure(session, text)
    return f"{shown} %" if shown else ""


def _complete(found: Statement) -> bool:
    inputs = found.body["inputs"]
    return is_over(found.month, inputs["timezone"], read_time(inputs["known"]))
