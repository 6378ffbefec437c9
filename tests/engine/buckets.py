"""A client whose only repository is a bucket with short locks, for the tests of what keeps locks long enough."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3

from tests.engine.kit import Client, fill

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.faces.demo.lab.ceph import Ceph, S3User

DAY = timedelta(days=1)
POLICIES = {
    "short": {
        "objectives": {"rpo": "24h", "rto": "8h"},
        "copies": {"copies": 2, "immutable": 1},
        "retention": {"last": 1, "immutable_for": "36h"},
    }
}


def with_bucket(root: Path, ceph: Ceph, name: str, owner: S3User) -> Client:
    """A client with one bucket, made by ``owner``, that locks for three days, half of which its policy promises."""
    where = {
        "adapter": "s3", "endpoint": ceph.endpoint, "bucket": name, "access_key": {"env": "LAB_ACCESS"},
        "secret_key": {"env": "LAB_SECRET"}, "lock": {"mode": "compliance", "period": "3d"}, "site": "cloud",
        "medium": "object", "credential": "s3",
    }  # fmt: skip
    secrets = {"LAB_ACCESS": owner.access_key, "LAB_SECRET": owner.secret_key, "CONTINUITY_LANG": "en"}
    client = Client(root=root, repositories={"object": where}, policy="short", environ=secrets)
    client.more = {"policies": POLICIES}
    client.share.mkdir()
    fill(client.share)
    client.write()
    client.run("init")
    return client


def opened(ceph: Ceph, user: S3User) -> Any:
    """The store itself, asked with the keys of a user."""
    return boto3.client(
        "s3",
        endpoint_url=ceph.endpoint,
        region_name="default",
        aws_access_key_id=user.access_key,
        aws_secret_access_key=user.secret_key,
    )
