"""What a drill measured: the RTO phase by phase, the promises, the forecast, normal life, what was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.faces.cli.results import HOW as KEPT
from continuity.faces.minutes.waterfall import How, waterfall
from continuity.faces.reports.achieved import objective_name
from continuity.ground.timestamps import read_time
from continuity.policy.lengths import said
from continuity.recovery.drills.compiling import AFTER, BEFORE, CHECK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from continuity.faces.language import Language
    from continuity.faces.minutes.facts import Facts
    from continuity.faces.minutes.waterfall import Bar
    from continuity.faces.reports.paper import Bars, Paper
    from continuity.model.measurement import Measurement

#: How each kind of time is filled in, and called.
FILLS = {How.MACHINE: "solid", How.PEOPLE: "hatched", How.BETWEEN: "empty", How.OUTAGE: "crossed"}
NAMES = {
    How.MACHINE: "the machine at work",
    How.PEOPLE: "people at work, or waited for",
    How.BETWEEN: "between two steps",
    How.OUTAGE: "no answer, as a probe saw it",
    "failed_back": "failed back",
}


def length(language: Language, seconds: float | None) -> str:
    """Return a length of time as people read it; a dash where there is none."""
    return "-" if seconds is None else language.length(said(round(seconds, 1)))


def phases(paper: Paper, facts: Facts) -> None:
    """Add the RTO waterfall, and the same as a table."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("From the fault to normal life, phase by phase"))
    reached, fault = facts.run.detail.get("phases") or {}, facts.fault
    if not reached or fault is None:
        paper.say("No phase was reached.")
        return
    bars = waterfall(reached, facts.steps.values(), fault)
    outages = list(_outages(facts))
    _picture(paper, facts, bars, outages)
    rows = [
        (
            _named(language, one.phase),
            length(language, one.start),
            length(language, one.end - one.start),
            *(length(language, one.of(how)) for how in (How.MACHINE, How.PEOPLE, How.BETWEEN)),
        )
        for one in bars
    ]
    paper.table(("phase", "begun after", "took", "machine", "people", "between steps"), rows, (2.6, 2, 2, 2, 2, 2))
    if facts.run.detail.get("played"):
        paper.say("People were played by a script, so that their time is none: on the worst day it comes on top.")


def _named(language: Language, phase: str) -> str:
    """Return a phase as people read it."""
    return language.template(NAMES.get(phase, phase))


def _picture(paper: Paper, facts: Facts, bars: list[Bar], outages: list[Bars]) -> None:
    language, tr = paper.language, paper.language.template
    rows: list[Bars] = [
        (_named(language, one.phase), [(piece.start, piece.end, FILLS[piece.how]) for piece in one.pieces])
        for one in bars
    ]
    until = max([bars[-1].end, *(end for _, pieces in outages for _, end, _ in pieces)])
    target = next((one.target_s for one in facts.run.measurements if one.objective == "rto"), None)
    used = {how for _, pieces in (*rows, *outages) for _, _, how in pieces}
    legend: list[Bars] = [(tr(NAMES[how]), [(0, 1, fill)]) for how, fill in FILLS.items() if fill in used]
    alt = "; ".join(f"{_named(language, one.phase)}: {length(language, one.end - one.start)}" for one in bars)
    paper.bars([*rows, *outages], until, target, (alt, legend))
    if target is not None and target <= until:
        paper.say("The dashed line is what is promised: {length}.", length=length(language, target))


def _outages(facts: Facts) -> Iterable[Bars]:
    """Yield a lane for each probe that saw an outage."""
    fault = facts.fault
    for name, found in (facts.run.detail.get("probes") or {}).items():
        pieces = []
        for one in found.get("outages", ()):
            start = _after(one["from"], fault.wall if fault else None)
            length_s = one.get("seconds")
            if start is not None and length_s is not None:
                pieces.append((max(start, 0.0), max(start + float(length_s), 0.0), FILLS[How.OUTAGE]))
        if pieces:
            yield name, pieces


def _after(at: Any, fault: datetime | None) -> float | None:
    """Return how many seconds after the fault something was, be it a time or a count of seconds already."""
    if isinstance(at, int | float):
        return float(at)
    return (read_time(at) - fault).total_seconds() if isinstance(at, str) and fault else None


def objectives(paper: Paper, facts: Facts) -> None:
    """Add every promise with what was reached, the verdict, why, and how it was measured."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("Objectives and what was reached"))
    rows = [
        (
            objective_name(language, one.objective),
            length(language, one.target_s),
            length(language, one.actual_s),
            tr(str(one.verdict)),
            _how(language, one),
        )
        for one in facts.run.measurements
    ]
    paper.table(("objective", "promised", "reached", "verdict", "measured by"), rows, (2, 1.6, 1.6, 1.6, 6))
    known = {one.objective for one in facts.run.measurements}
    for objective in ("rto", "rpo"):
        if objective not in known:
            paper.say("{objective}: nothing is promised, or nothing was measured.",
                      objective=objective_name(language, objective))  # fmt: skip


def _how(language: Language, one: Measurement) -> str:
    how = language.template(KEPT[one.how]) if one.how in KEPT else language.told(one.how)
    return f"{how} ({language.told(one.reason)})" if one.reason else how


def forecast(paper: Paper, facts: Facts) -> None:
    """Add what was forecast when it began, held against what came."""
    language, tr = paper.language, paper.language.template
    paper.heading(tr("Forecast"))
    found: Mapping[str, Any] = facts.run.detail.get("forecast") or {}
    if not found:
        paper.say("No forecast was recorded when it began.")
        return
    interval = found.get("interval_s")
    span = " - ".join(length(language, one) for one in interval) if interval else "-"
    within = found.get("within")
    score = tr("no interval to hold it against") if within is None else tr("within" if within else "outside")
    rows = [
        (
            length(language, found.get("typical_s")),
            span,
            length(language, found.get("at_least_s")),
            length(language, found.get("actual_s")),
            score,
        )
    ]
    paper.table(("forecast", "interval", "at least", "took", "score"), rows, (2, 2.6, 2, 2, 4))
    paper.say("It rests on {count} earlier run(s) of the runbook.", count=found.get("counted", 0))


def life(paper: Paper, facts: Facts) -> None:
    """Add what was seen of normal life before the fault and at the end, and the checks."""
    tr, steps = paper.language.template, facts.steps
    paper.heading(tr("Normal life before and after, and checks"))
    names = dict.fromkeys(name.removeprefix(one) for one in (BEFORE, AFTER) for name in steps if name.startswith(one))
    rows = [(_titled(facts, BEFORE + name, paper.language), _seen(facts, BEFORE + name, paper.language),
             _seen(facts, AFTER + name, paper.language)) for name in names]  # fmt: skip
    paper.table(("what was looked at", "before the fault", "at the end"), rows, (4, 4, 4))
    checks = [
        (_titled(facts, name, paper.language), _seen(facts, name, paper.language))
        for name in _states(facts)
        if name.startswith(CHECK)
    ]
    paper.table(("check", "came to"), checks, (4, 8))
    if not rows and not checks:
        paper.say("Nothing was looked at: the drill names no steady state and no checks.")


def _states(facts: Facts) -> dict[str, str]:
    return {str(one["name"]): str(one["state"]) for one in facts.run.detail.get("steps", ())} or dict.fromkeys(
        facts.steps, ""
    )


def _titled(facts: Facts, name: str, language: Language) -> str:
    step = facts.procedure.steps.get(name) if facts.procedure else None
    return language.spaced(step.title[language.name]) if step else name


def _seen(facts: Facts, name: str, language: Language) -> str:
    """Return what a look answered: its words, or that it held, or why not."""
    step = facts.steps.get(name)
    if step is None or step.ended is None:
        return language.template("never reached")
    if step.failures or step.said:
        return language.told(step.said or step.failures[-1])
    return str(step.values.get("answer", "")).strip()[:200] or language.template("as expected")
