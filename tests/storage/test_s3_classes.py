"""A storage class is written with every object, and what lies in it is checked and restored like any other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from continuity.faces.demo.lab.ports import HOST, free_ports, listens, wait_until
from continuity.faces.demo.lab.programs import call
from continuity.ground.errors import Unavailable
from tests.engine.kit import Client, fill
from tests.storage.places import S3, place

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.faces.demo.lab.ceph import Ceph, S3User

COLD = "STANDARD_IA"


@pytest.fixture(scope="module")
def second_gateway(ceph_server: Ceph) -> str:
    """Another gateway of the session's store, one that knows a cold class: it learns of it when it starts."""
    config = ("-c", str(ceph_server.work / "ceph.conf"))
    there = ("--placement-id", "default-placement", "--storage-class", COLD)
    call(["radosgw-admin", *config, "zonegroup", "placement", "add", "--rgw-zonegroup", "default", *there])
    pool = ("--data-pool", "default.rgw.cold.data")
    call(["radosgw-admin", *config, "zone", "placement", "add", "--rgw-zone", "default", *there, *pool])
    (port,) = free_ports(1)
    where = f"beast endpoint={HOST}:{port} tcp_nodelay=1"
    ceph_server._daemon("radosgw", "-n", "client.rgw.a", "-f", "--rgw-frontends", where)
    wait_until(lambda: listens(port), what="the second gateway", limit_s=60, log=ceph_server.work / "log")
    return f"http://{HOST}:{port}"


def client_of(root: Path, s3: S3, **other: Any) -> Client:
    settings = s3.settings(**other) | {"site": "cloud", "medium": "object", "credential": "s3"}
    client = Client(root=root, repositories={"cold": settings}, environ={"CONTINUITY_LANG": "en", **s3.secrets})
    client.share.mkdir()
    fill(client.share, 8)
    client.write()
    return client


@pytest.mark.slow
def test_what_lies_in_a_cold_class_is_verified_and_restored(
    ceph_server: Ceph, s3_user: S3User, second_gateway: str, tmp_path: Path
) -> None:
    s3 = S3(ceph_server, s3_user)
    client = client_of(tmp_path, s3, endpoint=second_gateway, storage_class=COLD, lock={"period": "1d"})
    client.run("init")
    client.run("backup")
    bucket = client.repositories["cold"]["bucket"]
    found = s3.boto.list_objects_v2(Bucket=bucket)["Contents"]
    assert {one["StorageClass"] for one in found if not one["Key"].startswith("locks/")} == {COLD}
    client.run("storage", "check")
    client.run("verify")
    client.run("restore", "share", "--to", tmp_path / "back")
    assert len(list(client.restored(tmp_path / "back").rglob("*.txt"))) == 8


def test_restic_is_told_the_class(ceph_server: Ceph, s3_user: S3User) -> None:
    s3 = S3(ceph_server, s3_user)
    assert f"s3.storage-class={COLD}" in s3.open(storage_class=COLD).address().options
    assert not any("storage-class" in one for one in s3.open().address().options)


def test_what_is_moved_there_gets_the_class(ceph_server: Ceph, s3_user: S3User) -> None:
    """A store that knows no such class says so: objects that are moved there were put without one once."""
    s3 = S3(ceph_server, s3_user)
    where = s3.fresh()
    s3.boto.create_bucket(Bucket=where.settings.bucket)
    with where.objects_opened() as there:
        assert there.add("config", b"x")
    cold = replace(where, settings=where.settings.model_copy(update={"storage_class": "FROZEN"}))
    with cold.objects_opened() as there, pytest.raises(Unavailable, match="InvalidArgument"):
        there.add("keys/" + "a" * 64, b"x")


def test_a_class_that_the_store_does_not_know_is_told(ceph_server: Ceph, s3_user: S3User, tmp_path: Path) -> None:
    client = client_of(tmp_path, S3(ceph_server, s3_user), storage_class="FROZEN")
    told = client.run("init", code=3)
    assert "InvalidArgument" in told.err, told.err


@pytest.mark.parametrize("named", ["GLACIER", "deep_archive", "", "a b"])
def test_a_class_that_must_be_asked_for_first_is_refused(named: str) -> None:
    plain = {"adapter": "s3", "endpoint": "https://s", "bucket": "abc", "access_key": {"env": "A"}}
    with pytest.raises(ValidationError):
        place(plain | {"secret_key": {"env": "S"}, "storage_class": named})
