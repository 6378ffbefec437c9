"""A machine with nothing on it: a handful of programs, the libraries that they load, and one directory of their own.

bubblewrap begins with an empty root; there is no Python in it and nothing of ours, so that what works there works
without us.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from continuity.ground.errors import Unavailable
from continuity.ground.process import find_program

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: What every Debian has: a shell, and what scripts call; where ``PATH`` finds it there.
ESSENTIAL = ("sh", "cat", "dirname", "mkdir", "rm", "rmdir", "sha256sum", "stty", "tar")
#: Where the one directory is seen.
ROOM = "/root"
_PROGRAMS = "/usr/bin"
_ETC = ("hosts", "ld.so.cache", "localtime", "nsswitch.conf", "passwd", "resolv.conf", "ssl/certs")
_LIBRARIES = ("/usr/lib", "/usr/lib64", "/usr/libexec", "/usr/share/ca-certificates", "/usr/share/zoneinfo")
_LANGUAGES = ("python*", "perl*", "ruby*", "node*")


def bare(
    argv: Sequence[str], room: Path, programs: Mapping[str, Path], paths: Iterable[Path], *, network: bool
) -> list[str]:
    """Return the command line that runs ``argv`` on the bare machine, in ``room``.

    ``programs`` are there beside the essential ones, ``paths`` under their own names, for writing. Raises
    ``Unavailable`` where a program is not installed here.
    """
    found = {name: program(name) for name in ESSENTIAL} | dict(programs)
    words = ["bwrap", "--unshare-all", *(["--share-net"] if network else []), "--die-with-parent", "--clearenv"]
    words += [word for one in _LIBRARIES for word in ("--ro-bind-try", one, one)]
    words += [word for one in _hidden() for word in ("--tmpfs", str(one))]
    words += [word for name, path in found.items() for word in ("--ro-bind", str(path), f"{_PROGRAMS}/{name}")]
    words += ["--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"]
    words += [word for one in _ETC for word in ("--ro-bind-try", f"/etc/{one}", f"/etc/{one}")]
    words += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108 - its own
    words += ["--bind", str(room), ROOM, "--chdir", ROOM, "--setenv", "PATH", _PROGRAMS, "--setenv", "HOME", ROOM]
    words += [word for one in paths for word in ("--bind", str(one), str(one))]  # last: one may lie below ROOM
    return [*words, "--", *argv]


def program(name: str) -> Path:
    """Return the file of a program; raises ``Unavailable`` where it is not installed, or is a script."""
    path = Path(find_program(name)).resolve()
    with path.open("rb") as file:
        if file.read(2) == b"#!":
            raise Unavailable(
                "{path} is a script, and what it calls would not be on a bare machine",
                hint="put the program {name} itself before it on PATH",
                path=path,
                name=name,
            )
    return path


def _hidden() -> list[Path]:
    """Return the languages among the libraries: what is written in them is not there."""
    return [path for pattern in _LANGUAGES for path in sorted(Path("/usr/lib").glob(pattern)) if path.is_dir()]
