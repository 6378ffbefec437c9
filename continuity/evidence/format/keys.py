r"""The keys of one log over time: rotations, and which key a checkpoint must be signed by.

A *rotation* is a note of seven lines: ``continuity key rotation/1``, the log, the old vkey, the new vkey, when, the
size of the log, and a reason in one line. It is signed by the new key, and by the old one too where that was still at
hand: then whoever trusted the old key may trust the new one. Signed by the new key alone it proves nothing but that
somebody made a key: the old one was *lost*, and people have to be told the new fingerprint by another way.

Checkpoints of at most that size are signed by the old key, larger ones by the new. Rotations are numbered from 1 and
published as ``keys/0001``, ``keys/0002``… beside the tiles; ``key.vkey`` there is the first key and never changes. Each
is also the ``note`` in the body of a record, ``key.rotated`` or ``key.replaced``, under the first larger checkpoint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from continuity.evidence.format.note import Signer, Verifier, decode, open_note
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Iterable

TITLE = "continuity key rotation/1"
#: The kinds of record that hold a rotation in ``body.note``: signed by both keys, or by the new one alone.
ROTATED, REPLACED = "key.rotated", "key.replaced"
KINDS = (ROTATED, REPLACED)

_LINES = 7
_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z").fullmatch
_SIZE = re.compile(r"0|[1-9]\d{0,17}").fullmatch


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """One change of key. ``vouched``: the old key signed it, too; ``at`` is the text of a record's time."""

    old: Verifier
    new: Verifier
    at: str
    size: int
    reason: str
    vouched: bool = False

    @property
    def kind(self) -> str:
        """The kind of the record that holds it."""
        return ROTATED if self.vouched else REPLACED

    def text(self) -> str:
        """Return the text of the note; a reason of several lines becomes one."""
        reason = " ".join(self.reason.split()) or "-"
        lines = (TITLE, self.new.name, self.old.vkey(), self.new.vkey(), self.at, str(self.size), reason)
        return "".join(f"{line}\n" for line in lines)

    def sign(self, new: Signer, old: Signer | None) -> str:
        """Return the note, signed by the new key, and first by the old one where it is at hand."""
        text = self.text()
        signed = [signer.sign(text) for signer in (old, new) if signer is not None]
        return signed[0] + "".join(one.removeprefix(f"{text}\n") for one in signed[1:])


def parse_rotation(note: str) -> Rotation:
    """Read and check one rotation; raises :class:`NotProven` where it is malformed or not signed by its new key."""
    lines = note.partition("\n\n")[0].split("\n")
    if len(lines) != _LINES or lines[0] != TITLE:
        raise NotProven("this is not the rotation of a log's key")
    old, new = Verifier.parse(lines[2]), Verifier.parse(lines[3])
    if not {old.name, new.name} == {lines[1]} or old.public_key == new.public_key:
        raise NotProven("the rotation does not lead from one key of its log to another")
    if not (_AT(lines[4]) and _SIZE(lines[5]) and lines[6]):
        raise NotProven("the time, the size or the reason of the rotation is malformed")
    open_note(note, new)
    rotation = Rotation(old=old, new=new, at=lines[4], size=int(lines[5]), reason=lines[6])
    return replace(rotation, vouched=_signed_by(note, old))


def _signed_by(note: str, verifier: Verifier) -> bool:
    """Return whether the old key signed, too; a false signature of it is a fault, not an absence."""
    signatures = [line.rpartition(" ")[2] for line in note.rpartition("\n\n")[2].split("\n")]
    if not any(decode(one).startswith(verifier.key_id) for one in signatures):
        return False
    open_note(note, verifier)
    return True


@dataclass(frozen=True)
class KeyHistory(Verifier):
    """All keys of a log, usable wherever its newest one is: a note is held against the key in force at its size."""

    past: tuple[Rotation, ...] = ()

    @property
    def first(self) -> Verifier:
        """The key that the log began with."""
        return self.past[0].old if self.past else Verifier(self.name, self.public_key)

    def keys(self) -> tuple[Verifier, ...]:
        """Return every key, the oldest first."""
        return (self.first, *(rotation.new for rotation in self.past))

    def at(self, size: int) -> Verifier:
        """Return the key that signs the checkpoint of this size."""
        for rotation in self.past:
            if size <= rotation.size:
                return rotation.old
        return self.keys()[-1]

    def of(self, note: str) -> Verifier:
        """Return the key that this note must be signed by: a checkpoint by its size, anything else the newest."""
        lines = note.split("\n", 2)
        checkpoint = len(lines) > 1 and lines[0] == self.name and _SIZE(lines[1])
        return self.at(int(lines[1])) if checkpoint else self.keys()[-1]

    def vouched_by(self, fingerprint: str) -> tuple[Verifier, ...]:
        """Return the key of this fingerprint and those that it vouches for, onward through rotations signed by both.

        Empty where the log never had that key.
        """
        keys, found = self.keys(), list[Verifier]()
        for index, key in enumerate(keys):
            if key.fingerprint == fingerprint or (found and self.past[index - 1].vouched):
                found.append(key)
            elif found:
                break
        return tuple(found)


def read_history(first: Verifier, notes: Iterable[str]) -> KeyHistory:
    """Check a chain of rotations from the log's first key on; raises :class:`NotProven` at the first that breaks it."""
    key, past = first, list[Rotation]()
    for number, note in enumerate(notes, 1):
        rotation = parse_rotation(note)
        if rotation.old != Verifier(first.name, key.public_key):
            raise NotProven("rotation {number} of {log} does not follow the one before", number=number, log=first.name)
        if past and rotation.size < past[-1].size:
            text = "rotation {number} of {log} is of a smaller log than the one before"
            raise NotProven(text, number=number, log=first.name)
        past.append(rotation)
        key = rotation.new
    return KeyHistory(first.name, key.public_key, tuple(past))


@dataclass(frozen=True)
class CurrentSigner(Signer):
    """The newest key of a log, whose public half knows the keys before it."""

    past: tuple[Rotation, ...] = ()

    @property
    def verifier(self) -> KeyHistory:
        """The public half, with its history."""
        return KeyHistory(self.name, super().verifier.public_key, self.past)
