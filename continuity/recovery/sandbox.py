"""A place for a rehearsal: a private directory below the state, and checks that see the restored data and nothing else.

bubblewrap gives a check its own network (only ``lo``), process and IPC namespaces, ``/usr`` with a few
harmless files of ``/etc``, and the restored data read-only at ``/restored``; nothing of the state, the vault, the
source or this machine's own secrets is visible in it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.ground import process
from continuity.ground.errors import ContinuityError, NotProven, Unavailable
from continuity.ground.isolation import reading

if TYPE_CHECKING:
    from collections.abc import Sequence

_LIMIT = timedelta(minutes=30)
_SHOWN = 300
#: Below a sandbox, and below the state where nobody put it back: what was kept of files before a drill broke them.
KEPT = "kept"


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """One rehearsal's directory. ``data`` is where the restore lands."""

    path: Path

    @property
    def data(self) -> Path:
        """Return where the restored files lie."""
        return self.path / "data"

    @property
    def outside(self) -> Path:
        """Return a second directory, where other users may pass: for a server that refuses to run as root.

        Nobody makes it but who needs it, for its own user alone.
        """
        return Path("/var/tmp") / f"continuity-{self.path.name}"  # noqa: S108 - made exclusively, with mode 0700

    def make(self) -> None:
        """Create the directory for its owner alone; raises ``Unavailable``."""
        try:
            self.path.mkdir(mode=0o700, parents=True)
        except OSError as error:
            raise Unavailable("{path} cannot be made: {cause}", path=self.path, cause=error.strerror) from error

    def check(self, argv: Sequence[str]) -> None:
        """Run one check in isolation; ``NotProven`` where it fails, ``Unavailable`` where it cannot be isolated."""
        done = process.run(reading(argv, self.data, "/restored"), timeout=_LIMIT)
        said = (done.stderr or done.stdout).strip()[-_SHOWN:]
        if done.returncode != 0 and said.startswith("bwrap: "):
            raise Unavailable(
                "the check {program} could not be isolated: {said}",
                hint="install bubblewrap and allow user namespaces, or run as root",
                program=argv[0],
                said=said,
            )
        if done.returncode != 0:
            raise NotProven(
                "the check {program} failed on the restored data (exit {code}): {said}",
                hint="look at the data: continuity restore … --from the same repository",
                program=argv[0],
                code=done.returncode,
                said=said or "it said nothing",
            )

    def remove(self) -> ContinuityError | None:
        """Remove everything and make sure that it is gone; returns the fault where it is not.

        What a drill kept of files that it broke, and did not put back, is no part of it: that is moved to a safe place.
        """
        if (self.path / KEPT).is_dir():
            safe = self.path.parent.parent / KEPT / self.path.name
            safe.parent.mkdir(mode=0o700, exist_ok=True)
            (self.path / KEPT).rename(safe)
            self.remove()
            return NotProven(
                "files that a drill broke were not put back: what it kept of them lies in {path}",
                hint="copy them back (cp -a {path}/. /), see that they are whole, then remove {path}",
                path=safe,
            )
        for path in (self.path, self.outside):
            shutil.rmtree(path, ignore_errors=True)
            if path.exists():
                return NotProven(
                    "the rehearsal's directory {path} could not be removed", hint="remove it by hand", path=path
                )
        return None
