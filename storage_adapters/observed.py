"""How adapters name what they observe: a device, a credential."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from continuity.ground.disks import disk_of

if TYPE_CHECKING:
    from pathlib import Path


def device(path: Path) -> str:
    """Return the number of the disk that holds an existing path. Raises ``OSError``."""
    return disk_of(path.resolve())


def fingerprint(kind: str, *words: str) -> str:
    """Return a short name for a credential that tells nothing of it: equal words, equal name."""
    text = "\0".join((f"continuity {kind}", *words))
    return f"{kind}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"
