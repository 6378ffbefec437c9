"""A repository as a read-only file system, for as long as somebody looks into it.

restic serves it in the foreground and unmounts when it is interrupted; that it did is looked up in the kernel's own
table, never believed. restic calls ``fusermount`` by that name, whoever runs it.
"""

from __future__ import annotations

import os
import re
import signal
import tempfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING

from continuity.ground import process
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, NotProven, Unavailable

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from continuity.backup.restic.client import ResticClient
    from continuity.ground.clock import Clock

_DEVICE = Path("/dev/fuse")
_READY = timedelta(minutes=10)  # opening a large repository over a slow line takes minutes
_SHORT = timedelta(seconds=20)
_LOOK_S = 0.05


def refuse_without_fuse() -> None:
    """Raise ``Unavailable``, with the remedy, where this machine cannot mount."""
    try:
        process.find_program("fusermount")
    except ContinuityError as error:
        raise Unavailable(
            "the program fusermount is not installed, and a mount needs it",
            hint="install it (Debian: apt-get install fuse3), or bring files back with continuity restore --path",
        ) from error
    if not os.access(_DEVICE, os.R_OK | os.W_OK):
        raise Unavailable(
            "{device} is not there, or may not be used",
            hint="load it (modprobe fuse), or give it to this container; else: continuity restore --path",
            device=_DEVICE,
        )


def is_mounted(directory: Path) -> bool:
    """Tell whether something is mounted there; asks the kernel's table, so a dead file system is seen, too."""
    wanted = os.fsencode(directory)
    lines = Path("/proc/self/mountinfo").read_bytes().splitlines()
    return any(_plain(line.split(b" ")[4]) == wanted for line in lines)


def _plain(field: bytes) -> bytes:
    """Return a path of proc_pid_mountinfo(5): blanks and backslashes are written in octal there."""
    return re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8)]), field)


@contextmanager
def mounted(client: ResticClient, tag: str, directory: Path, clock: Clock) -> Iterator[subprocess.Popen[bytes]]:
    """Mount the snapshots with ``tag`` on an absolute, real ``directory``; yields the process that serves them.

    It has unmounted when this ends, however it ends: ``NotProven`` where the kernel still lists the mount. Raises
    ``Unavailable`` where restic cannot mount. Killed together with us, restic is interrupted by the kernel, and
    unmounts just as well.
    """
    words, env = client.call(("mount", "--no-lock", "--tag", tag, str(directory)))
    with tempfile.TemporaryFile() as said:
        child = process.start(words, env=env, output=said, farewell=signal.SIGINT)
        try:
            _wait_until_there(client, child, said, (directory, clock))
            yield child
        finally:
            process.stop(child, polite=signal.SIGINT)
            _unmount(directory)


def _wait_until_there(
    client: ResticClient, child: subprocess.Popen[bytes], said: IO[bytes], there: tuple[Path, Clock]
) -> None:
    directory, clock = there
    began = clock.mark()
    while not is_mounted(directory):
        late = elapsed(began, clock.mark()).seconds > _READY.total_seconds()
        if late or child.poll() is not None:
            said.seek(0)
            words = said.read().decode("utf-8", "replace")
            client.explain(process.Completed(returncode=child.poll() or 0, stdout="", stderr=words, timed_out=late))
        clock.sleep(_LOOK_S)


def _unmount(directory: Path) -> None:
    """Make sure that nothing is mounted there; a file that is still open only delays the end, unseen."""
    for words in (("fusermount", "-u"), ("fusermount", "-u", "-z")):
        if not is_mounted(directory):
            return
        process.run((*words, str(directory)), timeout=_SHORT)
    if is_mounted(directory):
        raise NotProven(
            "{path} is still mounted",
            hint="close what is open below it, then: fusermount -u {path}",
            path=directory,
        )
