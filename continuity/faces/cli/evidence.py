"""``continuity evidence``: what a stranger can verify."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import Moment
from continuity.faces.cli.commands import Group
from continuity.ground.errors import NotProven, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.faces.cli.session import Session


@click.group(cls=Group)
@click.pass_context
def evidence(ctx: click.Context) -> int | None:
    """Show what a stranger can verify; without a verb, the records."""
    return _list(ctx.obj, None) if ctx.invoked_subcommand is None else None


@evidence.command("list")
@click.option("--client", metavar="NAME", help="Only this client's log.")
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
    for name in _clients(session, client):
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


@evidence.command()
@click.option("--client", metavar="NAME", help="Only this client's log.")
@click.pass_obj
def verify(session: Session, client: str | None) -> int:
    """Verify the logs: database, published tiles, signatures, and that every run that began was ended once."""
    from continuity.evidence.verify import verify_log
    from continuity.state.records import DatabaseLog

    app, code = session.app, 0
    for name in _clients(session, client):
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


@evidence.command()
@click.option("--client", metavar="NAME", help="The client whose log it is; needed where there are several.")
@click.option("--from", "since", type=Moment(), metavar="TIME", help="From this time; the log's beginning without it.")
@click.option("--until", type=Moment(), metavar="TIME", help="Up to this time; the log's end without it.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE", help="The zip to write."
)
@click.pass_obj
def export(session: Session, client: str | None, since: datetime | None, until: datetime | None, output: Path) -> int:
    """Export one client's evidence of one period as a zip that verifies without us."""
    from continuity.evidence.export import Exporter
    from continuity.evidence.period import Period
    from continuity.state.records import DatabaseLog

    app = session.app
    names = _clients(session, client)
    if len(names) != 1:
        raise UsageError(
            "an export holds one client's log", hint="add --client; known: {names}", names=", ".join(names)
        )
    app.log(names[0]).sequencer.run()
    exporter = Exporter(DatabaseLog(app.store), app.signer(names[0]), app.state / "log" / names[0])
    done = exporter.write(Period(since, until), output.absolute())
    session.say(
        "{path}: records {start} to {end} of {log}",
        path=output,
        start=done.start,
        end=done.end - 1,
        log=done.checkpoint.origin,
    )
    session.say("  verify it anywhere: python3 verify.py --key-fingerprint {fingerprint}", fingerprint=done.fingerprint)
    session.emit(
        {"schema": "continuity.evidence-export/1", "path": str(output), "from_index": done.start, "to_index": done.end}
        | {"log": done.checkpoint.origin, "fingerprint": done.fingerprint}
    )
    return 0


def _clients(session: Session, client: str | None) -> list[str]:
    known = list(session.app.inventory.clients)
    if client is not None and client not in known:
        raise UsageError("there is no client named {name}", hint="known: {names}", name=client, names=", ".join(known))
    return [client] if client else known
