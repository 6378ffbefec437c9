"""``continuity evidence anchor``: the heads of the logs, brought to who can hold them against us."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import any_log
from continuity.faces.cli.chosen import logs_of
from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import Incomplete, Unavailable, UsageError

if TYPE_CHECKING:
    from continuity.engine.anchoring import Brought
    from continuity.faces.cli.session import Session


@click.command(cls=Leaf)
@any_log
@click.pass_obj
def anchor(session: Session, client: str | None) -> int:
    """Bring the newest head of the logs to all who hold it for us, now: authorities, and repositories that lock.

    The daemon does it by itself, every five minutes while there is something new, and at least daily.
    """
    from continuity.engine.anchoring import Anchoring
    from continuity.evidence.anchors import told
    from continuity.evidence.format.checkpoint import SERVER

    anchoring, came = Anchoring(session.app.workshop), []
    for name in [*logs_of(session, client), *([SERVER] if client is None else [])]:
        brought = anchoring.server(at_once=True) if name == SERVER else anchoring.client(name, at_once=True)
        for one in brought:
            _say(session, one)
        came += brought
    if not came:
        raise UsageError(
            "nobody is named who could hold the heads of the logs",
            hint="add an authority to `evidence: timestamps:`, or a lock to a repository that can",
        )
    failures = [one for one in came if one.error]
    session.emit(
        {
            "schema": "continuity.evidence-anchors/1",
            "anchors": [{"log": one.head.origin} | told(one.anchor) for one in came if one.anchor],
            "failed": [
                {"log": one.head.origin, "kind": str(one.kind), "name": one.name, "cause": str(one.error)}
                for one in failures
            ],
        }
    )
    return 0 if not failures else Incomplete.exit_code if len(failures) < len(came) else Unavailable.exit_code


def _say(session: Session, one: Brought) -> None:
    from continuity.evidence.format.record import record_time

    if one.error:
        session.complain(one.error)
    if one.anchor:
        session.say(
            "{log}: the first {size} records existed at {at}, says {name} ({worth})",
            log=one.head.origin,
            size=one.head.size,
            at=record_time(one.anchor.at),
            name=one.name,
            worth=session.language.template(str(one.anchor.worth)),
        )
