"""One record of a log, and its proof: made from the database and the published tiles, checked before it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.evidence import publish
from continuity.evidence.format import merkle
from continuity.evidence.format.checkpoint import open_checkpoint
from continuity.evidence.format.fact import Fact, check_fact
from continuity.evidence.format.keys import KeyHistory
from continuity.evidence.format.tiles import nodes
from continuity.evidence.published_keys import rotations
from continuity.ground.errors import NotProven, Unavailable, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.evidence.format.note import Verifier
    from continuity.evidence.store import LogStore, StoredRecord

_HINT = "run continuity evidence verify: it says what contradicts what"


def stored(store: LogStore, log: str, index: int) -> StoredRecord:
    """Return one record; raises ``UsageError`` where the log has none of that index."""
    found = next(store.read(log, index, index + 1), None)
    if found is None:
        raise UsageError("the log {log} has no record {index}", hint="continuity evidence list", log=log, index=index)
    return found


def prove(store: LogStore, verifier: Verifier, directory: Path, index: int) -> Fact:
    """Return one record with its proof under the newest published head.

    Raises ``UsageError`` where there is no such record or it was erased, ``NotProven`` where the proof does not hold:
    then the database, the tiles and the head do not belong together.
    """
    record = stored(store, verifier.name, index)
    if not record.salt:
        raise UsageError("record {index} was erased: what it said is gone", index=index)
    note = publish.read_checkpoint(directory)
    if note is None:
        raise Unavailable("nothing is published of the log {log}", hint="continuity init", log=verifier.name)
    size = open_checkpoint(note, verifier).size
    if index >= size:
        raise NotProven("record {index} is not under the head of {size} records", hint=_HINT, index=index, size=size)
    tree = nodes(size, lambda path: publish.read_tile_file(directory, path))
    try:
        proof = merkle.inclusion_proof(index, size, tree)
    except OSError as error:
        raise NotProven("the published log lacks {path}", hint=_HINT, path=error.filename) from error
    history = isinstance(verifier, KeyHistory)
    fact = Fact(
        index=index,
        record=record.body,
        salt=record.salt,
        proof=tuple(proof),
        checkpoint=note,
        vkey=(verifier.first if isinstance(verifier, KeyHistory) else verifier).vkey(),
        keys=tuple(rotations(directory)) if history else (),
    )
    check_fact(fact)
    return fact
