"""The restic on PATH: found, asked for its version once, and remembered by the identity of its file.

An unchanged tree must cost one restic process, so the answer is kept beside restic's cache and believed as long
as path, size and times of the program are the same.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.backup.restic.versions import capabilities
from continuity.ground import process
from continuity.ground.errors import ContinuityError, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.backup.restic.versions import Capabilities

_MEMORY = "restic-version.json"


def usable(cache: Path) -> Capabilities:
    """Return what the restic on PATH can do; raises ``Unavailable`` where it is missing, too old, or not restic."""
    try:
        program = process.find_program("restic")
    except ContinuityError as error:
        raise Unavailable(
            "restic is not installed", hint="install restic 0.14 or newer (Debian: apt-get install restic)"
        ) from error
    info = os.stat(program)  # noqa: PTH116 - the file behind a link, as it will be run
    identity = [program, info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns]
    banner = _remembered(cache / _MEMORY, identity)
    if banner is None:
        banner = process.run((program, "version"), timeout=timedelta(seconds=20)).stdout
        found = capabilities(banner)
        _remember(cache / _MEMORY, identity, banner)
        return found
    return capabilities(banner)


def _remembered(memory: Path, identity: list[object]) -> str | None:
    try:
        known = json.loads(memory.read_text())
        return str(known["banner"]) if known["program"] == identity else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remember(memory: Path, identity: list[object], banner: str) -> None:
    partial = memory.with_suffix(f".{os.getpid()}")
    with suppress(OSError):  # not remembering costs a process next time, nothing else
        memory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial.write_text(json.dumps({"program": identity, "banner": banner}))
        partial.replace(memory)
