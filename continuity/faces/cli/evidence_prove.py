"""``continuity evidence show`` and ``prove``: one record or those of a run; the proof of one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import which_log
from continuity.faces.cli.chosen import logs_of, one_log
from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import Refused, Unavailable, UsageError

if TYPE_CHECKING:
    from continuity.evidence.store import StoredRecord
    from continuity.faces.cli.session import Session


@click.command(cls=Leaf)
@click.argument("record", metavar="RECORD|RUN")
@which_log
@click.pass_obj
def show(session: Session, record: str, client: str | None) -> int:
    """Show one record of a log whole, or all that a run left: its intent, its steps, how it ended.

    RECORD is an index in the list, RUN what a command calls the run that it began.
    """
    from continuity.evidence.single import stored
    from continuity.state.records import DatabaseLog

    if not record.isdecimal():
        return _show_run(session, record, client)
    name = one_log(session, client)
    found = stored(DatabaseLog(session.app.store), session.app.verifier(name).name, int(record))
    fields = _told(session, found)
    session.emit({"schema": "continuity.evidence/1", "client": name, "index": int(record), "record": fields})
    return 0


def _show_run(session: Session, run: str, client: str | None) -> int:
    """Show the records of a run; whose log they are in need not be said."""
    from continuity.evidence.format.checkpoint import SERVER
    from continuity.state.records import DatabaseLog

    log, told = DatabaseLog(session.app.store), list[dict[str, object]]()
    for name in logs_of(session, client) + ([SERVER] if client is None and session.app.server_log else []):
        for one in log.read(session.app.verifier(name).name, 0, 1 << 62):
            if one.run == run:
                told.append({"client": name, "index": one.index, "record": _told(session, one)})
    if not told:
        raise UsageError("no log has a record of the run {run}", hint="continuity evidence list", run=run)
    session.emit({"schema": "continuity.evidence/1", "run": run, "records": told})
    return 0


def _told(session: Session, found: StoredRecord) -> dict[str, object] | None:
    """Print a record for people, and return its fields; None where it was erased."""
    from continuity.evidence.format.record import read_fields

    fields = read_fields(found.body) if found.salt else None
    if fields is None:
        session.say("record {index} was erased: what it said is gone", index=found.index)
    elif not session.json:
        print(json.dumps(fields, ensure_ascii=False, indent=2))
    return fields


@click.command(cls=Leaf)
@click.argument("record", type=click.IntRange(min=0), metavar="RECORD")
@which_log
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it here, not on stdout.")
@click.pass_obj
def prove(session: Session, record: int, client: str | None, output: Path | None) -> int:
    """Write one record with its proof under the newest signed head; nothing of other records is in it.

    Who gets it needs the fingerprint of the log's key by another way: continuity evidence verify FILE.
    """
    from continuity.evidence.single import prove as proof_of
    from continuity.state.records import DatabaseLog

    app, name = session.app, one_log(session, client)
    app.log(name).sequencer.run()
    fact = proof_of(DatabaseLog(app.store), app.verifier(name), app.state / "log" / name, record)
    if output is None:
        print(json.dumps(fact.as_json(), ensure_ascii=False))
        return 0
    try:
        with output.open("x", encoding="utf-8") as file:
            json.dump(fact.as_json(), file, ensure_ascii=False)
            file.write("\n")
    except FileExistsError as error:
        raise Refused("{path} exists already", hint="name a file that does not exist yet", path=output) from error
    except OSError as error:
        raise Unavailable(
            "{path} cannot be written: {why}",
            hint="name a file in a directory of yours",
            path=output,
            why=error.strerror,
        ) from error
    session.say("{path}: record {index} and its proof", path=output, index=record)
    session.emit(fact.as_json())
    return 0
