"""How the newest kit stands, shown to people and as JSON: by ``kit`` itself and by ``status``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.faces.cli.results import word
from continuity.ground.errors import Unavailable
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from continuity.engine.kit.standing import KitStanding
    from continuity.faces.cli.session import Session
    from continuity.model.job import Run


def standing(session: Session) -> KitStanding | None:
    """Return how the newest kit stands; None where none was made."""
    from continuity.engine.kit.standing import kit_standing

    app = session.app
    with app.store.reading() as tx:
        return kit_standing(tx, app.inventory, app.vault_path)


def shown(session: Session) -> KitStanding | None:
    """Show how the newest kit stands beside other things, which a lost vault must not keep from being shown."""
    try:
        found = standing(session)
    except Unavailable as error:
        session.complain(error)
        return None
    if found is not None:
        tell_standing(session, found)
    return found


def tell_standing(session: Session, found: KitStanding) -> None:
    """Show it: what changed since it was made, and when the way without us was last gone."""
    from continuity.engine.kit.age import WHY

    session.say("recovery kit of {created}: {path}", created=write_time(found.kit.created), path=found.kit.path)
    for part in found.older_than:
        session.say("  {older}: continuity kit create", older=session.language.template(WHY[part]))
    for run in found.tests:
        session.say(
            "  {asset} without us: {outcome}, {time}",
            asset=run.subject,
            outcome=word(session, _verdict(run)),
            time=write_time(run.started_at),
        )
    if not found.tests:
        session.say("  the way without us was never gone: continuity kit test")


def plain_standing(found: KitStanding | None) -> dict[str, Any] | None:
    """Return it as plain data."""
    if found is None:
        return None
    tests = [
        {"asset": run.subject, "at": write_time(run.started_at), "verdict": str(_verdict(run)), "run": run.id}
        for run in found.tests
    ]
    return found.kit.as_json() | {"older_than": list(found.older_than), "tests": tests}


def _verdict(run: Run) -> object:
    found = [one.verdict for one in run.measurements if one.objective == "restic_alone"]
    return found[0] if found else run.outcome
