"""Object Lock as the store reports it: a bucket's default, and the lock of every version (part of ``s3``)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from continuity.storage.ports import LockedObject, LockSettings, LockState, restic_parts

from .s3_faults import NO_LOCK, code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from types_boto3_s3 import S3Client

DAY = timedelta(days=1)
_GONE = frozenset({"404", "NoSuchKey", "NoSuchVersion"})


def read_default(client: S3Client, bucket: str) -> LockState:
    """Return the versioning and the default retention that the store reports. Raises what botocore raises."""
    versioning = client.get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled"
    try:
        answer = client.get_object_lock_configuration(Bucket=bucket)
    except client.exceptions.ClientError as error:
        if code(error) not in NO_LOCK:
            raise
        return LockState(versioning=versioning, object_lock=False)
    configuration: Any = answer.get("ObjectLockConfiguration", {})
    default = configuration.get("Rule", {}).get("DefaultRetention", {})
    days = default.get("Days", 0) + 365 * default.get("Years", 0)
    return LockState(
        versioning=versioning,
        object_lock=configuration.get("ObjectLockEnabled") == "Enabled",
        mode=default.get("Mode", "").lower(),
        period=days * DAY if days else None,
    )


def set_default(client: S3Client, bucket: str, promised: LockSettings) -> None:
    """Give the bucket the promised default retention. Raises what botocore raises."""
    default: Any = {"Mode": promised.mode.upper(), "Days": promised.period // DAY}
    client.put_object_lock_configuration(
        Bucket=bucket,
        ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": default}},
    )


def read_versions(client: S3Client, *, bucket: str, start: str, locks: bool, readers: int) -> Iterator[LockedObject]:
    """Yield versions and delete markers page by page; a lock costs one request per version, ``readers`` at once.

    Keys come without ``start``; what is no part of a restic repository is passed over. Raises what botocore raises.
    """

    def read(item: Any) -> LockedObject:
        return seen(item, start, retention_of(client, bucket, item) if locks else {})

    def ours(items: list[Any]) -> list[Any]:
        return [one for one in items if restic_parts([one["Key"].removeprefix(start).partition("/")[0]])]

    with ThreadPoolExecutor(readers) as pool:
        for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=start):
            yield from pool.map(read, ours(page.get("Versions", [])))
            for item in ours(page.get("DeleteMarkers", [])):
                yield seen({**item, "Size": 0}, start, {}, marker=True)


def destroy(client: S3Client, bucket: str, key: str, version: str) -> bool:
    """Try to delete one version for good; True if it is gone then. Raises what botocore raises.

    Stores refuse with codes of their own, so what counts is whether the version is still there.
    """
    with suppress(client.exceptions.ClientError):
        client.delete_object(Bucket=bucket, Key=key, VersionId=version)
    try:
        client.head_object(Bucket=bucket, Key=key, VersionId=version)
    except client.exceptions.ClientError as error:
        if code(error) not in _GONE:
            raise
        return True
    return False


def retention_of(client: S3Client, bucket: str, item: Any) -> Any:
    """Return the store's answer about the lock of one version (``Key``, ``VersionId``); empty where it has none."""
    try:
        answer = client.get_object_retention(Bucket=bucket, Key=item["Key"], VersionId=item["VersionId"])
    except client.exceptions.ClientError as error:
        if code(error) not in NO_LOCK:
            raise
        return {}
    return answer.get("Retention", {})


def seen(item: Any, start: str, retention: Any, *, marker: bool = False) -> LockedObject:
    """Return one version of a listing, its key without ``start``."""
    until = retention.get("RetainUntilDate")
    return LockedObject(
        key=item["Key"].removeprefix(start),
        version=item["VersionId"],
        latest=item["IsLatest"],
        size=item["Size"],
        modified=item["LastModified"].astimezone(UTC),
        mode=retention.get("Mode", "").lower(),
        locked_until=until.astimezone(UTC) if until else None,
        delete_marker=marker,
    )
