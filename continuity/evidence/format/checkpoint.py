"""C2SP checkpoints: the signed head of a log, three lines that anyone can keep and compare later."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.evidence.format.note import check_name, decode, open_note
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from continuity.evidence.format.note import Signer, Verifier

#: The server's own log, where logs are told apart by their client's name: one that no client can have.
SERVER = "@server"

_ROOT_BYTES = 32
_LINES = 3
_MAX_DIGITS = 19  # sizes stay below 2**63


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log at one moment: its origin, how many records, and the root hash over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the text of the note: origin, decimal size, base64 root, each ending in a newline."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def sign(self, signer: Signer) -> str:
        """Return the checkpoint as a signed note."""
        return signer.sign(self.text())


def origin(server: str, client: str) -> str:
    """Return the name of a client's log and of its key: ``continuity/<server>/<client>``.

    The log of the server itself (:data:`SERVER`) is named ``continuity/<server>``.
    """
    name = f"continuity/{server}" if client == SERVER else f"continuity/{server}/{client}"
    check_name(name)
    return name


def parse(text: str) -> Checkpoint:
    """Read the text of a note; extension lines are passed over. Raises :class:`NotProven`."""
    lines = text.split("\n")
    if len(lines) <= _LINES or lines[-1] or not all(lines[:-1]):
        raise NotProven("a checkpoint has three lines: origin, size, root hash")
    digits, root = lines[1], decode(lines[2])
    plain = digits.isascii() and digits.isdigit() and len(digits) <= _MAX_DIGITS
    if not plain or str(int(digits)) != digits or len(root) != _ROOT_BYTES:
        raise NotProven("the size or the root hash of the checkpoint is malformed")
    return Checkpoint(lines[0], int(digits), root)


def open_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """Return the checkpoint of this key's log; raises :class:`NotProven` for another log or a false signature.

    Given a log's :class:`~continuity.evidence.format.keys.KeyHistory`, the key in force at its size must have signed.
    """
    checkpoint = parse(open_note(note, verifier.of(note)))
    if checkpoint.origin != verifier.name:
        raise NotProven(
            "the checkpoint is of the log {found}, not of {expected}", found=checkpoint.origin, expected=verifier.name
        )
    return checkpoint
