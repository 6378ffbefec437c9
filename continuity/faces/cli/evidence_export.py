"""``continuity evidence export``: what a stranger can verify without us."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import MomentOrDay, at_once
from continuity.faces.cli.chosen import clients_of
from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from datetime import date, datetime

    from continuity.evidence.anchored import Kept
    from continuity.evidence.export import Exported
    from continuity.evidence.gathered import View
    from continuity.faces.cli.session import Session
    from continuity.model.anchor import Anchor
    from continuity.state.records import DatabaseLog
    from continuity.state.store import Store


@click.command(cls=Leaf)
@click.option("--client", metavar="NAME", help="The client whose log it is; needed where there are several.")
@click.option("--from", "since", type=MomentOrDay(), metavar="TIME",
              help="From this time, or from the beginning of this day; the log's beginning without it.")  # fmt: skip
@click.option(
    "--until",
    type=MomentOrDay(),
    metavar="TIME",
    help="Before this time, or to the end of this day, which is included; the log's end without it.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE", help="The zip to write."
)
@click.option("--pseudonyms", is_flag=True, help="Withhold what names people; people.csv gives them other names.")
@click.pass_obj
def export(
    session: Session,
    client: str | None,
    since: datetime | date | None,
    until: datetime | date | None,
    output: Path,
    pseudonyms: bool,  # noqa: FBT001 - a flag
) -> int:
    """Export one client's evidence of one period as a zip that verifies without us.

    A day is written as 2026-11-01, and begins and ends in the time zone of the client's documents.

    With --pseudonyms, a record that names somebody shows its commitment alone: the export verifies, and does not prove
    what that record said.
    """
    from continuity.evidence.export import Exporter
    from continuity.evidence.period import Period
    from continuity.faces.language import Language
    from continuity.faces.reports.views import REPORT, views_of
    from continuity.state.records import DatabaseLog

    app = session.app
    name = _whose(session, client)
    app.log(name).sequencer.run()
    client_spec = app.inventory.clients[name]
    views = views_of(client_spec, Language(session.lang or client_spec.language))
    signer = app.signer(name)
    anchors = _anchors(app.store, signer.name)
    log, actions = DatabaseLog(app.store), partial(_actions, app.store, signer.name)
    if pseudonyms:
        log, views = _withheld(session, name, views)
    exporter = Exporter(log, signer, app.state / "log" / name, views, anchors, actions)
    zone = client_spec.timezone
    period = Period(at_once(since, zone), at_once(until, zone, ends=True))
    if period.since and period.until and period.since >= period.until:
        raise UsageError("the period ends before it begins", hint="give --from a time before the one of --until")
    done = exporter.write(period, output.absolute())
    _record(session, name, done)
    _tell(session, output, done, typeset=REPORT in views)
    return 0


def _tell(session: Session, output: Path, done: Exported, *, typeset: bool) -> None:
    """Tell what was written, and how it is verified."""
    from continuity.faces.reports.views import CONTROLS, REPORT

    session.say(
        "{path}: records {start} to {end} of {log}",
        path=output,
        start=done.start,
        end=done.end - 1,
        log=done.checkpoint.origin,
    )
    session.say("  verify it anywhere: python3 verify.py --key-fingerprint {fingerprint}", fingerprint=done.fingerprint)
    if typeset:
        session.say("  for people: {report} (PDF/A); for auditors' lists: {controls}", report=REPORT, controls=CONTROLS)
    else:
        session.say("  without {report}, which needs Typst: pip install 'continuity[reports]'", report=REPORT)
    session.emit(
        {"schema": "continuity.evidence-export/1", "path": str(output), "from_index": done.start, "to_index": done.end}
        | {"log": done.checkpoint.origin, "fingerprint": done.fingerprint}
    )


def _withheld(session: Session, client: str, views: dict[str, View]) -> tuple[DatabaseLog, dict[str, View]]:
    """Return the log without the records that name people, and one more file that says by pseudonyms who they are."""
    from continuity.engine.privacy.names import pseudonyms
    from continuity.engine.privacy.withholding import PEOPLE, WithoutNames, people_view

    app = session.app
    log = WithoutNames(app.store)
    alias = pseudonyms(app.vault, client, app.ids.nonce)
    return log, views | {PEOPLE: people_view(log, app.signer(client).name, alias)}


def _whose(session: Session, client: str | None) -> str:
    """Return the one client whose log is exported."""
    from continuity.evidence.format.checkpoint import SERVER

    if client == SERVER:
        raise UsageError(
            "the server's own log is never exported: the names of all clients are in it",
            hint="verify it here: continuity evidence verify --client @server",
        )
    names = clients_of(session, client)
    if len(names) != 1:
        raise UsageError(
            "an export holds one client's log", hint="add --client; known: {names}", names=", ".join(names)
        )
    return names[0]


def _record(session: Session, client: str, done: Exported) -> None:
    """Record that evidence was given out, and which: whoever holds the file can show it to be that one."""
    import hashlib

    from continuity.ground.actor import actor

    app, log = session.app, session.app.log(client)
    with done.path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    attached = {"name": done.path.name, "sha256": sha256, "bytes": done.path.stat().st_size}
    body = {"by": actor(app.command), "from_index": done.start, "to_index": done.end, "attachments": [attached]}
    with app.store.transaction() as tx:
        log.journal.record(tx.records, "evidence.exported", app.clock.now(), body)
    log.sequencer.run()


def _anchors(store: Store, log: str) -> Kept:
    def kept(first: int, last: int) -> list[Anchor]:
        with store.reading() as tx:
            return tx.anchors.between(log, first, last)

    return kept


def _actions(store: Store, log: str) -> list[bytes]:
    with store.reading() as tx:
        return tx.corrective.records(log)
