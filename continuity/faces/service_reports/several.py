"""Several months side by side: the service review of a quarter, the report of a year."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from continuity.faces.reports.achieved import objective_name
from continuity.faces.service_reports import contract_life, reckoned, side_by_side, work
from continuity.faces.service_reports.figures import cited, day
from continuity.faces.service_reports.paper import SAID, begun, proof

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.engine.service_reports.facts import Facts
    from continuity.faces.language import Language
    from continuity.faces.reports.paper import Paper
    from continuity.model.inventory import Client


def quarterly(facts: Facts, language: Language) -> Paper:
    """Return the service review of a quarter: its months side by side, drills, corrective actions."""
    paper = begun(facts, language, SAID["quarterly"])
    _body(paper, facts)
    _end(paper, facts)
    return paper


def annual(facts: Facts, language: Language, client: Client) -> Paper:
    """Return the report of a year: its months with totals, tests and drills, the life of the contract."""
    paper = begun(facts, language, SAID["annual"])
    _body(paper, facts)
    contract_life.life(paper, facts)
    contract_life.sub_processors(paper, client)
    _end(paper, facts)
    return paper


def _body(paper: Paper, facts: Facts) -> None:
    _head(paper, facts)
    side_by_side.availability(paper, facts.months)
    side_by_side.response(paper, facts.months)
    side_by_side.money_owed(paper, facts.months)
    side_by_side.jobs(paper, facts.months)
    side_by_side.trend(paper, facts.months)
    work.drills(paper, facts.months, facts.span.zone)
    work.planned(paper, facts.drills_planned, facts.span.zone)
    _mended(paper, facts)


def _end(paper: Paper, facts: Facts) -> None:
    missing = [one for one in facts.span.months if one not in {found["month"] for found in facts.months}]
    reckoned.unproven(paper, facts.months, missing)
    proof(paper, facts)


def _head(paper: Paper, facts: Facts) -> None:
    verdicts = Counter(one["verdict"] for found in facts.months for one in found["statement"]["result"]["services"])
    counts = {name: verdicts[name] for name in ("met", "missed", "unproven")}
    line = "Promises of services, month by month: {met} met, {missed} missed, {unproven} unproven."
    lines = [paper.language.fill(line, **counts)]
    if not all(found["over"] for found in facts.months) or len(facts.months) < len(facts.span.months):
        lines.append(paper.language.template("It is not over: all of it is as of now."))
    paper.banner(lines)


def _mended(paper: Paper, facts: Facts) -> None:
    """Add what became of the corrective actions: opened, ended, overdue; each as it stood last."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("Corrective actions"))
    every = [one for found in facts.months for one in found["actions"]]
    newest: dict[str, Mapping[str, Any]] = {one["id"]: one for one in every}
    paper.say(
        "Opened: {opened}. Ended: {ended}. Overdue at the end: {overdue}.",
        opened=sum(one["opened"] for one in every),
        ended=sum(one["ended"] for one in every),
        overdue=sum(one["overdue"] for one in newest.values()),
    )
    rows = [
        (
            one["id"],
            one["subject"],
            objective_name(language, one["objective"]),
            one["owner"] or "-",
            day(language, one["opened_at"]),
            day(language, one["due"]),
            day(language, one["ended_at"]),
            tr("overdue") if one["overdue"] else tr(reckoned.SAID[one["state"]]),
            cited([one["record"]]),
        )
        for one in newest.values()
    ]
    head = ("action", "subject", "objective", "who", "opened", "until", "ended", "state", "index")
    paper.table(head, rows, (2.4, 2.4, 2, 1.5, 1.6, 1.6, 1.6, 1.4, 1))
