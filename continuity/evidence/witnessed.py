"""What witnesses bring back: a cosigned checkpoint, held against the log before it is kept as an anchor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.evidence.format.checkpoint import open_checkpoint
from continuity.evidence.format.cosignature import Cosigner, cosignature, cosignatures
from continuity.ground.errors import NotProven
from continuity.model.anchor import Anchor, AnchorKind

if TYPE_CHECKING:
    from continuity.evidence.format.note import Verifier
    from continuity.evidence.store import LogStore
    from continuity.model.anchor import Witness

_HINT = "keep it: two signed heads that contradict each other are a proof; run continuity evidence verify"


def witnessed(text: str, witnesses: tuple[Witness, ...], verifier: Verifier, store: LogStore) -> list[Anchor]:
    """Return the anchors that a cosigned checkpoint, or a witness's signature line alone, gives this log.

    Raises ``NotProven`` where it is of another log, not signed by it, of none of these witnesses, false, or of a head
    that this log never had: then the witness saw a log that was forked or rolled back.
    """
    keys = tuple(Cosigner.parse(witness.vkey) for witness in witnesses)
    note = text if "\n\n" in text else _of_line(text, keys, verifier, store)
    head = open_checkpoint(note, verifier)
    kept = store.checkpoint(verifier.name, head.size)
    ours = open_checkpoint(kept, verifier) if kept else None
    if ours != head:
        text = "the log {log} never had this head of {size} records: it was forked or rolled back"
        raise NotProven(text, hint=_HINT, log=verifier.name, size=head.size)
    found = [
        Anchor(
            log=head.origin,
            tree_size=head.size,
            root=head.root,
            kind=AnchorKind.COSIGNATURE,
            name=one.name,
            at=one.at,
            proof=one.line.encode(),
        )
        for one in cosignatures(note, keys)
    ]
    if not found:
        raise NotProven(
            "none of the witnesses of the documents signed it",
            hint="add it to `evidence: witnesses:`; documents name: {names}",
            names=", ".join(witness.name for witness in witnesses) or "-",
        )
    return found


def _of_line(text: str, keys: tuple[Cosigner, ...], verifier: Verifier, store: LogStore) -> str:
    """Return the checkpoint that a lone signature line belongs to, with it; any of the heads that were ever signed."""
    line = text.strip("\n")
    for note in store.checkpoints(verifier.name):
        for key in keys:
            try:
                if cosignature(line, note.rpartition("\n\n")[0] + "\n", key):
                    return f"{note}{line}\n"
            except NotProven:  # of another head
                continue
    raise NotProven(
        "it is neither a cosigned checkpoint nor a witness's signature of a head of {log}", log=verifier.name
    )
