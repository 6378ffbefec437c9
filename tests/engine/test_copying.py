"""Copies made from other copies: by `restic copy`, and by moving objects between repositories of one key."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from typing import TYPE_CHECKING, Any

import pytest

from continuity.backup.restic import stall
from continuity.engine.endurance import turns
from continuity.faces.demo.lab.ports import wait_until
from continuity.ground.identity import identity
from continuity.state.store import Store
from tests.engine.kit import Client, fresh, hang, local

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.faces.demo.lab.ceph import Ceph
    from continuity.faces.demo.lab.sshd import Sshd

NAMES = ("disk", "second", "third")


def asking(way: str) -> dict[str, Any]:
    plain = {"objectives": {"rpo": "24h", "rto": "8h"}, "copies": {"copies": 2}, "retention": {"last": 2}}
    return {"policies": {"plain": plain | {"copying": way}}}


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """Three directories that share a key, made once."""
    root = tmp_path_factory.mktemp("family")
    client = Client(root=root, repositories={name: local(root / name) for name in NAMES}, more=asking("replicate"))
    client.share.mkdir()
    client.write()
    client.run("init")
    return client


@pytest.fixture
def shared(family: Client, place: Path) -> Client:
    return fresh(family, place, *NAMES, more=asking("replicate"))


@pytest.fixture
def apart(three: Client) -> Client:
    """Three repositories of different keys, whose policy asks for `restic copy`."""
    three.more = asking("copy")
    three.write()
    return three


def ways(run: dict[str, Any]) -> dict[str, str]:
    return {name: made["how"] for name, made in run["detail"]["copying"].items()}


def outcomes(run: dict[str, Any]) -> dict[str, str]:
    return {copy["repository"]: copy["outcome"] for copy in run["copies"]}


def back_up(client: Client, text: str, code: int = 0) -> dict[str, Any]:
    (client.share / "news").write_text(text)
    return client.run("backup", "--json", code=code).json


def is_whole(client: Client, *names: str) -> None:
    """restic itself finds every byte of a repository, opened by the repository's own password."""
    for name in names:
        secret = client.vault().get(f"acme/{name}/password")
        argv = ["restic", "-r", str(client.root / name), "--no-cache", "check", "--read-data"]
        environ = {"RESTIC_PASSWORD": secret, "PATH": os.environ["PATH"], "HOME": str(client.root)}
        done = subprocess.run(argv, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def snapshots(client: Client, name: str) -> set[str]:
    return {one.name for one in (client.root / name / "snapshots").iterdir()}


def test_one_backup_is_three_whole_copies(shared: Client) -> None:
    for text in ("one", "two"):
        run = back_up(shared, text)
        assert ways(run) == {"second": "replicate", "third": "replicate"}
    points = [point for point in shared.points() if point["run"] == run["id"]]
    (_one,) = {point["snapshot"] for point in points}
    (data_time,) = {point["data_time"] for point in points}
    (parent,) = {point["parent"] for point in points}
    assert len(points) == 3
    assert parent in snapshots(shared, "third")
    assert {copy["data_time"] for copy in run["copies"]} == {data_time}
    is_whole(shared, "third")
    shutil.rmtree(shared.root / "disk")  # each copy restores without the one that it was made from
    shared.run("restore", "share", "--to", shared.root / "back", "--from", "third")
    assert (shared.restored(shared.root / "back") / "news").read_text() == "two"
    shared.check_evidence()


def test_keys_are_shared_and_passwords_are_not(shared: Client) -> None:
    configs = {(shared.root / name / "config").read_bytes() for name in NAMES}
    keys = [frozenset(one.name for one in (shared.root / name / "keys").iterdir()) for name in NAMES]
    assert len(configs) == 1
    assert [len(names) for names in keys] == [1, 1, 1]
    assert len(frozenset.union(*keys)) == 3
    said = shared.run("policy", "check", code=None).all
    assert "share a key" in said


def test_who_was_away_gets_what_it_missed(shared: Client) -> None:
    back_up(shared, "before")
    (shared.root / "disk").rename(shared.root / "away")
    missed = [back_up(shared, text, code=3) for text in ("one", "two")]
    assert [outcomes(run)["disk"] for run in missed] == ["failed_to_start", "failed_to_start"]
    assert [ways(run) for run in missed] == [{"third": "replicate"}, {"disk": "", "third": "replicate"}]
    (shared.root / "away").rename(shared.root / "disk")
    run = back_up(shared, "back")
    assert ways(run) == {"disk": "replicate", "third": "replicate"}
    times = {point["run"]: point["data_time"] for point in shared.points() if point["repository"] == "third"}
    mended = {point["run"]: point["data_time"] for point in shared.points() if point["repository"] == "disk"}
    assert mended == times
    assert len(times) == 4
    is_whole(shared, "disk")
    shared.check_evidence()


def test_damage_does_not_travel(shared: Client) -> None:
    back_up(shared, "before")
    (shared.root / "third").rename(shared.root / "away")
    back_up(shared, "meanwhile", code=3)
    (shared.root / "away").rename(shared.root / "third")
    lacking = {one.name for one in (shared.root / "disk" / "data").rglob("*") if one.is_file()}
    lacking -= {one.name for one in (shared.root / "third" / "data").rglob("*") if one.is_file()}
    pack = next(iter(sorted(lacking)))
    path = shared.root / "disk" / "data" / pack[:2] / pack
    path.chmod(0o600)
    path.write_bytes(b"x" * path.stat().st_size)
    run = back_up(shared, "after", code=1)
    assert ways(run) == {"second": "replicate", "third": "each"}
    assert set(outcomes(run).values()) == {"succeeded"}
    assert run["outcome"] == "incomplete"
    assert pack in run["reason"]
    assert not list((shared.root / "third" / "data").rglob(f"{pack}*"))
    is_whole(shared, "third")


def test_what_was_removed_stays_removed(shared: Client) -> None:
    for text in ("one", "two", "three"):
        back_up(shared, text * 9000)
    oldest = min(shared.points(), key=lambda point: point["data_time"])["snapshot"]
    shared.run("storage", "forget", "third")
    shared.run("storage", "prune", "third")
    assert oldest not in snapshots(shared, "third")
    assert ways(back_up(shared, "four")) == {"second": "replicate", "third": "replicate"}
    assert oldest in snapshots(shared, "disk")
    assert oldest not in snapshots(shared, "third")
    for name in ("disk", "third"):
        shared.run("storage", "forget", name)
        shared.run("storage", "prune", name)
    assert ways(back_up(shared, "five")) == {"second": "replicate", "third": "replicate"}
    is_whole(shared, "disk", "third")


def test_who_hangs_first_keeps_nobody_waiting(shared: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stall, "SHORTEST", stall.INSISTENCE / 4)
    asleep = hang(shared, "disk")
    monkeypatch.setenv("PATH", shared.environ["PATH"])
    run = back_up(shared, "news")
    assert asleep.exists()
    assert ways(run) == {"disk": "replicate", "third": "replicate"}
    assert set(outcomes(run).values()) == {"succeeded"}
    first = next(copy for copy in run["copies"] if copy["repository"] == "disk")
    assert [one["outcome"] for one in first["attempts"]] == ["failed", "succeeded"]


def test_no_key_is_made_while_the_one_to_share_is_away(family: Client, place: Path) -> None:
    client = fresh(family, place, "disk", more=asking("replicate"))
    client.repositories = {"disk": local(place / "unmounted" / "disk"), "new": local(place / "new")}
    client.write()
    said = client.run("init", code=3)
    assert said.all.count("unmounted is not there") == 2
    assert not (place / "new" / "config").exists()
    client.repositories["disk"] = local(place / "disk")
    client.write()
    client.run("init")
    assert (place / "new" / "config").read_bytes() == (place / "disk" / "config").read_bytes()


def test_other_keys_are_backed_up_to_from_the_source(three: Client) -> None:
    three.more = asking("replicate")
    three.write()
    (three.share / "news").write_text("one")
    done = three.run("backup")
    assert "made from the source, not as `copying: replicate` asks: second has another key than disk" in done.all
    assert len({point["snapshot"] for point in three.points()}) == 3


def test_restic_copies_what_was_backed_up_once(apart: Client) -> None:
    back_up(apart, "one")
    (apart.root / "third").rename(apart.root / "away")
    back_up(apart, "two", code=3)
    (apart.root / "away").rename(apart.root / "third")
    run = back_up(apart, "three")
    assert ways(run) == {"second": "copy", "third": "copy"}
    points = apart.points()
    assert len(points) == 9
    assert len({point["snapshot"] for point in points}) == 9
    for name in NAMES:
        own = {point["run"]: point for point in points if point["repository"] == name}
        assert own[run["id"]]["parent"] in ({point["snapshot"] for point in own.values()} if name != "third" else {""})
        assert {one: point["data_time"] for one, point in own.items()} == {
            point["run"]: point["data_time"] for point in points if point["repository"] == "disk"
        }
    apart.run("restore", "share", "--to", apart.root / "back", "--from", "third")
    assert (apart.restored(apart.root / "back") / "news").read_text() == "three"
    apart.check_evidence()


def test_what_was_removed_by_hand_is_not_copied_again(apart: Client) -> None:
    """Also the newest of a repository, and where each repository names a point in its own way."""
    back_up(apart, "one")
    before = snapshots(apart, "third")
    back_up(apart, "two")
    for name in snapshots(apart, "third") - before:
        (apart.root / "third" / "snapshots" / name).unlink()
    run = back_up(apart, "three")
    assert ways(run) == {"second": "copy", "third": "copy"}
    assert run["detail"]["copying"]["third"]["missed"] == []
    assert len(snapshots(apart, "third")) == 2


def test_who_waits_for_its_turn_leads_nobody(apart: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another job has the first repository: the next leads, and the first follows once it has its turn."""
    monkeypatch.setattr(stall, "SHORTEST", stall.INSISTENCE / 8)
    monkeypatch.setattr(turns, "PATIENCE", stall.INSISTENCE * 3)
    apart.repositories["disk"]["at_once"] = 1
    apart.write()
    store = Store.open(apart.state / "state.db")
    with store.transaction() as tx:
        ((name, token),) = tx.leases.turn([("acme/disk", 1)], identity(), "another") or ()

    def free_it_once_another_leads() -> None:
        wait_until(lambda: bool(snapshots(apart, "second") | snapshots(apart, "third")), what="a point", limit_s=60)
        with store.transaction() as tx:
            tx.leases.release(name, token)

    other = threading.Thread(target=free_it_once_another_leads)
    other.start()
    run = back_up(apart, "news")
    other.join()
    assert ways(run) == {"disk": "copy", "third": "copy"}
    assert set(outcomes(run).values()) == {"succeeded"}
    first = next(copy for copy in run["copies"] if copy["repository"] == "disk")
    assert [one["outcome"] for one in first["attempts"]] == ["failed_to_start", "succeeded"]
    assert first["attempts"][0]["duration_s"] < turns.PATIENCE.total_seconds() / 2


def test_a_server_and_a_store_get_what_a_disk_got(place: Path, sshd_server: Sshd, ceph_server: Ceph) -> None:
    user = ceph_server.create_user(f"copies-{place.name}")
    common = {"site": "there", "medium": "disk", "credential": "me"}
    keys = {"access_key": {"env": "ACCESS"}, "secret_key": {"env": "SECRET"}}
    store = {"adapter": "s3", "endpoint": ceph_server.endpoint, "bucket": place.name.lower().replace("_", "-"), **keys}
    repositories: dict[str, dict[str, Any]] = {
        "store": common | store | {"lock": {"mode": "compliance", "period": "7d"}},
        "server": common | dict(sshd_server.settings(sshd_server.root / place.name)),
        "disk": local(place / "disk"),
    }
    client = Client(root=place, repositories=repositories, more=asking("replicate"))
    client.environ |= {"ACCESS": user.access_key, "SECRET": user.secret_key}
    client.share.mkdir()
    client.write()
    client.run("init")
    assert ways(back_up(client, "one")) == {"store": "replicate", "server": "replicate"}
    run = back_up(client, "two" * 1000)
    assert ways(run) == {"store": "replicate", "server": "replicate"}
    assert len({point["snapshot"] for point in client.points() if point["run"] == run["id"]}) == 1
    client.run("verify", "--repository", "store")
    client.run("restore", "share", "--to", client.root / "back", "--from", "server")
    assert (client.restored(client.root / "back") / "news").read_text() == "two" * 1000
