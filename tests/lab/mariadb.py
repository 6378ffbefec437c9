"""A real MariaDB server on a loopback port, with passwords, for as long as a module of tests lasts."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.faces.demo.lab.ports import free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

PASSWORD = f"a password for these tests only: {os.getpid()}"
#: A test needs no data after a power cut.
QUICK = ("--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync", "--sync-frm=0")


@dataclass(frozen=True)
class Mariadb:
    """One running server and how to speak to it."""

    room: Path
    port: int

    @property
    def client(self) -> tuple[str, ...]:
        """The command line of a client that is the server's own root, by its socket."""
        return (
            "mariadb",
            "--no-defaults",
            f"--socket={self.room}/socket",
            "-uroot",
            "-BN",
            "--default-character-set=utf8mb4",
        )

    def sql(self, query: str, database: str = "mysql") -> str:
        """Run statements as root and return what the client prints."""
        done = subprocess.run(
            [*self.client, database, "-e", query], capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@contextmanager
def running(room: Path) -> Iterator[Mariadb]:
    """Run a server below ``room``, which its user must be able to enter; it keeps a binary log."""
    room.mkdir(mode=0o700, parents=True)
    if os.geteuid() == 0:
        shutil.chown(room, "mysql", "mysql")
    where = ("--no-defaults", f"--datadir={room}/data", f"--tmpdir={room}")
    laid = (
        "mariadb-install-db",
        *where,
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--force",
        "--skip-name-resolve",
    )
    subprocess.run(as_mysql(*laid, *QUICK), cwd=room, check=True, capture_output=True, timeout=60)
    server = Mariadb(room, free_ports(1)[0])
    child = start(server, where)
    try:
        yield server
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(60)
        shutil.rmtree(room)


def start(server: Mariadb, where: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers."""
    listen = (f"--socket={server.room}/socket", f"--port={server.port}", "--bind-address=127.0.0.1")
    settings = ("--log-bin=binlog", *QUICK)
    with (server.room / "log").open("ab") as log:
        child = subprocess.Popen(
            as_mysql("mariadbd", *where, *listen, *settings), cwd=server.room, stdout=log, stderr=log
        )
    for _ in range(600):
        if subprocess.run([*server.client, "-e", "select 1"], check=False, capture_output=True).returncode == 0:
            return child
        time.sleep(0.1)
    raise AssertionError((server.room / "log").read_text())


def as_mysql(*argv: str) -> Sequence[str]:
    """Return the command as the user that may run the server; it dies with us."""
    if os.geteuid() != 0:
        return argv
    user = pwd.getpwnam("mysql")
    become = ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    return (*become, "setpriv", "--pdeathsig", "TERM", *argv)
