"""A server of the lab: processes in the foreground, their logs in one directory."""

from __future__ import annotations

import signal
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Self

from continuity.ground import process

if TYPE_CHECKING:
    from collections.abc import Sequence
    from subprocess import Popen


class Server(ABC):
    """What every server of the lab shares: a work directory, children, and their end.

    ``start`` must be called from a thread that outlives the server (the kernel ends the children with it).
    """

    def __init__(self, work: Path) -> None:
        self.work = work.absolute()
        self._children: list[Popen[bytes]] = []

    @abstractmethod
    def start(self) -> None:
        """Bring it up; returns when it serves. Raises ``Unavailable`` with the place of the log."""

    def stop(self) -> None:
        """End its processes at once, newest first; nothing in the lab is worth a clean shutdown. Repeatable."""
        while self._children:
            process.stop(self._children.pop(), polite=signal.SIGKILL)

    def running(self) -> bool:
        """Tell whether all its processes are alive."""
        return bool(self._children) and all(child.poll() is None for child in self._children)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _spawn(self, argv: Sequence[str], log: Path) -> Popen[bytes]:
        with log.open("ab") as output:
            child = process.start(argv, output=output, cwd=Path("/"))  # newer Ceph looks its classes up from there
        self._children.append(child)
        return child
