"""What locks cost over time: what must be locked anew by when, in how many requests, and what is paid in vain; pure.

A bucket locks for ``period`` from upload. A point promised immutable for ``promised`` from its data time may lean on
any object that is still there, however old: to keep the promise for new points, each of them must at every moment be
locked for ``promised`` more. Locked anew for a whole period each time, that is once every ``period - promised``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import write_time
from continuity.policy.lock_profile import ALWAYS, SHARED, Part, counted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from continuity.policy.lock_profile import Profile
    from continuity.policy.policy import Policy

MONTH = timedelta(days=365.25 / 12)
#: How far ahead the work is counted that comes with the first date.
AHEAD = timedelta(days=30)
#: Renewing more often than this is nothing that a service keeps up.
SHORTEST = timedelta(days=1)
GB = 10**9


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is promised of one repository: how long it locks from upload, and for how long points are immutable."""

    period: timedelta | None
    promised: timedelta | None

    @property
    def every(self) -> timedelta | None:
        """How often each object must be locked anew; None where nothing is promised, zero or less where it is vain."""
        return self.period - self.promised if self.period is not None and self.promised is not None else None

    @property
    def interval(self) -> timedelta | None:
        """How often to look for locks that must be renewed: each day, or more often where renewing is frequent."""
        if self.every is None:
            return None
        return min(SHORTEST, self.every / 4) if self.every > timedelta() else SHORTEST

    @property
    def lead(self) -> timedelta:
        """How long before it is due a lock is renewed: two looks, so that one may fail."""
        return 2 * self.interval if self.interval is not None and self.feasible else timedelta()

    @property
    def feasible(self) -> bool:
        """Whether the promise can be kept, by renewing no more than once a day."""
        return self.every is None or self.every >= SHORTEST


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What a repository's locks ask for.

    ``due``: from when on new points are immutable for less than promised, unless renewed (None: nothing promised, or
    nothing there). ``objects`` and ``bytes``: what falls due within 30 days of it. ``live``: objects that are needed.
    ``hidden``: versions that nothing needs and that a lock still keeps; ``gb_months`` what they yet cost.
    """

    every: timedelta | None
    due: datetime | None
    objects: int
    bytes: int
    live: int
    hidden: int
    hidden_bytes: int
    gb_months: float

    @property
    def requests_a_month(self) -> float:
        """How many locks are to be renewed each month in the long run, one request for each."""
        return self.live * (MONTH / self.every) if self.every and self.every >= SHORTEST else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return it as ``outlook`` of ``continuity.storage-check/1``."""
        return {
            "renew_every_s": self.every.total_seconds() if self.every is not None else None,
            "renew_by": write_time(self.due) if self.due else None,
            "renew_objects": self.objects,
            "renew_bytes": self.bytes,
            "requests_a_month": round(self.requests_a_month),
            "objects_needed": self.live,
            "versions_held": self.hidden,
            "bytes_held": self.hidden_bytes,
            "gb_months_held": round(self.gb_months, 3),
        }


def renewed_every(period: timedelta, asking: Iterable[Policy]) -> timedelta | None:
    """Return how often a repository's locks are looked after; None where none of its policies promises any."""
    promised = max((one.immutable_for for one in asking if one.immutable_for), default=None)
    return Terms(period=period, promised=promised).interval


def outlook(profile: Profile, terms: Terms, now: datetime) -> Outlook:
    """Return what the locks of a repository ask for, seen from ``now``. What has no lock at all is due at once."""
    rows = profile.of(*ALWAYS, *SHARED)
    promised = terms.promised
    ends = [] if promised is None else [(row, row.until - promised if row.until else now) for row in rows]
    due = min((end for _, end in ends), default=None)
    objects, size = counted(row for row, end in ends if due is not None and end <= max(due, now) + AHEAD)
    held = [(row, row.until) for row in profile.of(Part.HIDDEN) if row.until and row.until > now]
    hidden, hidden_bytes = counted(row for row, _ in held)
    return Outlook(
        every=terms.every,
        due=due,
        objects=objects,
        bytes=size,
        live=counted(rows)[0],
        hidden=hidden,
        hidden_bytes=hidden_bytes,
        gb_months=gb_months((row.bytes, until - now) for row, until in held),
    )


def in_vain(bytes_a_month: float, terms: Terms, kept: timedelta) -> float:
    """Return the GB-months that each month costs at most, for points that retention removes once they are so old."""
    return gb_months([(bytes_a_month, max(timedelta(), (terms.period or timedelta()) - kept))])


def gb_months(kept: Iterable[tuple[float, timedelta]]) -> float:
    """Return bytes, each kept for so long, as stores bill them: a GB is 10^9 bytes, a month a twelfth of a year."""
    return sum(size * (length / MONTH) for size, length in kept) / GB
