"""``continuity drill show``: a whole drill as it stands, before anybody runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.drill_named import drill_named
from continuity.faces.cli.results import duration, word
from continuity.ground.timestamps import write_time
from continuity.model.corrective import ActionState
from continuity.model.drill import Mode
from continuity.model.procedure import InputKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.faces.cli.session import Session
    from continuity.model.drill import Drill
    from continuity.model.inventory import Client
    from continuity.model.procedure import Procedure, Step
    from continuity.policy.drill_calendar import DrillRun

SAID = {Mode.ISOLATED: "isolated, in a sandbox", Mode.LIVE: "live, where it is in use"}
COLUMNS = ("step", "does", "on", "changes", "title")
_NEWEST = 5  # how many runs are shown


@click.command("show", cls=Leaf)
@click.argument("name")
@click.option("--client", metavar="NAME", help="Whose drill, where there are several clients.")
@click.pass_obj
def show(session: Session, name: str, client: str | None) -> int:
    """Show the drill NAME as it stands: inputs, every step that it would do, what it changes, promises, last runs.

    Nothing is done, and nothing is asked of any machine.
    """
    from continuity.recovery.drills.compiling import compiled

    owner, found = drill_named(session, name, client)
    steps = compiled(found, _runbook(owner, found), {})
    _tell_drill(session, owner, found)
    rows = [_row(session, one) for one in steps.steps.values()]
    session.table(COLUMNS, rows)
    promises = list(_promises(session, owner, found))
    for asset, rto, rpo in promises:
        session.say("{asset}: RTO {rto}, RPO {rpo}", asset=asset, rto=_length(session, rto), rpo=_length(session, rpo))
    runs = _runs(session, owner, name)
    _tell_runs(session, runs)
    told = {"promises": [_promise(*one) for one in promises], "runs": [_plain_run(one) for one in runs]}
    session.emit(_plain(session, owner, found, steps) | told)
    return 0


def _runbook(owner: Client, found: Drill) -> Procedure:
    from continuity.ground.errors import UsageError

    if found.runbook not in owner.runbooks:
        names = ", ".join(owner.runbooks)
        raise UsageError("there is no runbook named {name}", hint="known: {names}", name=found.runbook, names=names)
    return owner.runbooks[found.runbook]


def _tell_drill(session: Session, owner: Client, found: Drill) -> None:
    language = session.language
    session.say("{client}/{drill}: {title}", client=owner.name, drill=found.name, title=_in(session, found.title))
    session.say("  {purpose}", purpose=_in(session, found.purpose))
    mode = language.template(SAID[found.mode])
    session.say("  rehearses {runbook}; {mode}", runbook=found.runbook, mode=mode)
    for one in found.inputs.values():
        default = one.default or language.template("to be given")
        title = _in(session, one.title)
        session.say("  --with {name}=…: {title} ({default})", name=one.name, title=title, default=default)


def _row(session: Session, step: Step) -> tuple[str, ...]:
    tr, title = session.language.template, _in(session, step.title)
    if step.work is None:
        return (step.name, tr("asks people"), "", "", title)
    where = step.work.parameters.get("on") or step.work.parameters.get("device") or ""
    return (step.name, step.work.action, str(where), tr("yes") if _changes(step) else "", title)


def _changes(step: Step) -> bool:
    from continuity.recovery.actions.installed import installed_actions

    known = installed_actions()
    return step.work is not None and step.work.action in known and step.changes and known[step.work.action].changes


def _promises(session: Session, owner: Client, found: Drill) -> Iterator[tuple[str, float | None, float | None]]:
    """Yield RTO and RPO in seconds of each asset that the drill may be run for."""
    from continuity.policy.proving import fits

    asked = [one for one in found.inputs.values() if one.kind is InputKind.ASSET]
    fixed = set(map(str, found.given.values()))
    for asset in owner.assets.values():
        if any(fits(one, asset) for one in asked) if asked else asset.name in fixed:
            policy = session.app.policy(asset)
            rto, rpo = (one.total_seconds() if one else None for one in (policy.rto, policy.rpo))
            yield asset.reference, rto, rpo


def _runs(session: Session, owner: Client, name: str) -> list[DrillRun]:
    from continuity.engine.drills.calendar import drill_run

    if not (session.app.inventory.state / "server").exists():
        return []
    with session.app.store.reading() as tx:
        found = [run for run in map(drill_run, tx.drills.ended(owner.name)) if run.drill == name]
        unresolved = tx.corrective.find(owner.name, (ActionState.OPEN, ActionState.ACCEPTED))
    for one in unresolved:
        if one.drill == name:
            values = {"id": one.id, "objective": one.objective, "due": one.due.date()}
            session.say("corrective action {id}: {objective}, until {due}", **values)
    return found[: -_NEWEST - 1 : -1]


def _tell_runs(session: Session, runs: list[DrillRun]) -> None:
    if not runs:
        session.say("it was never run")
    for run in runs:
        who = run.technician if not run.played else session.language.template("a script")
        session.say(
            "{time}: {outcome}, {verdict}, {subject}, by {who} (run {run})",
            time=write_time(run.at),
            outcome=word(session, run.outcome),
            verdict=word(session, run.verdict),
            subject=run.subject,
            who=who,
            run=run.id,
        )


def _plain(session: Session, owner: Client, found: Drill, steps: Procedure) -> dict[str, Any]:
    def step(one: Step) -> dict[str, Any]:
        said = {"name": one.name, "title": _in(session, one.title), "needs": list(one.needs)}
        did: dict[str, Any] = {"do": None, "with": {}}
        if one.work:
            did = {"do": one.work.action, "with": dict(one.work.parameters)}
        return said | did | {"changes": _changes(one), "undo": bool(one.undo)}

    return {
        "schema": "continuity.drill/1",
        "client": owner.name,
        "name": found.name,
        "digest": found.digest,
        "title": dict(found.title),
        "runbook": found.runbook,
        "mode": str(found.mode),
        "inputs": [{"name": one.name, "kind": str(one.kind), "default": one.default} for one in found.inputs.values()],
        "steps": [step(one) for one in steps.steps.values()],
    }


def _plain_run(run: DrillRun) -> dict[str, Any]:
    said = {"run": run.id, "at": write_time(run.at), "subject": run.subject, "outcome": str(run.outcome)}
    return said | {"verdict": str(run.verdict), "played": run.played, "technician": run.technician}


def _promise(asset: str, rto: float | None, rpo: float | None) -> dict[str, Any]:
    return {"asset": asset, "rto_s": rto, "rpo_s": rpo}


def _length(session: Session, seconds: float | None) -> str:
    return "-" if seconds is None else duration(session, seconds)


def _in(session: Session, told: Any) -> str:
    return str(told.get(session.language.name) or told.get("") or next(iter(told.values()), ""))
