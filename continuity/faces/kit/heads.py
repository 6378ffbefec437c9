"""Logs that came back, held against the heads in the kit: what was signed later than the point is missing, and said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.evidence.format.checkpoint import open_checkpoint, parse
from continuity.evidence.held import Held
from continuity.evidence.publish import CHECKPOINT
from continuity.evidence.published_keys import published_keys
from continuity.evidence.verify import verify_log
from continuity.ground.errors import NotProven
from continuity.state.records import DatabaseLog
from continuity.state.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from continuity.evidence.format.checkpoint import Checkpoint
    from continuity.evidence.format.note import Verifier


@dataclass(frozen=True, kw_only=True)
class LogBack:
    """A log that came back with ``size`` records; the kit knows of ``known``, which may be more or fewer."""

    client: str
    size: int
    known: int

    @property
    def behind(self) -> bool:
        """Whether more was signed than came back."""
        return self.known > self.size


def logs_back(state: Path, clients: Iterable[str], heads: Mapping[str, bytes]) -> tuple[LogBack, ...]:
    """Return how each log stands. Raises ``NotProven`` where one is not the past, or the future, of the kit's head."""
    store = Store.open(state / "state.db")
    try:
        return tuple(
            _log_back(store, state, client, heads[name])
            for client in clients
            if (name := f"{client}/{CHECKPOINT}") in heads
        )
    finally:
        store.close()


def _log_back(store: Store, state: Path, client: str, note: bytes) -> LogBack:
    directory = state / "log" / client
    verifier = published_keys(directory)
    if verifier is None:
        raise NotProven("the log of {client} has no public key", client=client)
    records = DatabaseLog(store)
    newest = records.checkpoint(verifier.name)
    size = open_checkpoint(newest, verifier).size if newest else 0
    head = _head(note.decode(), verifier, size)
    if head.size <= size:
        found = verify_log(records, verifier, directory, [Held(holder="kit", size=head.size, root=head.root)])
        if not found.valid:
            raise NotProven(
                "the log of {client} is not the one of the kit: {said}", client=client, said=found.problems[0]
            )
    return LogBack(client=client, size=size, known=head.size)


def _head(note: str, verifier: Verifier, size: int) -> Checkpoint:
    """Open the kit's head; one beyond what came back may be signed by a key made later, and the kit is authentic."""
    try:
        return open_checkpoint(note, verifier)
    except NotProven:
        head = parse(note.partition("\n\n")[0] + "\n")
        if head.size <= size:
            raise
        return head
