"""Probes of a drill: an outage as they see it, against another machine's view, and how many checks one core asks.

The outage is a bare `ip address` move. The checks of one loop on one core are held against the programs of
monitoring-plugins, started by `xargs -P 8` on the same core, where they are installed (or in the directory that
MONITORING_PLUGINS names). Both by the processor's time, which hardly minds what else the machine does.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.measure import report
from continuity.engine.drills.probing import probing
from continuity.faces.demo.lab.ports import free_ports, listens, wait_until
from continuity.ground.clock import SystemClock
from continuity.supervision.checks.asking import asked
from continuity.supervision.checks.installed import made
from tests.engine.test_probing import probe
from tests.lab.sites import TwoSites

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLUGINS = Path(os.environ.get("MONITORING_PLUGINS", "/usr/lib/nagios/plugins"))
_BESIDE = 100  # checks that are asked at the same time
_NGINX = """\
worker_processes 1; daemon off; pid {work}/pid; error_log {work}/errors;
events {{ worker_connections 4096; }}
http {{ access_log off; client_body_temp_path {work}/a; proxy_temp_path {work}/b; fastcgi_temp_path {work}/c;
uwsgi_temp_path {work}/d; scgi_temp_path {work}/e; server {{ listen 127.0.0.1:{port};
location / {{ return 200 "x"; }} }} }}
"""


def probes(folder: Path, scale: float) -> None:
    """Measure both."""
    folder.mkdir()
    _outage(folder)
    _speed(folder, max(500, round(4000 * scale)))


def _outage(folder: Path) -> None:
    """An address moves by two bare commands and one announcement."""
    with TwoSites(folder / "sites") as sites:
        sites.introduce(sites.primary)
        page = probe("http", url=f"http://{sites.address}/")
        with sites.watch() as watcher, probing([page], {}, SystemClock()) as here:
            watcher.until(lambda: watcher.seen[-20:] == ["primary"] * 20)
            before, address, port = watcher.lost, f"{sites.address}/24", sites.primary.port
            sites.primary.ip("address", "del", address, "dev", port)
            sites.standby.ip("address", "add", address, "dev", port)
            sites.standby.does("setsid", "-f", "arping", "-q", "-U", "-c", "1", "-I", port, sites.address)
            watcher.until(lambda: watcher.seen[-20:] == ["standby"] * 20)
            here.settled()
        theirs = watcher.lost - before
    (seen,) = here.seen()
    told = f"{seen.watched.lost} of {seen.watched.polls} by probes, {theirs} by another machine, {seen.late} not asked"
    report("polls lost to a move: by probes, or not by them", abs(seen.watched.lost - theirs), 2, " ", told)


def _speed(folder: Path, count: int) -> None:
    mine = os.sched_getaffinity(0)
    with nginx(folder) as port:
        os.sched_setaffinity(0, {min(mine)})
        try:
            for kind, asks, words, target in (
                ("tcp", {"host": "127.0.0.1", "port": port}, ["check_tcp", "-H", "127.0.0.1", "-p", str(port)], 8),
                ("http", {"url": f"http://127.0.0.1:{port}/"}, ["check_http", "-I", "127.0.0.1", "-p", str(port)], 4),
            ):
                ours, theirs = asyncio.run(_rate(kind, asks, count)), _forked(words, max(200, count // 4))
                if not theirs:
                    print(f"{kind}: {ours:.0f} checks a second; no monitoring-plugins to hold it against", flush=True)
                    continue
                told = f"{ours:.0f} a second against {theirs:.0f}: {ours / theirs:.1f} times as many"
                report(f"one {kind} check, against a forked program", theirs / ours, 1 / target, "x", told)
        finally:
            os.sched_setaffinity(0, mine)


async def _rate(kind: str, parameters: dict[str, Any], count: int) -> float:
    checks, left = [made(kind, parameters) for _ in range(_BESIDE)], iter(range(count))
    await asked(checks[0], 5)

    async def worker(number: int) -> None:
        for _ in left:
            found = await asked(checks[number], 5)
            assert found.serves, found.said

    begun = time.process_time()
    await asyncio.gather(*(worker(number) for number in range(_BESIDE)))
    seconds = time.process_time() - begun
    for one in checks:
        await one.close()
    return count / seconds


def _forked(words: list[str], count: int) -> float:
    if not (_PLUGINS / words[0]).exists():
        return 0.0
    numbers = "\n".join(map(str, range(count)))
    argv = ["xargs", "-P", "8", "-I{}", str(_PLUGINS / words[0]), *words[1:]]
    begun = _children()
    subprocess.run(argv, input=numbers, text=True, check=True, stdout=subprocess.DEVNULL)
    return count / (_children() - begun)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def nginx(folder: Path) -> Iterator[int]:
    """A web server on the other core."""
    (port,), file = free_ports(1), folder / "nginx.conf"
    file.write_text(_NGINX.format(work=folder, port=port))
    other = str(max(os.sched_getaffinity(0)))
    child = subprocess.Popen(["taskset", "-c", other, "nginx", "-c", str(file), "-p", str(folder)])
    try:
        wait_until(lambda: listens(port), what="nginx", limit_s=10)
        yield port
    finally:
        child.terminate()
        child.wait()
