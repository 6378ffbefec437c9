"""A drill as a journal of the Chaos Toolkit, for tools that read those: experiment, steady states, activities, times.

The format is that of https://chaostoolkit.org/reference/api/journal. The experiment in it is a description: what a
step did on the worst day is nothing that a reader should be able to set off by ``chaos run``, so that the provider of
each activity shows its evidence, and breaks nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.faces.minutes.moments import seconds
from continuity.faces.minutes.told import steps_of
from continuity.ground.timestamps import write_time
from continuity.model.job import Outcome
from continuity.model.journal import Kind
from continuity.recovery.drills.compiling import AFTER, BEFORE, CHECK, SANDBOX

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.faces.language import Language
    from continuity.faces.minutes.facts import Facts

#: The version of the specification of experiments.
VERSION = "1.0.0"
_STATUS = {Outcome.SUCCEEDED: "completed", Outcome.INCOMPLETE: "failed"}
_DID = {"done": "succeeded", "skipped": "skipped", "waiting": "skipped"}


def chaos_journal(facts: Facts, language: Language) -> dict[str, Any]:
    """Return the journal; its sentences are those of this language."""
    run, steps = facts.run, steps_of(facts)
    before = _steady(facts, steps, BEFORE, language)
    after = _steady(facts, steps, AFTER, language)
    own = [one for one in steps if not one["name"].startswith((BEFORE, AFTER, SANDBOX))]
    end = run.started_at + timedelta(seconds=run.duration_s or 0)
    return {
        "experiment": _experiment(facts, [one["name"] for one in steps], language),
        "start": write_time(run.started_at),
        "end": write_time(end),
        "duration": run.duration_s or 0.0,
        "status": _STATUS.get(run.outcome or Outcome.ABORTED, "aborted"),
        "deviated": bool(after and not after["steady_state_met"]),
        "steady_states": {"before": before, "after": after, "during": []},
        "run": [_activity(facts, one, language) for one in own],
        "rollbacks": list(_rollbacks(facts, language)),
    }


def _experiment(facts: Facts, names: list[str], language: Language) -> dict[str, Any]:
    told = facts.drill
    looks = [name for name in names if name.startswith(BEFORE)]
    probes = [_declared(facts, name, language) | {"tolerance": 0} for name in looks]
    method = [_declared(facts, name, language) for name in names if not name.startswith((BEFORE, AFTER, SANDBOX))]
    known = {"name": "continuity", "run": facts.run.id, "drill": facts.name, "mode": facts.run.detail.get("mode")}
    known |= {"digest": facts.run.policy_digest, "runbook": facts.run.detail.get("runbook"), "log": facts.log}
    known |= {"records": [one.index for one in facts.records], "played": facts.run.detail.get("played")}
    title = told.title[language.name] if told else facts.name
    hypothesis = {"steady-state-hypothesis": {"title": title, "probes": probes}} if probes else {}
    return {
        "version": VERSION,
        "title": title,
        "description": told.purpose[language.name] if told else facts.name,
        "tags": ["continuity", "drill"],
        "extensions": [known],
        **hypothesis,
        "method": method,
        "rollbacks": [],
    }


def _declared(facts: Facts, name: str, language: Language) -> dict[str, Any]:
    """Return an activity as an experiment declares it."""
    step = facts.procedure.steps.get(name) if facts.procedure else None
    looks = name.startswith((BEFORE, AFTER, CHECK))
    show = {"type": "process", "path": "continuity", "arguments": ["evidence", "show", facts.run.id]}
    title = f"{name}: {step.title[language.name]}" if step else name
    return {"type": "probe" if looks else "action", "name": title, "provider": show}


def _activity(facts: Facts, one: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Return what came of one step; what was never begun has neither times nor an output."""
    step = facts.steps.get(one["name"])
    found = {"activity": _declared(facts, one["name"], language), "status": _DID.get(str(one["state"]), "failed")}
    if step is None or step.begun is None:
        return found | {"output": None, "duration": 0.0}
    end = step.passed or step.ended or step.begun
    times = {"start": write_time(step.begun.wall), "end": write_time(end.wall)}
    failed = [language.told(said) for said in (step.said, *step.failures) if said]
    return (
        found
        | times
        | {"duration": seconds(step.begun, end), "output": step.values.get("answer")}
        | ({"exception": failed} if failed else {})
    )


def _steady(facts: Facts, steps: list[Mapping[str, Any]], prefix: str, language: Language) -> dict[str, Any] | None:
    """Return the looks at normal life of one side; None where there are none."""
    looks = [_activity(facts, one, language) for one in steps if one["name"].startswith(prefix)]
    for one in looks:
        one["activity"] |= {"tolerance": 0}
        one["tolerance_met"] = one["status"] == "succeeded"
    return {"steady_state_met": all(one["tolerance_met"] for one in looks), "probes": looks} if looks else None


def _rollbacks(facts: Facts, language: Language) -> Any:
    """Yield what was undone at its end."""
    begun: dict[str, Any] = {}
    for event in facts.events:
        if event.kind is Kind.UNDOING:
            begun[event.step] = event.at
        elif event.kind in (Kind.UNDONE, Kind.NOT_UNDONE):
            start = begun.get(event.step, event.at)
            yield {
                "activity": _declared(facts, event.step, language),
                "status": "succeeded" if event.kind is Kind.UNDONE else "failed",
                "start": write_time(start.wall),
                "end": write_time(event.at.wall),
                "duration": seconds(start, event.at),
                "output": None,
            }
