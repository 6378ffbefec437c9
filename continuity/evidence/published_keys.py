"""The keys of a log as they lie open beside its tiles: ``key.vkey``, the first, and ``keys/0001``…, the rotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.evidence.format.keys import read_history
from continuity.evidence.format.note import Verifier
from continuity.evidence.publish import write_whole
from continuity.ground.errors import NotProven, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

FIRST = "key.vkey"
_KEYS = "keys"


def published_keys(directory: Path) -> Verifier | None:
    """Return the key of the log, with its history where it was rotated; None where none is published.

    Raises ``NotProven`` where the history does not hold, and ``Unavailable`` where it cannot be read.
    """
    try:
        first = Verifier.parse((directory / FIRST).read_text())
        notes = rotations(directory)
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise NotProven("{path} is not UTF-8", path=directory) from error
    except OSError as error:
        raise Unavailable("{path} cannot be read: {cause}", path=error.filename, cause=error.strerror) from error
    return read_history(first, notes) if notes else first


def rotations(directory: Path) -> list[str]:
    """Return the published rotations, the oldest first. Raises ``OSError`` and ``UnicodeDecodeError``."""
    notes: list[str] = []
    while (path := rotation_path(directory, len(notes) + 1)).exists():
        notes.append(path.read_bytes().decode())
    return notes


def rotation_path(directory: Path, number: int) -> Path:
    """Return where the rotation of this number is published."""
    return directory / _KEYS / f"{number:04d}"


def publish_rotation(directory: Path, note: str) -> None:
    """Publish a rotation durably, after those that are there; one that is there already stays as it is."""
    if note not in (known := rotations(directory)):
        write_whole(rotation_path(directory, len(known) + 1), note.encode())
