"""The state cannot be written for a while: the service says so once, starts nothing, loses nothing, and goes on."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.daemon.conftest import policy
from tests.daemon.service import wait
from tests.daemon.test_crash_matrix import check_complete
from tests.engine.kit import Client, finish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow


@dataclass
class Served:
    """A daemon that answers at a port, and what it said."""

    port: int
    child: subprocess.Popen[str]
    events: list[dict[str, str]] = field(default_factory=list)

    def listen(self) -> None:
        assert self.child.stderr is not None
        for line in self.child.stderr:
            self.events.append(json.loads(line))

    def named(self, name: str) -> list[dict[str, str]]:
        return [event for event in self.events if event["event"] == name]

    def health(self) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0


@contextmanager
def served(client: Client) -> Iterator[Served]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    one = Served(port, client.spawn("daemon", "--listen", f"127.0.0.1:{port}", "--log-format", "json"))
    listener = threading.Thread(target=one.listen)
    listener.start()
    try:
        yield one
    finally:
        one.child.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            one.child.wait(90)
        one.child.kill()
        listener.join()
    finish(one.child)
    assert one.child.returncode == 0, one.events


def held_up(client: Client) -> tuple[Path, Path]:
    """Let restic's backups to ``disk`` wait; returns the file by which one says so, and the one it waits for."""
    wrapper, waits, go = client.root / "bin" / "restic", client.root / "waits", client.root / "go"
    wrapper.parent.mkdir()
    case = f'*"{client.root}/disk "*" backup "*) touch {waits}; while [ ! -e {go} ]; do sleep 0.1; done;;'
    wrapper.write_text(f'#!/bin/sh\ncase "$*" in {case} esac\nexec {shutil.which("restic")} "$@"\n')
    wrapper.chmod(0o755)
    client.environ["PATH"] = f"{wrapper.parent}:{os.environ['PATH']}"
    return waits, go


@contextmanager
def locked(client: Client) -> Iterator[None]:
    """Another process that begins to write and does not end."""
    with contextlib.closing(sqlite3.connect(client.state / "state.db", isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")


@contextmanager
def full(client: Client) -> Iterator[None]:
    """Not a byte left where the state is; the database's journal is empty, so that it must grow at once.

    Nobody writes between the two: what the journal has once grown by, it could use again. And what is removed from now
    on frees nothing, since each file has a second name: a log that is packed would else leave room for a heartbeat.
    """
    journal, filler, held = (client.state / name for name in ("state.db-wal", "filler", "held"))
    held.mkdir()
    with contextlib.closing(sqlite3.connect(client.state / "state.db", isolation_level=None)) as database:
        while True:
            wait(lambda: database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0, "an empty journal")
            database.execute("BEGIN IMMEDIATE")
            if not journal.stat().st_size:
                break
            database.execute("ROLLBACK")
        with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(bytes(4096)):
                pass
        for number, path in enumerate(list(client.state.rglob("*"))):
            if path.is_file() and not path.name.startswith("state.db"):
                (held / str(number)).hardlink_to(path)
        database.execute("ROLLBACK")
    try:
        yield
    finally:
        shutil.rmtree(held)
        filler.unlink()


@pytest.fixture
def small(client: Client) -> Iterator[Client]:
    """The same, its state on a small disk of its own."""
    aside = client.state.rename(client.root / "aside")
    client.state.mkdir(mode=0o700)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m,mode=700", "none", client.state], check=True)
    shutil.copytree(aside, client.state, dirs_exist_ok=True)
    yield client
    subprocess.run(["umount", "-l", client.state], check=True)


@pytest.mark.parametrize("how", ["locked", "full"])
def test_it_says_so_loses_nothing_and_resumes(how: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue("small" if how == "full" else "client")
    client.more = policy(schedule={"every": "1m"})
    client.write()
    waits, go = held_up(client)
    with served(client) as one:
        wait(waits.exists, "a backup that runs")
        wait(lambda: one.health() == 200, "a well service")
        with full(client) if how == "full" else locked(client):
            wait(lambda: one.health() == 503, "the service to say so", 60)
            go.touch()
            wait(lambda: one.named("run.ended"), "the end of the backup", 100)
            begun = len(one.named("job.begun"))
            wait(lambda: len(one.named("service.fault")) >= 1, "the fault", 60)
            threading.Event().wait(15)
            assert len(one.named("job.begun")) == begun, "nothing begins"
            assert one.health() == 503, one.events
        wait(lambda: one.health() == 200, "it to resume", 60)
        wait(lambda: len(one.named("run.ended")) >= 2, "the next backup", 100)
        assert len(one.named("service.fault")) == 1, one.named("service.fault")
        assert one.named("state.caught_up")
    check_complete(client)
