"""What a monitoring plugin says of the checks of devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.faces.cli.device import SAID
from continuity.faces.cli.watching import Figure, State, Watched
from continuity.ground.timestamps import write_time
from continuity.model.standing import Status
from continuity.supervision.thresholds import LATENCY, bound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from continuity.engine.supervision.looking import Stood
    from continuity.engine.supervision.newest import Newest
    from continuity.faces.cli.session import Session
    from continuity.state.store import Transaction

#: What lies behind something dead is no fault of its own, and what nobody saw is not known: a monitor's UNKNOWN.
_OF = {
    Status.OK: State.OK,
    Status.WARNING: State.WARNING,
    Status.CRITICAL: State.CRITICAL,
    Status.UNREACHABLE: State.UNKNOWN,
    Status.UNDETERMINED: State.UNKNOWN,
}


def of_devices(session: Session, tx: Transaction, names: Sequence[str], now: datetime) -> Iterator[Watched]:
    """Yield the state of each check of these devices (of all, without names), as the service wrote it down.

    Raises ``UsageError`` for a name that no device has.
    """
    from continuity.engine.supervision.looking import devices_named, stood
    from continuity.engine.supervision.newest import newest

    for one in stood(tx, devices_named(session.app.inventory, names), now):
        figures = tuple(_figure(one, each) for each in newest(tx, one.spec, now))
        yield Watched(state=_OF[one.standing.status], line=_line(session, one), figures=figures)


def _line(session: Session, one: Stood) -> str:
    standing, fill = one.standing, session.language.fill
    values = {"check": one.spec.reference, "state": session.language.template(SAID[str(standing.status)])}
    if standing.since is None:
        return fill("{check}: {state}", **values)
    values |= {"since": write_time(standing.since), "said": session.language.told(standing.said)}
    if standing.flapping:
        return fill("{check}: {state} since {since}, and flapping: {said}", **values)
    return fill("{check}: {state} since {since}: {said}", **values)


def _figure(one: Stood, each: Newest) -> Figure:
    """Return a figure with the limits that it has; its unit is not kept but for the latency."""
    seconds = each.name == LATENCY
    return Figure(
        label=f"{one.spec.reference} {each.name}",
        value=each.rollup.mean,
        warn=bound(one.spec.warn, each.name),
        limit=bound(one.spec.crit, each.name),
        unit="s" if seconds else "",
        least=0.0 if seconds else None,
    )
