"""What a snapshot's list of files comes to, in memory that does not grow with it: to hold two lists side by side. Pure.

Files fall into buckets by their path; a bucket is the sum of the hashes of its files' paths and sizes, whatever their
order. Two lists with equal buckets have the same files of the same sizes; where some differ, a second look at those
alone finds the names. The sample is by the rule of :mod:`continuity.recovery.challenge`: the smallest
``HMAC-SHA256(nonce, path)``, so that both sides choose the same files and nobody could foresee which.
"""

from __future__ import annotations

import heapq
import hmac
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

BUCKETS = 4096
#: How many files of buckets that differ are held at once; what is more is differing all the same, and not named.
MOST_HELD = 50_000
_WIDTH = 16  # bytes of a sum: more than an accident can forge
_CERTAINTY = 0.95


def rank(nonce: str, path: bytes) -> bytes:
    """Return the value by which a path is chosen."""
    return hmac.digest(nonce.encode(), path, "sha256")


class Census:
    """The files of one list, counted and summed up; ``chosen`` are the sample's paths with their sizes."""

    def __init__(self, nonce: str, sample: int) -> None:
        self._nonce, self._sample = nonce, sample
        self._heap: list[tuple[int, str, int]] = []
        self.files = 0
        self.sums = [0] * BUCKETS

    def take(self, path: str, size: int) -> None:
        """Count one file; the order does not matter."""
        bucket, digest = _hashed(path, size)
        self.files += 1
        self.sums[bucket] = (self.sums[bucket] + digest) % 2 ** (8 * _WIDTH)
        found = (-int.from_bytes(rank(self._nonce, _as_bytes(path)), "big"), path, size)
        if len(self._heap) < self._sample:
            heapq.heappush(self._heap, found)
        else:
            heapq.heappushpop(self._heap, found)

    @property
    def chosen(self) -> dict[str, int]:
        """Return the sample: size by path, in the order of the rule."""
        return {path: size for _rank, path, size in sorted(self._heap, reverse=True)}

    def apart(self, other: Census) -> frozenset[int]:
        """Return the buckets in which the lists differ; empty: the same names, of the same sizes."""
        both = enumerate(zip(self.sums, other.sums, strict=True))
        return frozenset(bucket for bucket, (one, two) in both if one != two)


class Within:
    """The files of some buckets only, as many as may be held."""

    def __init__(self, buckets: Collection[int]) -> None:
        self._buckets = buckets
        self.sizes: dict[str, int] = {}

    def take(self, path: str, size: int) -> None:
        """Keep the file if it is of one of these buckets."""
        if _hashed(path, size)[0] in self._buckets and len(self.sizes) < MOST_HELD:
            self.sizes[path] = size

    def differing(self, other: Within) -> list[str]:
        """Return the paths that only one has, or that have another size; what was not held is not among them."""
        return sorted({path for path, _size in self.sizes.items() ^ other.sizes.items()})


def most_differing(sample: int) -> float:
    """Return the share of files that may differ at most, with 95 % confidence, if none of a random sample does."""
    return 1 - (1 - _CERTAINTY) ** (1 / sample) if sample else 1.0


def _hashed(path: str, size: int) -> tuple[int, int]:
    named = blake2b(_as_bytes(path), digest_size=_WIDTH)
    bucket = int.from_bytes(named.digest()[:2], "big") % BUCKETS
    named.update(b"\0%d" % size)
    return bucket, int.from_bytes(named.digest(), "big")


def _as_bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogatepass")
