"""Money, corrective actions, what supervision did not see, and what is unproven, of a month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.faces.reports.achieved import objective_name
from continuity.faces.service_reports.figures import cited, day, length, money, number, owed, percent, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from continuity.faces.language import Language
    from continuity.faces.reports.paper import Paper

#: What is said beside each figure of money that lacks something.
NOT_COUNTED = "Unproven, and not counted: {names}."
#: Where a corrective action stands, as it is said.
SAID = {"open": "open", "accepted": "risk accepted", "closed": "closed"}


def penalty(paper: Paper, found: Mapping[str, Any]) -> None:
    """Add how the penalty was reckoned, step by step, with the records that each figure rests on."""
    language, statement = paper.language, found["statement"]
    result = statement["result"]
    paper.heading(language.template("Penalty"))
    if not any(one["terms"]["penalties"] for one in statement["inputs"]["versions"]):
        paper.say("No penalty is agreed upon.")
        return
    head = ("from", "until", "fee", "service", "promised", "reached", "missing", "steps", "rate", "amount", "index")
    rows = [_cost(language, one) for one in result["penalties"]]
    paper.table(head, rows, (1.8, 1.8, 1.8, 1.8, 1.3, 1.5, 1.3, 1.1, 1.1, 1.6, 1.6))
    shown = {name: total(language, result, name) for name in ("owed", "amount")}
    shown["cap"] = money(language, result["cap"], result["currency"])
    paper.say("Owed for this month: {owed}; before the cap of the quarter ({cap}): {amount}.", **shown)
    if result["unproven"]:
        paper.say(NOT_COUNTED, names=", ".join(result["unproven"]))
    if result["assumed"] and result["cap"] is not None:
        months = ", ".join(result["assumed"])
        paper.say("The cap counts months without a statement with the fee of this one: {months}.", months=months)
    if result["other_currency"]:
        months = ", ".join(result["other_currency"])
        paper.say("In another currency, and not part of the cap: {months}.", months=months)


def statement_of(paper: Paper, found: Mapping[str, Any]) -> None:
    """Say which record the figures of the contract stand in, or that none does yet."""
    one = found["statement"]
    if not one["record"]:
        paper.say("The figures of the contract are as of now: no statement of this month is recorded yet.")
    elif one["replaces"]:
        paper.say(
            "The figures of the contract are those of record {record}, which replaces record {replaces}: {why}",
            **{name: one[name] for name in ("record", "replaces", "why")},
        )
    else:
        paper.say("The figures of the contract are those of record {record}.", record=one["record"])


def actions(paper: Paper, found: Mapping[str, Any]) -> None:
    """Add the corrective actions as they stood at the end of the month."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("Corrective actions"))
    rows = [
        (
            one["id"],
            one["drill"],
            one["subject"],
            objective_name(language, one["objective"]),
            one["owner"] or "-",
            day(language, one["due"]),
            tr("overdue") if one["overdue"] else tr(SAID[one["state"]]),
            cited([one["record"]]),
        )
        for one in found["actions"]
    ]
    head = ("action", "drill", "subject", "objective", "who", "until", "state", "index")
    paper.table(head, rows, (2.4, 2, 2.4, 2, 1.6, 1.6, 1.5, 1))
    if not rows:
        paper.say("None was open, and none was ended.")


def blind(paper: Paper, found: Mapping[str, Any]) -> None:
    """Add for how long supervision itself did not see, by check."""
    language, watched = paper.language, found["watched"]
    paper.heading(language.template("What supervision did not see"))
    if not watched["records"]:
        paper.say("Supervision of this month is not summed up: what it saw is unproven.")
        return
    paper.say(
        "Checks: {checks}. Time seen, all checks together: {seen}; nobody asked or nothing was heard: {blind}; behind "
        "something that was down: {beyond} (records {records}).",
        checks=watched["checks"],
        seen=length(language, watched["seen_s"]),
        blind=length(language, watched["blind_s"]),
        beyond=length(language, watched["unreachable_s"]),
        records=cited(watched["records"]),
    )
    rows = [
        (one["check"], length(language, one["blind_s"]), length(language, one["seen_s"])) for one in watched["blind"]
    ]
    paper.table(("check", "nobody saw", "seen"), rows, (5, 2, 2))
    if watched["blind_more"]:
        paper.say("{count} more check(s) were blind for a shorter time.", count=watched["blind_more"])


def unproven(paper: Paper, months: Iterable[Mapping[str, Any]], missing: Iterable[str] = ()) -> None:
    """Add all that is unproven, in one place."""
    paper.heading(paper.language.template("What is unproven"))
    rows = [row for month in months for row in _unproven(paper.language, month)]
    rows += [(one, "-", paper.language.template("has not begun")) for one in missing]
    paper.table(("month", "what", "why"), rows, (1.4, 5, 6))
    if not rows:
        paper.say("Nothing of what this report says is unproven.")


def _unproven(language: Language, found: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    tr, month = language.template, found["month"]
    if not found["over"]:
        yield month, tr("the whole month"), tr("it is not over")
    if not found["watched"]["records"]:
        yield month, tr("supervision"), tr("no record sums it up")
    for one in found["statement"]["result"]["services"]:
        name, unseen = language.fill("availability of {service}", service=one["title"]), one["seconds"]["undetermined"]
        if one["verdict"] == "unproven":
            yield month, name, tr("less than half of its time was seen, or nothing was promised")
        elif unseen:
            yield month, name, language.fill("nobody saw it for {length}", length=length(language, unseen))
    for one in found["figures"]:
        if one["verdict"] == "unproven":
            name = objective_name(language, one["objective"])
            yield month, f"{one['subject']} · {name}", language.told(one["reason"]) or "-"
    yield from _unproven_work(language, found)


def _unproven_work(language: Language, found: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield assets without a backup (one line where there is none at all), and jobs of which nobody knows the end."""
    tr, month = language.template, found["month"]
    for asset in found["no_backup"] if found["work"] else ():
        yield month, f"{asset} · {tr('backup')}", tr("no backup is on record")
    if found["no_backup"] and not found["work"]:
        yield month, tr("backup"), tr("no backup is on record")
    for one in found["work"]:
        if one["open"]:
            yield month, f"{one['subject']} · {tr(one['kind'])}", tr("no record says how it ended")


def _cost(language: Language, one: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        day(language, one["from"]),
        day(language, one["until"]),
        money(language, one["fee"], ""),
        one["service"] or "-",
        percent(language, one["promised"]),
        percent(language, one["reached"]),
        *(number(language, one[name]) if one[name] else "-" for name in ("missing", "steps")),
        percent(language, one["rate"]),
        owed(language, one["amount"], ""),
        cited(one["evidence"]),
    )
