"""A new machine for a server that was lost: our program, one repository, an empty place for the state, no network.

What it is shown under their own names are the programs and the repository; its /root, its documents and what lies
beside its state are the drill's own directory, so that a rebuilt server finds its paths and nobody's data.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import continuity
from continuity.ground import process
from continuity.ground.errors import NotProven
from continuity.ground.secrecy import veil

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.ground.room import Room

HOME, DOCUMENTS, KEY, KIT = "/root", "/etc/continuity", "/root/vault.key", "/root/kit.tar"
_LIMIT = timedelta(hours=8)
_SHOWN = 600
#: The variables that the documents ask for come with them.
_WITH_VARIABLES = 'set -a; [ ! -e "$0/environment" ] || . "$0/environment"; set +a; exec continuity "$@"'
_SERVE = f'setsid "$@" </dev/null >{HOME}/daemon.log 2>&1 & echo $!'
_END = 'kill -TERM "$1"; timeout 60 tail --pid="$1" -f /dev/null; ! kill -0 "$1" 2>/dev/null'
_OPENS = "CONTINUITY_KIT_PASSPHRASE"


@dataclass(frozen=True, kw_only=True)
class NewMachine:
    """The machine in ``room``, whose /root is ``own``."""

    room: Room
    own: Path

    def furnish(self, state: Path, repository: Path | None) -> None:
        """Make it, or make it anew with what lies on it; without a ``repository``, nothing in use can be reached."""
        documents, beside = self.own / "documents", self.own / "beside"
        for one in (documents, beside):
            one.mkdir(exist_ok=True)
        binds = [("--bind", beside, state.parent), *(("--ro-bind", one, one) for one in _programs())]
        binds += [("--bind", repository, repository)] if repository else []
        binds.append(("--bind", documents, Path(DOCUMENTS)))
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        more = [str(word) for words in binds for word in words]
        more += ["--hostname", f"drill-{self.own.name[:40]}"]  # of one host, our locks would seem dead to its restic
        self.room.furnish(*more, place=HOME, environ={"PATH": path, "HOME": HOME})

    def restore_kit(self, repository: str, passphrase: str) -> dict[str, Any]:
        """Have the kit bring the server back, opened by ``passphrase``; returns what it says. Raises ``NotProven``."""
        words = ["kit", "restore", KIT, "--to", DOCUMENTS, "--vault-key-file", KEY, "--repository", repository]
        argv = self.room.words(["continuity", *words, "--json"])
        return _answered(process.run(argv, timeout=_LIMIT, env={_OPENS: passphrase}), "kit restore")

    def has(self, path: str) -> bool:
        """Tell whether there is such a file on it."""
        return process.run(self.room.words(["test", "-e", path]), timeout=_LIMIT).returncode == 0

    def asked(self, *words: str) -> dict[str, Any]:
        """Run a command of the rebuilt server and return its JSON, whatever it ends with but a fault."""
        return _answered(self._run(*words, "--json"), " ".join(words[:2]), (0, 1, 3))

    def told(self, *words: str) -> None:
        """Run a command of the rebuilt server that must succeed. Raises ``NotProven``."""
        _answered(self._run(*words, "--json"), " ".join(words[:2]))

    def serving(self, *words: str) -> str:
        """Start a command of the rebuilt server that stays, and return its number there."""
        argv = self.room.words(["sh", "-c", _SERVE, "sh", *_known(*words)])
        return process.run(argv, timeout=_LIMIT).stdout.strip()

    def end(self, number: str) -> None:
        """End what stays, politely. Raises ``NotProven`` where it does not end."""
        if process.run(self.room.words(["sh", "-c", _END, "sh", number]), timeout=_LIMIT).returncode:
            raise NotProven("the service of the rebuilt server did not end when it was told to")

    def _run(self, *words: str) -> process.Completed:
        return process.run(self.room.words(_known(*words)), timeout=_LIMIT)


def _known(*words: str) -> list[str]:
    """Return a command of the rebuilt server."""
    return ["sh", "-c", _WITH_VARIABLES, DOCUMENTS, *words, "--config", DOCUMENTS, "--vault-key-file", KEY]


def _answered(done: process.Completed, what: str, good: Sequence[int] = (0,)) -> dict[str, Any]:
    if done.returncode not in good:
        said = veil((done.stderr or done.stdout).strip())[-_SHOWN:]
        raise NotProven(
            "on the new machine, {what} ended with {code}: {said}",
            hint="see the runbook lost-server, and try it by hand",
            what=what,
            code=done.returncode,
            said=said or "-",
        )
    lines = done.stdout.splitlines()
    found: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    return found


def _programs() -> list[Path]:
    """Return the directories of our program and of those that it calls, where they are not below /usr as everywhere."""
    found = {Path(sys.prefix), Path(sys.base_prefix), Path(continuity.__file__).parents[1]}
    found |= {Path(one) for one in os.environ["PATH"].split(os.pathsep) if one.startswith("/")}
    return sorted(one for one in found if one.is_dir() and not one.resolve().is_relative_to("/usr"))
