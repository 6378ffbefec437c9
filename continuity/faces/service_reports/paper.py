"""The reports as papers: what a month, a quarter or a year came to, section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.engine.service_reports.span import Kind
from continuity.faces.reports.paper import Paper
from continuity.faces.service_reports import availability, reckoned, work
from continuity.faces.service_reports.figures import moment, total
from continuity.faces.service_reports.figures import month as worded
from continuity.faces.service_reports.reckoned import NOT_COUNTED
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.engine.service_reports.facts import Facts
    from continuity.faces.language import Language


#: The title of each report.
SAID = {
    "monthly": "Service report of {span}: {client}",
    "contract": "The contract in {span}: {client}",
    "quarterly": "Service review, {span}: {client}",
    "annual": "Service report of the year {span}: {client}",
}


def monthly(facts: Facts, language: Language) -> Paper:
    """Return the report of a month: all that was promised, and what became of it."""
    (found,) = facts.months
    zone = facts.span.zone
    paper = begun(facts, language, SAID["monthly"])
    _head(paper, found)
    _of_contract(paper, found, zone)
    work.backups(paper, found)
    work.objectives(paper, found)
    work.proving(paper, found, zone)
    work.planned(paper, facts.drills_planned, zone)
    work.stores(paper, found, zone)
    reckoned.blind(paper, found)
    reckoned.actions(paper, found)
    reckoned.unproven(paper, facts.months)
    proof(paper, facts)
    return paper


def contract_alone(facts: Facts, language: Language) -> Paper:
    """Return the part of a month's report that the contract is about."""
    (found,) = facts.months
    paper = begun(facts, language, SAID["contract"])
    _head(paper, found)
    _of_contract(paper, found, facts.span.zone)
    proof(paper, facts)
    return paper


def span_name(facts: Facts, language: Language) -> str:
    """Return what a report is about, in words."""
    span = facts.span
    if span.kind is Kind.MONTH:
        return worded(language, span.name)
    if span.kind is Kind.YEAR:
        return span.name
    return language.fill("quarter {number} of {year}", number=span.name[-1], year=span.name[:4])


def begun(facts: Facts, language: Language, title: str) -> Paper:
    """Return a paper with its title and header, empty."""
    header = language.fill(
        "{client}, report made on {time} ({zone})",
        client=facts.title,
        time=moment(language, write_time(facts.at), facts.span.zone),
        zone=facts.span.zone,
    )
    named = language.fill(title, span=span_name(facts, language), client=facts.title)
    return Paper(language, named, facts.log, header)


def _head(paper: Paper, found: Mapping[str, Any]) -> None:
    """Say in a frame what a hurried reader must know."""
    language, result = paper.language, found["statement"]["result"]
    counts = [one["verdict"] for one in result["services"]]
    lines = [
        language.fill(
            "Services: {met} met, {missed} missed, {unproven} unproven.",
            **{name: counts.count(name) for name in ("met", "missed", "unproven")},
        )
    ]
    if any(one["terms"]["penalties"] for one in found["statement"]["inputs"]["versions"]):
        lines.append(language.fill("Penalty: {owed}.", owed=total(language, result)))
        if result["unproven"]:
            lines.append(language.fill(NOT_COUNTED, names=", ".join(result["unproven"])))
    if not found["over"]:
        lines.append(language.template("The month is not over: all of it is as of now."))
    paper.banner(lines)


def _of_contract(paper: Paper, found: Mapping[str, Any], zone: str) -> None:
    reckoned.statement_of(paper, found)
    availability.reached(paper, found)
    availability.failures(paper, found)
    availability.left_out(paper, found, zone)
    availability.answered(paper, found, zone)
    reckoned.penalty(paper, found)


def proof(paper: Paper, facts: Facts) -> None:
    """Say what stands behind the figures, and how to check them."""
    paper.heading(paper.language.template("Where each figure is from"))
    paper.say(
        "This is a view for reading, made from signed records of the log {log}; the numbers beside figures are their "
        "indices there. Verdicts are those that were recorded. An export holds the records, and these find the "
        "contract's figures again without us:",
        log=facts.log,
    )
    client = facts.client
    made, key = f"continuity evidence export --client {client} -o {client}.zip", facts.fingerprint or "HEX"
    paper.code([made, f"continuity sla verify {client}.zip --key-fingerprint {key}"])
