"""A repository brought back: against deleting the same markers by hand, in how much memory, and over a million objects.

The store is a real gateway (Ceph, in memory); its keys are those of the recovery role under the policy that we print.
Both sides delete markers that were placed alike; ours lists every version first, and decides.
"""

from __future__ import annotations

import gc
import importlib
import json
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.measure import report
from continuity.engine.rewinding.acting import Acting
from continuity.faces.demo.lab.ceph import Ceph
from continuity.storage.access import Role
from continuity.storage.rewind import steps
from continuity.storage.rewinding import Tally
from tests.storage.places import S3, place, unique

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from continuity.storage.versions import Version

_PREFIX = "client/one"
_ADAPTER = importlib.import_module("continuity.storage_adapters.s3_versions")  # reached by its name, as adapters are
_LOCK = {"mode": "compliance", "period": "2d"}
_HANDS = 16  # as many as ours has


@dataclass(frozen=True)
class Bucket:
    """A bucket of ``size`` small objects, its owner's client, and the place that the recovery role opens."""

    name: str
    size: int
    owner: Any
    recovery: Any
    bare: Any

    @classmethod
    def make(cls, ceph: Ceph, size: int) -> Bucket:
        owner, other = S3(ceph, ceph.create_user(unique("owner"))), ceph.create_user(unique("recovery"))
        settings = owner.settings(bucket=unique("rewind"), prefix=_PREFIX, lock=_LOCK)
        made = place(settings, owner.secrets)
        made.prepare()
        policy = made.access_policy(
            {Role.RECOVERY: [f"arn:aws:iam:::user/{other.name}"]}, datetime(2099, 1, 1, tzinfo=UTC)
        )
        owner.boto.put_bucket_policy(Bucket=settings["bucket"], Policy=json.dumps(policy))
        secrets = {"ACCESS": other.access_key, "SECRET": other.secret_key}
        found = cls(settings["bucket"], size, owner.boto, place(settings, secrets), S3(ceph, other).boto)
        found._each(lambda key: found.owner.put_object(Bucket=found.name, Key=key, Body=b"x"), found._keys())
        return found

    def _keys(self) -> list[str]:
        return [f"{_PREFIX}/data/{number % 256:02x}/{number:064x}" for number in range(self.size)]

    def _each(self, act: Callable[[Any], Any], some: list[Any]) -> None:
        with ThreadPoolExecutor(_HANDS) as pool:
            for _ in pool.map(act, some):
                pass

    def hide(self) -> list[dict[str, str]]:
        """Put a marker on every object; returns their names and versions."""
        keys, found = self._keys(), []

        def some(begin: int) -> Any:
            named = [{"Key": key} for key in keys[begin : begin + 500]]
            return self.owner.delete_objects(Bucket=self.name, Delete={"Objects": named})["Deleted"]

        with ThreadPoolExecutor(4) as pool:
            for answer in pool.map(some, range(0, len(keys), 500)):
                found += [{"Key": one["Key"], "VersionId": one["DeleteMarkerVersionId"]} for one in answer]
        return found

    def by_hand(self, markers: list[dict[str, str]]) -> float:
        """Delete the markers, whose names are known already, one request each; returns the seconds."""
        began = time.perf_counter()
        self._each(lambda one: self.bare.delete_object(Bucket=self.name, **one), markers)
        return time.perf_counter() - began

    def by_us(self, at: datetime) -> tuple[float, Acting]:
        """List everything, decide, and undo; returns the seconds and what was done."""
        acting = Acting(port=self.recovery, name="bench", total=self.size)
        began = time.perf_counter()
        acting.carry_out(Tally(at=at).watch(steps(self.recovery.versions(), at)))
        return time.perf_counter() - began, acting


def rewinding(work: Path, scale: float) -> None:
    """Both sizes on the gateway, in turn with the bare thing; then a million objects from made-up pages."""
    sizes = sorted({max(500, round(size * scale)) for size in (10_000, 50_000)})
    peaks = []
    with Ceph(work / "ceph") as ceph:
        for size in sizes:
            bucket = Bucket.make(ceph, size)
            at = max(one.modified for one in bucket.recovery.versions())  # the store's own clock
            bare = bucket.by_hand(bucket.hide())
            bucket.hide()
            _forget_peak()
            ours, acting = bucket.by_us(at)
            peaks.append(_peak())
            assert (acting.done, acting.refused) == (size, 0)
            detail = f"{ours:.1f} s with listing and deciding, {bare:.1f} s bare ({bare / ours:.2f}x their speed)"
            report(f"rewind of {size} objects against bare deletes", ours / bare, 1.25, "x", detail)
    made_up = [_listing_peak(round(size * scale)) for size in (100_000, 1_000_000)]
    report("memory: the larger rewind over the smaller", peaks[-1] / peaks[0], 1.3, "x", _written(peaks))
    report("memory: a million versions over a tenth of it", made_up[1] / made_up[0], 1.1, "x", _written(made_up))


def _forget_peak() -> None:
    """Let the kernel begin anew with the most memory that this process had (proc(5), clear_refs)."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """Return the most memory that it had since, in MiB."""
    (line,) = (one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _written(peaks: list[float]) -> str:
    return "peaks: " + ", ".join(f"{one:.1f} MiB" for one in peaks)


def _listing_peak(size: int) -> float:
    """Return what a plan over so many made-up objects takes at its peak, in MiB; each was hidden once."""
    at = datetime(2026, 11, 1, tzinfo=UTC)
    tally, began = Tally(at=at), time.perf_counter()
    tracemalloc.start()
    for _step in tally.watch(steps(_pages(size, at), at)):
        pass
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    assert tally.to_do == size
    print(f"a plan over {2 * size} versions took {time.perf_counter() - began:.1f} s (with memory traced)", flush=True)
    return peak


def _pages(size: int, at: datetime) -> Iterator[Version]:
    """Yield what the adapter makes of pages as a gateway sends them, 500 objects and their 500 markers in each."""
    later = at + timedelta(hours=1)
    for begin in range(0, size, 500):
        numbers = range(begin, min(size, begin + 500))
        common: dict[str, Any] = {"IsLatest": False, "LastModified": at, "Size": 9}
        versions = [_named(n) | common | {"VersionId": f"v{n}", "ETag": f'"{n:032x}"'} for n in numbers]
        hidden: dict[str, Any] = {"IsLatest": True, "LastModified": later}
        markers = [_named(n) | hidden | {"VersionId": f"m{n}"} for n in numbers]
        yield from _ADAPTER.in_order({"Versions": versions, "DeleteMarkers": markers}, "p/")


def _named(number: int) -> dict[str, Any]:
    return {"Key": f"p/data/{number:064x}"}
