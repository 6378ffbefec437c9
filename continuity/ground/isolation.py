"""Programs that see nothing of this machine but its programs and one directory: bubblewrap's namespaces, no network.

Whatever data brings along (a function in a dump, a macro, a script) finds no state, no vault, no source, no secret.
"""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: No other directory than its own.
NOTHING: Mapping[str, Path] = MappingProxyType({})
_ETC = ("alternatives", "group", "ld.so.cache", "localtime", "nsswitch.conf", "passwd", "ssl/certs")
_RULES = ("hosts", "login.defs", "pam.d", "security")
_FOLDERS = ("/etc", "/var", "/var/tmp")  # noqa: S108 - of the private tree; bubblewrap would make them for root alone
_SYSTEM = (
    *(word for name in _FOLDERS for word in ("--perms", "0755", "--dir", name)),
    "--ro-bind", "/usr", "/usr", *(word for name in _ETC for word in ("--ro-bind-try", f"/etc/{name}", f"/etc/{name}")),
    "--symlink", "usr/bin", "/bin", "--symlink", "usr/sbin", "/sbin",
    "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
    "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp",  # noqa: S108 - the program's own
)  # fmt: skip
_BECOMING = ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP")


def reading(argv: Sequence[str], data: Path, place: str) -> tuple[str, ...]:
    """Return the command line that runs a program in a directory which it cannot change, seen as ``place``."""
    where = ("--ro-bind", str(data), place, "--chdir", place)
    return ("bwrap", "--unshare-all", "--die-with-parent", *_SYSTEM, *where, "--", *argv)


def lasting(argv: Sequence[str], room: Path, place: str, more: Sequence[str]) -> tuple[str, ...]:
    """Return the command line that holds a place open which others enter: ``room`` as ``place``, and ``more``.

    Its servers find what they ask of a machine: sockets in /tmp, shared memory, names, how users change.
    """
    apart = ("--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts") if os.geteuid() == 0 else ()
    rules = [word for name in _RULES for word in ("--ro-bind-try", f"/etc/{name}", f"/etc/{name}")]
    open_to_all = [word for name in ("/tmp", "/dev/shm") for word in ("--perms", "1777", "--tmpfs", name)]  # noqa: S108
    above = [word for one in reversed(Path(place).parents[:-1]) for word in ("--perms", "0755", "--dir", str(one))]
    where = (*_SYSTEM, *rules, *open_to_all, *above, "--bind", str(room), place, *more, "--chdir", place)
    return ("bwrap", *(apart or ("--unshare-all",)), "--die-with-parent", *where, "--", *argv)


def serving(argv: Sequence[str], room: Path, user: str, within: Mapping[str, Path] = NOTHING) -> tuple[str, ...]:
    """Return the command line that runs a server in ``room``, its own directory under its own name.

    Root runs it as ``user``, whom servers ask for that refuse root (``KeyError`` where there is no such user).
    ``within``: other directories that it finds, and may change, below its room, by the names there.
    """
    more = [word for name, path in within.items() for word in ("--bind", str(path), str(room / name))]
    where = (*_SYSTEM, "--bind", str(room), str(room), *more, "--chdir", str(room))
    if os.geteuid() != 0:
        return ("bwrap", "--unshare-all", "--die-with-parent", *where, "--", *argv)
    who = pwd.getpwnam(user)
    apart = ("--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent")
    become = ("setpriv", f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--clear-groups", "--bounding-set=-all")
    return ("bwrap", *apart, *where, *_BECOMING, "--", *become, "--inh-caps=-all", *argv)


def inner(pid: int) -> int:
    """Return the number, out here, of the program that a bubblewrap of this number runs; its own where there is none.

    What is sent to bubblewrap ends everything in it at once; what is sent to the program itself lets it end well.
    """
    while Path(f"/proc/{pid}/comm").read_text().strip() == "bwrap":
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if not children:
            break
        pid = int(children[0])
    return pid
