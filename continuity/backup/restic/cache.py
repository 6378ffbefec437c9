"""What restic keeps of its repositories on this machine, freed of what is not what was written."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from continuity.backup.restic import faults, messages

if TYPE_CHECKING:
    from pathlib import Path

_FULL_NAME = re.compile(r"[0-9a-f]{64}")


def evict(cache: Path, stderr: str) -> bool:
    """Remove the damaged files restic complained of; tell whether it may do better now that it fetches them anew.

    Where it complained and named none (0.14 of a folder that could not be loaded), each file is held against its
    name, which is the SHA-256 of its content (restic's "Repository Format", Overview). A backup to another repository
    may have done so first: of folders, asking again is always worth it.
    """
    names, folders = faults.damaged_files(stderr), messages.uncompared(stderr)
    found = [path for name in names for path in cache.glob(f"*/*/{name[:2]}/{name}*")]
    if not names and (folders or faults.damaged(stderr)):
        found = [path for path in cache.glob("*/*/[0-9a-f][0-9a-f]/*") if not _whole(path)]
    for path in found:
        path.unlink(missing_ok=True)
    return bool(found or folders)


def _whole(path: Path) -> bool:
    with suppress(OSError), path.open("rb") as file:  # gone meanwhile, or unreadable: restic's own affair
        return not _FULL_NAME.fullmatch(path.name) or hashlib.file_digest(file, "sha256").hexdigest() == path.name
    return True
