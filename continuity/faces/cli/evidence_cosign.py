"""``continuity evidence cosign``: a witness's signature becomes an anchor."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import which_log
from continuity.faces.cli.chosen import one_log
from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session

_MOST = 1 << 16  # bytes of a note


@click.command(cls=Leaf)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@which_log
@click.pass_obj
def cosign(session: Session, file: Path, client: str | None) -> int:
    """Keep what a witness signed as an anchor: FILE is a cosigned checkpoint, or the signature line alone."""
    from continuity.engine.anchoring import holders
    from continuity.evidence.format.record import record_time
    from continuity.evidence.witnessed import witnessed
    from continuity.ground.actor import actor
    from continuity.state.records import DatabaseLog

    app, name = session.app, one_log(session, client)
    try:
        with file.open("rb") as opened:
            text = opened.read(_MOST).decode(errors="replace")
    except OSError as error:
        raise Unavailable("{path} cannot be read: {cause}", path=file, cause=error.strerror) from error
    spec, log = holders(app.inventory, name)[0], app.log(name)
    anchors = witnessed(text, spec.witnesses, app.verifier(name), DatabaseLog(app.store))
    told = [
        {"kind": str(one.kind), "class": str(one.worth), "name": one.name, "tree_size": one.tree_size}
        | {"root": base64.b64encode(one.root).decode(), "at": record_time(one.at)}
        for one in anchors
    ]
    with app.store.transaction() as tx:
        for one, said in zip(anchors, told, strict=True):
            if any(known.name == one.name for known in tx.anchors.between(one.log, one.tree_size, one.tree_size)):
                continue  # given a second time
            tx.anchors.add(one)
            log.journal.record(tx.records, "anchor", app.clock.now(), said | {"by": actor("evidence cosign")})
    log.sequencer.run()
    for one in anchors:
        text = "{log}: the first {size} records existed at {at}, says {name}; proven offline"
        session.say(text, log=one.log, size=one.tree_size, at=record_time(one.at), name=one.name)
    session.emit({"schema": "continuity.evidence-anchors/1", "anchors": told})
    return 0
