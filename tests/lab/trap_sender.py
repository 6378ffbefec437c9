"""Real traps: net-snmp's `snmptrap`, told its keys and its clock by options."""

from __future__ import annotations

import os
import subprocess
import tempfile

LINK_DOWN, LINK_UP, INDEX = "1.3.6.1.6.3.1.1.5.3", "1.3.6.1.6.3.1.1.5.4", "1.3.6.1.2.1.2.2.1.1"
ENGINE = "8000000001020304"


def send(port: int, way: list[str], *trap: str, inform: bool = False) -> int:
    """Send one and return how the program ended; an inform ends well when it was acknowledged."""
    words = ["snmpinform" if inform else "snmptrap", *way, *(["-r0", "-t3"] if inform else []), f"udp:127.0.0.1:{port}"]
    with tempfile.TemporaryDirectory() as kept:  # it counts its starts there
        env = {"PATH": os.environ["PATH"], "MIBS": "", "SNMP_PERSISTENT_DIR": kept, "SNMPCONFPATH": kept}
        return subprocess.run([*words, *trap], env=env, check=False, capture_output=True, timeout=20).returncode


def second(community: str) -> list[str]:
    """The way of version 2c."""
    return ["-v2c", "-c", community]


def third(user: str, auth: tuple[str, str], privacy: tuple[str, str] | None = None, clock: str = "3,1000") -> list[str]:
    """The way of version 3, signed and perhaps encrypted, by an engine whose clock shows ``clock``."""
    hidden = ["-x", privacy[0], "-X", privacy[1]] if privacy else []
    level = "authPriv" if privacy else "authNoPriv"
    return ["-v3", "-e", ENGINE, "-u", user, "-l", level, "-a", auth[0], "-A", auth[1], *hidden, "-Z", clock]


def link(oid: str, number: int) -> list[str]:
    """The words of linkDown or linkUp of version 2."""
    return ["", oid, f"{INDEX}.{number}", "i", str(number)]
