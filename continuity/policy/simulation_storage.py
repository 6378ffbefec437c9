"""What repositories come to hold in a simulation, what retention gives back, and what locks ask for and keep; pure.

What a backup adds is taken to be needed by its point alone, and given back after that is removed; what an asset's first
backup stored stays. Under a lock nothing is given back before the lock ends. Where immutability is promised, each
object that is still there is locked anew in time: see :mod:`continuity.policy.renewals`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Any

from continuity.policy.lifetimes import Held, Lifetimes
from continuity.policy.renewals import GB, MONTH, SHORTEST, Terms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from continuity.policy.lifetimes import Keep

DAY = timedelta(days=1)
#: restic's packs, as it makes them by default; and what each backup uploads besides: a pack of trees and an index.
PACK, BESIDE = 16 * 1024**2, 2
_UNLOCKED = Terms(period=None, promised=None)


@dataclass(kw_only=True)
class _Lot:
    """What was uploaded on one day, as far as it goes at one time."""

    bytes: int = 0
    objects: int = 0

    def add(self, size: int, objects: int) -> None:
        self.bytes, self.objects = self.bytes + size, self.objects + objects


_Lots = defaultdict[int, _Lot]  # by day of upload


@dataclass(kw_only=True)
class Place:
    """One repository, by days since the start: what came, what was given back, and what waits for that.

    ``stock``: bytes there at the start; ``objects``: those of them that a lock is on.
    """

    stock: float = 0.0
    objects: int = 0
    terms: Terms = _UNLOCKED
    added: Counter[int] = field(default_factory=Counter)
    freed: Counter[int] = field(default_factory=Counter)
    renewals: int = 0
    byte_days: float = 0.0
    _ends: defaultdict[int, _Lots] = field(default_factory=lambda: defaultdict(lambda: defaultdict(_Lot)))
    _removed: _Lots = field(default_factory=lambda: defaultdict(_Lot))
    _uploads: Counter[int] = field(default_factory=Counter)  # objects that are there, by day of upload

    def store(self, day: int, size: float) -> None:
        """Take in what a backup adds."""
        self.added[day] += round(size)
        self._uploads[day] += _objects(size)

    def expect(self, uploaded: int, size: float, end: int) -> None:
        """Take note of the day on which what was uploaded once stops being kept."""
        self._ends[end][uploaded].add(round(size), _objects(size))

    def forget(self, day: int) -> None:
        """Remove the points that nothing keeps any more."""
        for end in [end for end in self._ends if end <= day]:
            for uploaded, lot in self._ends.pop(end).items():
                self._removed[uploaded].add(lot.bytes, lot.objects)

    def prune(self, day: int, last: int) -> None:
        """Give back the space of what was removed: at once, or when its lock ends."""
        for uploaded, lot in self._removed.items():
            freed = max(day, self._locked_until(uploaded, day))
            self.freed[freed] += lot.bytes
            self.byte_days += lot.bytes * max(0, min(freed, last) - day)
            gone = min(lot.objects, self._uploads[uploaded])
            self._uploads[uploaded] -= gone
            self.renewals += gone * self._renewed(uploaded, day)
        self._removed.clear()

    def close(self, last: int) -> None:
        """Count the renewals of all that is still there; of what was there at the start nobody knows how old it is."""
        self.renewals += sum(count * self._renewed(uploaded, last) for uploaded, count in self._uploads.items())
        if self._every:
            self.renewals += round(self.objects * last / self._every)

    def held(self, length: int) -> list[int]:
        """Return what is held, or kept by a lock, at the end of each day."""
        total, found = round(self.stock), []
        for day in range(length):
            total += self.added[day] - self.freed[day]
            found.append(max(0, total))
        return found

    def as_json(self, length: int) -> dict[str, Any]:
        """Return the figures of one element of ``storage`` in ``continuity.simulation/1``."""
        held = self.held(length)
        return {
            "start": round(self.stock),
            "end": held[-1],
            "added": sum(self.added.values()),
            "given_back": sum(size for day, size in self.freed.items() if day < length),
            "renew_every_s": self._every * DAY.total_seconds() if self._every else None,
            "renewals": self.renewals,
            "gb_months_held": round(self.gb_months, 3),
            "monthly": held[29::30],
        }

    @property
    def gb_months(self) -> float:
        """What locks keep although retention and prune let it go, as stores bill it."""
        return self.byte_days * (DAY / MONTH) / GB

    @property
    def _every(self) -> float:
        """How often a lock is renewed, in days; 0 where none is, or where it would be vain."""
        every = self.terms.every
        return every / DAY if every is not None and every >= SHORTEST else 0.0

    def _renewed(self, uploaded: int, day: int) -> int:
        return int((day - uploaded) / self._every) if self._every and day > uploaded else 0

    def _locked_until(self, uploaded: int, day: int) -> int:
        if self.terms.period is None:
            return day
        begins = uploaded + self._renewed(uploaded, day) * self._every
        return ceil(begins + self.terms.period / DAY)


class Storage:
    """All repositories, and the points of all assets that lie in them."""

    def __init__(self, start: datetime, places: Mapping[str, Place], keeps: Mapping[str, Keep]) -> None:
        self._start, self._known = start, dict(places)
        self._lives = {subject: Lifetimes(keep) for subject, keep in keeps.items()}

    @property
    def places(self) -> dict[str, Place]:
        """Every repository that was given or that anything was stored in, by ``client/name``, in the order of names."""
        return dict(sorted(self._known.items()))

    def stored(self, subject: str, at: datetime, sizes: Mapping[str, float], *, stays: bool = False) -> None:
        """Take in a backup; one that ``stays`` (the first of an asset, an archive) is never given back."""
        day = self._day(at)
        for name, size in sizes.items():
            self._place(name).store(day, size)
        self.existed(subject, at, {} if stays else sizes, stays=stays)

    def existed(self, subject: str, at: datetime, sizes: Mapping[str, float], *, stays: bool = False) -> None:
        """Take in a point whose bytes are counted already; ``sizes`` is what will be given back with it."""
        lives = self._lives.get(subject)
        for point, end in lives.come(Held(at=at, sizes=sizes, forever=stays)) if lives else ():
            for name, size in point.sizes.items():
                self._place(name).expect(self._day(point.at), size, self._day(end))

    def forgot(self, repository: str, now: datetime) -> None:
        """Let retention remove points."""
        self._place(repository).forget(self._day(now))

    def pruned(self, repository: str, now: datetime, until: datetime) -> None:
        """Give back the space of removed points."""
        self._place(repository).prune(self._day(now), self._day(until))

    def close(self, until: datetime) -> None:
        """End: nothing happens any more."""
        for one in self._known.values():
            one.close(self._day(until))

    def _place(self, name: str) -> Place:
        if name not in self._known:
            self._known[name] = Place()
        return self._known[name]

    def _day(self, at: datetime) -> int:
        return (at - self._start) // DAY


def _objects(size: float) -> int:
    return ceil(size / PACK) + BESIDE
