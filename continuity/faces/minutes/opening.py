"""The head of the minutes: the verdict in one sentence, what was rehearsed and why, who was there, when it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.faces.minutes.moments import whole_s
from continuity.faces.reports.achieved import objective_name
from continuity.faces.reports.paper import moment
from continuity.ground.timestamps import write_time
from continuity.model.drill import Mode
from continuity.model.job import Outcome
from continuity.model.journal import Kind
from continuity.model.measurement import Verdict
from continuity.recovery.procedure.scripted import PLAYED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from continuity.faces.language import Language
    from continuity.faces.minutes.facts import Facts
    from continuity.faces.reports.paper import Paper
    from continuity.ground.clock import Mark

#: The one sentence of the top, by what the drill came to.
SAID = {
    "met": "Passed: everything that was held against a promise was kept.",
    "missed": "Missed: {objectives}.",
    "unproven": "Unproven: {objectives}. What is unproven is not a pass.",
    "nothing": "Unproven: nothing was measured. What is unproven is not a pass.",
    "aborted": "Not brought to its end, it proves nothing: {reason}",
}
#: Modes, as people read them.
NAMES = {
    "isolated": "isolated: in a place of its own, nothing in use was touched",
    "live": "live: on the systems that are in use",
}


def verdict(facts: Facts, language: Language) -> str:
    """Return what the drill came to, in one sentence; the worst of what was measured decides."""
    run, fill = facts.run, language.fill
    if run.outcome not in (Outcome.SUCCEEDED, Outcome.INCOMPLETE):
        return fill(SAID["aborted"], reason=language.told(run.reason)).rstrip()
    worst = Verdict.worst([one.verdict for one in run.measurements])
    if worst is Verdict.MET and run.outcome is Outcome.INCOMPLETE:
        worst = Verdict.UNPROVEN  # what was left out may hide anything
        return fill(SAID[worst], objectives=language.template("not every step was done"))
    if not run.measurements:
        return language.template(SAID["nothing"])
    concerned = [objective_name(language, one.objective) for one in run.measurements if one.verdict is worst]
    return fill(SAID[worst], objectives=", ".join(dict.fromkeys(concerned)))


def figures(facts: Facts, language: Language) -> str:
    """Return what was reached and what is promised, in one line; empty where no time was measured."""
    told = [
        language.fill(
            "{objective}: {actual}, {target} promised",
            objective=objective_name(language, one.objective),
            actual=language.length(_length(one.actual_s)),
            target=language.length(_length(one.target_s)),
        )
        for one in facts.run.measurements
        if one.actual_s is not None and one.target_s is not None
    ]
    return language.template("; ").join(told)


def rehearsed(paper: Paper, facts: Facts) -> None:
    """Add what was rehearsed, why, in which mode, with what, and what was agreed beforehand."""
    language, detail, tr = paper.language, facts.run.detail, paper.language.template
    paper.heading(tr("What was rehearsed"))
    if facts.drill:
        paper.aside(language.spaced(facts.drill.purpose[language.name]))
    if not facts.same:
        paper.say("The documents are others by now than those of this drill: titles and purpose are those of today.")
    inputs = ", ".join(f"{name} = {value}" for name, value in detail.get("inputs", {}).items())
    mode = NAMES.get(str(detail.get("mode")), str(detail.get("mode")))
    rows = [
        (tr("drill"), _versioned(language, facts.name, facts.run.policy_digest)),
        (tr("runbook"), _versioned(language, detail["runbook"]["name"], detail["runbook"]["digest"])),
        (tr("client"), facts.title),
        (tr("subject"), facts.run.subject),
        (tr("inputs"), inputs or "-"),
        (tr("mode"), tr(mode)),
        *_agreed(language, facts),
    ]
    paper.table(("what", "value"), rows, (2, 7))


def _versioned(language: Language, name: object, digest: object) -> str:
    return language.fill("{name}, version {digest}", name=name, digest=str(digest)[:12])


def _agreed(language: Language, facts: Facts) -> Iterable[tuple[str, str]]:
    """Yield the window of a live drill as it announced it, and with whom; of an older one, as today's documents do."""
    if facts.run.detail.get("mode") != Mode.LIVE:
        return
    found = facts.run.detail.get("window") or _by_document(facts)
    none = language.template("none stands in its document" if facts.same else "not known from today's documents")
    span = f"{moment(found['from'])} - {moment(found['to'])}" if found else none
    yield language.template("agreed window (UTC)"), span
    yield language.template("agreed by"), found["agreed_by"] if found else none


def _by_document(facts: Facts) -> dict[str, str]:
    at, windows = facts.run.started_at, facts.drill.windows if facts.drill and facts.same else ()
    found = next((one for one in windows if one.begins <= at < one.ends), None)
    if found is None:
        return {}
    return {"from": write_time(found.begins), "to": write_time(found.ends), "agreed_by": found.agreed_by}


def people(paper: Paper, facts: Facts) -> None:
    """Add who took part, and what each of them did; those who were played are said to be."""
    tr, found = paper.language.template, took_part(facts)
    paper.heading(tr("Who took part"))
    if facts.run.detail.get("played"):
        paper.say("Nobody: a script answered in place of people. No time of people is in these figures.")
    rows = [
        (
            tr("played by a script") if name in PLAYED else name,
            ", ".join(sorted(found[name]["did"])) or "-",
            ", ".join(sorted(found[name]["signed"])) or "-",
        )
        for name in found
    ]
    paper.table(("name", "steps done", "steps signed"), rows, (2.4, 4, 4))


def took_part(facts: Facts) -> dict[str, dict[str, set[str]]]:
    """Return what each person did and signed; also who only was there."""
    found: dict[str, dict[str, set[str]]] = {}
    detail = facts.run.detail
    if detail.get("technician") and not detail.get("played"):
        found[str(detail["technician"])] = {"did": set(), "signed": set()}
    for event in facts.events:
        for name in (event.by, event.detail.get("to", "")) if event.kind is Kind.HANDED_OVER else ():
            found.setdefault(str(name), {"did": set(), "signed": set()})
    for step in facts.steps.values():
        for name, what in ((step.by, "did"), *((one, "signed") for one in step.signed)):
            if name:
                found.setdefault(name, {"did": set(), "signed": set()})[what].add(step.name)
    return found


def times(paper: Paper, facts: Facts) -> None:
    """Add when it was called, when the fault was there, when the last step was done."""
    tr = paper.language.template
    last = max((one.passed for one in facts.steps.values() if one.passed), key=lambda one: one.wall, default=None)
    rows = [
        (tr("begun"), moment(write_time(facts.run.started_at))),
        (tr("fault: the clock begins"), _moment(facts.fault)),
        (tr("last step done"), _moment(last)),
        (tr("whole drill, taken down"), paper.language.length(_length(whole_s(facts.run)))),
    ]
    paper.heading(tr("When"))
    paper.table(("what", "time (UTC)"), rows, (4, 5))
    if facts.fault and len({one.at.boot_id for one in facts.events}) > 1:
        paper.say("The machine was started anew in between: the times across it are those of its calendar clock.")


def _moment(mark: Mark | None) -> str:
    return moment(write_time(mark.wall)) if mark else "-"


def _length(seconds: float | None) -> str:
    from continuity.policy.lengths import said

    return "-" if seconds is None else said(round(seconds, 1))
