"""Stores that are full or read-only: one sentence with its remedy, in seconds and not in a quarter of an hour."""

from __future__ import annotations

import json
import os
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from continuity.faces.demo.lab.programs import call
from tests.engine.kit import Client, fresh
from tests.storage.places import unique

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from continuity.faces.demo.lab.ceph import Ceph, S3User
    from continuity.faces.demo.lab.sshd import Sshd

AWAY = {"site": "there", "medium": "disk", "credential": "away"}
IN_TIME_S = 40  # both repositories, and the sixty seconds at least that restic alone would insist


@pytest.fixture
def near(template: Client, place: Path) -> Client:
    client = fresh(template, place, "disk")
    (client.share / "large").write_bytes(os.urandom(12_000_000))
    return client


@contextmanager
def mounted(directory: Path, *words: str) -> Iterator[None]:
    subprocess.run(["mount", *words, directory], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", directory], check=True)


def add(client: Client, far: dict[str, Any]) -> None:
    client.repositories = {"far": far, **client.repositories}
    client.write()
    client.run("init")


def refused(client: Client, *words: str) -> None:
    """A backup during which ``far`` takes nothing: told once, and nothing is lost anywhere."""
    known = client.points()
    begun = time.monotonic()
    done = client.run("backup", "--json", code=3)
    assert time.monotonic() - begun < IN_TIME_S
    copies = {copy["repository"]: copy["outcome"] for copy in done.json["copies"]}
    assert copies == {"far": "failed", "disk": "succeeded"}
    assert [word for word in words if word not in done.err] == [], done.err
    assert done.err.count("error:") == 1
    assert "retrying" not in done.err
    points = client.points()
    assert [one for one in known if one not in points] == []
    assert [one["repository"] for one in points if one not in known] == ["disk"]


def recovers(client: Client) -> None:
    """Once it takes data again, the next run succeeds and its point restores."""
    client.run("backup")
    client.run("restore", "share", "--to", client.root / "target", "--from", "far")
    client.check_evidence()


def test_a_full_sftp_server(near: Client, sshd_server: Sshd) -> None:
    disk = sshd_server.root / unique("small")
    disk.mkdir()
    with mounted(disk, "-t", "tmpfs", "-o", "size=6m", "none"):
        add(near, {**sshd_server.settings(disk / "repository"), **AWAY})
        refused(near, "full or read-only" if restic_is_old() else "no space left", "hint: ", "free some space")
        subprocess.run(["mount", "-o", "remount,size=60m", disk], check=True)
        recovers(near)


@pytest.mark.slow
def test_a_read_only_sftp_server(near: Client, sshd_server: Sshd) -> None:
    disk = sshd_server.root / unique("sealed")
    disk.mkdir()
    add(near, {**sshd_server.settings(disk / "repository"), **AWAY})
    near.run("backup")
    with mounted(disk, "--bind", str(disk)):
        subprocess.run(["mount", "-o", "remount,bind,ro", disk], check=True)
        refused(near, "does not write", "hint: ", "mount it for writing")
        near.run("restore", "share", "--to", near.root / "meanwhile", "--from", "far")
    recovers(near)


@pytest.mark.slow
def test_a_bucket_whose_policy_forbids_to_write(near: Client, ceph_server: Ceph) -> None:
    owner, writer = ceph_server.create_user(unique("owner")), ceph_server.create_user(unique("writer"))
    bucket = unique("far")
    rules = boto(ceph_server, owner)
    rules.create_bucket(Bucket=bucket)
    rules.put_bucket_policy(Bucket=bucket, Policy=policy_for(writer, bucket))
    add(near, in_bucket(near, ceph_server, writer, bucket))
    near.run("backup")
    rules.put_bucket_policy(Bucket=bucket, Policy=policy_for(writer, bucket, denied="s3:PutObject"))
    refused(near, "does not let restic write to far", "hint: ", "continuity storage policy far")
    rules.put_bucket_policy(Bucket=bucket, Policy=policy_for(writer, bucket))
    recovers(near)


@pytest.mark.slow
def test_a_bucket_whose_quota_is_used_up(near: Client, ceph_server: Ceph) -> None:
    user = ceph_server.create_user(unique("limited"))
    limit = ("--quota-scope=bucket", f"--uid={user.name}")
    admin = ("radosgw-admin", "-c", str(ceph_server.work / "ceph.conf"), "quota")
    bucket = unique("far")
    add(near, in_bucket(near, ceph_server, user, bucket))
    call([*admin, "set", *limit, "--max-size=4M"])
    call([*admin, "enable", *limit])
    refused(near, "the quota of far is used up", "hint: ", "raise the quota")
    call([*admin, "disable", *limit])
    recovers(near)


def restic_is_old() -> bool:
    """Whether this restic does not ask an SFTP server that fails how much room it has."""
    return "restic 0.14" in call(["restic", "version"])


def boto(server: Ceph, user: S3User) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=user.access_key,
        aws_secret_access_key=user.secret_key,
    )


def in_bucket(client: Client, server: Ceph, user: S3User, bucket: str) -> dict[str, Any]:
    client.environ |= {"LAB_ACCESS": user.access_key, "LAB_SECRET": user.secret_key}
    keys = {"access_key": {"env": "LAB_ACCESS"}, "secret_key": {"env": "LAB_SECRET"}}
    return {"adapter": "s3", "endpoint": server.endpoint, "bucket": bucket, **keys, **AWAY}


def policy_for(user: S3User, bucket: str, *, denied: str = "") -> str:
    who = {"AWS": [f"arn:aws:iam:::user/{user.name}"]}
    both = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    rules = [{"Effect": "Allow", "Principal": who, "Action": "s3:*", "Resource": both}]
    if denied:
        rules.append({"Effect": "Deny", "Principal": who, "Action": denied, "Resource": both[1:]})
    return json.dumps({"Version": "2012-10-17", "Statement": rules})
