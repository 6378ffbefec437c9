"""Every version of a bucket, and how an older one becomes the newest again (part of ``s3``): the port ``Versions``.

A request of many deletions answers 200 whatever happened, and tells the truth key by key. A version that is named
there is destroyed if its lock has ended, so nothing but delete markers is ever named.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from typing import TYPE_CHECKING, Any

from continuity.storage.versions import Refusal, Version

from .s3_client import READERS
from .s3_faults import code
from .s3_part import S3Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


#: What a store without, or with suspended, versioning calls the one version that the next one replaces.
_REPLACEABLE = "null"
_AT_ONCE = 250  # deletions in one request, so that a batch makes several and their answers overlap


class Rewinding(S3Part):
    """The methods of ``Versions`` for an adapter of a bucket."""

    def versions(self) -> Iterator[Version]:
        """Yield all there is below the prefix; the store's order, its two lists of a page put together again."""
        start = self._key("")
        pages = self._patient.get_paginator("list_object_versions")
        with self._explained():
            for page in pages.paginate(Bucket=self.settings.bucket, Prefix=start):
                yield from in_order(page, start)

    def unhide(self, markers: Sequence[Version]) -> Sequence[Refusal]:
        """Remove delete markers by their version ids; one that may have been replaced meanwhile is looked at first."""
        if content := [one.key for one in markers if not one.marker]:
            raise ValueError(content)
        with self._explained():
            fixed = [one for one in markers if one.version != _REPLACEABLE]
            fixed += [one for one in markers if one.version == _REPLACEABLE and self._is_marker(one)]
            return self._delete([{"Key": self._key(one.key), "VersionId": one.version} for one in fixed])

    def bring_forward(self, versions: Sequence[Version]) -> Sequence[Refusal]:
        """Copy on the store's side: nothing of the content passes through here."""
        with self._explained(), ThreadPoolExecutor(READERS) as pool:
            return [refused for refused in pool.map(self._copy, versions) if refused]

    def hide(self, keys: Sequence[str]) -> Sequence[Refusal]:
        """Delete without a version id, which only ever puts a marker; refused where the store keeps no versions."""
        with self._explained():
            if self._patient.get_bucket_versioning(Bucket=self.settings.bucket).get("Status") != "Enabled":
                return [Refusal(key=key, said="versioning is not enabled") for key in keys]
            return self._delete([{"Key": self._key(key)} for key in keys])

    def _delete(self, named: Sequence[Any]) -> list[Refusal]:
        """Delete many by few requests; one by one where the store asks for more rights to do that than we have.

        A RADOS Gateway (16) allows a request of many to whoever may delete in the *whole* bucket.
        """
        client, bucket, start = self._patient, self.settings.bucket, self._key("")

        def many(some: Sequence[Any]) -> list[Refusal]:
            answer = client.delete_objects(Bucket=bucket, Delete={"Objects": list(some), "Quiet": True})
            errors: list[Any] = list(answer.get("Errors", []))
            return [Refusal(key=one["Key"].removeprefix(start), said=one.get("Code", "")) for one in errors]

        def single(one: Any) -> list[Refusal]:
            try:
                client.delete_object(Bucket=bucket, **one)
            except client.exceptions.ClientError as error:
                return [Refusal(key=one["Key"].removeprefix(start), said=code(error))]
            return []

        batches = [named[i : i + _AT_ONCE] for i in range(0, len(named), _AT_ONCE)]
        with ThreadPoolExecutor(READERS) as pool:
            try:
                return [refused for some in pool.map(many, batches) for refused in some]
            except client.exceptions.ClientError as error:
                if code(error) != "AccessDenied":
                    raise
            return [refused for some in pool.map(single, named) for refused in some]

    def _copy(self, version: Version) -> Refusal | None:
        bucket, key = self.settings.bucket, self._key(version.key)
        source: Any = {"Bucket": bucket, "Key": key, "VersionId": version.version}
        try:
            self._patient.copy_object(Bucket=bucket, Key=key, CopySource=source)
        except self._patient.exceptions.ClientError as error:
            return Refusal(key=version.key, said=code(error))
        return None

    def _is_marker(self, version: Version) -> bool:
        """Tell whether it is a marker still: S3 answers a look at one by 405 and a header."""
        try:
            self._patient.head_object(
                Bucket=self.settings.bucket, Key=self._key(version.key), VersionId=version.version
            )
        except self._patient.exceptions.ClientError as error:
            headers = error.response["ResponseMetadata"].get("HTTPHeaders", {})
            return headers.get("x-amz-delete-marker") == "true"
        return False


def in_order(page: Any, start: str) -> list[Version]:
    """Return what one page of a listing holds, by key and the newest first; of one instant, a marker is the later."""
    found = [_version(item, start) for item in page.get("Versions", [])]
    found += [_version(item, start, marker=True) for item in page.get("DeleteMarkers", [])]
    return sorted(found, key=lambda one: (one.key, not one.latest, -one.modified.timestamp(), not one.marker))


def _version(item: Any, start: str, *, marker: bool = False) -> Version:
    return Version(
        key=item["Key"].removeprefix(start),
        version=item["VersionId"],
        latest=item["IsLatest"],
        modified=item["LastModified"].astimezone(UTC),
        size=0 if marker else item["Size"],
        digest="" if marker else item["ETag"].strip('"'),
        marker=marker,
    )
