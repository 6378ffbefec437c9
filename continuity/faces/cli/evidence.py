"""``continuity evidence``: what a stranger can verify."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import Moment, any_log
from continuity.faces.cli.chosen import logs_of
from continuity.faces.cli.commands import Group
from continuity.faces.cli.evidence_anchor import anchor
from continuity.faces.cli.evidence_challenge import challenge
from continuity.faces.cli.evidence_cosign import cosign
from continuity.faces.cli.evidence_export import export
from continuity.faces.cli.evidence_keys import keys, rotate_key
from continuity.faces.cli.evidence_prove import prove, show
from continuity.faces.cli.evidence_recover import recover
from continuity.faces.cli.evidence_verify import verify

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.faces.cli.session import Session


@click.group(cls=Group)
@click.pass_context
def evidence(ctx: click.Context) -> int | None:
    """Show what a stranger can verify; without a verb, the records."""
    return _list(ctx.obj, None) if ctx.invoked_subcommand is None else None


@evidence.command("list")
@any_log
@click.option("--since", type=Moment(), metavar="TIME", help="Only records of this time or newer.")
@click.option("--until", type=Moment(), metavar="TIME", help="Only records of this time or older.")
@click.pass_obj
def list_(session: Session, client: str | None, since: datetime | None, until: datetime | None) -> int:
    """List the records of the logs, in order."""
    return _list(session, client, since, until)


def _list(session: Session, client: str | None, since: datetime | None = None, until: datetime | None = None) -> int:
    from continuity.evidence.format.record import parse
    from continuity.ground.timestamps import read_time
    from continuity.state.records import DatabaseLog

    log = DatabaseLog(session.app.store)
    rows, plain = [], []
    for name in logs_of(session, client):
        for stored in log.read(session.app.verifier(name).name, 0, 1 << 62):
            record = parse(stored.body) if stored.salt else None
            at = read_time(record.at) if record else None
            if at and ((since and at < since) or (until and at > until)):
                continue
            said = record.body if record else {}
            outcome = session.language.template(said.get("outcome") or "")
            rows.append((name, stored.index, record.at if record else "", stored.kind, said.get("subject"), outcome))
            plain.append(
                {"client": name, "index": stored.index, "kind": stored.kind, "run": stored.run} | _fields(record)
            )
    session.table(("client", "index", "at", "kind", "subject", "outcome"), rows)
    session.emit({"schema": "continuity.evidence/1", "records": plain})
    return 0


def _fields(record: object) -> dict[str, object]:
    return {"at": getattr(record, "at", None), "body": getattr(record, "body", None)}


evidence.add_command(verify)
evidence.add_command(export)
evidence.add_command(anchor)
evidence.add_command(cosign)
evidence.add_command(keys)
evidence.add_command(rotate_key)
evidence.add_command(show)
evidence.add_command(prove)
evidence.add_command(recover)
evidence.add_command(challenge)
