"""Places where few may work at once: two processes together, and the copies of one run, take turns there."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.engine.endurance import turns
from continuity.ground.identity import identity
from continuity.state.store import Store
from tests.engine.kit import Client, fill, finish, fresh, hang
from tests.engine.test_crash import wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.faces.demo.lab.sshd import Sshd

PLACES = st.lists(st.sampled_from([("a", 1), ("b", 2), ("c", 3)]), unique=True, min_size=1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store.open(tmp_path_factory.mktemp("turns") / "state.db")


@settings(max_examples=15)
@given(st.lists(st.tuples(PLACES, st.integers(0, 9)), max_size=12))
def test_no_more_than_allowed_and_all_or_none(store: Store, steps: list[tuple[list[tuple[str, int]], int]]) -> None:
    """Whatever is taken and given back, in any order: the limits hold, and a refusal keeps nothing."""
    held: list[tuple[list[tuple[str, int]], tuple[tuple[str, int], ...]]] = []
    with store.transaction() as tx:
        for places, which in steps:
            before = {name: sum(name == one for wanted, _ in held for one, _ in wanted) for name in "abc"}
            taken = tx.leases.turn(places, identity(), "run")
            assert (taken is not None) == all(before[name] < limit for name, limit in places)
            if taken:
                held.append((places, taken))
            elif held:
                for name, token in held.pop(which % len(held))[1]:
                    tx.leases.release(name, token)
        for _, taken in held:
            for name, token in taken:
                tx.leases.release(name, token)


def test_what_the_dead_held_is_free(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.leases.turn([("dead", 1)], identity().rsplit("/", 2)[0] + "/1/999", "run")
        assert tx.leases.in_turn("dead", 1) == []
        taken = tx.leases.turn([("dead", 1)], identity(), "next")
        assert taken
        assert tx.leases.in_turn("dead", 1) == ["next"]
        tx.leases.release(*taken[0])


def test_two_processes_take_turns_in_a_repository(client: Client) -> None:
    """One hangs in its repository; another one, by hand, waits for it to be ended, and says so in its record."""
    asleep = two_assets(client)
    first = client.spawn("backup", "share")
    wait_for(first, asleep.exists)
    client.environ["PATH"] = client.environ["PATH"].partition(":")[2]
    second = client.spawn("backup", "other", "--json")
    wait_for(second, lambda: tries(client, "acme/other"))
    time.sleep(1)
    first.kill()
    finish(first)
    run = finish(second).checked(0).json
    (attempt,) = run["copies"][0]["attempts"]
    assert attempt["waited_s"] >= 0.5
    assert attempt["duration_s"] > attempt["waited_s"]


def test_who_waits_for_too_long_says_for_whom(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asleep = two_assets(client)
    first = client.spawn("backup", "share")
    wait_for(first, asleep.exists)
    monkeypatch.setattr(turns, "PATIENCE", turns.PATIENCE / 3600)
    done = client.run("backup", "other", code=4)
    first.kill()
    finish(first)
    assert "all 1 turn(s) at acme/disk were taken" in done.err
    assert "allow more there: `at_once`" in done.err


def tries(client: Client, subject: str) -> bool:
    """Tell whether the open run of a subject has begun a copy."""
    with closing(sqlite3.connect(f"file:{client.state / 'state.db'}?mode=ro", uri=True)) as state:
        rows = state.execute("select detail from run where outcome is null and subject = ?", (subject,)).fetchall()
    return any("attempts" in json.loads(detail) for (detail,) in rows)


def two_assets(client: Client) -> Path:
    """Another asset in the one repository, which one may use at a time; the first that does falls asleep in it."""
    other = client.root / "other"
    fill(other, 4)
    client.repositories["disk"]["at_once"] = 1
    client.write()
    share = {"title": "x", "site": "here", "policy": "plain", "copies": ["disk"]}
    sources = {name: {"kind": "files", "paths": [str(client.root / name)]} for name in ("share", "other")}
    client.more = {"assets": {name: {**share, "source": source} for name, source in sources.items()}}
    client.write()
    return hang(client, "disk")


def test_copies_of_one_run_take_turns_on_one_host(template: Client, place: Path, sshd_server: Sshd) -> None:
    client = fresh(template, place, "disk")
    for name in ("left", "right"):
        folder = sshd_server.root / f"{place.name}-{name}"
        away = {"site": "there", "medium": "disk", "credential": "away"}
        client.repositories[name] = {**sshd_server.settings(folder), **away}
    host = client.repositories["left"]["host"]
    client.more = {"devices": {"nas": {"address": host, "site": "there", "bandwidth": {"upload": "64 MiB"}}}}
    client.write()
    client.run("init")
    run = client.run("backup", "--json").json
    assert run["outcome"] == "succeeded"
    line = {"upload": 64 << 20, "download": None}
    assert run["detail"]["bandwidths"] == {"left": line, "right": line}
    left, right = sorted(worked(run, name) for name in ("left", "right"))
    assert left[1] <= right[0] + 0.2, "one after the other; an attempt ends a moment after it gave its turn back"


def worked(run: dict[str, Any], repository: str) -> tuple[float, float]:
    """When a copy was really at work: from the end of its wait to its end."""
    (attempt,) = next(copy for copy in run["copies"] if copy["repository"] == repository)["attempts"]
    begun = datetime.fromisoformat(attempt["at"]).timestamp()
    return begun + attempt["waited_s"], begun + attempt["duration_s"]
