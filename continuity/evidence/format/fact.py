"""A single fact: one record, its place under a signed head, and nothing else of its log.

A JSON object (schema ``continuity.evidence-proof/1``): ``log``, ``index``, ``record`` (its exact bytes as text),
``salt`` and ``proof`` (base64; the inclusion proof of RFC 6962, 2.1.1, from the leaf up), ``checkpoint`` (the signed
note), ``vkey`` (the log's first key) and ``keys`` (its rotations). The key in it proves nothing by itself: whoever
checks a fact brings the fingerprint, or the vkey, that the operator gave by another way.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from continuity.evidence.format import merkle
from continuity.evidence.format.checkpoint import Checkpoint, open_checkpoint
from continuity.evidence.format.keys import KeyHistory, read_history
from continuity.evidence.format.note import Verifier, decode
from continuity.evidence.format.record import MAX_RECORD_BYTES, Record, commitment, parse
from continuity.ground.errors import NotProven

SCHEMA = "continuity.evidence-proof/1"
MAX_FACT_BYTES = 4 * MAX_RECORD_BYTES
_HASH = 32
_KINDS = {
    "log": str,
    "index": int,
    "record": str,
    "salt": str,
    "proof": list,
    "checkpoint": str,
    "vkey": str,
    "keys": list,
}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A record, and what proves it."""

    index: int
    record: bytes
    salt: bytes
    proof: tuple[bytes, ...]
    checkpoint: str
    vkey: str
    keys: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the object that is written."""
        return {
            "schema": SCHEMA,
            "log": parse(self.record).log,
            "index": self.index,
            "record": self.record.decode(),
            "salt": base64.b64encode(self.salt).decode(),
            "proof": [base64.b64encode(one).decode() for one in self.proof],
            "checkpoint": self.checkpoint,
            "vkey": self.vkey,
            "keys": list(self.keys),
        }


@dataclass(frozen=True, kw_only=True)
class Proven:
    """What a fact proves, if ``fingerprint`` is the operator's: the key that was trusted, or the one in the fact."""

    record: Record
    index: int
    head: Checkpoint
    fingerprint: str
    trusted: bool


def read_fact(data: bytes) -> Fact:
    """Read what :meth:`Fact.as_json` wrote; raises :class:`NotProven` for anything else."""
    try:
        found = json.loads(data) if len(data) <= MAX_FACT_BYTES else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise NotProven("this is not the proof of a record")
    if any(type(found.get(key)) is not kind for key, kind in _KINDS.items()):
        raise NotProven("the proof of the record lacks a field, or has one that is not of its form")
    proof, keys = [decode(str(one)) for one in found["proof"]], [str(one) for one in found["keys"]]
    return Fact(
        index=found["index"],
        record=found["record"].encode(errors="surrogatepass"),
        salt=decode(found["salt"]),
        proof=tuple(proof),
        checkpoint=found["checkpoint"],
        vkey=found["vkey"],
        keys=tuple(keys),
    )


def check_fact(fact: Fact, fingerprint: str = "") -> Proven:
    """Return what the fact proves to whoever trusts the key of that fingerprint; without one nobody's key was trusted.

    Raises :class:`NotProven` with the first thing that does not hold.
    """
    keys = read_history(Verifier.parse(fact.vkey), fact.keys)
    head = open_checkpoint(fact.checkpoint, keys)
    key = keys.of(fact.checkpoint)
    if fingerprint and key not in _trusted(keys, fingerprint):
        text = "the head is signed by the key {found}, which the one you gave does not vouch for"
        raise NotProven(text, found=key.fingerprint)
    record = parse(fact.record)
    if record.log != head.origin:
        raise NotProven("it belongs to the log {found}", found=record.log)
    leaf = merkle.leaf_hash(commitment(fact.salt, fact.record))
    if len(fact.salt) != _HASH or not merkle.verify_inclusion(fact.proof, leaf, fact.index, head.size, head.root):
        raise NotProven("record {index} is not under the head of {size} records", index=fact.index, size=head.size)
    return Proven(record=record, index=fact.index, head=head, fingerprint=key.fingerprint, trusted=bool(fingerprint))


def _trusted(keys: KeyHistory, fingerprint: str) -> tuple[Verifier, ...]:
    return keys.vouched_by(fingerprint.lower().replace(":", ""))
