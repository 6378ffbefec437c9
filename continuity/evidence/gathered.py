"""What an export gathers while its records pass, for the files that are made from all of them: views, not proofs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from continuity.evidence.achieved import Achieved
from continuity.evidence.controls import controls_csv, relevant
from continuity.evidence.tally import Tally

if TYPE_CHECKING:
    from continuity.evidence.corrective import Unresolved
    from continuity.evidence.period import Period
    from continuity.model.control import Framework


class Gathered:
    """Counts of everything dated within a period; ``summary`` is what ``summary.json`` says of the whole range.

    The range of an export runs from one signed head to another, and may hold older records than the period asks for.
    """

    def __init__(self, period: Period, to_mend: tuple[Unresolved, ...] = ()) -> None:
        self._period = period
        #: What drills left to be mended, as it stood at the end of the period.
        self.to_mend = to_mend
        self.tally = Tally()
        self.achieved = Achieved()
        self.summary: Mapping[str, Any] = {}

    def see(self, index: int, fields: Mapping[str, Any]) -> None:
        """Take one record into account."""
        if self._period.holds(fields["at"]):
            self.tally.see(index, fields)
            self.achieved.see(index, fields)

    def as_json(self) -> dict[str, Any]:
        """Return what ``summary.json`` says of the period, beside what it says of the whole range."""
        return self.achieved.as_json()


#: Makes one file of an export from what was gathered; the same gathered gives the same bytes.
View = Callable[[Gathered], Iterable[bytes]]


def controls_view(frameworks: Iterable[Framework]) -> View:
    """Return what makes ``controls.csv``."""
    chosen = tuple(frameworks)
    return lambda gathered: controls_csv(relevant(chosen, gathered.tally, gathered.to_mend))
