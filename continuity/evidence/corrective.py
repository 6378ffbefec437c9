"""What drills left to be mended and no later drill has shown to be, read from a log's own records. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.evidence.format.record import parse
from continuity.model.control import EvidenceKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from continuity.evidence.period import Period
    from continuity.model.control import EvidenceName

#: What the kinds of these records begin with.
KINDS = "action."
_CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Unresolved:
    """A corrective action that no drill has closed: open, or its risk accepted by somebody, which proves nothing."""

    id: str
    objective: str
    state: str

    def concerns(self, name: EvidenceName) -> bool:
        """Tell whether evidence of that kind is in doubt while it is so."""
        if name.kind is EvidenceKind.JOB:
            return name.name == "drill"
        return name.kind is EvidenceKind.MEASUREMENT and name.name == self.objective


def unresolved(records: Iterable[bytes], period: Period) -> tuple[Unresolved, ...]:
    """Return what was to be mended at the end of a period; ``records`` are exact bytes, oldest first."""
    found: dict[str, Unresolved] = {}
    for data in records:
        if data.startswith(b"{") and not period.is_over((record := parse(data)).at):  # one that was erased says nothing
            body: dict[str, Any] = record.body
            name, state = str(body["id"]), str(body["state"])
            found[name] = Unresolved(id=name, objective=str(body["objective"]), state=state)
    return tuple(sorted((one for one in found.values() if one.state != _CLOSED), key=lambda one: one.id))
