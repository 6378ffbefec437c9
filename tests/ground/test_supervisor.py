"""sd_notify(3), heard by a real datagram socket, by path and in the abstract."""

from __future__ import annotations

import os
import socket
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.ground.supervisor import Notifier

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(params=["path", "abstract"])
def heard(request: pytest.FixtureRequest, lab_directory: Path) -> Iterator[tuple[socket.socket, Notifier]]:
    name = str(lab_directory / f"notify-{request.param}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as link:
        link.settimeout(5)
        link.bind(name if request.param == "path" else "\0" + name[1:])
        yield link, Notifier({"NOTIFY_SOCKET": name if request.param == "path" else "@" + name[1:]})
    if request.param == "path":
        os.unlink(name)  # noqa: PTH108


def test_each_message(heard: tuple[socket.socket, Notifier]) -> None:
    link, notifier = heard
    notifier.ready("all\nis well")
    assert link.recv(4096) == b"READY=1\nSTATUS=all is well"
    notifier.watchdog()
    assert link.recv(4096) == b"WATCHDOG=1"
    notifier.stopping()
    assert link.recv(4096) == b"STOPPING=1"
    before = time.monotonic_ns() // 1000
    notifier.reloading()
    state, stamp = link.recv(4096).decode().split("\n")
    assert state == "RELOADING=1"
    assert before <= int(stamp.removeprefix("MONOTONIC_USEC=")) <= time.monotonic_ns() // 1000


@pytest.mark.parametrize("address", ["", "/nowhere/at/all", "@nobody-listens-here", "vsock:2:1234"])
def test_nobody_listens_and_nothing_happens(address: str) -> None:
    Notifier({"NOTIFY_SOCKET": address} if address else {}).ready()


def test_a_manager_that_does_not_read_does_not_hang_us(heard: tuple[socket.socket, Notifier]) -> None:
    began = time.monotonic()
    for _ in range(2000):
        heard[1].watchdog("x" * 200)
    assert time.monotonic() - began < 30


def test_the_patience_of_the_watchdog() -> None:
    assert Notifier({"WATCHDOG_USEC": "60000000"}).patience == timedelta(minutes=1)
    assert Notifier({"WATCHDOG_USEC": "1", "WATCHDOG_PID": "1"}).patience is None
    assert Notifier({"WATCHDOG_USEC": "much"}).patience is None
    assert Notifier({}).patience is None
