"""What happened, step by step; what went another way than written; and what this drill did not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.faces.minutes.measured import length
from continuity.faces.minutes.moments import seconds
from continuity.faces.minutes.words import SAID as STATES
from continuity.faces.reports.achieved import objective_name
from continuity.ground.timestamps import write_time
from continuity.model.journal import Kind
from continuity.model.measurement import Verdict
from continuity.recovery.procedure.scripted import PLAYED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from continuity.faces.language import Language
    from continuity.faces.minutes.facts import Facts
    from continuity.faces.minutes.moments import Moment
    from continuity.faces.reports.paper import Paper

#: What an isolated drill never shows, and what no drill does.
WHY = {
    "isolated": "It was isolated: what moves addresses, stops services or reaches other machines was not rehearsed. "
    "Putting what came back to use, in place of what is in use, was talked through, not done.",
    "played": "People were played: that they are there, decide, find their keys and know the way was not rehearsed.",
    "once": "It is one drill on one day: it shows that it went so, and not that it always will.",
    "unproven": "What is unproven above was not shown to be false, and was not shown.",
    "no_probes": "No client was asked beside the steps: an outage that the steps did not see is not in these minutes.",
}


def steps(paper: Paper, facts: Facts) -> None:
    """Add every step: when, how long, what came of it, who did and signed it, and its records."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("Step by step"))
    cited = _cited(facts)
    rows = [
        (number, *_row(facts, one, language), cited.get(one["name"], "-"))
        for number, one in enumerate(steps_of(facts), start=1)
    ]
    head = ("no.", "step", "began (UTC)", "after the fault", "took", "state", "by, signed", "records")
    paper.table(head, rows, (0.8, 4.2, 2, 1.9, 1.6, 1.7, 2.6, 1.6))
    paper.say("Times are those of the journal of this drill; seconds are by the clock of the machine since its start.")


def steps_of(facts: Facts) -> list[Mapping[str, Any]]:
    """Return the steps as recorded; of a drill that recorded none, those that its journal names."""
    found = list(facts.run.detail.get("steps", ()))
    return found or [{"name": one.name, "state": _state(one)} for one in facts.steps.values()]


def _state(one: Moment) -> str:
    return "failed" if one.failures and not one.passed else "done" if one.passed else "running"


def _row(facts: Facts, one: Mapping[str, Any], language: Language) -> tuple[str, ...]:
    step = facts.steps.get(one["name"])
    begun, fault = (step.begun if step else None), facts.fault
    offset = seconds(fault, begun) if fault and begun else None
    taken = seconds(begun, step.passed) if step and begun else None
    return (
        titled(facts, one["name"], language),
        write_time(begun.wall)[11:19] if begun else "-",
        "-" if offset is None else ("-" if offset < 0 else "+") + language.length(_plain(abs(offset))),
        length(language, taken),
        language.template(STATES.get(str(one["state"]), str(one["state"]))),
        _who(step, language),
    )


def _plain(value: float) -> str:
    from continuity.policy.lengths import said

    return said(round(value, 1))


def _who(step: Moment | None, language: Language) -> str:
    if step is None or not (step.ended or step.failures):
        return "-"
    names = dict.fromkeys([step.by, *step.signed])
    here = [language.template("played by a script") if one in PLAYED else one for one in names if one]
    return ", ".join(dict.fromkeys(here)) or language.template("the machine")


def titled(facts: Facts, name: str, language: Language) -> str:
    """Return the title of a step with its name; its name alone where the documents are others by now."""
    step = facts.procedure.steps.get(name) if facts.procedure else None
    return f"{language.spaced(step.title[language.name])} ({name})" if step else name


def _cited(facts: Facts) -> dict[str, str]:
    """Return the indices of the records about each step, and of the runs that did it."""
    own = {one.run: one.name for one in facts.steps.values() if one.run}
    found: dict[str, list[str]] = {}
    for record in facts.records:
        name = record.body.get("step") or own.get(record.run)
        if name and record.index is not None:
            found.setdefault(str(name), []).append(str(record.index))
    return {name: ", ".join(indices) for name, indices in found.items()}


def deviations(paper: Paper, facts: Facts) -> None:
    """Add what did not go as it is written, and what people noted down."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("Deviations and notes"))
    rows = list(_deviations(facts, language))
    paper.table(("step", "what", "said"), rows, (3, 2.4, 7))
    notes = [(one.by, one.detail.get("text", "")) for one in facts.events if one.kind is Kind.NOTE]
    notes += [
        (one.by, language.fill("handed over to {who}", who=one.detail.get("to", "")))
        for one in facts.events
        if one.kind is Kind.HANDED_OVER
    ]
    paper.table(("noted by", "note"), notes, (2.4, 10))
    if not rows:
        paper.say("None: every step was done the first time, as it is written.")


def _deviations(facts: Facts, language: Language) -> Iterable[tuple[str, str, str]]:
    tr = language.template
    for one in steps_of(facts):
        step = facts.steps.get(one["name"])
        for said in step.failures if step else ():
            yield titled(facts, one["name"], language), tr("failed"), language.told(said)
        if one["state"] != "done":
            said = step.said if step else ""
            state = STATES.get(str(one["state"]), str(one["state"]))
            yield titled(facts, one["name"], language), tr(state), language.told(said) or "-"
        elif one.get("on_word"):
            yield titled(facts, one["name"], language), tr("by word alone"), step.by if step else "-"


def actions(paper: Paper, facts: Facts) -> None:
    """Add what must be mended, by whom and until when, as it stands now; and lines for what is agreed at the table."""
    from continuity.faces.cli.drill_actions import SAID as STANDS

    language, tr = paper.language, paper.language.template
    paper.heading(tr("Corrective actions"))
    rows = [
        (
            language.fill(
                "{label}: {value}",
                label=objective_name(language, one.objective),
                value=language.told(one.reason) or tr(str(one.verdict)),
            ),
            one.owner or "-",
            f"{one.due:%Y-%m-%d}",
            tr(STANDS[one.state]),
            one.id,
        )
        for one in facts.actions
    ]
    paper.table(("what", "who", "until", "state", "action"), rows, (5, 2.2, 1.8, 1.8, 3))
    if not rows:
        paper.say("None is recorded for this drill.")
    blank = [(tr("What"), ""), (tr("Who, until when"), "")]
    paper.fields(blank)
    paper.fields(blank)


def attachments(paper: Paper, facts: Facts) -> None:
    """Add the files that stand behind the records, each by its hash."""
    tr = paper.language.template
    rows = [
        (one.name, file.get("name"), file.get("bytes"), file.get("sha256"))
        for one in facts.steps.values()
        for file in one.attachments
    ]
    rows += [
        (one.by or "-", file.get("name"), file.get("bytes"), file.get("sha256"))
        for one in facts.events
        for file in one.detail.get("attachments", ())
        if not one.step
    ]
    if rows:
        paper.heading(tr("Attachments"))
        paper.table(("by, or step", "file", "bytes", "SHA-256"), rows, (2, 3, 1.4, 6))


def limits(paper: Paper, facts: Facts) -> None:
    """Add what this drill did not show: an auditor reads it first, and it is better said by us."""
    tr, detail = paper.language.template, facts.run.detail
    paper.heading(tr("What this drill does not show"))
    if detail.get("mode") == "isolated":
        paper.text(tr(WHY["isolated"]))
    if detail.get("played"):
        paper.text(tr(WHY["played"]))
    if not detail.get("probes"):
        paper.text(tr(WHY["no_probes"]))
    if any(one.verdict is Verdict.UNPROVEN for one in facts.run.measurements):
        paper.text(tr(WHY["unproven"]))
    paper.text(tr(WHY["once"]))
