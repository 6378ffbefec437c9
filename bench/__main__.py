"""Measure everything and print each figure beside its target."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.beside import beside
from bench.continuous import continuous
from bench.copies import copies
from bench.documents import loading
from bench.evidence import evidence
from bench.failover import failover
from bench.idle import idle
from bench.locks import locks
from bench.mariadb import dumps
from bench.measure import Command, against, alternate, report
from bench.memory import memory
from bench.probes import probes
from bench.procedures import procedures
from bench.rewind import rewinding
from bench.scheduling import lateness, ticks
from bench.service_reports import service_reports
from bench.simulating import years
from bench.snmp import snmp
from bench.status import views
from bench.supervision import supervision
from bench.vault import vaults
from bench.world import BIN, World

if TYPE_CHECKING:
    from collections.abc import Callable

SCALE = float(os.environ.get("BENCH_SCALE", "1"))
RUNS = int(os.environ.get("BENCH_RUNS", "5"))


def start_up() -> None:
    """`--help`, held against importing click alone."""
    ours = Command(argv=[BIN / "continuity", "--help"], env={})
    bare = Command(argv=[sys.executable, "-c", "import click"], env={})
    alternate(ours, bare, 2)  # byte code is compiled, files are in memory
    mine, theirs = alternate(ours, bare, 4 * RUNS + 1)
    report("--help against `import click`", mine.wall / theirs.wall, 1.75, "x", against(mine, theirs))


def backups(world: World) -> None:
    """One backup into a fresh repository, and one of an unchanged tree."""
    world.make_data()
    mine, theirs = alternate(*world.commands(fresh=True), RUNS)
    report("backup with manifest against bare restic", mine.wall / theirs.wall, 1.15, "x", against(mine, theirs))

    mine, theirs = alternate(*world.commands(fresh=False), RUNS)
    over = mine.wall - theirs.wall
    report("unchanged tree: seconds over bare restic", over, 1.2, "s", against(mine, theirs))

    verbs = world.count_restic()
    report("restic processes for that backup itself", verbs.count("backup"), 1, " ", f"all of them: {' '.join(verbs)}")


def restores(world: World) -> None:
    """The same tree brought back and proven: by manifest and canary, and by `sha256sum -c` after a bare restore."""
    mine, theirs = alternate(*world.restores(), RUNS)
    report("verified restore against restic + sha256sum", mine.wall / theirs.wall, 1.0, "x", against(mine, theirs))


def against_restic(world: World) -> None:
    """What we cost on top of restic itself."""
    backups(world)
    restores(world)


def service(folder: Path) -> None:
    """The scheduled service: what a look costs, how late work begins, and what it costs while nothing is due."""
    ticks(folder / "ticks", SCALE)
    sizes = sorted({max(100, round(size * SCALE)) for size in (100, 1_000, 10_000)})
    for assets in sizes:
        lateness(folder / f"late-{assets}", assets, 5 + 15 * SCALE)
    idle(folder / "idle", sizes, 20 if SCALE >= 1 else 10)  # whole heartbeats


#: What may be asked for by name: `python -m bench service`.
PARTS: dict[str, Callable[[Path], None]] = {
    "start": lambda _root: start_up(),
    "vault": lambda root: vaults(root / "vault", RUNS),
    "documents": lambda root: loading(root / "fleet", SCALE, RUNS),
    "service": lambda root: service(root / "service"),
    "status": lambda root: views(root / "views", SCALE, RUNS),
    "simulation": lambda root: years(root / "years", SCALE),
    "continuous": lambda root: continuous(root / "continuous", SCALE, RUNS),
    "mariadb": lambda root: dumps(root / "mariadb", SCALE, RUNS),
    "locks": lambda root: locks(root / "locks", SCALE),
    "rewind": lambda root: rewinding(root / "rewind", SCALE),
    "procedures": lambda root: procedures(root / "procedures", SCALE),
    "failover": lambda root: failover(root / "failover", SCALE, RUNS),
    "probes": lambda root: probes(root / "probes", SCALE),
    "snmp": lambda root: snmp(root / "snmp", SCALE),
    "supervision": lambda root: supervision(root / "supervision", SCALE),
    "reports": lambda root: service_reports(root / "reports", SCALE),
    "evidence": lambda root: evidence(root / "evidence", SCALE),
    "copies": lambda root: copies(root / "copies", SCALE, RUNS),
    "memory": lambda root: memory(root, SCALE),
    "beside": lambda root: beside(root / "beside", SCALE, RUNS),
    "restic": lambda root: against_restic(World(root, SCALE)),
}


def main() -> None:
    """Run it all, or the parts that are named, in one temporary directory."""
    version = subprocess.run(["restic", "version"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"{version}; {os.cpu_count()} cores; scale {SCALE:g}; medians of {RUNS} (start-up {4 * RUNS + 1})")
    asked = sys.argv[1:] or list(PARTS)
    with tempfile.TemporaryDirectory(prefix="continuity-bench-") as root:
        for name in asked:
            PARTS[name](Path(root))


if __name__ == "__main__":
    main()
