"""Which runbooks were proven in their period: walked to their end, with nothing left out; pure.

A runbook is *stale* where a whole period went by without that, whether it was proven before or never: a client who
began this week has had no time to walk any, and is told so, not warned.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import write_time
from continuity.model.inventory import Calendar
from continuity.model.procedure import InputKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from continuity.model.inventory import Asset, Client, RepositorySpec
    from continuity.model.procedure import Input, Procedure

#: The longest that a calendar's unit may be: what was proven on its first day holds to the end of the next.
_LENGTHS = {
    Calendar.HOUR: timedelta(hours=1),
    Calendar.DAY: timedelta(days=1),
    Calendar.WEEK: timedelta(days=7),
    Calendar.MONTH: timedelta(days=31),
    Calendar.QUARTER: timedelta(days=92),
    Calendar.YEAR: timedelta(days=366),
}
#: Where neither the runbook nor a policy says otherwise.
USUAL = Calendar.QUARTER


class ProofState(StrEnum):
    """Whether a runbook may be relied upon."""

    PROVEN = "proven"
    #: never walked to its end, and no period has gone by yet
    NEVER = "never"
    #: a period went by without a proof
    STALE = "stale"


@dataclass(frozen=True, kw_only=True)
class Proof:
    """One client's runbook: when it was last proven, and by when it must be again; None where nothing began yet."""

    client: str
    runbook: str
    state: ProofState
    every: timedelta
    last: datetime | None
    due: datetime | None

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``runbooks`` in ``continuity.status/1``."""
        return {
            "client": self.client,
            "name": self.runbook,
            "state": str(self.state),
            "every_s": self.every.total_seconds(),
            "last_proven": write_time(self.last) if self.last else None,
            "due": write_time(self.due) if self.due else None,
        }


def concerned(procedure: Procedure, client: Client) -> bool:
    """Tell whether a runbook is for anything that this client has; what he wrote himself always is.

    One that comes with the product and names neither an asset nor a repository, or that works on machines which only
    its user can name, is his only once he walked it: nobody can tell whether he has such machines.
    """
    if not procedure.shipped:
        return True
    if any(step.work and "on" in step.work.parameters for step in procedure.steps.values()):
        return False
    return concerned_by(procedure.inputs.values(), client)


def concerned_by(inputs: Iterable[Input], client: Client) -> bool:
    """Tell whether inputs ask for assets or repositories, and the client has one for each of them."""
    asked = [one for one in inputs if one.kind in (InputKind.ASSET, InputKind.REPOSITORY)]
    return bool(asked) and all(_there_is(one, client) for one in asked)


def fits(one: Input, asset: Asset) -> bool:
    """Tell whether an input means assets like this one."""
    word = "continuous" if asset.source.continuous else asset.source.kind
    return not one.of or word in one.of


def fits_place(one: Input, spec: RepositorySpec) -> bool:
    """Tell whether an input means repositories like this one."""
    return not one.of or ("locked" in one.of and bool(spec.lock))


def _there_is(one: Input, client: Client) -> bool:
    if one.kind is InputKind.ASSET:
        return any(asset.active and fits(one, asset) for asset in client.assets.values())
    return any(fits_place(one, spec) for spec in client.repositories.values())


def period(procedure: Procedure, drills: Iterable[Mapping[str, Any] | None]) -> timedelta:
    """Return how often it must be proven: as it says, else as often as the strictest policy asks for ``drills``."""
    if procedure.prove_every is not None:
        return length(procedure.prove_every)
    asked = [one["every"] for one in drills if one and one.get("every")]
    return min(map(length, asked), default=length(USUAL))


def proof(
    about: tuple[str, str], every: timedelta, last: datetime | None, since: datetime | None, now: datetime
) -> Proof:
    """Return where a runbook (its client, its name) stands; ``since`` is when the client's first work was done."""
    begun = last or since
    due = begun + every if begun else None
    late = due is not None and due < now
    state = ProofState.STALE if late else ProofState.PROVEN if last else ProofState.NEVER
    return Proof(client=about[0], runbook=about[1], state=state, every=every, last=last, due=due)


def length(every: timedelta | Calendar) -> timedelta:
    """Return how long a period lasts at most."""
    return every if isinstance(every, timedelta) else _LENGTHS[every]
