"""What is wrong with this server itself: a log that was rewritten, no room, a time in which nothing could be recorded.

What concerns the whole server is an incident of each client: each has a log, a contract and people of its own.
"""

from __future__ import annotations

import heapq
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from continuity.evidence.format.checkpoint import SERVER
from continuity.evidence.held import all_anchored
from continuity.evidence.published_keys import FIRST, published_keys
from continuity.evidence.server import ToldHeads
from continuity.evidence.verify import verify_log
from continuity.ground.errors import NotProven
from continuity.model.incident import Cause, Severity
from continuity.state.records import DatabaseLog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from continuity.engine.incidents.from_devices import Judged
    from continuity.engine.workshop import Workshop
    from continuity.evidence.held import Held
    from continuity.model.anchor import Anchor
    from continuity.model.inventory import Inventory

#: Causes of the server as a whole, and of a log: the documents cannot withdraw them.
WHOLE, LOG = "server/", "log/"
TAMPERED = LOG + "rewritten"
STATE, ROOM, OWN_LOG = "state", "room", "log"
#: With less, a day's records may not fit any more.
LEAST = 128 << 20
_MIB = 1 << 20
SAID = {
    "rewritten": "the log is not what was signed: {problem}",
    "unreadable": "the log cannot be held against its keys: {problem}",
    "room": "only {mib} MiB are free where the state is: soon nothing can be recorded",
    "state": "from {since} to {until} nothing could be recorded: {error}",
}


def log_causes(workshop: Workshop, now: datetime) -> Judged:
    """Verify every log from its first record on, against all heads that are known here; that takes its time.

    A log that cannot be read is not there: nobody saw it.
    """
    found: Judged = {}
    names = [(name, f"{name}/log") for name in workshop.inventory.clients if name in workshop.logs]
    for name, subject in names:
        seen, problem = _verified(workshop, name)
        if seen:
            found[(name, TAMPERED)] = _security(name, TAMPERED, subject, problem, now) if problem else None
    seen, problem = _verified(workshop, SERVER)
    if seen:
        cause = _security("", OWN_LOG, "", problem, now) if problem else None
        found |= everybodys(workshop.inventory, OWN_LOG, cause)
    return found


def room_causes(workshop: Workshop, now: datetime) -> Judged:
    """Return whether there is room for what is recorded."""
    try:
        space = os.statvfs(workshop.directories.state)
    except OSError:
        return {}
    return everybodys(workshop.inventory, ROOM, of_room(space.f_bavail * space.f_frsize, now))


def of_room(free: int, now: datetime) -> Cause | None:
    """Return what is wrong with so many free bytes."""
    reason = SAID["room"].format(mib=free // _MIB)
    return _whole(ROOM, Severity.CRITICAL, now, reason) if free < LEAST else None


def of_state(since: datetime, now: datetime, error: Exception) -> Cause:
    """Return what was wrong while nothing could be written; told once it can be again."""
    values = {"since": f"{since:%Y-%m-%d %H:%M:%S}Z", "until": f"{now:%Y-%m-%d %H:%M:%S}Z", "error": error}
    return _whole(STATE, Severity.CRITICAL, since, SAID["state"].format(**values))


def everybodys(inventory: Inventory, key: str, cause: Cause | None) -> Judged:
    """Return a cause of the whole server as one of each client."""
    return {
        (name, WHOLE + key): cause and replace(cause, client=name, key=WHOLE + key, subject=f"{name}/server")
        for name in inventory.clients
    }


def _whole(key: str, severity: Severity, since: datetime, reason: str) -> Cause:
    return Cause(client="", key=key, subject="", severity=severity, since=since, reason=reason)


def _security(client: str, key: str, subject: str, problem: str, now: datetime) -> Cause:
    return replace(_whole(key, Severity.SECURITY, now, problem), client=client, subject=subject, members=(subject,))


def _verified(workshop: Workshop, name: str) -> tuple[bool, str]:
    """Return whether a log could be looked at, and what is wrong with it."""
    directory, log = workshop.directories.log(name), DatabaseLog(workshop.store)
    try:
        verifier = published_keys(directory)
        if verifier is None:
            return _unpublished(workshop, name, directory / FIRST), ""
        told = _told(workshop, verifier.name, name)
        heads = [told.of(verifier.name)] if told else []
        held = heapq.merge(_anchored(workshop, verifier.name), *heads, key=lambda one: one.size)
        found = verify_log(log, verifier, directory, held)
    except NotProven as error:
        return True, SAID["unreadable"].format(problem=error)
    remarks = found.problems + (told.remarks(verifier.name) if told else ())
    return True, SAID["rewritten"].format(problem=remarks[0]) if remarks else ""


def _unpublished(workshop: Workshop, name: str, key: Path) -> bool:
    """Return that a log without a published key could not be looked at: it is not begun yet.

    Raises ``NotProven`` where it is: its key is published before its first record.
    """
    log = next((one.journal.log.removesuffix(f"/{client}") for client, one in workshop.logs.items()), "")
    with workshop.store.reading() as tx:
        if tx.records.last(log if name == SERVER else workshop.logs[name].journal.log):
            raise NotProven("the log has records, and its key {path} is gone", path=key)
    return False


def _told(workshop: Workshop, log: str, name: str) -> ToldHeads | None:
    """Return what the server's log says of the heads of another."""
    if workshop.server is None or name == SERVER:
        return None
    return ToldHeads(workshop.server.journal.log, DatabaseLog(workshop.store), [log])


def _anchored(workshop: Workshop, log: str) -> Iterator[Held]:
    """Yield the heads of all anchors of a log, by ascending size."""

    def between(first: int, last: int) -> list[Anchor]:
        with workshop.store.reading() as tx:
            return tx.anchors.between(log, first, last)

    return all_anchored(between, 0)
