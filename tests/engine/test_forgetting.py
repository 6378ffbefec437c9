"""What removes: only what no rule keeps, only ours, only what is announced; and the place itself is looked at."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import boto3
import pytest

from continuity.backup.restic import command
from continuity.backup.restic.messages import Snapshot
from continuity.engine.prunings import APPENDS_ONLY
from continuity.engine.thinning import agree
from continuity.ground.identity import identity
from continuity.ground.process import find_program, run
from continuity.model.point import Point
from tests.engine.kit import Client, fresh
from tests.lab.rest import RestServer

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.faces.demo.lab.ceph import Ceph, S3User

ONE = {"objectives": {"rpo": "24h", "rto": "8h"}, "copies": {"copies": 2}, "retention": {"last": 1}}


@pytest.fixture(scope="session")
def four(template: Client, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """One repository whose policy keeps the last point, with four of them, made once."""
    root = tmp_path_factory.mktemp("four")
    client = fresh(template, root, "disk", policy="thin", more={"policies": {"thin": ONE}})
    for _ in range(4):
        client.run("backup")
    return client


@pytest.fixture
def thin(four: Client, place: Path) -> Client:
    """The same, to be thinned out."""
    return fresh(four, place, "disk", policy="thin", more={"policies": {"thin": ONE}})


def restic(client: Client, *words: str) -> str:
    """Run restic by hand, as another program would."""
    password = client.vault().get("acme/disk/password")
    argv = [find_program("restic"), "-r", str(client.root / "disk"), "--no-cache", *words]
    done = run(argv, timeout=timedelta(minutes=1), env={"RESTIC_PASSWORD": password})
    assert done.returncode == 0, done.stderr
    return done.stdout


def between(client: Client, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Put a script between us and restic: ``body`` is one case of what it is asked, ``$real`` the real one."""
    wrapper, real = client.root / "bin" / "restic", shutil.which("restic")
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nreal={real}\ncase " $* " in *" forget "*) {body};; esac\nexec $real "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")
    client.environ["PATH"] = os.environ["PATH"]


def listed(client: Client) -> set[str]:
    return {path.name for path in (client.root / "disk" / "snapshots").iterdir()}


def test_only_what_no_rule_keeps_goes(thin: Client) -> None:
    points = [one["snapshot"] for one in thin.points()]
    before = thin.run("points", "--why", "--json").json["points"]
    assert [one["kept"] for one in before] == [True, False, False, False]
    assert before[0]["reasons"] == ["one of the last 1", "the newest"]
    dry = thin.run("storage", "forget", "--dry-run", "--json").json
    assert [one["snapshot"] for one in dry["points"] if not one["kept"]] == points[1:]
    assert len(listed(thin)) == 4, "a dry run removes nothing"
    done = thin.run("storage", "forget", "--json").json
    assert sorted(done["detail"]["removed"]) == sorted(points[1:])
    assert listed(thin) == {points[0]}
    assert [one["snapshot"] for one in thin.points()] == [points[0]]
    assert thin.run("storage", "check", "--json").json["verdict"] == "met", "nobody misses what we removed"
    assert thin.run("storage", "prune", "--json").json["outcome"] == "succeeded"
    thin.run("restore", "share", "--to", thin.root / "back")
    thin.run("verify")
    thin.check_evidence()


def test_what_goes_is_announced_by_name_before(thin: Client) -> None:
    going = {one["snapshot"] for one in thin.points()[1:]}
    thin.run("storage", "forget")
    with sqlite3.connect(thin.state / "state.db") as database:
        query = "select body from record where kind = 'run.intent' order by number desc limit 1"
        ((body,),) = database.execute(query).fetchall()
    assert set(json.loads(body)["body"]["detail"]["asked"]) == going


def test_other_programs_points_are_never_touched(thin: Client) -> None:
    """Also those that wear the tags of ours."""
    first = thin.points()[-1]
    restic(thin, "backup", "-q", str(thin.share), "--tag", "theirs")
    restic(thin, "backup", "-q", str(thin.share), *(f"--tag={tag}" for tag in command.tags("01r", "share", "full")))
    theirs = listed(thin) - {one["snapshot"] for one in thin.points()}
    done = thin.run("storage", "forget", "--json").json
    assert done["detail"]["snapshots_unknown"] == len(theirs) == 2
    assert theirs <= listed(thin)
    assert first["snapshot"] not in listed(thin)


@pytest.mark.parametrize("tags", [(), command.tags("r2", "files", "full"), command.tags("r1", "mail", "full")])
def test_a_snapshot_under_other_tags_than_the_points_is_not_its_own(tags: tuple[str, ...]) -> None:
    """Then neither counts: it is not removed, and it does not stand in for a point that is."""
    at = datetime(2026, 11, 23, tzinfo=UTC)
    known = Point(
        client="acme", asset="files", repository="disk", snapshot="a", run="r1", data_time=at, kind="full", bytes=1,
        listed_at=at,
    )  # fmt: skip
    own = Snapshot(id="a", time=at, tree="t", paths=("/srv",), tags=command.tags("r1", "files", "full"))
    assert agree([known], {"a": own}).both == (known,)
    agreed = agree([known], {"a": replace(own, tags=tags), "b": own})
    assert (agreed.both, agreed.altered, agreed.missing, agreed.unknown) == ((), (known,), (), 1)


def test_where_points_are_missing_nothing_is_removed(thin: Client) -> None:
    lost = thin.points()[2]["snapshot"]
    (thin.root / "disk" / "snapshots" / lost).unlink()
    before = listed(thin)
    done = thin.run("storage", "forget", code=5)
    assert "does not list 1 recovery point(s) that nobody of us removed" in done.err
    assert listed(thin) == before
    thin.run("storage", "check", code=1)  # now it is told, and known
    thin.run("storage", "forget")
    assert len(listed(thin)) == 1
    thin.check_evidence()


def test_an_end_with_0_that_removed_nothing_is_noticed(thin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    between(thin, monkeypatch, "exit 0")
    done = thin.run("storage", "forget", "--json", code=1)
    assert done.json["outcome"] == "incomplete"
    assert len(done.json["detail"]["still_listed"]) == 3
    assert "still lists 3 recovery point(s) that restic was asked to remove" in done.err
    assert len(thin.points()) == len(listed(thin)) == 4


def test_more_than_asked_gone_is_noticed(thin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = thin.points()[0]["snapshot"]
    between(thin, monkeypatch, f"rm -f {thin.root}/disk/snapshots/{newest}")
    done = thin.run("storage", "forget", code=1)
    assert f"1 snapshot(s) of disk disappeared that nobody asked to remove: {newest[:12]}" in done.err


def test_killed_in_the_middle_nobody_misses_what_it_removed(thin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    between(thin, monkeypatch, '$real "$@"; kill -9 $PPID; exit 0')
    thin.child("storage", "forget", code=-9)
    assert len(listed(thin)) == 1
    assert len(thin.points()) == 4, "it could not say so any more"
    thin.run("storage", "forget")
    assert len(thin.points()) == 1
    assert thin.run("storage", "check", "--json").json["verdict"] == "met"
    thin.check_evidence()


@pytest.mark.slow  # a minute of refused removals; test_append_only has the rest
def test_a_server_that_only_appends_is_told_about_and_is_no_fault(place: Path) -> None:
    client = Client(root=place, repositories={}, policy="thin", more={"policies": {"thin": ONE}})
    client.share.mkdir()
    (client.share / "file").write_text("kept\n")
    with RestServer(place / "server", "--append-only") as server:
        client.repositories = {
            "keep": {"adapter": "rest", "url": server.url, "append_only": True, "site": "there", "medium": "disk",
                     "credential": "rest"}
        }  # fmt: skip
        client.write()
        client.run("init")
        client.run("backup")
        client.run("backup")
        done = client.run("storage", "forget", "--json").json
        assert (done["outcome"], len(done["detail"]["left_to_server"])) == ("succeeded", 1)
        assert client.run("storage", "prune", "--json").json["reason"] == APPENDS_ONLY
        assert len(client.points()) == 2
        client.repositories["keep"].pop("append_only")  # it does, and nobody said so
        client.write()
        told = client.run("storage", "forget", code=1).err
        assert "still lists 1 recovery point(s)" in told
        assert "append_only: true" in told


def test_a_locked_bucket_hides_and_says_so(place: Path, ceph_server: Ceph, s3_user: S3User, fresh_bucket: str) -> None:
    """The point leaves the list; every version of it stays, and nothing is rewritten."""
    bucket = {
        "adapter": "s3", "endpoint": ceph_server.endpoint, "bucket": fresh_bucket, "access_key": {"env": "LAB_ACCESS"},
        "secret_key": {"env": "LAB_SECRET"}, "lock": {"mode": "compliance", "period": "1d"}, "site": "cloud",
        "medium": "object", "credential": "s3",
    }  # fmt: skip
    secrets = {"LAB_ACCESS": s3_user.access_key, "LAB_SECRET": s3_user.secret_key, "CONTINUITY_LANG": "en"}
    client = Client(root=place, repositories={"object": bucket}, policy="thin", environ=secrets)
    client.more = {"policies": {"thin": ONE}}
    client.share.mkdir()
    for name in ("first", "second"):
        (client.share / name).write_text(name)
        client.write()
        client.run("init")
        client.run("backup")
    gone = client.points()[1]["snapshot"]
    done = client.run("storage", "forget")
    assert "1 recovery point(s) removed, 1 kept" in done.all
    assert "the store hides them: their versions stay" in done.all
    assert [one["snapshot"] for one in client.points()] != [gone]
    pruned = client.run("storage", "prune", "--json").json
    assert pruned["detail"]["versions_stay"] is True
    s3 = boto3.client(
        "s3",
        endpoint_url=ceph_server.endpoint,
        region_name="default",
        aws_access_key_id=s3_user.access_key,
        aws_secret_access_key=s3_user.secret_key,
    )
    kept = s3.list_object_versions(Bucket=fresh_bucket, Prefix="snapshots/").get("Versions", [])
    assert any(gone in one["Key"] for one in kept), "the lock keeps what the marker hides"
    client.run("restore", "share", "--to", place / "back")


def at_work(client: Client, kind: str, subject: str) -> None:
    """Put on record that a run of ours, in this very process, is under way."""
    with sqlite3.connect(client.state / "state.db") as database:
        columns = "id job kind client subject policy_digest scheduled_for started_at holder reason measurements detail"
        at = "2026-11-23T12:00:00.000000Z"
        row = ["01live", "", kind, "acme", subject, "", at, at, identity(), "", "[]", "{}"]
        database.execute(f"insert into run ({columns.replace(' ', ',')}) values ({','.join('?' * len(row))})", row)


def test_nobody_removes_while_a_restore_reads(thin: Client) -> None:
    """restic restores without a lock of ours, so restic would let it happen."""
    at_work(thin, "restore", "acme/share")
    done = thin.run("storage", "forget", code=5)
    assert "other work goes on in disk: run 01live of acme/share" in done.err
    assert len(listed(thin)) == 4
    assert "other work" in thin.run("storage", "prune", code=5).err


@pytest.mark.parametrize("words", [("restore", "share", "--to", "back"), ("test",), ("verify",)])
def test_nobody_reads_while_something_is_removed(thin: Client, words: tuple[str, ...]) -> None:
    """A restore that loaded the index before a prune would ask for packs that are no more."""
    at_work(thin, "prune", "acme/disk")
    done = thin.run(*(str(thin.root / one) if one == "back" else one for one in words), code=4)
    assert "is being removed from disk: run 01live" in done.err
    assert not (thin.root / "back").exists()


@pytest.mark.parametrize("words", [(), ("latest",), ("",), ("a" * 63,), ("A" * 64,), ("a" * 64, "--keep-last=0")])
def test_nothing_but_whole_names_comes_to_restic(words: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="whole names"):
        command.forget(words)


def test_the_command_lines() -> None:
    assert command.forget(["a" * 64]) == ("forget", "-q", "a" * 64)
    assert command.prune(repack=True) == ("prune",)
    assert command.prune(repack=False) == ("prune", "--max-unused", "unlimited")
