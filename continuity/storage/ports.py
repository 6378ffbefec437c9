"""The ports a place for copies may offer: small, and asked for, never guessed from a name.

:class:`Repository` is compulsory. :class:`Retention` and :class:`WriteOnce` are offered by places that lock what
they hold; a caller asks with ``isinstance(place, Retention)``. No port here deletes; only a :class:`Trial`, a
place for trying out a store, lets itself be attacked. Adapters import the ports of ``storage``, and ``ground``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from pydantic import field_validator

from continuity.model.documents.fields import Duration, LockSettings, Port, RepositorySettings, SecretReference, Strict
from continuity.model.secrets import Reveal, SecretRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime, timedelta

__all__ = [
    "SEALED",
    "Adapter",
    "Address",
    "Aside",
    "Capabilities",
    "Domain",
    "Duration",
    "LockSettings",
    "LockState",
    "LockedObject",
    "Port",
    "Probe",
    "Repository",
    "RepositorySettings",
    "Retention",
    "Reveal",
    "SecretRef",
    "SecretReference",
    "Strict",
    "Trial",
    "UnlockedSettings",
    "WriteOnce",
    "full_names",
    "is_initialised",
    "restic_parts",
]

_PARTS = frozenset({"config", "data", "index", "keys", "locks", "snapshots"})  # restic's design.rst, Repository Layout
_FULL_NAME = re.compile(r"[0-9a-f]{64}")


def restic_parts(names: Iterable[str]) -> frozenset[str]:
    """Return those of the names at the top of a place that belong to a restic repository."""
    return _PARTS & frozenset(names)


def is_initialised(names: Iterable[str], *, needed: Iterable[str] = ("config", "keys")) -> bool | None:
    """Judge the names at the top of a place: whole (True), nothing of restic (False), or half of it (None)."""
    parts = restic_parts(names)
    return False if not parts else True if parts.issuperset(needed) else None


def full_names(names: Iterable[str]) -> frozenset[str]:
    """Return the names that are full ids (64 hexadecimal digits); what restic writes half is named otherwise."""
    return frozenset(name for name in names if _FULL_NAME.fullmatch(name))


class UnlockedSettings(RepositorySettings):
    """The keys of a place that cannot lock what it holds: a promised lock is an error, never ignored."""

    @field_validator("lock")
    @classmethod
    def _no_lock(cls, value: LockSettings | None) -> LockSettings | None:
        if value is not None:
            msg = "this kind of place cannot lock what it holds; leave `lock` out, or use an adapter that can (s3)"
            raise ValueError(msg)
        return value


@dataclass(frozen=True, kw_only=True)
class Address:
    """How restic reaches the place. Secrets stand in ``environment`` only; ``options`` are restic's ``-o`` values.

    Where the URL itself must carry a secret, ``url`` is what may be shown and ``$RESTIC_REPOSITORY`` the whole.
    """

    url: str
    options: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    def words(self) -> tuple[str, ...]:
        """Return what names the place on restic's command line; nothing of it is secret."""
        named = () if "RESTIC_REPOSITORY" in self.environment else ("-r", self.url)
        return (*named, *(word for option in self.options for word in ("-o", option)))


@dataclass(frozen=True, kw_only=True)
class Capabilities:
    """What the kind of place can do at all, as data."""

    remote: bool
    versions: bool = False
    object_lock: bool = False
    append_only: bool = False
    free_space: bool = False


@dataclass(frozen=True, kw_only=True)
class Domain:
    """What was *observed* to hold this place up; two places that share one of these fail together.

    ``device`` is the kernel's device number of a local path; ``host`` a host key's fingerprint or this machine's
    id; ``endpoint`` the address spoken to; ``credential`` a fingerprint of the key or user that opened it.
    """

    device: str = ""
    host: str = ""
    endpoint: str = ""
    credential: str = ""


@dataclass(frozen=True, kw_only=True)
class Probe:
    """What one look at the place found. ``initialised`` is None for half of a repository (some parts, no config).

    ``append_only`` is how the server answered a deletion that could hit nothing; None where that was not asked.
    """

    initialised: bool | None
    domain: Domain
    free_bytes: int | None = None
    append_only: bool | None = None


@runtime_checkable
class Repository(Protocol):
    """A place where restic keeps a repository; belongs to exactly one client."""

    name: str
    capabilities: Capabilities

    def address(self) -> Address:
        """Return how restic reaches it; no I/O."""

    def prepare(self) -> bool:
        """Create what is missing (a directory, a bucket); True if something was made. Repeatable.

        Raises ``Refused`` where what exists is weaker than what the settings promise (a bucket without
        Object Lock), ``Unavailable`` where it cannot be reached or the credentials are refused.
        """

    def probe(self) -> Probe:
        """Look, touch nothing. Ends within 20 s; raises ``Unavailable`` (with the cause) where it cannot be reached."""

    def snapshot_names(self) -> frozenset[str]:
        """Return the full names in ``snapshots/`` as the place itself lists them, without restic's opinion.

        None before restic's ``init``. Raises ``Unavailable`` where the place itself is missing.
        """


@dataclass(frozen=True, kw_only=True)
class LockState:
    """The lock a store gives to new objects by default, and whether versions are kept."""

    versioning: bool
    object_lock: bool
    mode: str = ""  # compliance, governance or empty
    period: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class LockedObject:
    """One version of one object as the store reports it; ``locked_until`` None where it is not locked.

    ``key`` is relative to the repository (``snapshots/ab12…``, whatever the bucket's prefix). A delete marker is
    a version without content: it hides the older versions and destroys none, and it cannot be locked.
    """

    key: str
    version: str
    latest: bool
    size: int
    modified: datetime
    mode: str
    locked_until: datetime | None
    delete_marker: bool = False


@runtime_checkable
class Retention(Protocol):
    """Locks, read back from the store; nothing here can shorten one."""

    def lock_state(self) -> LockState:
        """Return what the store says of its defaults. Raises ``Unavailable``."""

    def objects(self) -> Iterator[LockedObject]:
        """Yield every version of every object of the repository, as the store reports it. Raises ``Unavailable``."""


#: Where sealed objects stand in a repository: a name that is no part of restic's layout.
SEALED = "continuity-anchors/"


@runtime_checkable
class WriteOnce(Protocol):
    """Small objects under a lock that nobody can take back, beside the repository's own: for anchors.

    Keys are relative to the repository and begin with :data:`SEALED`. Sealing a key again adds a version.
    """

    def seal(self, key: str, content: bytes) -> LockedObject:
        """Put ``content`` under the promised lock, by compliance; ``Refused`` where the store gives none so strong."""

    def sealed(self, folder: str, after: str = "") -> Iterator[LockedObject]:
        """Yield every version whose key begins with ``folder``, by key, of keys behind ``after`` where given."""

    def read_sealed(self, key: str, version: str) -> bytes:
        """Return the content of one version, at most 64 KiB of it."""


@runtime_checkable
class Aside(Protocol):
    """A place that can name another one beside it, for trying the store out with the same settings."""

    def aside(self, name: str) -> Repository:
        """Return the place called ``name`` (a plain word) within reach of the same credentials; no I/O."""


@runtime_checkable
class Trial(Protocol):
    """A place opened by :class:`Aside` in a store that promises to refuse deletion: it lets itself be attacked."""

    def destroy(self, key: str, version: str = "") -> bool:
        """Try to delete one object of this trial for good; True if the store let it happen. Raises ``Unavailable``."""


class Adapter(Protocol):
    """What the entry-point group ``continuity.storage_adapters`` must hand out: one class a kind of place."""

    #: The strict pydantic model of this adapter's own keys in a document.
    Settings: ClassVar[type[RepositorySettings]]
    capabilities: ClassVar[Capabilities]

    @classmethod
    def open(cls, name: str, settings: Any, reveal: Reveal) -> Repository:
        """Return the place, without touching it; secrets are revealed here or when needed."""
