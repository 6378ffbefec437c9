"""The way without us, gone as a stranger would: the kit's own scripts, on a bare machine, and restic's own words."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import IO, TYPE_CHECKING

from continuity.ground import process
from continuity.ground.bare import ROOM, bare, program
from continuity.ground.errors import NotProven, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

#: restic and gpg are installed there, ssh for SFTP; nothing else.
PROGRAMS = ("restic", "gpg", "ssh")
KIT, BACK = "kit.tar", "back"
_OPENED = f"{ROOM}/opened"
_LIMIT = timedelta(hours=24)
_SHOWN = 300
_SNAPSHOT = re.compile(r"[Ss]napshot ([0-9a-f]{8})")
_OPEN = f"tar -xf {KIT} && sh continuity-kit/open.sh {_OPENED}"
_RESTORE = '"$0" restore latest --tag "$1" --target "$2"'


@dataclass(frozen=True, kw_only=True)
class Stranger:
    """Somebody with a kit and what opens it, in ``room``, who wants one asset back from one repository.

    ``folder`` is the repository's in the opened kit; ``paths`` where it is on this machine; ``network``: it is not.
    """

    room: Path
    folder: str
    asset: str
    paths: tuple[Path, ...]
    network: bool
    rclone: Path | None = None  # where the repository is reached through it

    def open(self, passphrase: str) -> None:
        """Unpack and open the kit; ``NotProven`` where its own script does not, ``Unavailable`` without a sandbox."""
        with _memory() as given:
            given.write(passphrase.encode() + b"\n")
            given.seek(0)
            self._run(("sh", "-c", _OPEN), given)
        if not (self.room / "opened" / self.folder).is_dir():
            raise NotProven(
                "the kit knows of no repository {folder}",
                hint="it is another server's, or older than that repository: continuity kit create",
                folder=self.folder.removeprefix("restic/"),
            )

    def restore(self, tag: str) -> str:
        """Restore the newest point into ``room/back``; returns its name as restic told it. Raises ``NotProven``."""
        script = f"{_OPENED}/{self.folder}/restic"
        said = self._run(("sh", "-c", _RESTORE, script, f"{tag}{self.asset}", f"{ROOM}/{BACK}"), None)
        found = _SNAPSHOT.search(said)
        if found is None:
            raise NotProven("restic told of no point that it restored: {said}", said=said.strip()[-_SHOWN:])
        return found[1]

    def _run(self, argv: tuple[str, ...], given: IO[bytes] | None) -> str:
        programs = {name: program(name) for name in PROGRAMS} | ({"rclone": self.rclone} if self.rclone else {})
        words = bare(argv, self.room, programs, self.paths, network=self.network)
        with _memory() as out:
            run = partial(process.run_into, words, out, timeout=_LIMIT)
            done = run(source=given) if given else run()
            out.seek(0)
            said = out.read().decode(errors="replace")
        complaint = done.stderr.strip()[-_SHOWN:]
        if done.returncode != 0 and complaint.startswith("bwrap: "):
            raise Unavailable(
                "there is no sandbox for the way without us: {said}",
                hint="install bubblewrap and allow user namespaces, or run as root",
                said=complaint,
            )
        if done.returncode != 0:
            raise NotProven(
                "the way without us ended with {code}: {said}",
                hint="go it by hand on another machine: README.txt in the kit",
                code=done.returncode,
                said=complaint or "it said nothing",
            )
        return said


def _memory() -> IO[bytes]:
    return os.fdopen(os.memfd_create("stranger"), "w+b")
