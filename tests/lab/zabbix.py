"""A real Zabbix server on loopback, with a database of its own: hosts and trapper items by SQL, values read back."""

from __future__ import annotations

import gzip
import os
import random
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.faces.demo.lab.ports import listens, wait_until
from tests.lab import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.lab.postgresql import Postgresql

_SQL = Path("/usr/share/zabbix-server-pgsql")
_CONF = """\
DBHost=127.0.0.1
DBPort={database}
DBName=zabbix
DBUser=postgres
DBPassword={password}
ListenIP=127.0.0.1
ListenPort={port}
LogType=console
PidFile={work}/pid
SocketDir={work}
AllowRoot=1
CacheSize=8M
StartPollers=1
StartLLDProcessors=1
StartPreprocessors=1
StartTrappers=2
"""


@dataclass(frozen=True)
class Zabbix:
    """One running server; ``where`` is what values are sent to."""

    where: str
    database: Postgresql

    def values(self, host: str) -> dict[str, float]:
        """Return the newest value of each item of a host."""
        query = (
            "SELECT i.key_, h.value FROM history h JOIN items i USING (itemid) JOIN hosts s USING (hostid)"
            f" WHERE s.host = '{host}' ORDER BY h.clock, h.ns"
        )
        rows = self.database.sql(query, "zabbix").splitlines()
        return {key: float(value) for key, _, value in (row.rpartition("|") for row in rows)}


@contextmanager
def running(work: Path, hosts: Mapping[str, Sequence[str]]) -> Iterator[Zabbix]:
    """Serve, with these trapper items (numbers) by host, for the length of the block."""
    work.chmod(0o711)  # the database's user enters
    with postgresql.running(work / "postgresql") as database:
        _filled(database, hosts)
        port = _port()
        conf = work / "zabbix.conf"
        conf.write_text(_CONF.format(database=database.port, password=postgresql.PASSWORD, port=port, work=work))
        with (work / "zabbix.log").open("wb") as log:
            argv = ["setpriv", "--pdeathsig", "TERM", "/usr/sbin/zabbix_server", "-f", "-c", str(conf)]
            child = subprocess.Popen(argv, stdout=log, stderr=log)
        try:
            wait_until(lambda: listens(port), what="zabbix_server", limit_s=20, log=work / "zabbix.log")
            yield Zabbix(f"127.0.0.1:{port}", database)
        finally:
            child.terminate()
            child.wait(60)


def _port() -> int:
    """Return a free port that Zabbix takes: 32767 is its highest."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)):
                return port


def _filled(database: Postgresql, hosts: Mapping[str, Sequence[str]]) -> None:
    """Make the database as Zabbix' own scripts do, with the hosts."""
    database.sql("CREATE DATABASE zabbix")
    argv = [str(database.binaries / "psql"), "-Xq", "-v", "ON_ERROR_STOP=1", "-d", "zabbix"]
    for name in ("schema", "images", "data"):
        script = gzip.decompress((_SQL / f"{name}.sql.gz").read_bytes())
        environment = {**os.environ, **database.environment}
        subprocess.run(argv, input=script, env=environment, check=True, capture_output=True, timeout=120)
    number = 900_000
    for host, keys in hosts.items():
        number += 1
        owner = number
        database.sql(f"INSERT INTO hosts (hostid, host, name) VALUES ({owner}, '{host}', '{host}')", "zabbix")
        for key in keys:
            number += 1
            item = f"({number}, 2, {owner}, '{key}', '{key}', '0', 0, '', '', '', '')"
            columns = "itemid, type, hostid, name, key_, delay, value_type, params, description, posts, headers"
            database.sql(f"INSERT INTO items ({columns}) VALUES {item}", "zabbix")
            database.sql(f"INSERT INTO item_rtdata (itemid) VALUES ({number})", "zabbix")


def wait_for(look: Zabbix, host: str, count: int) -> dict[str, float]:
    """Return the values of a host once there are so many: the server writes them a moment later."""
    for _ in range(150):
        found = look.values(host)
        if len(found) >= count:
            break
        time.sleep(0.2)
    return found
