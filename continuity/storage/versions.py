"""The port of a place whose store keeps every version: what was hidden or written over can be had back.

Asked for with ``isinstance``, as in ``ports``; opened with the keys of the recovery role. Nothing here destroys
content: a *delete marker* is a version without any, which hides the older ones while it is the newest. Each method
takes a batch, may be repeated, and says which of it the store refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

#: How many a batch holds at most: one page of a listing, one request of many deletions (S3's own limits).
BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of one object, or a delete marker, as the store lists it.

    ``key`` is relative to the repository; ``modified`` is the store's own time, when it was put there; two versions
    with one ``digest`` and one ``size`` hold the same content.
    """

    key: str
    version: str
    latest: bool
    modified: datetime
    size: int = 0
    digest: str = ""
    marker: bool = False

    def holds_what(self, other: Version) -> bool:
        """Tell whether both hold the same content."""
        if self.marker or other.marker:
            return False
        return self.version == other.version or (self.size, self.digest) == (other.size, other.digest) != (
            self.size,
            "",
        )


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """What the store did not do; ``said`` is its own word for the reason."""

    key: str
    said: str


@runtime_checkable
class Versions(Protocol):
    """Every version of every object of a repository, and how an older one becomes the newest again."""

    def versions(self) -> Iterator[Version]:
        """Yield every version and delete marker by key, the newest of a key first. Raises ``Unavailable``."""

    def unhide(self, markers: Sequence[Version]) -> Sequence[Refusal]:
        """Remove these delete markers, and nothing else. Raises ``ValueError`` for a version that holds content."""

    def bring_forward(self, versions: Sequence[Version]) -> Sequence[Refusal]:
        """Copy each of these versions on top of its key; all others stay."""

    def hide(self, keys: Sequence[str]) -> Sequence[Refusal]:
        """Put a delete marker on top of each key: it is no longer listed, and every version of it stays."""
