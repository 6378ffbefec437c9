"""Why recovery points are kept, as people and programs read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from continuity.faces.cli.session import Session
    from continuity.model.point import Point
    from continuity.policy.retention import Decision

#: What stands where no rule speaks of a point.
NOBODY = "no rule: the documents do not keep its asset there any more, so nothing removes it"
GOES = "nothing: it goes next time"


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
    if not decision.kept:
        return session.language.template(GOES)
    said = (session.language.reason(one.template, one.values) for one in decision.reasons)
    return session.language.template("; ").join(said)


def kept(decision: Decision | None) -> dict[str, Any]:
    """Return ``kept`` (null where no rule speaks of the point) and its reasons, for ``continuity.points/1``."""
    if decision is None:
        return {"kept": None, "reasons": []}
    return {"kept": decision.kept, "reasons": list(map(str, decision.reasons))}
