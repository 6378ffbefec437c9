"""Figures of several months, a column or a row for each; totals where adding up means something."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from continuity.engine.service_reports.work import NOT_RUN
from continuity.faces.reports.achieved import kind_name, objective_name
from continuity.faces.service_reports.availability import PROMISES, proven
from continuity.faces.service_reports.figures import NOTHING, cited, length, money, number, percent, total
from continuity.faces.service_reports.reckoned import NOT_COUNTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from continuity.faces.language import Language
    from continuity.faces.reports.paper import Bars, Paper

_HOUR = 3600
_TREND = ("rpo", "proven_rpo", "rto", "technical_recovery_time")


def availability(paper: Paper, months: Sequence[Mapping[str, Any]]) -> None:
    """Add what each service reached in each month; what nobody saw is unproven."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("Availability of the services"))
    by_month = [{one["service"]: one for one in found["statement"]["result"]["services"]} for found in months]
    names = dict.fromkeys(name for each in by_month for name in each)
    rows = []
    for name in names:
        known = [each.get(name) for each in by_month]
        last = next(one for one in reversed(known) if one)
        rows.append((last["title"], percent(language, last["promised"]), *(_reached(language, one) for one in known)))
    paper.table(("service", "promised", *_short(months)), rows, (3, 1.5, *([1.3] * len(months))))
    if not rows:
        paper.say("No service with a promise is on record: no availability can be proven.")
        return
    paper.say("In percent; × missed, ? unproven. Each is that of its month's statement: see Penalties for its record.")
    _outages(paper, months)


def _reached(language: Language, one: Mapping[str, Any] | None) -> str:
    if one is None:
        return NOTHING
    mark = {"met": "", "missed": " ×", "unproven": " ?"}[one["verdict"]]
    return (number(language, known) + mark) if (known := proven(one)) else mark.strip()


def _outages(paper: Paper, months: Sequence[Mapping[str, Any]]) -> None:
    """Draw for how long services were down and unseen in each month, all of them together."""
    tr = paper.language.template
    rows: list[Bars] = []
    most = 0.0
    for found in months:
        services = found["statement"]["result"]["services"]
        down, unseen = (sum(one["seconds"][name] for one in services) / _HOUR for name in ("down", "undetermined"))
        pieces = [(0.0, round(down, 3), "solid")] if down else []
        pieces += [(round(down, 3), round(down + unseen, 3), "crossed")] if unseen else []
        rows.append((found["month"], pieces))
        most = max(most, down + unseen)
    legend: list[Bars] = [(tr("down"), ((0.0, 1.0, "solid"),)), (tr("nobody saw"), ((0.0, 1.0, "crossed"),))]
    longest = length(paper.language, most * _HOUR)
    alt = paper.language.fill("Down and unseen by month, all services together; the whole width is {longest}.",
                              longest=longest)  # fmt: skip
    if most:
        paper.text(alt)
        paper.bars(rows, round(most, 3), None, (alt, legend))
    paper.table(
        ("month", "down", "nobody saw"),
        [
            (
                found["month"],
                *(
                    length(
                        paper.language, sum(one["seconds"][name] for one in found["statement"]["result"]["services"])
                    )
                    for name in ("down", "undetermined")
                ),
            )
            for found in months
        ],
        (2, 3, 3),
    )


def response(paper: Paper, months: Sequence[Mapping[str, Any]]) -> None:
    """Add incidents by month and in all, and how their promises were held."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("Incidents"))
    rows = []
    for found in months:
        answered = found["statement"]["result"]["response"]
        cells = [_held([answered[name]]) for name in PROMISES]
        means = [length(language, answered[name]["mean_s"]) for name in PROMISES]
        records = cited(one["record"] for one in found["incidents"])
        rows.append((found["month"], answered["incidents"], cells[0], means[0], cells[1], means[1], records))
    every = [found["statement"]["result"]["response"] for found in months]
    held = [_held(one[name] for one in every) for name in PROMISES]
    total = sum(one["incidents"] for one in every)
    rows.append((tr("in all"), total, held[0], NOTHING, held[1], NOTHING, NOTHING))
    head = ("month", "incidents", "GTI held", "GTI on average", "GTR held", "GTR on average", "index")
    paper.table(head, rows, (1.4, 1.3, 1.4, 2, 1.4, 2, 3))
    running = {name: every[-1][name]["running"] for name in PROMISES} if every else {}
    if any(running.values()):
        paper.say(
            "Not decided by then: {intervene} GTI, {resolve} GTR. They count in the month that decides.", **running
        )


def _held(answered: Iterable[Mapping[str, Any]]) -> str:
    """Return how many incidents a promise was held for, of those that are decided."""
    counts = [(one["held"], one["held"] + one["missed"]) for one in answered]
    decided = sum(count for _, count in counts)
    return f"{sum(count for count, _ in counts)}/{decided}" if decided else NOTHING


def money_owed(paper: Paper, months: Sequence[Mapping[str, Any]]) -> None:
    """Add what each month costs by its statement, the cap of its quarter, and the total."""
    language = paper.language
    paper.heading(language.template("Penalties"))
    rows, totals = [], dict[str, list[Decimal]]()
    for found in months:
        one, result = found["statement"], found["statement"]["result"]
        rows.append(
            (
                found["month"],
                money(language, result["fee"], result["currency"]),
                total(language, result, "amount"),
                money(language, result["cap"], result["currency"]),
                total(language, result),
                ", ".join(result["unproven"]) or NOTHING,
                one["record"] or language.template("not recorded yet"),
            )
        )
        sums = totals.setdefault(result["currency"], [Decimal(0), Decimal(0)])
        sums[0] += Decimal(result["fee"])
        sums[1] += Decimal(result["owed"] or 0)
    head = ("month", "fee", "penalty", "cap of the quarter", "owed", "unproven", "statement")
    paper.table(head, rows, (1.4, 2, 2, 2, 2, 3, 1.5))
    for currency, (fee, due) in totals.items():
        if currency:
            paper.say("In all: {owed} owed of fees of {fee}.",
                      owed=money(language, str(due), currency), fee=money(language, str(fee), currency))  # fmt: skip
    results = {found["month"]: found["statement"]["result"] for found in months}
    unproven = [f"{month} ({', '.join(one['unproven'])})" for month, one in results.items() if one["unproven"]]
    if unproven:
        paper.say(NOT_COUNTED, names=", ".join(unproven))


def jobs(paper: Paper, months: Sequence[Mapping[str, Any]]) -> None:
    """Add the work of each kind by month: what fell due, and what was done of it."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("Backups, restore tests and other work"))
    rows = []
    for kind in dict.fromkeys(sorted(one["kind"] for found in months for one in found["work"])):
        for found in months:
            every = [one for one in found["work"] if one["kind"] == kind]
            if every:
                rows.append((kind_name(language, kind), found["month"], *_counts(every)))
        total = [one for found in months for one in found["work"] if one["kind"] == kind]
        rows.append((kind_name(language, kind), tr("in all"), *_counts(total)))
    paper.say("Cited are records of what did not succeed; the report of each month names those of the rest.")
    head = ("kind", "month", "fell due", "done", "incomplete", "failed", "not run", "no end", "index")
    paper.table(head, rows, (2.4, 1.4, 1, 1, 1.6, 1.4, 1.4, 1, 2.4))
    if not rows:
        paper.say("No work of this kind is on record.")


def _counts(every: Iterable[Mapping[str, Any]]) -> tuple[object, ...]:
    known = list(every)

    def count(*names: str) -> int:
        return sum(one["outcomes"].get(name, 0) for one in known for name in names)

    return (
        sum(one["due"] for one in known),
        sum(one["done"] for one in known),
        count("incomplete"),
        count("failed", "aborted"),
        count(*NOT_RUN),
        sum(one["open"] for one in known),
        cited(name for one in known for name in one["cited"]),
    )


def trend(paper: Paper, months: Sequence[Mapping[str, Any]]) -> None:
    """Add the worst figure of each month against each objective."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("Objectives: RPA and RTA"))
    by_month = [{(one["subject"], one["objective"]): one for one in found["figures"]} for found in months]
    keys = dict.fromkeys(sorted(key for each in by_month for key in each if key[1] in _TREND))
    rows = []
    for key in keys:
        known = [each.get(key) for each in by_month]
        last = next(one for one in reversed(known) if one)
        rows.append(
            (key[0], objective_name(language, key[1]), length(language, last["target_s"]),
             *(_worst(language, one) for one in known), cited([last["record"], last["worst_record"]]))
        )  # fmt: skip
    head = ("subject", "objective", "promised", *_short(months), "index")
    paper.table(head, rows, (2.6, 1.8, 1.4, *([1.3] * len(months)), 1.4))
    if rows:
        paper.say("The worst of each month; × was missed at least once, ? was never met. Records: of the last month.")
    else:
        paper.say("Nothing was measured: what was promised is unproven.")


def _worst(language: Language, one: Mapping[str, Any] | None) -> str:
    if one is None:
        return NOTHING
    mark = " ×" if one["verdicts"].get("missed") else "" if one["verdicts"].get("met") else " ?"
    return length(language, one["worst_s"]) + mark


def _short(months: Iterable[Mapping[str, Any]]) -> list[str]:
    return [f"{one['month'][5:]}/{one['month'][2:4]}" for one in months]
