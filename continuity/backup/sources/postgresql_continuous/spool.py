"""The spool of one database server: what is received, what a point is made of, and the order in which things leave.

``received/`` is what ``pg_receivewal`` writes; ``base/``, ``wal/`` and ``facts.json`` are what a point is made of.
``wal/`` has the same files under the same names (hard links), and a copy of the segment that is still being received:
so restic reads nothing that changes meanwhile, and finds unchanged what it has read before. ``next/`` is a base that
takes over once a point says that the log of the old one reaches beyond its end: no moment is then lost between them.

Each step leaves what the next start understands, wherever it was cut off: ``base.json`` always describes ``base/``.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.backup.sources.postgresql_continuous.facts import Base, read_base, write_whole
from continuity.backup.sources.postgresql_continuous.segments import being_received, may_leave, needed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BASE, _TOLD = "base", "base.json"


@dataclass(frozen=True, kw_only=True)
class Spool:
    """One asset's spool, in ``folder``."""

    folder: Path

    @property
    def received(self) -> Path:
        """Where ``pg_receivewal`` writes, and nobody else."""
        return self.folder / "received"

    @property
    def facts(self) -> Path:
        """What the spool says of itself."""
        return self.folder / "facts.json"

    @property
    def point(self) -> tuple[Path, ...]:
        """What a recovery point is made of."""
        return self.folder / _BASE, self.folder / "wal", self.facts

    @property
    def workplace(self) -> Path:
        """Where a base backup is made."""
        return self.folder / "next.new" / _BASE

    def prepare(self) -> None:
        """Make the directories, and go on with what was cut off."""
        for folder in (self.received, self.folder / "wal"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        _remove(self.folder / "next.new")
        if not (self.folder / _BASE).exists():
            self._take_over()
        _remove(self.folder / "old")
        if not (self.folder / "next" / _BASE).exists():
            _remove(self.folder / "next")

    def base(self) -> Base | None:
        """Return the base that points are made of; None where there is none."""
        return _told(self.folder)

    def waiting(self) -> Base | None:
        """Return the base that waits to take over; None where there is none."""
        return _told(self.folder / "next")

    def keep(self, base: Base) -> None:
        """Keep the base that was made in the workplace as the one that waits."""
        made = self.folder / "next.new"
        write_whole(made / _TOLD, json.dumps(base.as_json(), sort_keys=True))
        _remove(self.folder / "next")
        made.replace(self.folder / "next")

    def cover(self) -> None:
        """Take note that repositories hold the old base with the log up to beyond the end of the one that waits."""
        (self.folder / "next" / "covered").touch()

    def promote(self, *, at_once: bool) -> None:
        """Have the base that waits take over, where that loses no moment, or ``at_once``."""
        if self.waiting() is not None and (at_once or (self.folder / "next" / "covered").exists()):
            _remove(self.folder / "old")
            with suppress(FileNotFoundError):
                (self.folder / _BASE).replace(self.folder / "old")
            self._take_over()

    def lay_out(self, first: str) -> list[str]:
        """Make ``wal/`` what a point needs whose base begins in the segment ``first``; returns the names."""
        names, shown = _names(self.received), self.folder / "wal"
        wanted = needed(names, first)
        partial = being_received(wanted)
        whole = {name for name in wanted if not name.endswith(".partial")}
        for name in _names(shown) - whole - {partial}:
            (shown / name).unlink()
        for name in whole - _names(shown):
            os.link(self.received / name, shown / name)
        if partial and not _copied(self.received / partial, shown / partial):
            # It became whole meanwhile: nothing was there before that name, and nothing is lost.
            return self.lay_out(first)
        return sorted(_names(shown))

    def release(self, first: str) -> int:
        """Let the segments leave that no base from ``first`` on needs; returns how many did."""
        _remove(self.folder / "aside")
        leaving = may_leave(_names(self.received), first)
        for name in leaving:
            (self.folder / "wal" / name).unlink(missing_ok=True)
            (self.received / name).unlink(missing_ok=True)
        return len(leaving)

    def set_aside(self) -> None:
        """Begin the log anew where it cannot go on; what was received stays until a new point needs none of it."""
        aside = self.folder / "aside"
        aside.mkdir(mode=0o700, exist_ok=True)
        for name in _names(self.received):
            (self.received / name).replace(aside / name)

    def mend(self, segment_bytes: int) -> None:
        """Empty a segment that was begun on a full disk: ``pg_receivewal`` fills one with zeros before it writes to it.

        It refuses to go on with one of another length, and nothing was in it. To be called by whoever receives.
        """
        for name in _names(self.received):
            path = self.received / name
            if name.endswith(".partial") and path.stat().st_size not in (0, segment_bytes):
                os.truncate(path, 0)

    def bytes_shown(self) -> int:
        """Return how much of the log a point holds."""
        return sum((self.folder / "wal" / name).stat().st_size for name in _names(self.folder / "wal"))

    def broken(self) -> str:
        """Return why no point can be made with this base any more; empty where one can."""
        try:
            return (self.folder / "broken").read_text()
        except FileNotFoundError:
            return ""

    def break_off(self, why: str) -> None:
        """Take note that only a new base helps, until one has taken over."""
        write_whole(self.folder / "broken", why)

    @contextmanager
    def receiving(self) -> Iterator[int | None]:
        """Be the only receiver meanwhile; yields the lock for a child to hold, None where another one is at it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.folder / "receiver.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            yield None
            return
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _take_over(self) -> None:
        """Put the base that waits in its place, which is free."""
        follower = self.folder / "next"
        if (follower / _BASE).exists():
            write_whole(self.folder / _TOLD, (follower / _TOLD).read_text())
            (self.folder / "broken").unlink(missing_ok=True)
            (follower / _BASE).replace(self.folder / _BASE)
        _remove(follower)
        _remove(self.folder / "old")


def _told(folder: Path) -> Base | None:
    try:
        return read_base(json.loads((folder / _TOLD).read_text())) if (folder / _BASE).is_dir() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _names(folder: Path) -> set[str]:
    try:
        return {path.name for path in folder.iterdir()}
    except FileNotFoundError:
        return set()


def _copied(source: Path, target: Path) -> bool:
    """Copy a segment as it is now, unless nothing changed; False where it is not there any more."""
    try:
        now = source.read_bytes()
    except FileNotFoundError:
        return False
    if not target.exists() or target.read_bytes() != now:
        partial = target.with_name("copy.new")
        partial.write_bytes(now)
        partial.replace(target)
    return True


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
