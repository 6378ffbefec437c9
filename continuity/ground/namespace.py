"""A thread that has the mounts of this machine to itself: what it mounts, it and its children alone see.

The kernel keeps a mount namespace by thread (unshare(2), mount_namespaces(7)): a thread that leaves the common one
takes along every thread and every child process that it starts afterwards, and nobody else. What was mounted in it
is gone with the last of them, whatever ended them: SIGKILL leaves no mount behind.
"""

from __future__ import annotations

import ctypes
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from continuity.ground import process
from continuity.ground.errors import Unavailable
from continuity.ground.parallel import parallel

if TYPE_CHECKING:
    from collections.abc import Callable

R = TypeVar("R")

#: What this thread sees mounted; ``/proc/self`` would tell of the main thread.
MOUNTS = Path("/proc/thread-self/mountinfo")

_CLONE_NEWNS = 0x00020000  # linux/sched.h
_SHORT = timedelta(minutes=1)


def apart(work: Callable[[], R]) -> R:
    """Do it on a thread with mounts of its own and return what came of it; it ends as its caller is told to.

    What others unmount meanwhile goes here, too, so that no disk of theirs is held; what is mounted here stays here.
    Raises ``Unavailable`` without the rights of root (CAP_SYS_ADMIN).
    """

    def begin() -> R:
        _leave()
        return work()

    return parallel([begin], at_once=1)[0]


def _leave() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNS) != 0:
        raise _forbidden(os.strerror(ctypes.get_errno()))
    done = process.run(["mount", "--make-rslave", "/"], timeout=_SHORT)
    if done.returncode != 0:
        raise _forbidden(done.stderr.strip())


def _forbidden(cause: str) -> Unavailable:
    return Unavailable(
        "file-system snapshots need the rights of root (CAP_SYS_ADMIN): {cause}",
        hint="run continuity as root, or write `snapshot: none` in the document",
        cause=cause,
    )
