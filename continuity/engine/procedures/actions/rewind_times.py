"""``rewind_times``: what the store saw happen, and the newest clean point; as ``continuity storage rewind NAME``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.engine.procedures.actions.rewind import repository_in
from continuity.engine.procedures.actions.wishing import asset_in, workshop_of
from continuity.engine.rewinding.looking import recovery_of
from continuity.engine.rewinding.proposing import Clean, propose
from continuity.ground.errors import ContinuityError, NotProven
from continuity.ground.timestamps import write_time
from continuity.recovery.actions.asked import shell
from continuity.recovery.actions.ports import Context, Performed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NOTHING = "-"


class RewindTimesAction:
    """Reads the versions of ``repository``: the time to go back to, and the newest clean point of ``asset``.

    The answer is that time; ``-`` where nothing was hidden or written over but by runs of ours.
    """

    required: Sequence[str] = ("repository", "asset")
    optional: Sequence[str] = ()
    changes = False

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return the command."""
        return shell(["continuity", "storage", "rewind", str(parameters["repository"])])

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether the repository keeps versions, and the keys of the recovery role are there."""
        try:
            asset_in(parameters, context)
            recovery_of(workshop_of(context), repository_in(parameters, context))
        except ContinuityError as error:
            return error
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Read. Raises ``NotProven`` where no point of the asset is older than what is suspicious."""
        workshop, asset = workshop_of(context), asset_in(parameters, context)
        found = propose(workshop, recovery_of(workshop, repository_in(parameters, context)))
        clean = next((one for one in found.clean if one.point.asset == asset.name), None)
        if clean is None:
            raise NotProven(
                "no clean point of {asset} is known in {repository}",
                hint="look for one in another copy: continuity points {asset}",
                asset=asset.name,
                repository=str(parameters["repository"]),
            )
        to, first = (write_time(found.to) if found.to else _NOTHING), found.seen.first
        told = {"to": to, "first": first.key if first else _NOTHING, "event": str(first.event) if first else _NOTHING}
        return Performed(answer=to, values=told | _values(clean))


def _values(clean: Clean) -> dict[str, Any]:
    return {
        "clean": write_time(clean.point.data_time),
        "point": clean.point.snapshot,
        "suspicious_since": write_time(clean.suspicious) if clean.suspicious else _NOTHING,
    }
