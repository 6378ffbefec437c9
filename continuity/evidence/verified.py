"""What a verification of the live log came to, as people and scripts are told."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.evidence.audit import LISTED

if TYPE_CHECKING:
    from continuity.evidence.audit import Remark
    from continuity.evidence.format.checkpoint import Checkpoint
    from continuity.evidence.held import Held


class Judged:
    """The heads that others hold, as they are judged; memory does not grow with their number."""

    def __init__(self) -> None:
        self.count = 0
        self._agreeing: dict[tuple[str, str], Held] = {}
        self._against: list[Held] = []

    def see(self, one: Held, *, agrees: bool) -> None:
        """Take one, by ascending size."""
        self.count += 1
        if agrees:
            self._agreeing[str(one.anchor.kind) if one.anchor else "", one.holder] = one
        elif len(self._against) < LISTED:
            self._against.append(one)

    def listed(self) -> tuple[tuple[Held, bool], ...]:
        """Return those worth telling, by ascending size, each with whether the log agrees."""
        found = [(one, True) for one in self._agreeing.values()] + [(one, False) for one in self._against]
        return tuple(sorted(found, key=lambda pair: pair[0].size))


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What was proven of one log. ``problems`` make it invalid; ``findings`` do not; both name their place.

    ``checkpoint_time`` is the date of the last record under the head: a claim, until an anchor bounds it. Of
    ``held_count`` heads that others hold, ``held`` are the newest of each holder, and those that the log contradicts.
    """

    log: str
    checkpoint: Checkpoint
    checkpoint_time: str | None
    problems: tuple[Remark, ...]
    findings: tuple[Remark, ...]
    open_runs: tuple[str, ...]
    jobs: dict[str, int]  # announced, ended, open
    erased: int = 0
    held: tuple[tuple[Held, bool], ...] = ()
    held_count: int = 0

    @property
    def anchored_to(self) -> int:
        """How many records from the first on are bounded by an anchor that a stranger can verify."""
        proven = (one.size for one, agrees in self.held if agrees and one.anchor and one.anchor.proven_offline)
        return max(proven, default=0)

    @property
    def valid(self) -> bool:
        """Whether nothing contradicts anything else."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """Return the ``continuity.evidence-verify/1`` shape."""
        return {
            "schema": "continuity.evidence-verify/1",
            "verdict": "valid" if self.valid else "invalid",
            "log": self.log,
            "tree_size": self.checkpoint.size,
            "root_hash": base64.b64encode(self.checkpoint.root).decode(),
            "checkpoint_time": self.checkpoint_time,
            "anchors": [one.as_json(agrees=agrees) for one, agrees in self.held],
            "anchors_checked": self.held_count,
            "unanchored": {"from_index": self.anchored_to, "records": self.checkpoint.size - self.anchored_to},
            "open_runs": list(self.open_runs),
            "jobs": self.jobs,
            "erased": self.erased,
            "problems": [str(remark) for remark in self.problems],
            "findings": [str(remark) for remark in self.findings],
        }
