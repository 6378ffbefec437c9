"""A bucket of an S3 store, locked by Object Lock where the document promises it.

restic retries permanent faults for minutes, so everything is tried here first, with short limits and without
retries. A bucket that exists and is weaker than promised is refused and never changed; only what is missing is
made. Nothing here shortens a lock, changes a version or deletes.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from continuity.ground.errors import Refused
from continuity.storage.locks import STRENGTH
from continuity.storage.ports import (
    Address,
    Capabilities,
    Domain,
    LockedObject,
    LockState,
    Probe,
    RepositorySettings,
    Reveal,
    full_names,
    is_initialised,
)

from . import s3_access
from .s3_client import READERS, build_client
from .s3_extending import Extending
from .s3_faults import code, explained
from .s3_locks import DAY, destroy, read_default, read_versions, set_default
from .s3_objects import S3Objects
from .s3_roles import bucket_policy
from .s3_rules import Ruling
from .s3_sealed import Sealing
from .s3_settings import S3Settings
from .s3_versions import Rewinding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime, timedelta

    from types_boto3_s3 import S3Client

    from continuity.storage.access import Attempt, Role


@dataclass(frozen=True)
class S3Adapter(Rewinding, Extending, Ruling, Sealing):
    """A repository in a bucket; satisfies ``Repository``, ``Retention``, ``WriteOnce``, ``Versions`` and ``Locks``."""

    Settings: ClassVar[type[RepositorySettings]] = S3Settings
    capabilities: ClassVar[Capabilities] = Capabilities(remote=True, versions=True, object_lock=True)

    name: str
    settings: S3Settings
    reveal: Reveal

    @classmethod
    def open(cls, name: str, settings: S3Settings, reveal: Reveal) -> S3Adapter:
        """Return the place, without touching it; the keys are revealed when they are needed."""
        return cls(name=name, settings=settings, reveal=reveal)

    def address(self) -> Address:
        """Return restic's URL; the keys are in the environment only."""
        endpoint = self.settings.endpoint.rstrip("/")
        place = "/".join(part for part in (endpoint, self.settings.bucket, self.settings.prefix) if part)
        return Address(
            url=f"s3:{place}",
            options=(
                f"s3.bucket-lookup={'path' if self.settings.style == 'path' else 'dns'}",
                *([f"s3.storage-class={self.settings.storage_class}"] if self.settings.storage_class else []),
            ),
            environment={
                "AWS_ACCESS_KEY_ID": self.reveal(self.settings.access_key),
                "AWS_SECRET_ACCESS_KEY": self.reveal(self.settings.secret_key),
                "AWS_DEFAULT_REGION": self.settings.region,
            },
        )

    def prepare(self) -> bool:
        """Create the bucket with the promised lock, or the default retention it lacks; True if something was made.

        Raises ``Refused`` where the bucket exists and is weaker than promised or belongs to somebody else.
        """
        with self._explained():
            made = self._create_bucket()
        promised = self.settings.lock
        if promised is None:
            return made
        state = self.lock_state()
        if not state.object_lock:
            raise Refused(
                "repository {name}: the bucket {bucket} has no Object Lock, and the document promises {promised}",
                hint="name a bucket that does not exist yet (it is made with Object Lock), or drop the promise",
                name=self.name,
                bucket=self.settings.bucket,
                promised=_written(promised.mode, promised.period),
            )
        if state.period is None:
            with self._explained():
                set_default(self._quick, self.settings.bucket, promised)
            return True
        if STRENGTH[state.mode] < STRENGTH[promised.mode] or state.period < promised.period:
            raise Refused(
                "repository {name}: the bucket {bucket} locks by default for {found}, the document promises {promised}",
                hint="strengthen the bucket's default retention, or write what it really gives",
                name=self.name,
                bucket=self.settings.bucket,
                found=_written(state.mode, state.period),
                promised=_written(promised.mode, promised.period),
            )
        return made

    def probe(self) -> Probe:
        """Look at the parts; the endpoint and a fingerprint of the access key tell what fails together."""
        with self._explained():
            found = self._top_level()
        return Probe(initialised=is_initialised(found), domain=self._domain)

    def snapshot_names(self) -> frozenset[str]:
        """Return the current objects of ``snapshots/`` as the store lists them."""
        prefix = self._key("snapshots/")
        names: set[str] = set()
        with self._explained():
            for page in self._patient.get_paginator("list_objects_v2").paginate(
                Bucket=self.settings.bucket, Prefix=prefix
            ):
                names.update(item["Key"].removeprefix(prefix) for item in page.get("Contents", []))
        return full_names(names)

    def lock_state(self) -> LockState:
        """Return the versioning and the default retention that the store reports."""
        with self._explained():
            return read_default(self._quick, self.settings.bucket)

    def objects(self) -> Iterator[LockedObject]:
        """Yield every version and delete marker below the prefix, oldest page first, with its lock's end."""
        locks = self.lock_state().object_lock
        with self._explained():
            yield from read_versions(
                self._patient, bucket=self.settings.bucket, start=self._key(""), locks=locks, readers=READERS
            )

    def clock_skew(self, now: Callable[[], datetime]) -> timedelta | None:
        """Return how far the store's clock is ahead, from the date of its answer."""
        with self._explained():
            return s3_access.clock_skew(self._quick, self.settings.bucket, now)

    def access_policy(self, principals: Mapping[Role, Sequence[str]], until: datetime | None) -> Mapping[str, Any]:
        """Return the bucket policy for these roles."""
        return bucket_policy(self.settings.bucket, self.settings.prefix, principals, until)

    def is_owner(self) -> bool | None:
        """Tell whether the bucket is one of those that the store lists as ours."""
        with self._explained():
            return s3_access.is_owner(self._quick, self.settings.bucket)

    def attempt_forbidden(self, probe: str, now: datetime) -> Iterator[Attempt]:
        """Try what a writer must not be able to do, on an object of our own; changes no rule of the bucket."""
        with self._explained():
            yield from s3_access.attempts(
                self._quick, self.settings.bucket, self._key(f"continuity-probe/{probe}"), now
            )

    def acting_as(self, role: Role) -> S3Adapter | None:
        """Return the same bucket with the keys that the document names for a role."""
        keys = getattr(self.settings.roles, role, None)
        if keys is None:
            return None
        own = {"access_key": keys.access_key, "secret_key": keys.secret_key}
        return replace(self, settings=self.settings.model_copy(update=own))

    @contextmanager
    def objects_opened(self) -> Iterator[S3Objects]:
        """Open the bucket for reading and adding objects."""
        given = self.settings
        yield S3Objects(self.name, given.bucket, self._patient, self._key, self._explained, given.storage_class)

    def aside(self, name: str) -> S3Trial:
        """Return the folder of that name in this one; listing this place does not see it."""
        settings = self.settings.model_copy(update={"prefix": self._key(name)})
        return S3Trial(name=self.name, settings=settings, reveal=self.reveal)

    def _explained(self) -> AbstractContextManager[None]:
        return explained(self.name, endpoint=self.settings.endpoint, bucket=self.settings.bucket)

    def _key(self, name: str) -> str:
        return f"{self.settings.prefix}/{name}" if self.settings.prefix else name

    def _top_level(self) -> frozenset[str]:
        start = self._key("")
        answer = self._quick.list_objects_v2(Bucket=self.settings.bucket, Prefix=start, Delimiter="/")
        folders = {item["Prefix"] for item in answer.get("CommonPrefixes", [])}
        files = {item["Key"] for item in answer.get("Contents", [])}
        return frozenset(key.removeprefix(start).rstrip("/") for key in folders | files)

    def _create_bucket(self) -> bool:
        """Make the bucket unless it is there; a bucket of somebody else is refused by the store."""
        try:
            self._top_level()
        except self._quick.exceptions.ClientError as error:
            if code(error) != "NoSuchBucket":
                raise
        else:
            return False
        extra: dict[str, Any] = {}
        if self.settings.lock:
            extra["ObjectLockEnabledForBucket"] = True
        if self.settings.region != "us-east-1":  # S3's CreateBucket: the one region that must not be named
            extra["CreateBucketConfiguration"] = {"LocationConstraint": self.settings.region}
        self._quick.create_bucket(Bucket=self.settings.bucket, **extra)
        return True

    @cached_property
    def _domain(self) -> Domain:
        key = self.reveal(self.settings.access_key)
        return Domain(
            endpoint=urlsplit(self.settings.endpoint).netloc.lower(),
            credential="s3:" + hashlib.sha256(f"continuity {key}".encode()).hexdigest()[:16],
        )

    @cached_property
    def _quick(self) -> S3Client:
        """For looks that a person waits for: one attempt, 15 s at most."""
        return build_client(self.settings, self.reveal, attempts=1, read_s=10)

    @cached_property
    def _patient(self) -> S3Client:
        """For long listings, where one lost packet must not cost the whole."""
        return build_client(self.settings, self.reveal, attempts=4, read_s=30)


class S3Trial(S3Adapter):
    """A place for trying the store out; satisfies :class:`~continuity.storage.ports.Trial`."""

    def destroy(self, key: str, version: str = "") -> bool:
        """Try to delete one version for good; True if the store let it happen."""
        with self._explained():
            return destroy(self._quick, self.settings.bucket, self._key(key), version)


def _written(mode: str, period: timedelta) -> str:
    return f"{mode} {period // DAY}d"
