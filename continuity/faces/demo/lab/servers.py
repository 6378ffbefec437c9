"""The lab as a whole: an SFTP server and an S3 store, as the demo needs them."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from continuity.faces.demo.lab.ceph import Ceph
from continuity.faces.demo.lab.programs import PACKAGES, program
from continuity.faces.demo.lab.sshd import Sshd
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.faces.demo.lab.ceph import S3User


def missing_packages() -> list[str]:
    """Return the Debian packages that the lab needs and this machine lacks, sorted; empty where all is there."""
    return sorted({package for name, package in PACKAGES.items() if not _installed(name)})


class Lab:
    """Both servers in one directory, with one S3 user; a context manager.

    It must be entered from a thread that lives as long as the lab. Raises ``Unavailable`` naming the package of
    a missing program, or the log of a server that did not come up; whatever had started is then stopped.
    """

    writer: S3User

    def __init__(self, work: Path) -> None:
        self.sshd = Sshd(work / "sshd")
        self.ceph = Ceph(work / "ceph")
        self._running = ExitStack()

    def start(self) -> None:
        """Bring both up (about 1.5 s) and make the writer's keys."""
        with ExitStack() as starting:
            starting.enter_context(self.sshd)
            starting.enter_context(self.ceph)
            self.writer = self.ceph.create_user("writer")
            self._running = starting.pop_all()

    def stop(self) -> None:
        """End both; what the S3 store held is gone, what the SFTP server held stays in its directory."""
        self._running.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _installed(name: str) -> bool:
    try:
        program(name)
    except Unavailable:
        return False
    return True
