"""Who is working: this process, told apart from every other, also after it died and its number was reused."""

from __future__ import annotations

import os
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_START_FIELD = 22  # proc(5): field 22 of /proc/PID/stat is the start time in clock ticks since boot


def _started(pid: int) -> str | None:
    """Return the start time of a live process, None where there is none or only its zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = stat.rpartition(")")[2].split()  # the name may hold spaces and brackets; it ends at the last one
    state, start = fields[0], fields[_START_FIELD - 3]
    return None if state in "ZX" else start


def identity() -> str:
    """Return ``HOST/BOOT/PID/START`` of this process."""
    pid = os.getpid()
    return f"{os.uname().nodename}/{_BOOT_ID.read_text().strip()}/{pid}/{_started(pid)}"


def alive(holder: str) -> bool:
    """Tell whether that process still lives. One of another host cannot be seen and counts as alive."""
    host, boot, pid, start = holder.rsplit("/", 3)
    if host != os.uname().nodename:
        return True
    return boot == _BOOT_ID.read_text().strip() and _started(int(pid)) == start
