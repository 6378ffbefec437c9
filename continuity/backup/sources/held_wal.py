"""A base backup with the write-ahead log since, as it came back from a repository: whether it is whole.

The directory has ``base/`` (as ``pg_basebackup`` wrote it), ``wal/`` (the segments since, by name) and ``facts.json``.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.backup.sources.private_postgresql import USER
from continuity.backup.sources.private_server import cannot
from continuity.backup.sources.wal_names import (
    PARTIAL,
    end_of,
    first_byte,
    missing,
    position,
    segment_of,
    started_in,
)
from continuity.ground import process
from continuity.ground.errors import NotProven, Unavailable
from continuity.ground.isolation import reading
from continuity.ground.timestamps import read_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

_LIMIT = timedelta(hours=12)
_SHOWN = 300
_PLACE = "/restored"
_FACT = re.compile(r"^(.+?):\s+(.*)$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Capture:
    """One promise of the log: all that was committed by ``data_time`` lies before ``lsn``."""

    data_time: datetime
    lsn: str


@dataclass(frozen=True, kw_only=True)
class HeldWal:
    """What came back, in ``folder``."""

    folder: Path

    @property
    def base(self) -> Path:
        """Return the data directory as it was copied, not consistent before the log is replayed."""
        return self.folder / "base"

    @property
    def wal(self) -> Path:
        """Return the directory of the segments."""
        return self.folder / "wal"

    @property
    def major(self) -> int:
        """Return the major version that wrote it. Raises ``NotProven`` where it is no data directory."""
        try:
            return int((self.base / "PG_VERSION").read_text())
        except (OSError, ValueError) as error:
            raise NotProven("what came back holds no base backup of PostgreSQL", hint=_ELSEWHERE) from error

    def captures(self) -> list[Capture]:
        """Return what was promised of the log, the oldest first. Raises ``NotProven`` where that is not there."""
        try:
            told = json.loads((self.folder / "facts.json").read_text())["captures"]
            found = [Capture(data_time=read_time(one["data_time"]), lsn=str(one["lsn"])) for one in told]
            return sorted(found, key=lambda one: position(one.lsn))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotProven("what came back does not say what its log holds: {cause}", cause=error) from error

    def control(self, binaries: Path) -> Mapping[str, str]:
        """Return what ``pg_controldata`` says of the base. Raises ``NotProven`` where it is unreadable."""
        done = self._look(binaries, "pg_controldata")
        if done.returncode != 0:
            raise NotProven("the base backup is damaged: {said}", hint=_ELSEWHERE, said=_said(done))
        return facts_of(done.stdout)

    def refuse_damaged(self, binaries: Path) -> None:
        """Raise ``NotProven`` where a file of the base is not as PostgreSQL wrote it, or a part of the log lacks."""
        done = self._look(binaries, "pg_verifybackup", "--no-parse-wal")
        if done.returncode != 0:
            raise NotProven("the base backup is damaged: {said}", hint=_ELSEWHERE, said=_said(done))
        size = int(self.control(binaries).get("Bytes per WAL segment", 0))
        try:
            self._refuse_tablespaces()
            self._refuse_gaps(size)
            self.even_out(size)
        except OSError as error:
            raise NotProven("the base backup is damaged: {said}", hint=_ELSEWHERE, said=error) from error

    def _refuse_tablespaces(self) -> None:
        if any((self.base / "pg_tblspc").iterdir()):
            raise Unavailable(
                "the base backup has tablespaces, which cannot be recovered here by themselves",
                hint="bring the point back with --to DIR elsewhere, and lay out its tablespaces by hand",
            )

    def broken_off(self, replayed: str, promised: str) -> bool:
        """Tell whether the record that follows ``replayed`` had not ended by ``promised``.

        A server flushes whole pages, which may end in the middle of a record: of that one nothing was promised, and no
        commit lies between the two.
        """
        sizes = {path.name: path.stat().st_size for path in self.wal.glob("?" * 24)}
        size, end = max(sizes.values(), default=0), position(promised)
        start = first_byte(position(replayed), size) if size else end
        name = segment_of(sizes, start, size) if size else ""
        if start >= end or not name:
            return start >= end
        with (self.wal / name).open("rb") as file:
            file.seek(start % size)
            length = int.from_bytes(file.read(4), sys.byteorder)  # xl_tot_len
        return bool(length) and end_of(start, length) > end

    def _refuse_gaps(self, size: int) -> None:
        first = started_in((self.base / "backup_label").read_text(errors="replace"))
        lacking = missing((path.name for path in self.wal.glob("*")), first, size)
        if lacking:
            raise NotProven(
                "the log has a gap: the segment {name} and {more} more are missing",
                hint=_ELSEWHERE,
                name=lacking[0],
                more=len(lacking) - 1,
            )

    def even_out(self, size: int) -> None:
        """Give the segment that was being received its name and its length, as a whole one has them."""
        for path in sorted(self.wal.glob("*" + PARTIAL)):
            whole = path.with_name(path.name.removesuffix(PARTIAL))
            if whole.exists():
                path.unlink()
                continue
            path.rename(whole)
            with whole.open("r+b") as file:
                file.truncate(size)
        for path in sorted(self.wal.glob("?" * 24)):
            if path.stat().st_size != size:
                raise NotProven("the segment {name} of the log is cut short", hint=_ELSEWHERE, name=path.name)

    def _look(self, binaries: Path, program: str, *words: str) -> process.Completed:
        argv = reading((str(binaries / program), *words, _PLACE), self.base, _PLACE)
        done = process.run(argv, timeout=_LIMIT, env={"LC_ALL": "C"})
        if done.returncode != 0 and _said(done).startswith("bwrap: "):
            raise cannot(USER, _said(done))
        return done


def facts_of(control: str) -> Mapping[str, str]:
    """Return what ``pg_controldata`` printed, by name."""
    return dict(_FACT.findall(control))


_ELSEWHERE = "restore from another repository, or an older point"


def _said(done: process.Completed) -> str:
    return done.stderr.strip()[-_SHOWN:] or "-"
