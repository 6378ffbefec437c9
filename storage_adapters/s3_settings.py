"""The keys of an S3 repository in a document (part of ``s3``)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from continuity.storage.ports import LockSettings, RepositorySettings, SecretReference, Strict

from .s3_locks import DAY

#: Classes whose objects must be asked for, hours before they can be read: no check and no restore would work.
_ASKED_FOR_FIRST = frozenset({"GLACIER", "DEEP_ARCHIVE"})
_COLD = "objects of this class must be asked for hours before they can be read; a class that is read at once"


class KeyPair(Strict):
    """The keys of one user of the store."""

    access_key: SecretReference
    secret_key: SecretReference


class RoleKeys(Strict):
    """Users with rights that the writer must not have, each for its own work; the writer's keys where left out."""

    keeper: KeyPair | None = None
    """Extends locks."""
    pruner: KeyPair | None = None
    """Removes what no rule keeps: `storage forget`, `storage prune`."""
    recovery: KeyPair | None = None
    """Brings back what an attacker hid or wrote over."""


class S3Settings(RepositorySettings):
    """The keys of an S3 repository."""

    endpoint: Annotated[str, Field(pattern=r"^https?://[^/\s?#]+/?$")]
    """The store's address, for example https://s3.example.org."""
    bucket: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    prefix: Annotated[str, Field(pattern=r"^([A-Za-z0-9!_.*'()-]+(/[A-Za-z0-9!_.*'()-]+)*)?$")] = ""
    """A folder of the bucket, without a slash around it; the whole bucket where it is left out."""
    region: str = "us-east-1"
    style: Literal["path", "host"] = "path"
    """Where requests name the bucket: in the path (most stores), or in the host name (AWS)."""
    access_key: SecretReference
    secret_key: SecretReference
    storage_class: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$")] | None = None
    """The class of each object, one that is read at once (STANDARD_IA …); the bucket's own where it is left out."""
    roles: RoleKeys = RoleKeys()
    """Keys of their own for the work that the writer must not be able to do."""

    @field_validator("storage_class")
    @classmethod
    def _read_at_once(cls, value: str | None) -> str | None:
        if value and value.upper() in _ASKED_FOR_FIRST:
            raise ValueError(_COLD)
        return value

    @field_validator("lock")
    @classmethod
    def _whole_days(cls, value: LockSettings | None) -> LockSettings | None:
        if value is not None and (value.period < DAY or value.period % DAY):
            msg = "a bucket's default retention counts whole days; write for example 30d"
            raise ValueError(msg)
        return value
