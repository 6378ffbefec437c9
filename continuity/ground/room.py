"""A room: namespaces that last, with programs that see one directory and no network, and a server left running there.

bubblewrap makes it (:mod:`continuity.ground.isolation`) and holds it open until it is closed, or we are gone: then the
kernel ends all that runs in it. Each command enters it anew, so that what one started, the next one finds.
"""

from __future__ import annotations

import ctypes
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.ground import process
from continuity.ground.errors import Unavailable
from continuity.ground.isolation import inner, lasting
from continuity.ground.waiting import wait_for

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Mapping, Sequence

#: What a command in it may do as root: own files, become another user, end programs. Nothing that leads out.
_RIGHTS = "-all,+chown,+dac_override,+fowner,+kill,+setgid,+setuid,+setpcap"
_HELD_BY = "cat"  # it reads a line from us, and ends with it: also where we died before bubblewrap watched over us
#: All numbers end with the outermost: a bubblewrap that is killed while it makes its room would leave half of one.
_AROUND = ("unshare", "--pid", "--fork", "--kill-child", "--")
_MADE = timedelta(seconds=20)
_NETWORK = 0x40000000  # CLONE_NEWNET of <sched.h>


class Room:
    """A room around ``path``. It is made when it is first needed, by whatever thread, and again after :meth:`close`."""

    def __init__(self, path: Path) -> None:
        self._path, self._place = path, str(path)
        self._more: tuple[str, ...] = ()
        self._says: tuple[str, ...] = ()
        self._child: subprocess.Popen[bytes] | None = None
        self._keeper: ThreadPoolExecutor | None = None
        self._line: int | None = None
        self._turn = threading.Lock()

    def furnish(self, *more: str, place: str, environ: Mapping[str, str]) -> None:
        """Close it; made anew, it shows its directory as ``place`` and has ``more`` in it (bubblewrap's words).

        Commands get ``environ`` as well. All of it stands in place of what an earlier call gave.
        """
        self.close()
        self._place, self._more = place, more
        self._says = tuple(f"{name}={value}" for name, value in environ.items())

    def close(self) -> None:
        """End all that runs in it. Repeatable."""
        with self._turn:
            if self._line is not None:
                os.close(self._line)
            if self._child:
                process.stop(self._child)
            if self._keeper:
                self._keeper.shutdown()
            self._child = self._keeper = self._line = None

    def words(self, argv: Sequence[str]) -> list[str]:
        """Return the command line that runs ``argv`` in it, which is made for that. Raises ``Unavailable``.

        Who is not root cannot enter what bubblewrap made: each command gets a room of its own, and leaves nothing.
        """
        said = ["env", f"--chdir={self._place}", *self._says, *argv]
        if os.geteuid():
            return list(lasting(said, self._path, self._place, self._more))
        entered = ["nsenter", "-t", str(self._holder()), "-m", "-u", "-i", "-n", "-p", "-r", "--"]
        return [*entered, "setpriv", f"--bounding-set={_RIGHTS}", "--inh-caps=-all", "--", *said]

    @contextmanager
    def network(self) -> Iterator[None]:
        """While the block lasts, this thread has the room's network, which leads nowhere. Raises ``Unavailable``."""
        with _open("/proc/thread-self/ns/net") as outside, _open(f"/proc/{self._holder()}/ns/net") as inside:
            _enter(inside)
            try:
                yield
            finally:
                _enter(outside)

    def _holder(self) -> int:
        """Return the number of the program that holds it open."""
        with self._turn:
            if self._child is None or self._child.poll() is not None:
                self._make()
            assert self._child  # noqa: S101 - for mypy: it was made
            return _inside(self._child.pid)

    def _make(self) -> None:
        """Make it by a thread that lives as long as it does: the kernel ends a child with the thread that began it."""
        self._path.chmod(0o711)  # a server's own user passes to its own directory below
        self._keeper = self._keeper or ThreadPoolExecutor(1, thread_name_prefix="room")
        if self._line is not None:
            os.close(self._line)
        theirs, self._line = os.pipe()
        argv = _AROUND + lasting((_HELD_BY, f"/proc/self/fd/{theirs}"), self._path, self._place, self._more)
        try:
            child = self._child = self._keeper.submit(process.start, argv, pass_fds=(theirs,)).result()
        finally:
            os.close(theirs)
        if not wait_for(child, lambda: _name(_inside(child.pid)) == _HELD_BY, limit=_MADE):
            process.stop(child)
            raise Unavailable(
                "the drill's own place could not be isolated",
                hint="install bubblewrap and allow user namespaces, or run as root",
            )


def _inside(pid: int) -> int:
    """Return the number of the program that holds it open, below the one that we began; its own until there is one."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return inner(int(below[0])) if below else pid


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


@contextmanager
def _open(path: str) -> Iterator[int]:
    found = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield found
    finally:
        os.close(found)


def _enter(namespace: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(namespace, _NETWORK):
        raise Unavailable(
            "the network of the drill's own place cannot be entered: {cause}",
            hint="run the drill as root",
            cause=os.strerror(ctypes.get_errno()),
        )
