"""Locks read one by one, and extended (part of ``s3``): what the port ``Locks`` promises.

The store refuses to shorten a compliance lock to anybody; that we never ask for it keeps a governance lock as safe
from us, whose users may have the right to pass one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from continuity.storage.locks import must_grow
from continuity.storage.ports import restic_parts

from .s3_locks import retention_of, seen
from .s3_part import S3Part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from continuity.storage.ports import LockedObject


class Extending(S3Part):
    """The methods of ``Locks`` for an adapter of a bucket."""

    def entries(self) -> Iterator[LockedObject]:
        """Yield what is part of a restic repository, page by page; of a page, versions first."""
        start = self._key("")
        with self._explained():
            pages = self._patient.get_paginator("list_object_versions")
            for page in pages.paginate(Bucket=self.settings.bucket, Prefix=start):
                found: list[tuple[Any, bool]] = [(item, False) for item in page.get("Versions", [])]
                found += [({**item, "Size": 0}, True) for item in page.get("DeleteMarkers", [])]
                for item, marker in found:
                    if restic_parts([item["Key"].removeprefix(start).partition("/")[0]]):
                        yield seen(item, start, {}, marker=marker)

    def with_lock(self, one: LockedObject) -> LockedObject:
        """Ask for the retention of one version."""
        with self._explained():
            told = retention_of(self._patient, self.settings.bucket, self._named(one))
        item = {**self._named(one), "IsLatest": one.latest, "Size": one.size, "LastModified": one.modified}
        return replace(seen(item, self._key(""), told), delete_marker=one.delete_marker)

    def extend(self, one: LockedObject, until: datetime, mode: str) -> LockedObject:
        """Put a longer retention on one version."""
        must_grow(one, until, mode)
        until = until.replace(microsecond=0)  # S3 keeps whole seconds
        asked: Any = {"Mode": mode.upper(), "RetainUntilDate": until}
        with self._explained():
            self._patient.put_object_retention(Bucket=self.settings.bucket, **self._named(one), Retention=asked)
        return replace(one, mode=mode, locked_until=until)

    def _named(self, one: LockedObject) -> Any:
        return {"Key": self._key(one.key), "VersionId": one.version}
