"""Small objects under a lock, beside restic's (part of ``s3``): what ``WriteOnce`` promises.

The bucket's default retention locks what is put there, so the writer needs no right to set locks: with one, whoever
stole its keys could lock what he likes for a century. Only where that default is weaker than a compliance lock of
the promised time do we ask for a lock ourselves, which needs the right to.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import Refused
from continuity.storage.ports import SEALED, LockedObject

from .s3_faults import code
from .s3_locks import read_default, retention_of, seen
from .s3_part import S3Part

if TYPE_CHECKING:
    from collections.abc import Iterator


_COMPLIANCE = "compliance"
_CLOCK_SLACK = timedelta(minutes=5)  # between the store's clock when it was put and when we ask
_LIMIT = 1 << 16


class Sealing(S3Part):
    """The methods of ``WriteOnce`` for an adapter of a bucket."""

    def seal(self, key: str, content: bytes) -> LockedObject:
        """Put the object and return it as the store reports it; the bucket's default locks it, else we do."""
        promised = self.settings.lock
        if promised is None or not key.startswith(SEALED):
            raise Refused(
                "repository {name}: nothing can be sealed where the document promises no lock",
                hint="write lock: {{mode: compliance, period: 30d}} in a repository whose bucket has Object Lock",
                name=self.name,
            )
        with self._explained():
            found = self._put(key, content, promised.period)
        if found.mode != _COMPLIANCE or _left(found) < promised.period - _CLOCK_SLACK:
            raise self._unlocked("mode" if found.mode else "lock", key)
        return found

    def sealed(self, folder: str, after: str = "") -> Iterator[LockedObject]:
        """Yield every version and delete marker below the folder, by name, with its lock as the store reports it."""
        start, bucket = self._key(""), self.settings.bucket
        begin: Any = {"KeyMarker": self._key(after)} if after else {}
        with self._explained():
            pages = self._patient.get_paginator("list_object_versions")
            for page in pages.paginate(Bucket=bucket, Prefix=self._key(folder), **begin):
                found = [
                    seen(item, start, retention_of(self._patient, bucket, item)) for item in page.get("Versions", [])
                ]
                markers = page.get("DeleteMarkers", [])
                found += [seen({**item, "Size": 0}, start, {}, marker=True) for item in markers]
                yield from (one for one in found if one.key > after)  # a Ceph gateway begins *with* the marker

    def read_sealed(self, key: str, version: str) -> bytes:
        """Return at most 64 KiB of one version."""
        whole: Any = {"Bucket": self.settings.bucket, "Key": self._key(key)}
        with self._explained():
            try:
                answer = self._quick.get_object(**whole, VersionId=version)
            except self._quick.exceptions.ClientError as error:
                if code(error) != "AccessDenied":
                    raise
                answer = self._quick.get_object(**whole)  # whoever may not name a version may still read the newest
                if answer.get("VersionId") != version:
                    raise
            return answer["Body"].read(_LIMIT)

    def _put(self, key: str, content: bytes, period: timedelta) -> LockedObject:
        """Put the object; where the bucket's default is too weak, with a lock that we ask for."""
        client, bucket = self._quick, self.settings.bucket
        default = read_default(client, bucket)
        weak = default.mode != _COMPLIANCE or default.period is None or default.period < period
        asked: Any = {}
        if weak:
            until = _date(client.get_bucket_versioning(Bucket=bucket)) + period + _CLOCK_SLACK
            asked = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": until}
        try:
            answer = client.put_object(Bucket=bucket, Key=self._key(key), Body=content, **asked)
        except client.exceptions.ClientError as error:
            if not weak:
                raise
            raise self._unlocked(code(error), key) from error
        item = {"Key": self._key(key), "VersionId": answer.get("VersionId", ""), "IsLatest": True, "Size": len(content)}
        lock = retention_of(client, bucket, item) if item["VersionId"] else {}
        return seen(item | {"LastModified": _date(answer)}, self._key(""), lock)

    def _unlocked(self, why: str, key: str) -> Refused:
        return Refused(
            "repository {name}: the store gives {key} no compliance lock ({why})",
            hint="give the bucket a default retention in compliance mode: then no right to set locks is needed",
            name=self.name,
            key=key,
            why=why,
        )


def _date(answer: Any) -> datetime:
    """Return the store's own time of an answer."""
    return parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])


def _left(found: LockedObject) -> timedelta:
    return found.locked_until - found.modified if found.locked_until else timedelta(0)
