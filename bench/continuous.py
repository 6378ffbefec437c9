"""A PostgreSQL server received all the time: how old its copy is under load, what that costs it; dumps beside it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench.measure import Command, against, alternate, report, run
from bench.world import BIN
from continuity.backup.sources.postgresql_continuous.receiving import command
from continuity.backup.sources.postgresql_continuous.spool import Spool
from tests.lab import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.lab.postgresql import Postgresql

RPO = timedelta(minutes=15)
RATE = 100  # transactions a second, of a busy small firm
MINUTES = float(os.environ.get("BENCH_MINUTES", "10"))
_TPS, _COUNT = re.compile(r"tps = ([0-9.]+)"), re.compile(r"actually processed: ([0-9]+)")
_CONFIGURATION = """\
version: 1
lab: true
state: {root}/state
client: {{name: bench, title: Bench}}
sites: {{here: {{title: Here}}}}
repositories:
  disk: {{adapter: local, path: {root}/ours, site: here, medium: disk, credential: bench}}
policies:
  fast: {{objectives: {{rpo: 15m, rto: 8h}}, copies: {{copies: 2}}}}
assets:
  books:
    site: here
    policy: fast
    canary: none
    source: {{kind: postgresql, mode: {mode}, host: 127.0.0.1, port: {port}, database: postgres, user: postgres,
              password: {{env: PGPASSWORD}}}}
    copies: [disk]
"""


@dataclass(frozen=True)
class Worked:
    """Transactions a second, and seconds of the server's processor for each."""

    tps: float
    cpu: float


@dataclass(frozen=True)
class Books:
    """A server with pgbench's tables, and a client of ours that backs it up."""

    root: Path
    server: Postgresql

    @property
    def env(self) -> dict[str, str]:
        return self.server.environment | {
            "CONTINUITY_CONFIG": str(self.root / "continuity.yaml"),
            "HOME": str(self.root),
        }

    def argv(self, *words: str) -> list[str | Path]:
        return [BIN / "continuity", *words, "--vault-key-file", self.root / "key"]

    def set_up(self, mode: str) -> None:
        self.root.mkdir()
        (self.root / "continuity.yaml").write_text(
            _CONFIGURATION.format(root=self.root, mode=mode, port=self.server.port)
        )
        run(self.argv("init"), self.env)

    @property
    def spool(self) -> Spool:
        return Spool(folder=self.root / "state" / "continuous" / "bench" / "books")

    def pgbench(self, seconds: float, *words: str) -> subprocess.Popen[str]:
        argv = ["pgbench", "-n", "-c", "4", "-T", str(max(1, round(seconds))), *words]
        return subprocess.Popen(
            argv, env=os.environ | self.server.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def worked(self, seconds: float) -> Worked:
        """As many transactions as it can for a while."""
        before = self._processor()
        said, errors = self.pgbench(seconds).communicate()
        found, count = _TPS.search(said), _COUNT.search(said)
        assert found, errors
        assert count
        time.sleep(0.5)  # its connections end
        return Worked(float(found[1]), (self._processor() - before) / int(count[1]))

    def _processor(self) -> float:
        """Seconds of processor of the server and of all its processes, those that ended included."""
        postmaster = (self.server.data / "postmaster.pid").read_text().split()[0]
        used = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = path.read_text().rpartition(")")[2].split()
                if path.parent.name == postmaster:
                    used += sum(map(int, fields[11:15]))
                elif fields[1] == postmaster:
                    used += int(fields[11]) + int(fields[12])
        return used / os.sysconf("SC_CLK_TCK")


def continuous(folder: Path, scale: float, runs: int) -> None:
    """Measure load, age and dumps on one server, which does not wait for its disk (fsync = off)."""
    folder.mkdir()
    folder.chmod(0o755)
    folder.parent.chmod(0o755)
    with postgresql.running(folder / "server") as server:
        books = Books(folder / "books", server)
        run(["pgbench", "-i", "-q", "-s", str(max(1, round(20 * scale)))], server.environment)
        books.set_up("continuous")
        run(books.argv("backup"), books.env)
        _load(books, 20 * scale, runs)
        _ages(books, MINUTES)
        dumps = Books(folder / "dumps", server)
        dumps.set_up("dump")
        _dumps(dumps, runs)


def _load(books: Books, seconds: float, runs: int) -> None:
    """As many transactions as it can, with and without a receiver in turn."""
    alone, received = [], []
    for _ in range(runs):
        alone.append(books.worked(seconds))
        with _receiving(books):
            received.append(books.worked(seconds))
    cost = [median(one.cpu for one in side) * 1e6 for side in (received, alone)]
    tps = [median(one.tps for one in side) for side in (received, alone)]
    detail = f"{cost[0]:.0f} us against {cost[1]:.0f}; {tps[0]:.0f} tps received, {tps[1]:.0f} alone, on one machine"
    report("continuous: server's processor a transaction", cost[0] / cost[1], 1.2, "x", detail)


@contextmanager
def _receiving(books: Books) -> Iterator[None]:
    argv = command(books.spool, "continuity_books")
    child = subprocess.Popen(argv, env=os.environ | books.server.environment, stderr=subprocess.DEVNULL)
    try:
        _age_of_the_log(books)
        yield
    finally:
        child.send_signal(signal.SIGINT)
        child.wait()


def _ages(books: Books, minutes: float) -> None:
    """How old the newest point and the received log are, each minute of a steady load under the service."""
    child = subprocess.Popen(
        [*books.argv("daemon"), "--listen", "none"], env=os.environ | books.env, stderr=subprocess.DEVNULL
    )
    load = books.pgbench(60 * minutes + 30, f"--rate={RATE}")
    points, logs = [], []
    try:
        for _ in range(max(1, round(minutes))):
            time.sleep(60 if minutes >= 1 else 60 * minutes)
            points.append(_age_of_the_point(books))
            logs.append(_age_of_the_log(books))
            print(f"    RPA of the newest point {points[-1]:6.1f} s, of the received log {logs[-1]:6.3f} s", flush=True)
    finally:
        load.terminate()
        load.communicate()
        child.send_signal(signal.SIGTERM)
        child.wait()
    detail = f"{RATE} tps, each minute: {_listed(points)}; promised {RPO.total_seconds():.0f} s"
    report("continuous: worst RPA of the newest point", max(points), RPO.total_seconds() / 2, "s", detail)
    report("continuous: worst RPA of the received log", max(logs), 2.0, "s", f"median {median(logs):.3f} s")


def _listed(ages: Sequence[float]) -> str:
    return " ".join(f"{one:.0f}" for one in ages)


def _age_of_the_point(books: Books) -> float:
    done = subprocess.run(
        [*books.argv("points", "list", "books"), "--json"], env=os.environ | books.env, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    newest = max(datetime.fromisoformat(one["data_time"]) for one in json.loads(done.stdout)["points"])
    return (datetime.now(UTC) - newest).total_seconds()


def _age_of_the_log(books: Books) -> float:
    """How long it takes until what is committed now is known to be in the spool; the server is told every second."""
    began = time.perf_counter()
    lsn = books.server.sql("select pg_current_wal_flush_lsn()")
    while books.server.sql(f"select coalesce(max(write_lsn), '0/0') >= '{lsn}' from pg_stat_replication") != "t":
        assert time.perf_counter() - began < 120, "nobody receives"
        time.sleep(0.01)
    return time.perf_counter() - began


def _dumps(books: Books, runs: int) -> None:
    """A whole dump into an empty repository: ours, and a bare pipe that nobody checks."""

    def fresh() -> None:
        for name in ("bare", "cache"):
            run(["rm", "-rf", books.root / name], {})
        run(["restic", "init", "-q"], bare)

    bare = {
        "RESTIC_PASSWORD": "bench",
        "RESTIC_REPOSITORY": str(books.root / "bare"),
        "RESTIC_CACHE_DIR": str(books.root / "cache"),
        **books.server.environment,
    }
    pipe = "pg_dump -Fc -Z0 | restic backup -q --stdin --stdin-filename database.pgdump"
    mine, theirs = alternate(
        Command(argv=books.argv("backup"), env=books.env, before=lambda: _empty(books)),
        Command(argv=["sh", "-c", pipe], env=bare, before=fresh),
        runs,
    )
    size = int(books.server.sql("select pg_database_size('postgres')")) / 2**20
    speed = f"{size / mine.wall:.0f} MiB/s against {size / theirs.wall:.0f} of {size:.0f} MiB"
    detail = f"{speed}, roles and check included; {against(mine, theirs)}"
    report("dump against bare pg_dump | restic", mine.wall / theirs.wall, 2.0, "x", detail)


def _empty(books: Books) -> None:
    """Begin anew: an empty repository, state and vault."""
    for name in ("ours", "state", "key"):
        run(["rm", "-rf", books.root / name], {})
    run(books.argv("init"), books.env)
