"""What was achieved in a range, as its records say: ends by kind, figures by subject, failures, tests. Pure.

Nothing is judged anew: verdicts are those that were recorded. Lists keep the newest and count the rest.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Runs listed one by one; ``records.csv`` has them all.
LISTED = 60
_ENDS = ("run.outcome", "job.outcome")
_GOOD = "succeeded"
_TEST = "restore_test"


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How one job or run ended; ``run`` is empty for a job that had none."""

    index: int
    at: str
    kind: str
    subject: str
    run: str
    outcome: str
    reason: str


@dataclass(kw_only=True)
class Figure:
    """All measurements of one subject against one objective: the newest in full, the verdicts of all counted."""

    target_s: float | None = None
    actual_s: float | None = None
    verdict: str = ""
    at: str = ""
    index: int = 0
    verdicts: Counter[str]


class Achieved:
    """Reads records in index order."""

    def __init__(self) -> None:
        self.ends: Counter[tuple[str, str]] = Counter()
        self.figures: dict[tuple[str, str], Figure] = {}
        self.failed: deque[Ended] = deque(maxlen=LISTED)
        self.tested: deque[Ended] = deque(maxlen=LISTED)
        self.failures = self.tests = 0

    def see(self, index: int, fields: Mapping[str, Any]) -> None:
        """Take one record into account."""
        body = fields["body"]
        if fields["kind"] not in _ENDS or not isinstance(body, dict):
            return
        ended = Ended(
            index=index,
            at=fields["at"],
            kind=_text(body, "kind"),
            subject=_text(body, "subject"),
            run=fields["run"] or "",
            outcome=_text(body, "outcome"),
            reason=_text(body, "reason"),
        )
        self.ends[ended.kind, ended.outcome] += 1
        if ended.outcome != _GOOD:
            self.failures += 1
            self.failed.append(ended)
        if ended.kind == _TEST:
            self.tests += 1
            self.tested.append(ended)
        measurements = body.get("measurements")
        for one in measurements if isinstance(measurements, list) else ():
            if isinstance(one, dict):
                self._measured(one, ended)

    def as_json(self) -> dict[str, Any]:
        """Return what ``summary.json`` says of the period; the lists stand in ``records.csv``."""
        return {
            "ends": [
                {"kind": kind, "outcome": outcome, "count": count}
                for (kind, outcome), count in sorted(self.ends.items())
            ],
            "figures": [
                {"subject": subject, "objective": objective, **vars(figure)}
                | {"verdicts": dict(sorted(figure.verdicts.items()))}
                for (subject, objective), figure in sorted(self.figures.items())
            ],
            "not_succeeded": self.failures,
            "restore_tests": self.tests,
        }

    def _measured(self, one: dict[str, Any], ended: Ended) -> None:
        key = _text(one, "subject") or ended.subject, _text(one, "objective")
        figure = self.figures.get(key)
        if figure is None:
            figure = self.figures[key] = Figure(verdicts=Counter())
        figure.target_s, figure.actual_s = _seconds(one.get("target_s")), _seconds(one.get("actual_s"))
        figure.verdict, figure.at, figure.index = _text(one, "verdict"), ended.at, ended.index
        figure.verdicts[figure.verdict] += 1


def _text(body: Mapping[str, Any], key: str) -> str:
    value = body.get(key)
    return value if isinstance(value, str) else ""


def _seconds(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
