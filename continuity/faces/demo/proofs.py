"""What the demo does with its own hands, without the engine: it compares files with originals, and flips one bit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from pathlib import Path


def equal_files(original: Path, restored: Path) -> int:
    """Count restored files that equal the machine's own, byte for byte; the two that people worked on are new."""
    count = 0
    for path in restored.rglob("*"):
        twin = original / path.relative_to(restored)
        if path.is_file() and twin.is_file():
            if path.read_bytes() != twin.read_bytes():
                raise NotProven("{path} came back different", path=path)
            count += 1
    return count


def flip_one_bit(path: Path) -> None:
    """Flip the lowest bit of a byte inside the record of the middle line, keeping the line valid JSON."""
    lines = path.read_text().splitlines()
    middle = len(lines) // 2
    plain = json.loads(lines[middle])
    text = plain["record"]
    spot = text.index("run") if "run" in text else len(text) // 2
    plain["record"] = text[:spot] + chr(ord(text[spot]) ^ 1) + text[spot + 1 :]
    lines[middle] = json.dumps(plain, separators=(",", ":"))
    path.write_text("\n".join(lines) + "\n")
