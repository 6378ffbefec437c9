"""What the records of a range amount to, by kind of evidence: how many, when, how they ended, where. Pure.

Memory does not grow with the range: counts, two dates, and the places of the newest records of each kind.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.model.control import EvidenceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from continuity.model.control import EvidenceName

#: Places kept of one kind of evidence; ``records.csv`` has them all.
PLACES = 50
_ENDS = ("run.outcome", "job.outcome")


@dataclass
class Seen:
    """Evidence of one kind: ``places`` are ranges of indices, the newest last, older ones in ``dropped``."""

    count: int = 0
    first_at: str = ""
    last_at: str = ""
    last_index: int | None = None
    outcomes: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    places: deque[tuple[int, int]] = field(default_factory=deque)
    dropped: bool = False

    def add(self, index: int, at: str) -> None:
        """Count one record; they come in index order."""
        self.count += 1
        self.first_at = min(self.first_at or at, at)
        self.last_at, self.last_index = max(self.last_at, at), index
        if self.places and self.places[-1][1] >= index - 1:
            self.places[-1] = (self.places[-1][0], index)
        else:
            self.places.append((index, index))
        self._cut()

    def where(self) -> str:
        """Return the places as text: ``… 3-5 9``, dots where older ones are left out."""
        ranges = [str(first) if first == last else f"{first}-{last}" for first, last in self.places]
        return " ".join(["…"] * self.dropped + ranges)

    @staticmethod
    def merged(parts: Iterable[Seen]) -> Seen:
        """Return several kinds as one."""
        whole = Seen()
        for part in parts:
            whole.count += part.count
            whole.first_at = min(filter(None, (whole.first_at, part.first_at)), default="")
            whole.last_at = max(whole.last_at, part.last_at)
            whole.last_index = max(
                (one for one in (whole.last_index, part.last_index) if one is not None), default=None
            )
            whole.outcomes += part.outcomes
            whole.verdicts += part.verdicts
            whole.places = deque(_joined([*whole.places, *part.places]))
            whole.dropped = whole.dropped or part.dropped
            whole._cut()
        return whole

    def _cut(self) -> None:
        while len(self.places) > PLACES:
            self.places.popleft()
            self.dropped = True


class Tally:
    """Counts records as they pass, in index order."""

    def __init__(self) -> None:
        self._seen: dict[tuple[EvidenceKind, str], Seen] = {}

    def see(self, index: int, fields: Mapping[str, Any]) -> None:
        """Count one record: itself, the job that it ends, and each of its measurements."""
        kind, at, body = fields["kind"], fields["at"], fields["body"]
        self._of(EvidenceKind.RECORD, kind).add(index, at)
        if kind not in _ENDS or not isinstance(body, dict):
            return
        if isinstance(job := body.get("kind"), str):
            ended = self._of(EvidenceKind.JOB, job)
            ended.add(index, at)
            ended.outcomes[str(body.get("outcome"))] += 1
        for objective, verdict in _measured(body.get("measurements")):
            figures = self._of(EvidenceKind.MEASUREMENT, objective)
            figures.add(index, at)
            figures.verdicts[verdict] += 1

    def of(self, name: EvidenceName) -> Seen:
        """Return what was seen of one kind; a star at the end of its name takes all that begin so."""
        if not name.name.endswith("*"):
            return self._seen.get((name.kind, name.name), Seen())
        begin = name.name.removesuffix("*")
        return Seen.merged(
            seen for (kind, one), seen in sorted(self._seen.items()) if kind is name.kind and one.startswith(begin)
        )

    def _of(self, kind: EvidenceKind, name: str) -> Seen:
        found = self._seen.get((kind, name))
        if found is None:  # a million records pass here: nothing is made that is not kept
            found = self._seen[kind, name] = Seen()
        return found


def _measured(measurements: object) -> Iterator[tuple[str, str]]:
    for one in measurements if isinstance(measurements, list) else ():
        if isinstance(one, dict) and isinstance(one.get("objective"), str):
            yield one["objective"], str(one.get("verdict"))


def _joined(ranges: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    current: tuple[int, int] | None = None
    for first, last in sorted(ranges):
        if current and first <= current[1] + 1:
            current = (current[0], max(current[1], last))
        else:
            if current:
                yield current
            current = (first, last)
    if current:
        yield current
