"""``continuity evidence verify``: what the logs say is what was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.chosen import clients_of
from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session


@click.command(cls=Leaf)
@click.option("--client", metavar="NAME", help="Only this client's log.")
@click.pass_obj
def verify(session: Session, client: str | None) -> int:
    """Verify the logs: database, published tiles, signatures, and that every run that began was ended once."""
    from continuity.evidence.verify import verify_log
    from continuity.state.records import DatabaseLog

    app, code = session.app, 0
    for name in clients_of(session, client):
        found = verify_log(DatabaseLog(app.store), app.verifier(name), app.state / "log" / name)
        session.say(
            "{log}: {verdict}, {size} record(s), signed by {fingerprint}",
            log=found.log,
            verdict=session.language.template("valid" if found.valid else "invalid"),
            size=found.checkpoint.size,
            fingerprint=app.verifier(name).fingerprint[:16],
        )
        session.say("  not anchored yet: nothing outside this server bounds when these records were made")
        for remark in (*found.problems, *found.findings):
            session.say("  {remark}", remark=session.language.remark(remark))
        for run in found.open_runs:
            session.say("  run {run} has begun and not ended", run=run)
        session.emit(found.as_json())
        code = max(code, 0 if found.valid else NotProven.exit_code)
    return code
