"""Whether the time-stamping authorities of the documents date what they are asked to, and are believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.doctor.bounded import together
from continuity.engine.doctor.check import Check, State, of_error
from continuity.evidence.authority import PATIENCE, stamp
from continuity.ground.errors import ContinuityError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.model.anchor import Authority
    from continuity.model.inventory import Inventory

_AT_ONCE = 8
_TEXT = b"continuity doctor\n"  # nobody keeps the time-stamp of it


def examine_authorities(inventory: Inventory) -> Iterator[Check]:
    """Yield a check of each authority; one that cannot be reached is doubtful, for the daemon asks it again."""
    named = dict.fromkeys(one for client in inventory.clients.values() for one in client.evidence.timestamps)
    for _, found, _ in together(named, _asked, at_once=_AT_ONCE, limit_s=2 * PATIENCE.total_seconds()):
        yield from found


def _asked(authority: Authority) -> Iterator[Check]:
    try:
        stamp(authority, _TEXT)
    except ContinuityError as error:
        state = State.WARNING if isinstance(error, Unavailable) and error.passing else State.FAULT
        yield of_error("authority", authority.name, error, state)
        return
    if authority.ca is None:
        yield Check(
            name="authority",
            subject=authority.name,
            state=State.WARNING,
            what="{name} answers, and no certificates say whether it is the one",
            hint="name its certificates (PEM) in `ca`: without them no signature is verified here",
            values={"name": authority.name},
        )
        return
    what = "{name} dates what it is asked to, and its certificates lead to its signature"
    yield Check(name="authority", subject=authority.name, what=what, values={"name": authority.name})
