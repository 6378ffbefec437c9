"""Two real PostgreSQL servers on loopback: a primary and its replica, each with its settings in its own directory."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.faces.demo.lab.ports import free_ports
from tests.lab.postgresql import PASSWORD, Postgresql, as_postgres, programs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SETTINGS = """\
port = {port}
listen_addresses = '127.0.0.1'
unix_socket_directories = '{room}'
fsync = off
wal_keep_size = 64MB
hot_standby = on
"""


@dataclass(frozen=True)
class Pair:
    """``old`` was the primary, ``new`` is to be: it follows it, slotless."""

    old: Postgresql
    new: Postgresql

    def ctl(self, server: Postgresql, *words: str) -> None:
        """Start or stop one of them."""
        done = subprocess.run(
            as_postgres(str(server.binaries / "pg_ctl"), "-D", str(server.data), "-w", *words),
            cwd=server.data.parent, check=False, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self, server: Postgresql) -> None:
        """Start one of them; nobody waits for it but :func:`running`."""
        self.ctl(server, "-l", str(server.data.parent / "log"), "start")

    def process(self, server: Postgresql, title: str) -> int:
        """Return the number of one of a server's processes, by what it calls itself."""
        postmaster = (server.data / "postmaster.pid").read_text().splitlines()[0]
        found = subprocess.run(["pgrep", "-P", postmaster, "-f", title], check=True, capture_output=True, text=True)
        return int(found.stdout.split()[0])


@contextmanager
def running(root: Path) -> Iterator[Pair]:
    """Run both below ``root``, which their user must be able to enter; ``root/old`` may be a file system of its own."""
    one, two = free_ports(2)
    pair = Pair(Postgresql(programs(), root / "old" / "data", one), Postgresql(programs(), root / "new" / "data", two))
    for server in (pair.old, pair.new):
        room = server.data.parent
        room.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(room, "postgres", "postgres")
    secret = root / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    laid = ("-k", "-N", "-A", "scram-sha-256", f"--pwfile={secret}", "-U", "postgres", "--locale=C.UTF-8")
    _made(pair.old, "initdb", *laid, "--wal-segsize=1", "-D", str(pair.old.data))
    _settle(pair.old)
    try:
        pair.start(pair.old)
        where = ("-h", "127.0.0.1", "-p", str(one), "-U", "postgres")
        _made(pair.new, "pg_basebackup", "-N", "-R", "-c", "fast", *where, "-D", str(pair.new.data))
        _settle(pair.new)
        pair.start(pair.new)
        yield pair
    finally:
        for server in (pair.old, pair.new):
            argv = as_postgres(str(server.binaries / "pg_ctl"), "-D", str(server.data), "-m", "immediate", "stop")
            subprocess.run(argv, cwd=server.data.parent, check=False, capture_output=True, timeout=60)


def _settle(server: Postgresql) -> None:
    with (server.data / "postgresql.conf").open("w") as file:
        file.write(_SETTINGS.format(port=server.port, room=server.data.parent))


def _made(server: Postgresql, program: str, *words: str) -> None:
    env = {"PATH": os.environ["PATH"], "PGPASSWORD": PASSWORD}
    argv = as_postgres(str(server.binaries / program), *words)
    done = subprocess.run(
        argv, cwd=server.data.parent, env=env, check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
