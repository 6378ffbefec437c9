"""Who is acting: the user of the operating system, where from, and with which command; what access records name."""

from __future__ import annotations

import os
import pwd
import sys
from pathlib import Path
from typing import Any

_CGROUP = Path("/proc/self/cgroup")  # cgroups(7): "0::/system.slice/continuity.service"


def actor(command: str = "", why: str = "") -> dict[str, Any]:
    """Return the user, the terminal or the service unit, the command's words (never its arguments), and ``why``.

    Behind sudo(8) also who it says called it: a claim. What is unknown is left out.
    """
    uid = os.getuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        name = ""
    more = {
        "sudo_user": os.environ.get("SUDO_USER"),
        "terminal": _terminal(),
        "unit": _unit(),
        "command": command,
        "why": why,
    }
    return {"uid": uid, "user": name} | {key: value for key, value in more.items() if value}


def _terminal() -> str:
    for stream in (sys.__stdin__, sys.__stderr__):
        try:
            if stream is not None and stream.isatty():
                return os.ttyname(stream.fileno())
        except (OSError, ValueError):  # closed, or a terminal of another namespace
            continue
    return ""


def _unit() -> str:
    """Return the systemd service that this process belongs to; a login session is none."""
    try:
        last = _CGROUP.read_text().strip().rpartition("/")[2]
    except OSError:
        return ""
    return last if last.endswith(".service") and not last.startswith("user@") else ""
