"""Places of each kind on the lab's servers, and the hands that damage them."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from continuity.faces.demo.lab.ports import free_ports
from continuity.faces.demo.lab.programs import call
from continuity.ground.errors import Unavailable
from continuity.ground.ids import SystemIds
from continuity.storage.registry import adapters
from tests.lab.rest import RCLONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.faces.demo.lab.ceph import Ceph, S3User
    from continuity.faces.demo.lab.sshd import Sshd
    from continuity.model.secrets import SecretRef
    from tests.lab.rest import RcloneDav, RestServer

COMMON = {"site": "here", "medium": "disk", "credential": "lab"}


def unique(prefix: str) -> str:
    return f"{prefix}-{SystemIds().nonce().hex()[:12]}"


def place(settings: dict[str, Any], secrets: dict[str, str] | None = None) -> Any:
    """Open a place as a document would declare it."""

    def reveal(reference: SecretRef) -> str:
        if reference.env not in (secrets or {}):
            raise Unavailable("{reference} holds nothing", reference=reference)
        return (secrets or {})[reference.env]

    adapter = adapters()[settings["adapter"]]
    return adapter.open("lab", adapter.Settings.model_validate(COMMON | settings), reveal)


@dataclass
class Local:
    """Directories below one of ours."""

    root: Path

    def settings(self, **other: Any) -> dict[str, Any]:
        return {"adapter": "local", "path": str(self.root / unique("a place")), **other}

    def fresh(self) -> Any:
        return place(self.settings())

    def unreachable(self) -> Any:
        return place(self.settings(path=str(self.root / "unmounted" / "repository")))

    def halve(self, where: Any) -> None:
        (where.path / "config").unlink()


@dataclass
class Sftp:
    """Directories on the lab's SSH server."""

    server: Sshd

    def settings(self, **other: Any) -> dict[str, Any]:
        return {**self.server.settings(self.server.root / unique("a place, odd: %41 #?&'\"")), **other}

    def fresh(self) -> Any:
        return place(self.settings())

    def halve(self, where: Any) -> None:
        (Path(where.path) / "config").unlink()


@dataclass
class S3:
    """Buckets of the lab's store."""

    server: Ceph
    user: S3User

    def settings(self, **other: Any) -> dict[str, Any]:
        return {
            "adapter": "s3",
            "endpoint": self.server.endpoint,
            "bucket": unique("bucket"),
            "prefix": "client/one",
            "access_key": {"env": "ACCESS"},
            "secret_key": {"env": "SECRET"},
            "lock": {"mode": "compliance", "period": "30d"},
            "medium": "object",
            **other,
        }

    @property
    def secrets(self) -> dict[str, str]:
        return {"ACCESS": self.user.access_key, "SECRET": self.user.secret_key}

    def open(self, **other: Any) -> Any:
        return place(self.settings(**other), self.secrets)

    def fresh(self) -> Any:
        return self.open()

    def weaker(self) -> Any:
        """A bucket that locks for 7 days, where a document promises 30."""
        bucket = unique("weak")
        self.open(bucket=bucket, lock={"mode": "compliance", "period": "7d"}).prepare()
        return self.open(bucket=bucket)

    @cached_property
    def boto(self) -> Any:
        import boto3

        return boto3.client(
            "s3",
            endpoint_url=self.server.endpoint,
            region_name="us-east-1",
            aws_access_key_id=self.user.access_key,
            aws_secret_access_key=self.user.secret_key,
        )

    def halve(self, where: Any) -> None:
        self.boto.delete_object(Bucket=where.settings.bucket, Key=f"{where.settings.prefix}/config")

    def destroy(self, where: Any, key: str, version: str) -> bool:
        """Try both ways to delete one version for good; True if the store let it happen."""
        bucket, key = where.settings.bucket, f"{where.settings.prefix}/{key}"
        with pytest.raises(self.boto.exceptions.ClientError, match=r"AccessDenied"):
            self.boto.delete_object(Bucket=bucket, Key=key, VersionId=version)
        many = {"Objects": [{"Key": key, "VersionId": version}]}
        answer = self.boto.delete_objects(Bucket=bucket, Delete=many)
        return not answer.get("Errors")  # a multi-delete answers 200 and tells the truth in here


@dataclass
class Rest:
    """Repositories on an append-only REST server with one user; its files can be reached from here."""

    server: RestServer
    user: str = "acme"
    password: str = "p@ss/word: of #1"

    def settings(self, **other: Any) -> dict[str, Any]:
        keys = {"user": self.user, "user_password": {"env": "REST"}, "append_only": True}
        return {"adapter": "rest", "url": f"{self.server.url}/{self.user}/{unique('place')}", **keys, **other}

    def open(self, **other: Any) -> Any:
        return place(self.settings(**other), {"REST": self.password})

    def fresh(self) -> Any:
        """A trial, so that the suite may attack it."""
        return self.open().aside(unique("trial"))

    def halve(self, where: Any) -> None:
        path = where.settings.url.removeprefix(self.server.url)
        (self.server.root / path.strip("/") / "config").unlink()


@dataclass
class Rclone:
    """Folders on a remote of rclone: encrypted by rclone, on a WebDAV server."""

    server: RcloneDav

    @cached_property
    def config(self) -> str:
        return self.server.config()

    def settings(self, **other: Any) -> dict[str, Any]:
        keys = {"remote": "sealed", "path": unique("a place, odd: %41 #&'"), "config": {"env": "RCLONE"}}
        return {"adapter": "rclone", "medium": "object", **keys, **other}

    def open(self, config: str = "", **other: Any) -> Any:
        return place(self.settings(**other), {"RCLONE": config or self.config})

    def fresh(self) -> Any:
        return self.open()

    def unreachable(self) -> Any:
        (port,) = free_ports(1)
        return self.open(self.config.replace(self.server.url, f"http://127.0.0.1:{port}"))

    def halve(self, where: Any) -> None:
        target = f"sealed:{where.settings.path}/config"
        call([str(RCLONE), "deletefile", target], env=where.address().environment)


@contextmanager
def silent_port() -> Iterator[int]:
    """A port where every connection is accepted and nothing is ever said."""

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        yield listener.getsockname()[1]
