"""How work went over time: one figure of each kind for each day, and what several of them come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from continuity.model.job import JobKind


@dataclass(frozen=True, kw_only=True)
class Trend:
    """What the runs of one kind for one subject came to from ``day`` on, over ``days`` days.

    ``seconds`` are those of the runs that went well, ``longest`` the longest of them; ``rpa_s`` is how
    old the data was at worst, just before a backup ended; None where there was none before.
    """

    subject: str
    kind: JobKind
    day: date
    days: int = 1
    runs: int = 0
    failed: int = 0
    seconds: float = 0.0
    longest: float = 0.0
    added: int = 0
    processed: int = 0
    rpa_s: float | None = None

    def joined(self, other: Trend) -> Trend:
        """Return both as one; the order makes no difference."""
        ages = [one for one in (self.rpa_s, other.rpa_s) if one is not None]
        ends = [one.day.toordinal() + one.days for one in (self, other)]
        first = min(self.day, other.day)
        return Trend(
            subject=self.subject,
            kind=self.kind,
            day=first,
            days=max(ends) - first.toordinal(),
            runs=self.runs + other.runs,
            failed=self.failed + other.failed,
            seconds=self.seconds + other.seconds,
            longest=max(self.longest, other.longest),
            added=self.added + other.added,
            processed=self.processed + other.processed,
            rpa_s=max(ages, default=None),
        )

    @property
    def typical(self) -> float | None:
        """The mean length of the runs that went well, in seconds; None where none did."""
        good = self.runs - self.failed
        return self.seconds / good if good else None

    @property
    def throughput(self) -> float | None:
        """Bytes a second of the runs that went well; None where nothing was measured."""
        return self.processed / self.seconds if self.seconds and self.processed else None

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``trend`` in ``continuity.status/1``."""
        plain = {name: value for name, value in vars(self).items() if name not in ("subject", "seconds", "longest")}
        plain |= {"kind": str(self.kind), "day": self.day.isoformat(), "typical_s": self.typical}
        return plain | {"longest_s": self.longest, "bytes_a_second": self.throughput}
