"""``continuity evidence show`` and ``prove``: a single record, and its proof for somebody who must see no other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import which_log
from continuity.faces.cli.chosen import one_log
from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import Refused, Unavailable

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session


@click.command(cls=Leaf)
@click.argument("record", type=click.IntRange(min=0), metavar="RECORD")
@which_log
@click.pass_obj
def show(session: Session, record: int, client: str | None) -> int:
    """Show one record of a log whole; RECORD is its index in the list."""
    from continuity.evidence.format.record import read_fields
    from continuity.evidence.single import stored
    from continuity.state.records import DatabaseLog

    name = one_log(session, client)
    found = stored(DatabaseLog(session.app.store), session.app.verifier(name).name, record)
    fields = read_fields(found.body) if found.salt else None
    if fields is None:
        session.say("record {index} was erased: what it said is gone", index=record)
    elif not session.json:
        print(json.dumps(fields, ensure_ascii=False, indent=2))
    session.emit({"schema": "continuity.evidence/1", "client": name, "index": record, "record": fields})
    return 0


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
