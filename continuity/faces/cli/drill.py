"""``continuity drill``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Group
from continuity.faces.cli.drill_actions import actions
from continuity.faces.cli.drill_blind import acknowledge
from continuity.faces.cli.drill_calendar import calendar
from continuity.faces.cli.drill_mutate import mutate
from continuity.faces.cli.drill_report import report
from continuity.faces.cli.drill_run import resume, run
from continuity.faces.cli.drill_show import show
from continuity.faces.cli.drill_standing import told_standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.faces.cli.session import Session
    from continuity.model.job import Run


@click.group(cls=Group)
@click.pass_context
def drill(ctx: click.Context) -> int | None:
    """Rehearse what is done on the worst day, for real and on the clock; without a verb, the list."""
    return _list(ctx.obj) if ctx.invoked_subcommand is None else None


@drill.command("list")
@click.pass_obj
def list_(session: Session) -> int:
    """List the drills, and how the last run of each came out."""
    return _list(session)


drill.add_command(run)
drill.add_command(resume)
drill.add_command(acknowledge)
drill.add_command(calendar)
drill.add_command(actions)
drill.add_command(show)
drill.add_command(report)
drill.add_command(mutate)


def _list(session: Session) -> int:
    from continuity.faces.cli.drill_report import rta_of, took

    last: Mapping[tuple[str, str], Run] = {}
    if (session.app.inventory.state / "server").exists():
        with session.app.workshop.store.reading() as tx:
            last = tx.walks.last_drills()
    rows, plain = [], []
    for client in session.app.inventory.clients.values():
        for name, one in client.drills.items():
            ran = last.get((client.name, name))
            rta = session.language.template(str(ran.outcome)) if ran else "-", *took(session, ran)
            rows.append((client.name, name, one.runbook, one.title.get(session.language.name, ""), *rta))
            plain.append(
                {
                    "client": client.name,
                    "name": name,
                    "runbook": one.runbook,
                    "mode": str(one.mode),
                    "title": dict(one.title),
                    "digest": one.digest,
                    "last": ran.id if ran else None,
                    "rta_s": rta_of(ran),
                    "forecast": ran.detail.get("forecast") if ran else None,
                }
            )
    session.table(("client", "drill", "runbook", "title", "last", "RTA", "forecast"), rows)
    session.emit({"schema": "continuity.drills/1", "drills": plain} | told_standing(session))
    return 0
