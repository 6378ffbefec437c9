"""A real PostgreSQL server on a loopback port, with passwords, for as long as a test session lasts."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.faces.demo.lab.ports import free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PASSWORD = "a password for the tests only"


@dataclass(frozen=True)
class Postgresql:
    """One running server and how to speak to it."""

    binaries: Path
    data: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        """How PostgreSQL's own programs reach it."""
        return {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": "postgres", "PGPASSWORD": PASSWORD}

    def sql(self, query: str, database: str = "postgres") -> str:
        """Run a query as its superuser and return what psql prints."""
        argv = [str(self.binaries / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", query]
        done = subprocess.run(argv, env=self.environment, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def programs() -> Path:
    """Return the directory of the newest server installed."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    assert found, "PostgreSQL is not installed: run `make setup-dev`"
    return max(found, key=lambda path: int(path.parent.name))


@contextmanager
def running(root: Path) -> Iterator[Postgresql]:
    """Run a server below ``root``, which its user must be able to enter."""
    binaries, data = programs(), root / "data"
    root.mkdir(mode=0o700, parents=True)
    secret = root / "password"
    secret.write_text(PASSWORD)
    if os.geteuid() == 0:
        for path in (root, secret):
            shutil.chown(path, "postgres", "postgres")
    subprocess.run(
        as_postgres(str(binaries / "initdb"), "-N", "-A", "scram-sha-256", f"--pwfile={secret}", "-U", "postgres",
                    "--locale=C.UTF-8", "-D", str(data)),
        cwd=root, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    server = Postgresql(binaries, data, free_ports(1)[0])
    child = start(server)
    try:
        yield server
    finally:
        child.send_signal(signal.SIGINT)
        child.wait(60)
        shutil.rmtree(root)


def start(server: Postgresql) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers."""
    sockets = server.data.parent
    settings = ("-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={sockets}", "-c", "fsync=off")
    argv = as_postgres(str(server.binaries / "postgres"), "-D", str(server.data), "-p", str(server.port), *settings)
    with (sockets / "log").open("ab") as log:
        child = subprocess.Popen(argv, cwd=sockets, stdout=log, stderr=log)
    ready = [str(server.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(server.port)]
    for _ in range(600):
        if subprocess.run(ready, check=False).returncode == 0:
            return child
        time.sleep(0.1)
    raise AssertionError((sockets / "log").read_text())


def as_postgres(*argv: str) -> Sequence[str]:
    """Return the command as the user that may run the server; it dies with us."""
    if os.geteuid() != 0:
        return argv
    user = pwd.getpwnam("postgres")
    become = ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    return (*become, "setpriv", "--pdeathsig", "INT", *argv)
