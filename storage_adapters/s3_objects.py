"""The objects of a repository in a bucket (part of ``s3``): what ``storage/objects`` promises.

A store puts an object whole or not at all, and where versions are kept a second put hides the first and destroys
nothing. So it is enough to look before an object is put: two that put the same one at once put the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from continuity.storage.objects import same_size
from continuity.storage.ports import full_names

from .s3_faults import code

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from types_boto3_s3 import S3Client

    from continuity.storage.objects import Part

_ABSENT = ("404", "NoSuchKey", "NotFound")


@dataclass(frozen=True)
class S3Objects:
    """The objects of a bucket below a prefix; ``key`` makes a key of a path, ``explained`` words of what goes wrong.

    ``storage_class``: what each object is put into; None is the bucket's own.
    """

    name: str
    bucket: str
    client: S3Client
    key: Callable[[str], str]
    explained: Callable[[], AbstractContextManager[None]]
    storage_class: str | None = None

    def lay_out(self) -> None:
        """Make nothing: a bucket has no folders."""

    def names(self, part: Part | Literal["locks"]) -> frozenset[str]:
        """Return the full names of a part's current objects."""
        pages = self.client.get_paginator("list_objects_v2")
        with self.explained():
            found = pages.paginate(Bucket=self.bucket, Prefix=self.key(f"{part}/"))
            return full_names(item["Key"].rpartition("/")[2] for page in found for item in page.get("Contents", []))

    def read(self, path: str) -> bytes:
        """Return one object."""
        with self.explained():
            return self.client.get_object(Bucket=self.bucket, Key=self.key(path))["Body"].read()

    def add(self, path: str, content: bytes) -> bool:
        """Add one object; the bucket's default retention locks it from then on."""
        with self.explained():
            found = self._size(path)
            if found is None:
                more: dict[str, Any] = {"StorageClass": self.storage_class} if self.storage_class else {}
                self.client.put_object(Bucket=self.bucket, Key=self.key(path), Body=content, **more)
                return True
        same_size(self.name, path, found, len(content))
        return False

    def _size(self, path: str) -> int | None:
        try:
            return self.client.head_object(Bucket=self.bucket, Key=self.key(path))["ContentLength"]
        except self.client.exceptions.ClientError as error:
            if code(error) not in _ABSENT:
                raise
            return None
