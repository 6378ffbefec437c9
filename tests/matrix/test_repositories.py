"""A repository that hangs, is damaged, sealed, locked or full: its copy alone fails, and says what mends it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.backup.restic import stall
from tests.engine.test_crash import names
from tests.lab.rest import RestServer
from tests.matrix.kit import (
    check_comes_back,
    check_recovers,
    check_told,
    growing,
    meanwhile,
    outcomes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.engine.kit import Client, Done

PATIENCE = timedelta(seconds=3)  # tests cannot wait for the two minutes that a person's line is given


def fails(client: Client, *words: str, outcome: str = "failed") -> Done:
    """A backup during which ``disk`` takes nothing, and ``second`` does not notice."""
    done = client.run("backup", "--json", code=3)
    assert outcomes(done.json) == {"disk": outcome, "second": "succeeded"}
    check_told(client, done, "disk", *words)
    client.check_evidence()
    return done


@contextmanager
def damaged(client: Client, what: str) -> Iterator[None]:
    """One byte of every file of a kind is wrong, for the length of the block, and restic keeps no copy of its own."""
    place, aside = client.root / "disk" / what, client.root / "whole"
    files = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
    aside.mkdir()
    for path in files:
        shutil.copy(path, aside / path.name)
        raw = bytearray(path.read_bytes())
        raw[len(raw) // 2] ^= 0xFF
        path.chmod(0o600)
        path.write_bytes(raw)
    shutil.rmtree(client.state / "cache")
    yield
    for path in files:
        shutil.copy(aside / path.name, path)


@pytest.mark.parametrize("what", ["config", "index", pytest.param("keys", marks=pytest.mark.slow)])
def test_a_damaged_file_without_which_nothing_opens(two: Client, what: str) -> None:
    """Once the file is back as it was, so is the repository: of what was damaged nothing stays in our cache."""
    two.run("backup")
    with damaged(two, what):
        fails(two, "continuity verify --repository disk")
        check_told(two, two.run("restore", "share", "--to", two.root / "target", "--from", "disk", code=4))
        check_told(two, two.run("verify", "--repository", "disk", code=None), "disk")
    check_recovers(two, "disk")


@pytest.mark.slow
def test_a_damaged_snapshot_is_no_obstacle(two: Client) -> None:
    """It is not a point any more, and verifying says so; the next one is read in full."""
    two.run("backup")
    with damaged(two, "snapshots"):
        two.run("backup")
        check_comes_back(two, "disk")
        check_told(two, two.run("verify", "--repository", "disk", code=1), "disk did not verify")
    check_recovers(two, "disk")


def test_a_damaged_pack_is_held_against_the_repository_and_not_the_source(two: Client) -> None:
    """restic complains of folders that everybody can read, and would have stored what it reads as whole."""
    two.run("backup")
    with damaged(two, "data"):
        done = two.run("backup", "--json", code=3)
        assert outcomes(done.json) == {"disk": "incomplete", "second": "succeeded"}
        check_told(two, done, "continuity verify --repository disk")
        assert "the right to read" not in done.err
        check_told(two, two.run("verify", "--repository", "disk", code=1), "disk did not verify")
    check_recovers(two, "disk")


@pytest.mark.parametrize("what", ["index", "data"])
def test_what_is_damaged_in_our_cache_alone_is_fetched_anew(two: Client, what: str) -> None:
    """Old versions of restic believe their cache whatever lies in it, and of folders say not even which file it was."""
    two.run("backup")
    kept = list((two.state / "cache").glob(f"*/{what}/*/*"))
    assert kept
    for path in kept:
        path.chmod(0o600)
        path.write_bytes(bytes(reversed(path.read_bytes())))
    check_recovers(two)


@contextmanager
def mounted(directory: Path, *words: str) -> Iterator[None]:
    subprocess.run(["mount", *words, directory], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", directory], check=True)


def test_a_directory_that_is_read_only(two: Client) -> None:
    """What it holds still comes back."""
    two.run("backup")
    place = two.root / "disk"
    with mounted(place, "--bind", str(place)):
        subprocess.run(["mount", "-o", "remount,bind,ro", place], check=True)
        fails(two, "read-only", "mount it for writing")
        two.run("restore", "share", "--to", two.root / "target", "--from", "disk")
    check_recovers(two)


@pytest.fixture
def served(client: Client, lab_directory: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Client, RestServer]]:
    """``disk``, and ``far`` behind a server of its own; a silent line is given a few seconds."""
    monkeypatch.setattr(stall, "LONGEST", PATIENCE)
    with RestServer(lab_directory / f"served {client.root.name}") as server:
        away = {"site": "there", "medium": "disk", "credential": "away"}
        client.repositories["far"] = {"adapter": "rest", "url": f"{server.url}/far", **away}
        client.write()
        client.run("init")
        yield client, server


def test_a_server_that_hangs_in_mid_upload(served: tuple[Client, RestServer]) -> None:
    """It is stopped, and its connections stay open: nothing is refused, and nothing moves."""
    client, server = served
    (process,) = server._children
    begun = time.monotonic()
    with meanwhile(growing(server.root / "far" / "data"), lambda _: os.kill(process.pid, signal.SIGSTOP)):
        done = client.run("backup", "--json", code=3)
    took = time.monotonic() - begun
    assert outcomes(done.json) == {"disk": "succeeded", "far": "failed"}
    check_told(client, done, "far", "nothing moved on far")
    assert took < 60, took
    os.kill(process.pid, signal.SIGCONT)
    check_recovers(client)
    assert locks(server) == set()


@pytest.mark.slow
def test_a_server_that_dies_in_mid_upload(served: tuple[Client, RestServer]) -> None:
    client, server = served
    with meanwhile(growing(server.root / "far" / "data"), lambda _: server.stop()):
        done = client.run("backup", "--json", code=3)
    assert outcomes(done.json) == {"disk": "succeeded", "far": "failed"}
    check_told(client, done, "far")
    server.start()
    check_recovers(client)
    assert locks(server) == set()


@pytest.mark.parametrize("how", ["hangs", pytest.param("dies", marks=pytest.mark.slow)])
def test_a_server_that_is_lost_in_mid_restore(served: tuple[Client, RestServer], how: str) -> None:
    """What was not brought back is no damage: nothing is put in place, and the repository is as good as before."""
    client, server = served
    client.run("backup")
    (process,) = server._children
    with meanwhile(staged(client), lambda _: server.stop() if how == "dies" else os.kill(process.pid, signal.SIGSTOP)):
        done = client.run("restore", "share", "--to", client.root / "target", "--from", "far", "--json", code=4)
    check_told(client, done, "far")
    assert not (client.root / "target").exists()
    server.start() if how == "dies" else os.kill(process.pid, signal.SIGCONT)
    found = client.run("status", "--json", code=None).json["assets"][0]
    assert "damage" not in str(found)
    check_recovers(client)


def staged(client: Client) -> Callable[[], bool]:
    """Some of it is there."""
    return lambda: any(path.is_file() for path in client.root.glob(".target.continuity-*/**/file *"))


def locks(server: RestServer) -> set[str]:
    return {path.name for path in (server.root / "far" / "locks").iterdir()}


@contextmanager
def checking(client: Client, host: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A restic that somebody started, here or on another host, holds ``disk`` for itself, and goes no further."""
    before = names(client, "disk", "locks")
    there = ["unshare", "--uts", "sh", "-c", 'hostname "$0" && exec "$@"', host] if host else []
    child = subprocess.Popen(
        [*there, "restic", "-r", str(client.root / "disk"), "--no-cache", "check", "--read-data"],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(client.root),
            "RESTIC_PASSWORD": client.vault().get("acme/disk/password"),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while names(client, "disk", "locks") == before:
        assert child.poll() is None
        time.sleep(0.001)
    child.send_signal(signal.SIGSTOP)
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def test_the_lock_of_a_dead_process_is_removed(two: Client) -> None:
    with checking(two):
        pass
    assert len(names(two, "disk", "locks")) == 1
    check_recovers(two)


def test_the_live_lock_of_another_host_is_left_alone(two: Client) -> None:
    """Nobody here can know whether it lives: its copy waits for it, the other is made, and the lock stays."""
    two.run("backup")
    with checking(two, "elsewhere") as other:
        (lock,) = names(two, "disk", "locks")
        fails(two, "locked by another restic", "elsewhere", "wait for it to end")
        assert names(two, "disk", "locks") == {lock}
        other.send_signal(signal.SIGCONT)
        other.wait()
    check_recovers(two)
