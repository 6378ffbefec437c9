"""What is ours fails: the cache cannot be written, the disk of the state is full before a run or in the midst of it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from tests.engine.kit import finish
from tests.matrix.kit import check_comes_back, check_recovers, check_told, meanwhile, outcomes, uploading
from tests.matrix.test_repositories import mounted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.kit import Client


def test_a_cache_that_cannot_be_written_hinders_nothing(two: Client) -> None:
    """restic only works more slowly without one."""
    cache = two.state / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    cache.mkdir()
    with mounted(cache, "-t", "tmpfs", "-o", "ro", "none"):
        done = two.run("backup", "--json")
        assert set(outcomes(done.json).values()) == {"succeeded"}
        check_comes_back(two, "disk")
    check_recovers(two)


@contextmanager
def on_a_small_disk(client: Client) -> Iterator[None]:
    """The state lies on a disk of its own, with room for little."""
    aside = client.state.rename(client.root / "aside")
    client.state.mkdir(mode=0o700)
    with mounted(client.state, "-t", "tmpfs", "-o", "size=24m,mode=700", "none"):
        shutil.copytree(aside, client.state, dirs_exist_ok=True)
        yield


def fill_up(client: Client) -> None:
    """Leave not a byte; the journal is emptied first, so that it must grow at once."""
    with closing(sqlite3.connect(client.state / "state.db", isolation_level=None)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (client.state / "filler").open("wb", buffering=0) as file:
        for size in (65536, 1):
            with suppress(OSError):
                while file.write(bytes(size)):
                    pass


def test_a_state_without_room_begins_nothing(two: Client) -> None:
    """A backup that nobody could record is not made."""
    two.run("backup")
    with on_a_small_disk(two):
        fill_up(two)
        done = two.run("backup", "--json", code=4)
        check_told(two, done, "the state database", "free space")
        (two.state / "filler").unlink()
        assert len(two.points()) == 2
        check_recovers(two)


def test_a_state_that_fills_up_in_mid_run_loses_no_copy(two: Client) -> None:
    """What was made cannot be recorded, and nothing is said to have succeeded; the next run finds and adopts it."""
    with on_a_small_disk(two):
        child = two.spawn("backup", "--json")
        with meanwhile(uploading(two, "disk"), lambda _: fill_up(two)):
            done = finish(child).checked(4)
        check_told(two, done, "the state database", "free some disk space")
        (two.state / "filler").unlink()
        run = check_recovers(two)
        dead = {one["run"] for one in two.points()} - {run["id"]}
        assert len(dead) == 1
        assert len(two.points()) == 4
