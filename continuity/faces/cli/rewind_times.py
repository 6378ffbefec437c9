"""``continuity storage rewind`` without a time: what happened when, and which time is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.ground.timestamps import write_time
from continuity.storage.timeline import Event

if TYPE_CHECKING:
    from continuity.backup.place import Place
    from continuity.engine.rewinding.proposing import Proposal
    from continuity.faces.cli.session import Session

SAID = {
    Event.HIDDEN: "  first that no run of ours explains: {key} was hidden at {time}",
    Event.WRITTEN_OVER: "  first that no run of ours explains: {key} was written over at {time}",
}


def propose(session: Session, place: Place) -> int:
    """Show what the store saw, hour by hour, and the command that goes back to before it."""
    from continuity.engine.rewinding.proposing import propose as proposed

    found = proposed(session.app.workshop, place)
    name = f"{place.spec.client}/{place.spec.name}"
    rows = sorted(found.seen.hours.items())
    session.table(
        ("hour", "added", "hidden", "written over", "by us"),
        ((f"{hour:%Y-%m-%d %H}:00Z", *(counted[event] for event in Event)) for hour, counted in rows),
    )
    _tell(session, found, name)
    session.emit({"schema": "continuity.storage-rewind-times/1", "repository": name} | found.as_json())
    return 0


def _tell(session: Session, found: Proposal, name: str) -> None:
    first = found.seen.first
    if first is None or found.to is None:
        session.say("nothing was hidden or written over in {repository} but by runs of ours", repository=name)
    else:
        session.say(SAID[first.event], key=first.key, time=write_time(first.at))
        session.say(
            "  the plan: continuity storage rewind {name} --to {time} --dry-run", name=name, time=write_time(found.to)
        )
    if found.seen.settled.year > 1:
        session.say(
            "  what happened until {time} counts as undone by the rewind that succeeded then; was that to a wrong "
            "time, choose an earlier one from the table",
            time=write_time(found.seen.settled),
        )
    for one in found.clean:
        time = write_time(one.point.data_time)
        session.say(
            "  newest clean point of {asset}: {snapshot} of {time}",
            asset=one.point.asset,
            snapshot=one.point.snapshot[:8],
            time=time,
        )
        if one.suspicious:
            session.say("    changes of its source are suspicious since {time}", time=write_time(one.suspicious))
