"""Which medium is in the drive: a small file on the medium itself names it (part of ``local``).

A missing medium leaves an empty directory behind, and a wrong one looks like a right one: both would be filled
with a backup that nobody finds. So a medium is labelled once, fresh and mounted, and asked for its name each time.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from pathlib import Path

FILE = ".continuity-label"
_FRESH = frozenset({"lost+found", "System Volume Information"})  # what formatting leaves


def require(name: str, root: Path, label: str) -> None:
    """Raise ``Unavailable`` unless the medium mounted at ``root`` carries the label."""
    found = _read(root)
    if found == label:
        return
    values = {"name": name, "root": root, "label": label}
    if found:
        raise Unavailable(
            "repository {name}: the medium at {root} is {found}, and {label} is expected",
            hint="connect the medium labelled {label}; nothing was written",
            found=found,
            **values,
        )
    if not os.path.ismount(root):
        raise Unavailable(
            "repository {name}: no medium is mounted at {root}, and {label} is expected",
            hint="connect and mount the medium labelled {label}; nothing was written",
            **values,
        )
    raise Unavailable(
        "repository {name}: the medium at {root} has no label, and {label} is expected",
        hint="connect the right one; if this is it, write {label} into {file}",
        file=root / FILE,
        **values,
    )


def write_on_fresh(root: Path, label: str) -> bool:
    """Label a medium that is mounted at ``root`` and holds nothing; True if it was. Raises ``OSError``."""
    if not os.path.ismount(root) or {entry.name for entry in root.iterdir()} - _FRESH:
        return False
    with (root / FILE).open("x") as file:
        file.write(f"{label}\n")
        file.flush()
        os.fsync(file.fileno())
    return True


def _read(root: Path) -> str:
    try:
        return (root / FILE).read_text(errors="replace")[:200].strip()
    except FileNotFoundError:
        return ""
