"""The phases of a recovery, and the clock that measures them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from continuity.ground.clock import elapsed

if TYPE_CHECKING:
    from continuity.ground.clock import Clock, Mark

PHASES = ("opened", "documents", "decided", "provisioned", "restored", "verified", "recovered", "usable")


@dataclass
class Marks:
    """The instants of one restore, from ``declared`` on, each with the phase that it ends."""

    clock: Clock
    declared: Mark
    taken: list[tuple[str, Mark]] = field(default_factory=list)

    def take(self, phase: str) -> None:
        """End a phase now."""
        self.taken.append((phase, self.clock.mark()))

    def phases(self) -> dict[str, float]:
        """Return the seconds of each phase reached, and nothing for those that were not."""
        starts = [self.declared, *(mark for _, mark in self.taken)]
        return {
            name: round(elapsed(start, end).seconds, 3) for start, (name, end) in zip(starts, self.taken, strict=False)
        }

    def total(self) -> float:
        """Return the seconds from the declaration to the last phase reached."""
        last = self.taken[-1][1] if self.taken else self.declared
        return round(elapsed(self.declared, last).seconds, 3)
