"""A MariaDB database dumped and backed up: against a bare pipe that nobody checks, and in how much memory."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import Command, alternate, report, run
from bench.world import BIN
from tests.lab import mariadb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.lab.mariadb import Mariadb

_SIZE = 400  # MiB of rows; a tenth of that for the smaller dump
_ROW = 1000
_CONFIGURATION = """\
version: 1
lab: true
state: {root}/state
client: {{name: bench, title: Bench}}
sites: {{here: {{title: Here}}}}
repositories:
  disk: {{adapter: local, path: {root}/ours, site: here, medium: disk, credential: bench}}
assets:
  shop:
    site: here
    policy: bronze
    canary: none
    source: {{kind: mariadb, port: {port}, database: shop, user: bench, password: {{env: MYSQL_PWD}}}}
    copies: [disk]
"""


@dataclass(frozen=True)
class Shop:
    """A client of ours and a bare repository, for one server."""

    root: Path
    server: Mariadb

    @property
    def env(self) -> Mapping[str, str]:
        """What both sides are run with."""
        return {
            "CONTINUITY_CONFIG": str(self.root / "continuity.yaml"),
            "HOME": str(self.root),
            "MYSQL_PWD": mariadb.PASSWORD,
            "RESTIC_PASSWORD": "bench",
            "RESTIC_REPOSITORY": str(self.root / "bare"),
            "RESTIC_CACHE_DIR": str(self.root / "cache"),
        }

    def fill(self, mebibytes: int) -> None:
        """Make the one table anew, of this size, of bytes that hardly compress."""
        rows = mebibytes * 2**20 // _ROW
        self.server.sql(
            "create or replace table shop.sale (id int primary key, raw varbinary(1000));"
            f"insert into shop.sale select seq, random_bytes(1000) from seq_1_to_{rows}"
        )

    def ours(self) -> Command:
        """`continuity backup` into an empty repository."""
        return Command(argv=self.backup, env=self.env, before=self.begin)

    @property
    def backup(self) -> list[str | Path]:
        """The command line of our backup."""
        return [BIN / "continuity", "backup", "--vault-key-file", self.root / "key"]

    def begin(self) -> None:
        """Empty our repository, state and vault."""
        for name in ("ours", "state", "key"):
            run(["rm", "-rf", self.root / name], {})
        run([BIN / "continuity", "init", "--vault-key-file", self.root / "key"], self.env)

    def bare(self) -> Command:
        """The pipe that a handbook shows."""
        dump = (
            f"mariadb-dump --no-defaults -h127.0.0.1 -P{self.server.port} -ubench --single-transaction --hex-blob shop"
        )
        pipe = f"{dump} | restic backup -q --stdin --stdin-filename database.sql"
        return Command(argv=["sh", "-c", pipe], env=self.env, before=self._begin_bare)

    def _begin_bare(self) -> None:
        for name in ("bare", "cache"):
            run(["rm", "-rf", self.root / name], {})
        run(["restic", "init", "-q"], self.env)


def dumps(folder: Path, scale: float, runs: int) -> None:
    """Measure throughput and memory on one server."""
    folder.mkdir()
    folder.chmod(0o755)
    folder.parent.chmod(0o755)
    with mariadb.running(folder / "server") as server:
        server.sql(f"create database shop; create user bench@'%' identified by '{mariadb.PASSWORD}'")
        server.sql("grant all on *.* to bench@'%'")
        shop = Shop(folder, server)
        (folder / "continuity.yaml").write_text(_CONFIGURATION.format(root=folder, port=server.port))
        sizes = [max(1, round(_SIZE * scale / 10)), max(10, round(_SIZE * scale))]
        peaks = []
        for size in sizes:
            shop.fill(size)
            shop.begin()
            peaks.append(_peak(shop.backup, shop.env))
        detail = f"{peaks[1]:.0f} MiB for {sizes[1]} MiB of rows, {peaks[0]:.0f} for {sizes[0]}: our own process"
        report("mariadb: memory, a dump ten times as big", peaks[1] / peaks[0], 1.2, "x", detail)
        mine, theirs = alternate(shop.ours(), shop.bare(), runs)
        each = f"{sizes[1] / mine.wall:.0f} MiB/s of rows against {sizes[1] / theirs.wall:.0f}"
        detail = f"{each}, processor {mine.cpu:.1f} s against {theirs.cpu:.1f}; two checksums and a manifest included"
        # The pipe dumps and stores at once; we store what was dumped and read to its end (docs/adr/0013).
        report("dump against bare mariadb-dump | restic", mine.wall / theirs.wall, 3.0, "x", detail)


def _peak(argv: list[str | Path], env: Mapping[str, str]) -> float:
    """Run a command and return the most memory that its own process ever held, in MiB: `VmHWM` only grows."""
    peak = 0
    with subprocess.Popen(argv, env=os.environ | dict(env), stdout=subprocess.DEVNULL) as child:
        while child.poll() is None:
            with suppress(OSError):
                lines = Path(f"/proc/{child.pid}/status").read_text().splitlines()
                peak = max([peak, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))])
            time.sleep(0.02)
    assert child.returncode == 0
    return peak / 1024
