"""SSH connections: a server that freezes in the middle, requests that fail, names in messages."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.faces.demo.lab.sshd import Sshd
from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.errors import Unavailable
from continuity.ground.ssh import Login, connect, free_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

CLOCK = SystemClock()
LIMIT = timedelta(seconds=2)


def login(server: Sshd) -> Login:
    return Login(
        host=server.host,
        port=server.port,
        user=server.user,
        identity=server.identity,
        known_hosts=server.known_hosts,
    )


def descendants(pid: int) -> list[int]:
    try:
        children = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:  # it ended meanwhile
        return []
    return children + [below for child in children for below in descendants(child)]


@contextmanager
def frozen(server: Sshd) -> Iterator[None]:
    """Stop every process that serves a session; they are woken again, or they would outlive us."""
    pids = descendants(server._children[0].pid)
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def list_frozen(server: Sshd) -> None:
    with connect(login(server), timeout=LIMIT) as there, there.sftp() as session, frozen(server):
        session.listdir(str(server.root))


def list_cut(server: Sshd) -> None:
    with connect(login(server), timeout=LIMIT) as there, there.sftp() as session:
        for pid in descendants(server._children[0].pid):
            os.kill(pid, signal.SIGKILL)
        session.listdir(str(server.root))


def test_a_server_that_freezes_during_a_request_ends_in_time(tmp_path: Path) -> None:
    with Sshd(tmp_path) as server, connect(login(server), timeout=LIMIT) as connection, connection.sftp() as session:
        session.listdir(str(server.root))
        with frozen(server):
            begun = CLOCK.mark()
            with pytest.raises(TimeoutError):
                session.listdir(str(server.root))
            assert elapsed(begun, CLOCK.mark()).seconds < 20


def test_a_frozen_server_is_told_as_unavailable(tmp_path: Path) -> None:
    with Sshd(tmp_path) as server, pytest.raises(Unavailable, match="does not answer"):
        list_frozen(server)


def test_a_connection_cut_during_a_request_is_unavailable(tmp_path: Path) -> None:
    with Sshd(tmp_path) as server, pytest.raises(Unavailable, match="cannot be reached by SSH"):
        list_cut(server)


def test_the_fault_of_a_path_is_left_to_the_caller(sshd_server: Sshd) -> None:
    with connect(login(sshd_server), timeout=LIMIT) as there, there.sftp() as session:
        with pytest.raises(FileNotFoundError):
            session.listdir("/no/such/place")
        assert session.listdir(str(sshd_server.root)) is not None


def test_free_space_of_a_missing_path_is_unknown(sshd_server: Sshd) -> None:
    with connect(login(sshd_server), timeout=LIMIT) as there, there.sftp() as session:
        assert free_bytes(session, "/no/such/place") is None
        assert (free_bytes(session, "/") or 0) > 0


def test_a_login_is_named_without_its_key(sshd_server: Sshd) -> None:
    assert str(login(sshd_server)) == f"{sshd_server.user}@127.0.0.1:{sshd_server.port}"
