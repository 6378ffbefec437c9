"""Why recovery points are kept, as people and programs read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from continuity.faces.cli.session import Session
    from continuity.model.point import Point
    from continuity.policy.retention import Decision

#: What stands where no rule speaks of a point.
NOBODY = "no rule: the documents do not keep its asset there any more, so nothing removes it"
GOES = "nothing: it goes next time"
#: What locks mean for a point: nobody can make it go before.
WHY = {
    "short": "what it needs is locked until {until} only, and must be locked anew before that",
    "locked": "locks keep all that it needs until {until}",
    "hidden": "its lock keeps what it stored, at a price, until {until}",
}


def decided(session: Session, points: Iterable[Point]) -> dict[Point, Decision]:
    """Return what would become of every point of these repositories; those that no rule speaks of are left out."""
    from continuity.engine.forgetting import planned

    workshop = session.app.workshop
    names = {(point.client, point.repository) for point in points}
    specs = [workshop.inventory.clients[client].repositories.get(name) for client, name in sorted(names)]
    return {one.point: one for spec in specs if spec for one in planned(workshop, spec)}


def reasons(session: Session, decision: Decision | None) -> str:
    """Return every reason for which a point stays, or that it goes."""
    if decision is None:
        return session.language.template(NOBODY)
    said = [session.language.reason(one.template, one.values) for one in decision.reasons]
    said = said or [session.language.template(GOES)]
    return session.language.template("; ").join([*said, *_lock(session, decision)])


def kept(decision: Decision | None) -> dict[str, Any]:
    """Return ``kept`` (null where no rule speaks of the point) and its reasons, for ``continuity.points/1``.

    ``promised_until``: immutable until then, by its policy; ``renew_by``: before that, what the point needs must be
    locked anew to keep the promise (null where all of it is locked for longer, or nobody asked the store).
    """
    if decision is None:
        return {"kept": None, "reasons": [], "promised_until": None, "renew_by": None}
    promised, until = decision.promised_until, decision.point.locked_until
    return {
        "kept": decision.kept,
        "reasons": list(map(str, decision.reasons)),
        "promised_until": write_time(promised) if promised else None,
        "renew_by": write_time(until) if until and promised and until < promised else None,
    }


def _lock(session: Session, decision: Decision) -> Iterator[str]:
    """Yield what the locks mean for a point, as its store last reported them."""
    until, promised, now = decision.point.locked_until, decision.promised_until, session.app.clock.now()
    if until is None or until <= now:
        return
    values = {"until": until.strftime("%Y-%m-%d %H:%MZ")}
    if promised and until < promised:
        yield session.language.reason(WHY["short"], values)
    else:
        yield session.language.reason(WHY["locked" if decision.kept else "hidden"], values)
