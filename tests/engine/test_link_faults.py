"""A link that is cut while packs go up: that copy fails in time, the others do not notice, the next run succeeds."""

from __future__ import annotations

import os
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.backup.restic import stall
from tests.engine.kit import Client, fresh
from tests.lab.link import Link
from tests.storage.places import Rclone, unique

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from continuity.faces.demo.lab.ceph import Ceph, S3User
    from continuity.faces.demo.lab.sshd import Sshd
    from tests.lab.rest import RcloneDav, RestServer

AWAY = {"site": "there", "medium": "disk", "credential": "away"}
LARGE = 16_000_000
PATIENCE = timedelta(seconds=4)  # tests cannot wait for the two minutes that a person's line is given


@pytest.fixture
def link() -> Iterator[Link]:
    with Link() as link:
        yield link


@pytest.fixture
def near(template: Client, place: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client with a repository in a directory, whose policy gives a silent line a few seconds."""
    monkeypatch.setattr(stall, "LONGEST", PATIENCE)
    return fresh(template, place, "disk")


def over(link: Link, server: Sshd, pins: Path) -> dict[str, Any]:
    """The lab's SFTP server as it is reached over the link."""
    port = link.door(server.port)
    kind, key, *_ = (server.work / "host_key.pub").read_text().split()
    pins.write_text(f"[{link.far}]:{port} {kind} {key}\n")
    there = {"host": link.far, "port": port, "known_hosts": str(pins)}
    return {**server.settings(server.root / unique("far")), **there, **AWAY}


def bucket_of(endpoint: str, client: Client, user: S3User) -> dict[str, Any]:
    client.environ |= {"LAB_ACCESS": user.access_key, "LAB_SECRET": user.secret_key}
    keys = {"access_key": {"env": "LAB_ACCESS"}, "secret_key": {"env": "LAB_SECRET"}}
    return {"adapter": "s3", "endpoint": endpoint, "bucket": unique("far"), **keys, **AWAY}


def cut_in_mid_upload(link: Link, after: int = LARGE // 4) -> threading.Thread:
    """Cut the link once so many bytes have gone over it; the thread ends then."""
    already = link.carried

    def wait() -> None:
        limit = time.monotonic() + 60
        while link.carried - already < after and time.monotonic() < limit:
            time.sleep(0.02)
        link.cut()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread


def outcomes(run: dict[str, Any]) -> dict[str, str]:
    return {copy["repository"]: copy["outcome"] for copy in run["copies"]}


def survives_a_cut(client: Client, link: Link, far: dict[str, Any], locks: Callable[[], int]) -> None:
    """The whole story of one cut; ``locks`` counts what lies in the far repository's ``locks/``."""
    client.repositories = {"far": far, **client.repositories}
    client.write()
    client.run("init")
    (client.share / "large").write_bytes(os.urandom(LARGE))
    link.slow(4)
    cutting = cut_in_mid_upload(link)
    begun = time.monotonic()
    done = client.run("backup", "--json", code=3)
    took = time.monotonic() - begun
    cutting.join()
    assert outcomes(done.json) == {"far": "failed", "disk": "succeeded"}
    assert "nothing moved on far" in done.err or "the connection to far was lost" in done.err
    assert took < 60, took
    link.mend()
    assert [one["repository"] for one in client.points()] == ["disk"], "no point that is not whole is listed"
    assert locks() == 1, "the dead process could not take its lock away"
    again = client.run("backup", "--json").json
    assert outcomes(again) == {"far": "succeeded", "disk": "succeeded"}
    assert locks() == 0, "the next run did"
    client.run("restore", "share", "--to", client.root / "target", "--from", "far")
    client.check_evidence()


@pytest.mark.slow  # test_persisting cuts the same line in make test
def test_sftp(near: Client, link: Link, sshd_server: Sshd) -> None:
    far = over(link, sshd_server, near.root / "pins")

    def locks() -> int:
        return len(os.listdir(os.path.join(far["path"], "locks")))  # noqa: PTH118, PTH208 - its name holds anything

    survives_a_cut(near, link, far, locks)


@pytest.mark.slow
def test_s3(near: Client, link: Link, ceph_server: Ceph, s3_user: S3User) -> None:
    import boto3

    far = bucket_of(f"http://{link.far}:{link.door(ceph_server.port)}", near, s3_user)
    store: Any = boto3.client(
        "s3",
        endpoint_url=ceph_server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=s3_user.access_key,
        aws_secret_access_key=s3_user.secret_key,
    )
    survives_a_cut(
        near, link, far, lambda: store.list_objects_v2(Bucket=far["bucket"], Prefix="locks/").get("KeyCount", 0)
    )


@pytest.mark.slow
def test_rclone(near: Client, link: Link, dav_server: RcloneDav) -> None:
    config = Rclone(dav_server).config.replace(dav_server.url, f"http://{link.far}:{link.door(dav_server.port)}")
    near.environ["LAB_RCLONE"] = config
    name: str = unique("far")
    far = {"adapter": "rclone", "remote": "dav", "path": name, "config": {"env": "LAB_RCLONE"}, **AWAY}
    survives_a_cut(near, link, far, lambda: len(list((dav_server.root / name / "locks").iterdir())))


@pytest.mark.slow
def test_rest(near: Client, link: Link, deleting_rest_server: RestServer) -> None:
    name: str = unique("far")
    far = {"adapter": "rest", "url": f"http://{link.far}:{link.door(deleting_rest_server.port)}/{name}", **AWAY}
    survives_a_cut(near, link, far, lambda: len(list((deleting_rest_server.root / name / "locks").iterdir())))
