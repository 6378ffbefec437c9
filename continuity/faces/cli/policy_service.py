"""``continuity policy explain --service``: when the whole is back, and what it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.ground.errors import NotProven
from continuity.ground.timestamps import write_time
from continuity.model.measurement import Verdict

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session
    from continuity.policy.critical_path import Leg, ServiceReturn

SAID = {"asset": "asset", "people": "people", "supplier": "supplier"}


def show_service(session: Session, name: str) -> int:
    """Show the critical path of a service; returns the exit code: 0 where it is proven to hold."""
    from continuity.engine.services import returned, service_named

    app, now = session.app, session.app.clock.now()
    about = service_named(app.inventory, name)
    with app.store.reading() as tx:
        found = returned(tx, about, app.policy, now)
    _tell(session, found)
    plain: dict[str, Any] = {"schema": "continuity.policy-service/1", "at": write_time(now)}
    session.emit(plain | found.as_json())
    return 0 if found.rto.verdict is Verdict.MET else NotProven.exit_code


def _tell(session: Session, found: ServiceReturn) -> None:
    from continuity.policy.lengths import said

    rto, tr = found.rto, session.language.template
    target = tr("nothing") if rto.target_s is None else said(rto.target_s)
    about = {"service": found.service.reference, "target": target, "verdict": tr(str(rto.verdict))}
    if rto.actual_s is None:
        session.say("{service}: nobody knows when it is back, {target} promised: {verdict}", **about)
    else:
        session.say("{service}: back in {actual}, {target} promised: {verdict}", actual=said(rto.actual_s), **about)
    if rto.reason:
        session.say("  {reason}", reason=session.language.told(rto.reason))
    rows = [_row(session, leg, on_path=leg.name in found.path) for leg in found.legs]
    session.table(("on the path", "what", "kind", "from", "to"), rows)
    session.say("What does not depend on another is recovered beside it; from one repository, one after the other.")


def _row(session: Session, leg: Leg, *, on_path: bool) -> tuple[str, ...]:
    from continuity.policy.lengths import said

    known = leg.measured or leg.kind != "asset"
    end = said(leg.ends_s) if known else session.language.template("not measured")
    what = leg.name.removeprefix(f"{leg.kind}: ")
    return ("*" if on_path else "", what, session.language.template(SAID[leg.kind]), said(leg.begins_s), end)
