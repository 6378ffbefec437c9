"""A client whose bucket has an owner, a writer and a recovery role, as the how-to says; and the hands of attackers."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3

from continuity.ground.clock import SystemClock
from continuity.storage.access import Role
from tests.engine.kit import Client, fill
from tests.storage.places import unique

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from continuity.faces.demo.lab.ceph import Ceph, S3User

PREFIX = "acme/share"
POLICIES = {
    "plain": {
        "objectives": {"rpo": "24h", "rto": "8h"},
        "copies": {"copies": 2},
        "retention": {"last": 5, "immutable_for": "36h"},
    }
}
GARBAGE = b"your files are ours now\n" * 20


@dataclass(kw_only=True)
class Stronghold:
    """The client, and the store's users by name; ``owner`` is nobody's role."""

    client: Client
    bucket: str
    endpoint: str
    users: dict[str, S3User]

    def boto(self, who: str) -> Any:
        """What an attacker with these keys has in hand."""
        user = self.users[who]
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=user.access_key,
            aws_secret_access_key=user.secret_key,
        )

    @cached_property
    def owner(self) -> Any:
        return self.boto("owner")

    def versions(self, below: str = "") -> list[dict[str, Any]]:
        """Every version and marker, the newest of a key first."""
        found: list[dict[str, Any]] = []
        for page in self.owner.get_paginator("list_object_versions").paginate(
            Bucket=self.bucket, Prefix=f"{PREFIX}/{below}"
        ):
            found += [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        return sorted(found, key=lambda one: (one["Key"], not one["IsLatest"], -one["LastModified"].timestamp()))

    def current(self, below: str = "") -> dict[str, str]:
        """Return what restic would find: key -> ETag of the newest version, without what is hidden."""
        return {one["Key"]: one["ETag"] for one in self.versions(below) if one["IsLatest"] and "ETag" in one}

    def contents(self) -> dict[str, bytes]:
        """Return what restic would read, apart from its lock files."""
        keys = [key for key in self.current() if not key.startswith(f"{PREFIX}/locks/")]
        reader = self.boto("recovery")  # the owner of a bucket may not read what others put there
        return {key: reader.get_object(Bucket=self.bucket, Key=key)["Body"].read() for key in keys}

    def now(self) -> datetime:
        """Return the store's newest time: what happens after this is later."""
        at: datetime = max(one["LastModified"] for one in self.versions())
        return at

    def settle(self) -> None:
        """Wait until what comes next is told apart: what is within a second of a rewind is taken for its own."""
        time.sleep(1.2)

    def whole(self, one: dict[str, Any]) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": one["Key"], "VersionId": one["VersionId"]}

    def each(self, act: Callable[[Any], Any], some: Iterable[Any]) -> list[Any]:
        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(act, some))

    def hide(self, keys: Iterable[str]) -> list[str]:
        """Delete as the owner may: a marker on each; returns their version ids, empty where one was there."""
        self.settle()
        return self.each(lambda key: self.owner.delete_object(Bucket=self.bucket, Key=key).get("VersionId", ""), keys)

    def rewind(self, *words: str, at: datetime | None = None, code: int = 0, **environ: str) -> Any:
        """Run ``storage rewind`` as a person would who types the name."""
        to = ("--to", at.isoformat()) if at else ()
        return self.client.run("storage", "rewind", "object", *to, *words, code=code, environ=environ)


def document(endpoint: str, bucket: str, roles: Iterable[str] = ("keeper", "recovery")) -> dict[str, Any]:
    def keys(who: str) -> dict[str, Any]:
        return {"access_key": {"env": f"{who.upper()}_ACCESS"}, "secret_key": {"env": f"{who.upper()}_SECRET"}}

    return {
        "adapter": "s3", "endpoint": endpoint, "bucket": bucket, "prefix": PREFIX, **keys("writer"),
        "roles": {role: keys(role) for role in roles}, "lock": {"mode": "compliance", "period": "3d"}, "site": "cloud",
        "medium": "object", "credential": "writer",
    }  # fmt: skip


def build(root: Path, ceph: Ceph) -> Stronghold:
    """Make the bucket as its owner, apply the policy for the roles, and back up once as the writer."""
    users = {who: ceph.create_user(unique(who)) for who in ("owner", "writer", "keeper", "recovery")}
    bucket = unique("stronghold")
    environ = {"CONTINUITY_LANG": "en"}
    for who, user in users.items():
        environ |= {f"{who.upper()}_ACCESS": user.access_key, f"{who.upper()}_SECRET": user.secret_key}
    where = document(ceph.endpoint, bucket)
    client = Client(root=root, repositories={"object": where}, environ=environ)
    client.share.mkdir()
    fill(client.share, count=12)
    as_owner = environ | {"WRITER_ACCESS": users["owner"].access_key, "WRITER_SECRET": users["owner"].secret_key}
    client.more = {"policies": POLICIES}
    client.write()
    client.run("init", environ=as_owner)
    found = Stronghold(client=client, bucket=bucket, endpoint=ceph.endpoint, users=users)
    govern(found)
    client.run("backup")
    return found


def govern(found: Stronghold, ends: timedelta = timedelta(hours=2)) -> None:
    """Apply the policy that `storage policy` prints, as the owner; the recovery role ends after that time."""
    words = [
        word
        for role in (Role.WRITER, Role.KEEPER, Role.RECOVERY)
        for word in ("--role", role, "--principal", f"{role}=arn:aws:iam:::user/{found.users[role].name}")
    ]
    until = (SystemClock().now() + ends).isoformat()
    told = found.client.run("storage", "policy", "object", *words, "--until", until, "--json").json
    found.owner.put_bucket_policy(Bucket=found.bucket, Policy=json.dumps(told["policy"]))
