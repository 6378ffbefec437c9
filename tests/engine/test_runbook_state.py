"""Disks that fill and a database that goes away while a runbook restores: told, left standing, and gone on with."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import threading
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.daemon.service import wait
from tests.engine.test_runbook_deaths import PRODUCT, Technician, given, goes_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.engine.kit import Client


@contextmanager
def small_disk(path: Path, size: str) -> Iterator[Path]:
    path.mkdir(mode=0o700)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "none", path], check=True)
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", path], check=True)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Not a byte left there."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass
    yield
    filler.unlink()


class Waiting:
    """The first restic that restores says so, and waits until it may go on."""

    def __init__(self, client: Client) -> None:
        wrapper = client.root / "bin" / "restic"
        self.there, self.go = client.root / "there", client.root / "go"
        wrapper.parent.mkdir()
        case = f'*" restore "*) touch {self.there}; while [ ! -e {self.go} ]; do sleep 0.05; done;;'
        wrapper.write_text(f'#!/bin/sh\ncase "$*" in {case} esac\nexec {shutil.which("restic")} "$@"\n')
        wrapper.chmod(0o755)
        client.environ["PATH"] = f"{wrapper.parent}:{os.environ['PATH']}"

    @contextmanager
    def meanwhile(self, fault: Callable[[], None]) -> Iterator[None]:
        def bring() -> None:
            wait(self.there.exists, "restic at work")
            fault()
            self.go.touch()

        thread = threading.Thread(target=bring)
        thread.start()
        yield
        thread.join()


class Mending(Technician):
    """Somebody who makes room, and has a failed step done again."""

    mend: Callable[[], object]

    def _answer(self, said: str) -> str:
        if "restore failed." in said:
            assert "no space left on device" in said
            assert f"move {self.target} aside before it is done again" in said
            self.mend()
            shutil.rmtree(self.target)
        return super()._answer(said)


def test_the_disk_fills_in_mid_restore(client: Client) -> None:
    client.run("backup")
    waiting = Waiting(client)
    with small_disk(client.root / "small", "4m") as disk:
        technician = Mending(client, disk / "back")
        full = filled(disk)
        technician.mend = lambda: full.__exit__(None, None, None)
        with waiting.meanwhile(full.__enter__):
            code = technician.walks(PRODUCT, "runbook", "run", *given(technician.target))
        assert code == 0, technician.heard
        goes_on(client, technician)


@contextmanager
def moved(client: Client) -> Iterator[None]:
    """The state is somewhere else."""
    client.state.rename(client.root / "aside")
    yield
    shutil.rmtree(client.state, ignore_errors=True)  # others make folders there
    (client.root / "aside").rename(client.state)


@contextmanager
def locked(client: Client) -> Iterator[None]:
    """Another process writes, and does not end."""
    with closing(sqlite3.connect(client.state / "state.db", isolation_level=None, check_same_thread=False)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")


SAID = {
    "moved": "was moved, removed or replaced while it was in use",
    "full": "the state database could not be written: database or disk is full",
    "locked": "the state database could not be written: database is locked",
}


@pytest.mark.parametrize(
    "how", ["moved", pytest.param("full", marks=pytest.mark.slow), pytest.param("locked", marks=pytest.mark.slow)]
)
def test_the_database_is_gone_in_mid_step(client: Client, how: str) -> None:
    client.run("backup")
    waiting, technician = Waiting(client), Technician(client, client.root / "back")
    with ExitStack() as stack:
        if how == "full":
            aside = client.state.rename(client.root / "before")
            stack.enter_context(small_disk(client.state, "12m"))
            shutil.copytree(aside, client.state, dirs_exist_ok=True)
        fault = {"moved": moved, "full": lambda one: filled(one.state), "locked": locked}[how](client)
        with waiting.meanwhile(fault.__enter__):
            code = technician.walks(PRODUCT, "runbook", "run", *given(technician.target))
        fault.__exit__(None, None, None)
        assert code == 4, technician.heard
        assert SAID[how] in technician.heard
        assert "go on with it: continuity runbook resume" in technician.heard
        goes_on(client, technician)
