"""Measurements: what was really achieved, held against an objective."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Verdict(StrEnum):
    """What a measurement says of its objective; unproven is never a pass."""

    MET = "met"
    MISSED = "missed"
    UNPROVEN = "unproven"

    @staticmethod
    def worst(verdicts: list[Verdict]) -> Verdict:
        """Return ``missed`` if any is, else ``unproven`` if any is or there is none, else ``met``."""
        for bad in (Verdict.MISSED, Verdict.UNPROVEN):
            if bad in verdicts:
                return bad
        return Verdict.MET if verdicts else Verdict.UNPROVEN


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """One figure of one run. ``phases`` are seconds by name; ``how`` says in a word how it was obtained."""

    subject: str
    objective: str
    target_s: float | None
    actual_s: float | None
    verdict: Verdict
    how: str
    phases: Mapping[str, float] = field(default_factory=dict)
    proven_by: tuple[str, ...] = ()
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the ``continuity.measurement/1`` shape."""
        return {
            "schema": "continuity.measurement/1",
            "subject": self.subject,
            "objective": self.objective,
            "target_s": self.target_s,
            "actual_s": self.actual_s,
            "verdict": str(self.verdict),
            "how": self.how,
            "phases": dict(self.phases),
            "proven_by": list(self.proven_by),
            "reason": self.reason,
        }
