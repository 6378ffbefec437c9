"""What each part of the adapter ``s3`` may ask of the whole: a part is a mixin that holds the methods of one port."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from types_boto3_s3 import S3Client

    from .s3_settings import S3Settings


class S3Part(ABC):
    """A bucket under a prefix, asked with the keys of the document."""

    name: str
    settings: S3Settings

    @property
    @abstractmethod
    def _quick(self) -> S3Client:
        """A client that gives up soon: for a question that somebody waits for."""

    @property
    @abstractmethod
    def _patient(self) -> S3Client:
        """A client that tries again for long: for work that must end well."""

    @abstractmethod
    def _key(self, name: str) -> str:
        """Return the key of a name below the prefix."""

    @abstractmethod
    def _explained(self) -> AbstractContextManager[None]:
        """Turn what boto3 raises inside into ``Unavailable``, or what else says it."""
