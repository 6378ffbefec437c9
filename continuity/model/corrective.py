"""Corrective actions: what a drill showed to be mended, by whom and by when, until a drill shows that it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from continuity.model.measurement import Verdict


class ActionState(StrEnum):
    """Where one stands."""

    OPEN = "open"
    #: somebody took the risk upon himself; nothing is proven by that
    ACCEPTED = "accepted"
    #: a later drill came out as promised
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class CorrectiveAction:
    """One thing to be mended: an objective that a drill of a subject missed, or could not prove.

    ``people``: only a drill with its people can show that it is mended. ``runs`` are those that showed it; ``ended_by``
    is the run that closed it, or the name of who accepted it, who said ``why``.
    """

    id: str
    client: str
    drill: str
    subject: str
    objective: str
    verdict: Verdict
    reason: str
    people: bool
    owner: str
    opened_at: datetime
    due: datetime
    state: ActionState = ActionState.OPEN
    runs: tuple[str, ...] = ()
    comments: tuple[Mapping[str, Any], ...] = field(default=())
    ended_at: datetime | None = None
    ended_by: str = ""
    why: str = ""

    def late(self, now: datetime) -> bool:
        """Tell whether it should have been mended by now."""
        return self.state is ActionState.OPEN and self.due < now

    def as_json(self) -> dict[str, Any]:
        """Return the ``continuity.corrective-action/1`` shape."""
        return vars(self) | {
            "schema": "continuity.corrective-action/1",
            "verdict": str(self.verdict),
            "state": str(self.state),
            "opened_at": write_time(self.opened_at),
            "due": write_time(self.due),
            "ended_at": write_time(self.ended_at) if self.ended_at else None,
            "runs": list(self.runs),
            "comments": [dict(one) for one in self.comments],
        }
