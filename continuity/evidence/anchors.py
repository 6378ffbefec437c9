"""When a head is anchored, how an anchor is told, and where a sealed head lies: nothing here touches the world."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from continuity.evidence.format.record import record_time
from continuity.model.anchor import Anchor, AnchorKind, Standing

if TYPE_CHECKING:
    from continuity.evidence.format.checkpoint import Checkpoint
    from continuity.storage.ports import LockedObject

#: A head was brought to somebody else; it could not be (once for each streak of failures).
ANCHORED = "anchor"
FAILED = "anchor.failed"
#: Records that ask for no anchor: else each anchor would ask for the next.
OWN_RECORDS = frozenset({ANCHORED, FAILED})

_DAILY = timedelta(hours=23)  # asked in rounds: so that two anchors are never more than a day apart
_LONGEST_WAIT = timedelta(hours=1)
_FOLDER = "continuity-anchors"
_DIGITS = 12  # so that the order of names is that of sizes


def due(standing: Standing, *, now: datetime, every: timedelta, something_new: bool) -> bool:
    """Tell whether a place should get the newest head now; a clock that was set back delays nothing."""
    if standing.failing_since is not None and standing.next_at is not None:
        return not now < standing.next_at <= now + max(every, _LONGEST_WAIT)
    if standing.anchored_at is None:
        return True
    since = abs(now - standing.anchored_at)
    return since >= _DAILY or (something_new and since >= every)


def succeeded(before: Standing, size: int, now: datetime) -> Standing:
    """Return how it stands after a success."""
    return Standing(log=before.log, kind=before.kind, name=before.name, tree_size=size, anchored_at=now)


def failed(before: Standing, cause: str, now: datetime, every: timedelta) -> Standing:
    """Return how it stands after a failure: tried again after ``every``, then after twice as long, up to an hour."""
    wait = min(every * 2 ** min(before.attempts, 10), max(every, _LONGEST_WAIT))
    since = before.failing_since or now
    return replace(before, failing_since=since, attempts=before.attempts + 1, next_at=now + wait, cause=cause)


def told(anchor: Anchor) -> dict[str, Any]:
    """Return an anchor as records, exports and ``--json`` tell it; of its proof, where a sealed head lies."""
    said = {"kind": str(anchor.kind), "class": str(anchor.worth), "name": anchor.name, "tree_size": anchor.tree_size}
    said |= {"root": base64.b64encode(anchor.root).decode(), "at": record_time(anchor.at)}
    return said | (json.loads(anchor.proof) if anchor.kind is AnchorKind.WRITE_ONCE else {})


def sealed_name(log: str, size: int) -> str:
    """Return the key of a sealed head in a repository, which is beside restic's own folders."""
    return f"{sealed_folder(log)}{size:0{_DIGITS}}"


def sealed_folder(log: str) -> str:
    """Return where the sealed heads of a log lie."""
    return f"{_FOLDER}/{log}/"


def sealed_anchor(head: Checkpoint, repository: str, found: LockedObject) -> Anchor:
    """Return the anchor that a sealed head is; its time and its lock are what the store says."""
    until = record_time(found.locked_until) if found.locked_until else None
    proof = {"repository": repository, "key": found.key, "version": found.version, "locked_until": until}
    return Anchor(
        log=head.origin,
        tree_size=head.size,
        root=head.root,
        kind=AnchorKind.WRITE_ONCE,
        name=repository,
        at=found.modified.astimezone(UTC),
        proof=json.dumps(proof, sort_keys=True).encode(),
    )
