"""``continuity runbook``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Group
from continuity.faces.cli.runbook_render import render
from continuity.faces.cli.runbook_run import abort, resume, run

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session


@click.group(cls=Group)
@click.pass_context
def runbook(ctx: click.Context) -> int | None:
    """Walk what is to be done on the worst day, step by step; without a verb, the list."""
    return _list(ctx.obj) if ctx.invoked_subcommand is None else None


@runbook.command("list")
@click.pass_obj
def list_(session: Session) -> int:
    """List the runbooks, and those that were begun and have not ended."""
    return _list(session)


def _list(session: Session) -> int:
    from continuity.engine.procedures.walking import standing
    from continuity.faces.cli.proof_words import TrackRecord, track_records
    from continuity.ground.timestamps import write_time

    language = session.language
    rows, plain = [], []
    begun = (session.app.inventory.state / "server").exists()
    known = track_records(session) if begun else {}
    for client in session.app.inventory.clients.values():
        for name in client.runbooks:
            one, record = client.runbooks[name], known.get((client.name, name), TrackRecord())
            title = one.title.get(language.name, "")
            rows.append((client.name, name, len(one.steps), title, *record.cells(session), one.where))
            told = {"client": client.name, "name": name, "title": dict(one.title), "digest": one.digest}
            plain.append(told | record.as_json())
    headings = ("client", "runbook", "steps", "title", "proven", "forecasts kept", "written in")
    session.table(headings, rows)
    waiting = standing(session.app.workshop) if begun else []
    for run_ in waiting:
        session.say(
            "{runbook} of {subject}, begun at {time}, has not ended: continuity runbook resume {run}",
            runbook=run_.detail["runbook"],
            subject=run_.subject,
            time=write_time(run_.started_at),
            run=run_.id,
        )
    session.emit(
        {
            "schema": "continuity.runbooks/1",
            "runbooks": plain,
            "standing": [{"run": one.id, "runbook": one.detail["runbook"], "subject": one.subject} for one in waiting],
        }
    )
    return 0


runbook.add_command(run)
runbook.add_command(resume)
runbook.add_command(abort)
runbook.add_command(render)
