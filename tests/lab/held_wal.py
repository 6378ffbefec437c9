"""A base backup and the log since, laid out as a recovery point of a continuous asset holds them."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.lab.postgresql import Postgresql


@dataclass
class Spool:
    """``base/`` (:meth:`copy`), ``wal/`` (:meth:`receive`) and ``facts.json`` of one server, below ``folder``."""

    server: Postgresql
    folder: Path
    captures: list[dict[str, str]] = field(default_factory=list)

    def copy(self) -> None:
        """Take the base backup, with a slot that keeps the log since."""
        self.server.sql("select pg_create_physical_replication_slot('spool', true)")
        self._run("pg_basebackup", "--checkpoint=fast", "--wal-method=none", "--manifest-checksums=SHA256",
                  "-D", str(self.folder / "base"))  # fmt: skip
        (self.folder / "wal").mkdir()

    def receive(self) -> str:
        """Receive all that was written by now, the last segment in part; return the time by which it was."""
        now = self.server.sql("select clock_timestamp() at time zone 'utc'").replace(" ", "T") + "Z"
        lsn, short = self.server.sql("select lsn, lsn - 1 from pg_current_wal_flush_lsn() lsn").split("|")
        # it ends once it is *beyond* that position, and beyond the last one nothing comes
        self._run("pg_receivewal", "-D", str(self.folder / "wal"), "--slot=spool", f"--endpos={short}", "--no-loop")
        self.captures.append({"data_time": now, "lsn": lsn, "how": "flushed"})
        (self.folder / "facts.json").write_text(json.dumps({"captures": self.captures}))
        return now

    def taken(self, target: Path) -> Path:
        """Return a copy of one's own."""
        return Path(shutil.copytree(self.folder, target))

    def _run(self, program: str, *words: str) -> None:
        argv = [str(self.server.binaries / program), *words]
        done = subprocess.run(
            argv, env=self.server.environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr


def rows(server: Postgresql, count: int) -> list[str]:
    """Commit rows one after another; return a time after each, before the next."""
    between = []
    for _ in range(count):
        server.sql("insert into line (at) values (clock_timestamp())", "books")
        between.append(server.sql("select clock_timestamp() at time zone 'utc'").replace(" ", "T") + "Z")
    return between
