"""How adapters name what they observe: a device, a credential."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def device(path: Path) -> str:
    """Return the kernel's number of the device that holds an existing path. Raises ``OSError``."""
    number = path.stat().st_dev
    return f"{os.major(number)}:{os.minor(number)}"


def fingerprint(kind: str, *words: str) -> str:
    """Return a short name for a credential that tells nothing of it: equal words, equal name."""
    text = "\0".join((f"continuity {kind}", *words))
    return f"{kind}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"
