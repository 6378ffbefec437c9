"""Going on with a log whose database is older than what was published: checked first, then all of it or nothing."""

from __future__ import annotations

import base64
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from continuity.evidence import publish
from continuity.evidence.format.checkpoint import SERVER, Checkpoint, open_checkpoint
from continuity.evidence.held import read_text
from continuity.evidence.journal import RESTORED
from continuity.evidence.restored import Recovered, Restored
from continuity.evidence.server import RECOVERED
from continuity.faces.log_keys import adopt_keys
from continuity.ground.actor import actor
from continuity.ground.errors import Refused, UsageError
from continuity.state.records import DatabaseLog

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.faces.app import App


def recovered(app: App, client: str, source: Path | None = None) -> Recovered:
    """Take what was published (in ``source``, else our own) as the truth, and record that; see ``evidence.restored``.

    Raises ``Refused`` where it does not go on from the database, and then changes nothing; ``UsageError`` without it.
    """
    directory = app.state / "log" / client
    if source and not source.is_dir():
        raise UsageError(
            "{path} is not a directory", hint="name a directory that holds a copy of the published log", path=source
        )
    with publish.locked(directory):
        if source:
            adopt_keys(app, client, source)
        log = app.log(client)
        restored = Restored(DatabaseLog(app.store), app.verifier(client), source or directory)
        restored.check()
        with app.store.transaction() as tx:
            done = restored.recover(tx.records)
            body: dict[str, Any] = {
                "by": actor(app.command),
                "database_size": done.database,
                "published_size": done.published,
            }
            body |= {"lost": done.lost, "published_root": base64.b64encode(restored.published.root).decode()}
            log.journal.record(tx.records, RESTORED, app.clock.now(), body)
        log.sequencer.drain()
    _tell(app, client, body)
    return done


def server_too(app: App, source: Path | None = None) -> Recovered | None:
    """Go on with the server's own log as well, which came back with the same database; None where nothing is missing.

    With ``source``, a client's log in a copy of the directory of all logs, it is looked for there.
    """
    beside = source.absolute().parent / SERVER if source else None
    if app.server_log is None:
        return None
    with suppress(Refused):  # nothing is missing, or verifying it says what is
        return recovered(app, SERVER, beside if beside and beside.is_dir() else None)
    return None


def admitted(app: App, client: str, path: Path) -> Checkpoint:
    """Record that a head, signed by this log's key, was lost with the state: no copy of the log leads to it any more.

    It silences nothing: that head and this log contradict each other for ever. Raises ``Refused`` for one of our past.
    """
    log, verifier = app.log(client), app.verifier(client)
    head = open_checkpoint(read_text(path), verifier)
    # What waits to be signed is signed afterwards: it must not hide that the log came back shorter than this head.
    with app.store.transaction() as tx:
        note = tx.records.checkpoint(verifier.name, None)
        size = open_checkpoint(note, verifier).size if note else 0
        if head.size <= size:
            raise Refused(
                "the log {log} has {size} records: the head at {found} is no later one",
                hint="verify it instead: continuity evidence verify {path}",
                log=verifier.name,
                size=size,
                found=head.size,
                path=path,
            )
        body: dict[str, Any] = {
            "by": actor(app.command),
            "database_size": size,
            "published_size": size,
            "lost": head.size - size,
        }
        body |= {"lost_head": {"size": head.size, "root": base64.b64encode(head.root).decode()}}
        log.journal.record(tx.records, RESTORED, app.clock.now(), body)
    log.sequencer.run()
    _tell(app, client, body)
    return head


def _tell(app: App, client: str, body: dict[str, Any]) -> None:
    """Have the server's log tell of it, too: it holds the heads that are missed."""
    if client != SERVER and app.server_log:
        app.server_log.fact(RECOVERED, {"log": app.verifier(client).name} | body)
        app.server_log.sequence()
