"""``continuity evidence verify``: what the logs say is what was signed, and what others hold of them."""

from __future__ import annotations

import heapq
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import any_log
from continuity.faces.cli.chosen import logs_of
from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.evidence_bundle import bundles_among, tell_bundles
from continuity.faces.cli.evidence_facts import facts_among, tell_facts
from continuity.faces.cli.reached import Reached
from continuity.ground.errors import Incomplete, NotProven, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from continuity.evidence.held import Held
    from continuity.evidence.server import ToldHeads
    from continuity.evidence.verify import Verification
    from continuity.faces.app import App
    from continuity.faces.cli.session import Session
    from continuity.model.anchor import Anchor

_FILE = click.Path(path_type=Path)


@click.command(cls=Leaf)
@click.argument("files", type=_FILE, nargs=-1, metavar="[FILE]...")
@any_log
@click.option("--anchors", is_flag=True, help="Verify time-stamps anew, and read what locked repositories hold; slow.")
@click.pass_obj
def verify(session: Session, files: tuple[Path, ...], client: str | None, anchors: bool) -> int:  # noqa: FBT001 - a flag
    """Verify the logs: database, published tiles, signatures, anchors, and that every run that began was ended once.

    A FILE may be a checkpoint that you kept, or its three lines from a mail or a report: it is held against its log,
    for only heads that were out of reach of this machine tell of a history that was made anew. It may also be an export
    or the proof of a record: these are verified by themselves.
    """
    from continuity.evidence.format.checkpoint import SERVER
    from continuity.evidence.verify import verify_log
    from continuity.state.records import DatabaseLog

    app, code, unreached = session.app, 0, False
    facts, bundles = facts_among(files), bundles_among(files)
    if facts or bundles:
        code = max(tell_facts(session, facts), tell_bundles(session, bundles))
        files = tuple(path for path in files if path not in (*facts, *bundles))
        if not files:
            return code
    names = logs_of(session, client)
    kept = _by_client(app, files, names + ([SERVER] if client is None and app.server_log else []))
    names = sorted(kept) if files else names
    told = _told(app, names)
    for name in names:
        asked = Reached(session, name) if anchors else None
        heads, verifier = asked.heads() if asked else [], app.verifier(name)
        heads += [told.of(verifier.name)] if told else []
        held = heapq.merge(kept.get(name, ()), _anchored(app, name), *heads, key=lambda one: one.size)
        found = verify_log(DatabaseLog(app.store), verifier, app.state / "log" / name, held)
        found = replace(found, problems=found.problems + told.remarks(verifier.name)) if told else found
        found = asked.judged(found) if asked else found
        _say(session, found, verifier.fingerprint)
        session.emit(found.as_json())
        code = max(code, 0 if found.valid else NotProven.exit_code)
        unreached = unreached or bool(asked and asked.unreached)
    return code or (Incomplete.exit_code if unreached else 0)


def _say(session: Session, found: Verification, fingerprint: str) -> None:
    session.say(
        "{log}: {verdict}, {size} record(s), signed by {fingerprint}",
        log=found.log,
        verdict=session.language.template("valid" if found.valid else "invalid"),
        size=found.checkpoint.size,
        fingerprint=fingerprint[:16],
    )
    for one, agrees in found.held:
        if agrees and one.anchor:
            text = "  the first {size} records existed at {at}, says {name} ({worth})"
            worth = session.language.template(str(one.anchor.worth))
            session.say(text, size=one.size, at=one.as_json(agrees=True)["at"], name=one.holder, worth=worth)
        elif agrees and one.record is not None:
            text = "  the log of the server, {log}, holds heads of it, of up to {size} records: they agree"
            session.say(text, log=one.holder, size=one.size)
        elif agrees:
            session.say("  {path}: its {size} records are the first of this log", path=one.holder, size=one.size)
    if not found.anchored_to:
        session.say("  not anchored yet: nothing outside this server bounds when these records were made")
    elif tail := found.checkpoint.size - found.anchored_to:
        session.say("  the newest {count} record(s) are not anchored yet", count=tail)
    for remark in (*found.problems, *found.findings):
        session.say("  {remark}", remark=session.language.remark(remark))
    for run in found.open_runs:
        session.say("  run {run} has begun and not ended", run=run)


def _by_client(app: App, files: Sequence[Path], clients: Sequence[str]) -> dict[str, list[Held]]:
    """Return what each file holds, by the client whose log it is of."""
    from continuity.evidence.held import given, read_text

    verifiers = {name: app.verifier(name) for name in clients} if files else {}
    found: dict[str, list[Held]] = {}
    for path in files:
        origin = read_text(path).partition("\n")[0].strip("> \t")
        names = [name for name, verifier in verifiers.items() if verifier.name == origin]
        if not names:
            logs = ", ".join(one.name for one in verifiers.values())
            text = "{path} is no checkpoint of a log of this server"
            raise UsageError(text, hint="known logs: {logs}", path=path, logs=logs)
        found.setdefault(names[0], []).append(given(path, verifiers[names[0]]))
    return {name: sorted(held, key=lambda one: one.size) for name, held in found.items()}


def _told(app: App, clients: Sequence[str]) -> ToldHeads | None:
    """Return what the server's log says of the heads of these logs; None where there is no such log yet."""
    from continuity.evidence.server import ToldHeads
    from continuity.state.records import DatabaseLog

    server = app.server_log
    logs = [app.verifier(name).name for name in clients]
    return ToldHeads(server.journal.log, DatabaseLog(app.store), logs) if server else None


def _anchored(app: App, client: str) -> Iterator[Held]:
    from continuity.evidence.format.checkpoint import parse
    from continuity.evidence.held import all_anchored
    from continuity.state.records import DatabaseLog

    log = app.verifier(client).name

    def between(first: int, last: int) -> list[Anchor]:
        with app.store.reading() as tx:
            return tx.anchors.between(log, first, last)

    note = DatabaseLog(app.store).checkpoint(log)
    try:
        size = parse(note.partition("\n\n")[0] + "\n").size if note else 0
    except NotProven:  # the verification says so
        size = 0
    return all_anchored(between, size)
