"""``continuity storage forget`` and ``prune``: what no rule keeps is removed, and its space given back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.chosen import repositories
from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.points_why import kept
from continuity.faces.cli.results import because, each, tell_measurements, word

if TYPE_CHECKING:
    from continuity.engine.orders import Ended
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import RepositorySpec


@click.command(cls=Leaf)
@click.argument("names", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Show what would go, and remove nothing.")
@click.pass_obj
def forget(session: Session, names: tuple[str, ...], dry_run: bool) -> int:  # noqa: FBT001
    """Remove the recovery points of NAMES (all, without names) that no rule of their policies keeps.

    Only points of ours go, each by its whole name. `continuity points --why` shows what keeps the others.
    """
    from continuity.engine.forgetting import run_forget

    chosen, workshop = repositories(session, names), session.app.workshop
    if dry_run:
        for spec in chosen:
            _preview(session, spec)
        return 0
    return each(session, chosen, lambda spec: run_forget(workshop, spec), _tell)


@click.command(cls=Leaf)
@click.argument("names", nargs=-1)
@click.pass_obj
def prune(session: Session, names: tuple[str, ...]) -> int:
    """Give back the space of what was removed from NAMES (all, without names).

    Nothing else may work in a repository meanwhile. Where versions stay under a lock, nothing is rewritten.
    """
    from continuity.engine.prunings import run_prune

    workshop = session.app.workshop
    return each(session, repositories(session, names), lambda spec: run_prune(workshop, spec), _tell)


def _preview(session: Session, spec: RepositorySpec) -> None:
    from continuity.engine.forgetting import planned

    decided = planned(session.app.workshop, spec)
    going = [one.point for one in decided if not one.kept]
    values = {"repository": f"{spec.client}/{spec.name}", "going": len(going), "kept": len(decided) - len(going)}
    session.say("{repository}: {going} recovery point(s) would go, {kept} would stay", **values)
    for point in going:
        session.say("  {snapshot} {asset} {time}", snapshot=point.snapshot[:8], asset=point.asset, time=point.data_time)
    points = [one.point.as_json() | kept(one) for one in decided]
    session.emit({"schema": "continuity.retention/1", "repository": values["repository"], "points": points})


def _tell(session: Session, ended: Ended) -> None:
    run, facts = ended.run, ended.run.detail
    reason = because(session, run.reason) if not ended.problems else ""
    session.say("{subject}: {outcome}{reason}", subject=run.subject, outcome=word(session, run.outcome), reason=reason)
    if "removed" in facts:
        _tell_removed(session, facts)
    for line in facts.get("said", ()):
        session.say("    {line}", line=line)
    tell_measurements(session, run.measurements, run.subject)
    for problem in ended.problems:
        session.complain(problem)


def _tell_removed(session: Session, facts: dict[str, Any]) -> None:
    session.say(
        "  {removed} recovery point(s) removed, {kept} kept, {unknown} snapshot(s) not ours left alone",
        removed=len(facts["removed"]),
        kept=facts.get("kept", "—"),
        unknown=facts.get("snapshots_unknown", "—"),
    )
    if facts["removed"] and facts.get("versions_stay"):
        session.say("  the store hides them: their versions stay, and cost, until its lock and its lifecycle end them")
    if left := facts.get("left_to_server"):
        session.say("  {count} recovery point(s) are for the server to remove", count=len(left))
