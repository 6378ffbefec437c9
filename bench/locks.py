"""Locks read and extended, against the store's own requests made bare and as parallel, in the same run.

The store is a real gateway (Ceph, in memory). A store lists no locks, so reading them costs a request each; bare is a
listing and those requests, sixteen at once, whose answers are thrown away. Ours counts, judges, hashes and profiles
what it reads; what it extends it has read before, and so has the bare thing.
"""

from __future__ import annotations

import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from bench.measure import report
from continuity.faces.demo.lab.ceph import Ceph
from continuity.ground.clock import SystemClock
from continuity.storage.extending import Extender, Pace, with_locks
from continuity.storage.immutability import Promise
from continuity.storage.immutability import report as judged
from continuity.storage.keeping import Keeping
from continuity.storage.ledger import Ledger
from continuity.storage.locks import AT_ONCE
from continuity.storage.profiling import Profiler
from tests.storage.places import S3, unique

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from continuity.storage.ports import LockedObject

_PREFIX = "client/one"
_PERIOD = timedelta(days=2)
_SPEED = 1 / 0.8  # what ours may take, as a multiple of the bare time


@dataclass(frozen=True)
class Bucket:
    """A locked bucket of small objects."""

    name: str
    place: Any
    bare: Any
    dates: Iterator[datetime]

    @classmethod
    def make(cls, ceph: Ceph, size: int) -> Bucket:
        made = S3(ceph, ceph.create_user(unique("locks")))
        name = unique("locks")
        place = made.open(bucket=name, prefix=_PREFIX, lock={"mode": "compliance", "period": "2d"})
        place.prepare()
        bare = boto3.client(
            "s3",
            endpoint_url=ceph.endpoint,
            region_name="us-east-1",
            aws_access_key_id=made.user.access_key,
            aws_secret_access_key=made.user.secret_key,
            config=Config(max_pool_connections=AT_ONCE),
        )
        keys = [f"{_PREFIX}/data/{number % 256:02x}/{number:064x}" for number in range(size)]
        _each(lambda key: bare.put_object(Bucket=name, Key=key, Body=b"x"), keys)
        start = datetime.now(UTC).replace(microsecond=0) + _PERIOD
        return cls(name, place, bare, iter(start + timedelta(hours=number) for number in count(1)))

    def read_bare(self) -> list[dict[str, str]]:
        """List every version and ask for each lock."""
        pages = self.bare.get_paginator("list_object_versions").paginate(Bucket=self.name)
        found = [{"Key": one["Key"], "VersionId": one["VersionId"]} for page in pages for one in page["Versions"]]
        _each(lambda one: self.bare.get_object_retention(Bucket=self.name, **one), found)
        return found

    def extend_bare(self) -> None:
        """The same, and then a longer lock on each."""
        asked = {"Mode": "COMPLIANCE", "RetainUntilDate": next(self.dates)}
        found = self.read_bare()
        _each(lambda one: self.bare.put_object_retention(Bucket=self.name, Retention=asked, **one), found)

    def check(self) -> None:
        """Read and judge, as `storage check` does."""
        _judge(with_locks(self.place))

    def lock(self) -> None:
        """Read, extend and judge, as `storage lock` does."""
        until = next(self.dates)
        keeping = Keeping(until=until, needed=until, compliance=True)
        extender = Extender(self.place, self.place, keeping, Pace(0, SystemClock()))
        _judge(extender.passing())
        assert extender.tally.extended == extender.tally.read
        assert extender.tally.failed == 0


def _judge(seen: Iterable[LockedObject]) -> None:
    found = judged(Ledger().watch(Profiler((), compliance=True).watch(seen)), Promise(now=datetime.now(UTC)))
    assert found.objects == found.locked > 0


def _each(act: Callable[[Any], Any], some: list[Any]) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(act, some):
            pass


def _seconds(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def locks(work: Path, scale: float) -> None:
    """Both sizes, each act in turn with the bare one; then the memory of both sizes."""
    sizes = sorted({max(500, round(size * scale)) for size in (10_000, 100_000)})
    peaks = []
    with Ceph(work / "ceph") as ceph:
        for size in sizes:
            bucket = Bucket.make(ceph, size)
            _compare(f"storage check of {size} objects", bucket.check, bucket.read_bare, size)
            _compare(f"storage lock of {size} objects", bucket.lock, bucket.extend_bare, size)
            tracemalloc.start()
            bucket.lock()
            peaks.append(tracemalloc.get_traced_memory()[1] / 2**20)
            tracemalloc.stop()
    detail = " and ".join(f"{peak:.1f} MiB" for peak in peaks)
    report("memory of the larger renewal over the smaller", peaks[-1] / peaks[0], 1.3, "x", detail)


def _compare(what: str, ours: Callable[[], Any], bare: Callable[[], Any], size: int) -> None:
    """Ours, bare, bare, ours: what else the machine does meets both."""
    mine, theirs = _seconds(ours), _seconds(bare)
    theirs, mine = theirs + _seconds(bare), mine + _seconds(ours)
    detail = f"{mine / 2:.1f} s against {theirs / 2:.1f} s bare, {2 * size / mine:.0f} objects a second"
    report(what, mine / theirs, _SPEED, "x", f"{detail} ({theirs / mine:.2f}x their speed)")
