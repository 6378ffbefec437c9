"""restic for tests: the real one, whose new repositories have a password that is cheap to try.

restic makes each opening of a repository cost half a second of processor, and the making of one three (scrypt,
calibrated by ``init`` and ``key add``): three quarters of what the tests did was that. A key file says itself how dear
it is, so new ones are written here with the smallest cost; every restic opens them as it opens any other.

The real restic is asked first whether a repository is there. Only where it says that there is none is one written, by
the way that the place has (files, PUT, POST); whatever is not as plain as that is left to the real ``init``, its
errors above all. Everything but ``init`` and ``key add`` is the real restic's at once. `make test-all` sets
``CONTINUITY_TEST_DEAR_KEYS`` and leaves everything as restic makes it, and tests/storage/test_conformance.py lets the
real one make a repository of each kind. Run as ``python -m tests.lab.quick_keys RESTIC ARGUMENTS``.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.lab import restic_format
from tests.lab.restic_stores import Directory, Store, store_of

#: How the real restic says that a place can be reached and holds no repository (0.14 and later).
_NONE = "Is there a repository at the following location?"
_ABSENT = ("no such file or directory", "file does not exist", "key does not exist", "404 Not Found", "does not exist")
_SCRIPT = """#!/bin/sh
case " $* " in *" init "*|*" key add "*) PYTHONPATH={root} exec {python} -m tests.lab.quick_keys {restic} "$@";; esac
exec {restic} "$@"
"""


def wrapper(restic: str, directory: Path) -> Path:
    """Write a program ``restic`` into the directory, which is the given one, but for new keys; return its path."""
    made = directory / "restic"
    directory.mkdir(parents=True, exist_ok=True)
    made.write_text(_SCRIPT.format(root=Path(__file__).parents[2], python=sys.executable, restic=restic))
    made.chmod(0o755)
    return made


@dataclass(frozen=True)
class Asked:
    """A command line of restic: the program, what names the place, and what is wanted there."""

    program: str
    place: list[str]
    verb: list[str]
    like: str = ""
    new_password: str = ""
    quiet: bool = False

    @property
    def repository(self) -> str:
        """Where the repository is, from the command line or the environment."""
        named = self.place[self.place.index("-r") + 1 :] if "-r" in self.place else []
        return named[0] if named else os.environ.get("RESTIC_REPOSITORY", "")

    def real(self, *words: str, repository: str = "", password: str = "") -> subprocess.CompletedProcess[str]:
        """Run the real restic there (or, as it does for ``--from-repo``, elsewhere), its output kept."""
        place = [*self.place, *(["-r", repository] if repository else [])]
        environ = os.environ | ({"RESTIC_PASSWORD": password} if password else {})
        argv = [self.program, *place, *words]
        return subprocess.run(argv, check=False, capture_output=True, text=True, env=environ, stdin=subprocess.DEVNULL)


def read(argv: list[str]) -> Asked | None:
    """Read a command line; None for any that is not exactly of the forms known here."""
    place, verb, quiet, named = [], [], False, {"--from-repo": "", "--new-password-file": ""}
    words = iter(argv[1:])
    for word in words:
        if word in {"-r", "-o", "--cache-dir", "--limit-upload", "--limit-download"}:
            place += [word, next(words, "")]
        elif word in named:
            named[word] = next(words, "")
        elif word in {"init", "key", "add"}:
            verb.append(word)
        elif word in {"-q", "--quiet"}:
            quiet = True
        elif word != "--copy-chunker-params":
            return None
    asked = Asked(argv[0], place, verb, named["--from-repo"], named["--new-password-file"], quiet)
    return asked if asked.verb in (["init"], ["key", "add"]) else None


def initialise(asked: Asked) -> bool:
    """Make a repository whose key is cheap; False where that is the real restic's to try."""
    store, password = store_of(asked.repository, asked.place), os.environ.get("RESTIC_PASSWORD", "")
    if store is None or not password or not _absent(asked):
        return False
    polynomial = _polynomial(asked) if asked.like else ""
    if asked.like and not polynomial:
        return False
    made = restic_format.new_repository(password, polynomial)
    if not _written(asked, store, made.files):
        return False
    if not asked.quiet:
        print(f"created restic repository {made.id[:10]} at {asked.repository}")
    return True


def _absent(asked: Asked) -> bool:
    said = asked.real("cat", "--no-lock", "config")
    return said.returncode != 0 and _NONE in said.stderr and any(word in said.stderr for word in _ABSENT)


def _polynomial(asked: Asked) -> str:
    """Return how the other repository cuts files, or nothing where that cannot be learnt."""
    password = os.environ.get("RESTIC_FROM_PASSWORD", "")
    done = asked.real("cat", "--no-lock", "config", repository=asked.like, password=password)
    return str(json.loads(done.stdout)["chunker_polynomial"]) if done.returncode == 0 else ""


def _written(asked: Asked, store: Store, files: dict[str, bytes]) -> bool:
    """Write the files; whatever goes wrong is undone, and False."""
    try:
        store.put(files)
    except OSError:
        store.undo()
        return False
    if store.doubtful and asked.real("cat", "--no-lock", "config").returncode != 0:
        store.undo()
        return False
    return True


def add_key(asked: Asked) -> bool:
    """Add a cheap key to a directory that nobody works in; False where that is the real restic's to try."""
    root, password = Path(asked.repository), os.environ.get("RESTIC_PASSWORD", "")
    free = root.is_absolute() and (root / "config").is_file() and not any((root / "locks").iterdir())
    if not free or not password or not asked.new_password:
        return False
    found = (restic_format.master_of(password, path.read_bytes()) for path in (root / "keys").iterdir())
    master = next(filter(None, found), None)
    if master is None:
        return False
    new = Path(asked.new_password).read_text().split("\n")[0].rstrip("\r")
    name, content = restic_format.new_key(new, master)
    Directory.write(root / "keys" / name, content)
    print(f"saved new key as <Key of root@{socket.gethostname()}>")
    return True


def main(argv: list[str]) -> int:
    """Do what restic was asked for."""
    asked = read(argv)
    if asked is not None and (initialise if asked.verb == ["init"] else add_key)(asked):
        return 0
    done = subprocess.run(argv, check=False)
    store = store_of(asked.repository, asked.place) if asked else None
    if done.returncode == 0 and isinstance(store, Directory) and asked and asked.verb == ["init"]:
        cheapen(store.root, os.environ.get("RESTIC_PASSWORD", ""))
    return done.returncode


def cheapen(repository: Path, password: str) -> None:
    """Replace each key file of a directory that the password opens by one that opens at the smallest cost."""
    for path in (repository / "keys").glob("*"):
        master = restic_format.master_of(password, path.read_bytes()) if password else None
        if master is not None:
            name, content = restic_format.new_key(password, master)
            (path.parent / name).write_bytes(content)
            path.unlink()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
