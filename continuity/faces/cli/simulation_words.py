"""How a simulation is told: the figures on a page, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.faces.cli.policy_plan import NAMES
from continuity.faces.cli.results import duration, size
from continuity.ground.timestamps import write_time
from continuity.model.job import JobKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from continuity.faces.cli.session import Session
    from continuity.policy.drills import Drills
    from continuity.policy.reasons import Reason
    from continuity.policy.simulation_tally import Age, Tally

_MOST = 10  # lines of each table; JSON has them all
#: The days of a week, as `datetime.weekday` counts them.
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def tell(session: Session, tally: Tally, assumed: Iterable[Reason]) -> None:
    """Show what a simulation came to."""
    daily = tally.a_day()
    session.say(
        "{jobs} job(s) in {days} days, of which {failed} fail: {least} to {most} a day, {at_once} at once at most",
        jobs=tally.jobs.total(),
        days=tally.length,
        failed=tally.failed.total(),
        least=min(daily),
        most=max(daily),
        at_once=tally.at_once,
    )
    _tell_kinds(session, tally)
    _tell_ages(session, tally)
    _tell_crowds(session, tally)
    _tell_storage(session, tally)
    for one in assumed:
        values = dict(one.values)
        if "kind" in values:
            values["kind"] = session.language.template(NAMES[JobKind(str(values["kind"]))])
        session.say("assumed: {reason}", reason=session.language.reason(one.template, values))


def tell_drills(session: Session, drills: Sequence[Drills]) -> None:
    """Show by when drills must be held; people walk them, so they take no part in the play."""
    if not drills:
        return
    times = [at for one in drills for at in one.times]
    session.say(
        "{count} drill(s) of {assets} asset(s) must be held, the first by {first}, the last by {last}: people do that",
        count=len(times),
        assets=len(drills),
        first=write_time(min(times))[:10],
        last=write_time(max(times))[:10],
    )


def _tell_storage(session: Session, tally: Tally) -> None:
    rows = [
        (
            name,
            size(session, one["start"]),
            size(session, one["added"]),
            size(session, one["given_back"]),
            size(session, one["end"]),
            one["renewals"] or "",
            f"{one['gb_months_held']:.1f}" if one["gb_months_held"] else "",
        )
        for name, place in tally.storage.places.items()
        for one in [place.as_json(tally.length)]
    ]
    headings = ("repository", "holds now", "added", "given back", "holds at the end", "renewals", "GB-months in vain")
    session.table(headings, rows)


def _tell_kinds(session: Session, tally: Tally) -> None:
    dates = {kind: [at for (one, _), times in tally.calendar.items() if one is kind for at in times] for kind in NAMES}
    rows = [
        (
            session.language.template(NAMES[kind]),
            count,
            tally.failed[kind],
            write_time(min(times))[:10] if (times := dates.get(kind)) else "",
            write_time(max(times))[:10] if times else "",
        )
        for kind, count in tally.jobs.items()
    ]
    session.table(("job", "how many", "fail", "first", "last"), rows)


def _tell_ages(session: Session, tally: Tally) -> None:
    worst = sorted(tally.ages.items(), key=lambda pair: -_strain(pair[1]))
    rows = [
        (
            name,
            duration(session, age.rpo.total_seconds()) if age.rpo else "",
            duration(session, age.worst.total_seconds()) if age.at else "",
            f"{write_time(age.at)[:16]}Z" if age.at else "",
            duration(session, age.over.total_seconds()) if age.over else "",
        )
        for name, age in worst[:_MOST]
    ]
    session.table(("asset", "RPO", "oldest data", "when", "too old for"), rows)
    session.say(
        "{broken} of {assets} asset(s) would break their RPO", broken=len(tally.broken()), assets=len(tally.ages)
    )


def _strain(age: Age) -> float:
    """Return how near the data comes to being too old, and beyond: 1 is the promise itself."""
    return age.worst / age.rpo if age.rpo else 0.0


def _tell_crowds(session: Session, tally: Tally) -> None:
    if not tally.crowds:
        session.say("no work waits for its place")
        return
    crowded = sorted(tally.crowds.items(), key=lambda pair: (-pair[1].total, pair[0]))
    rows = [
        (
            f"{session.language.template(DAYS[day])} {hour:02}:00",
            one.jobs,
            duration(session, one.total.total_seconds() / one.jobs),
            duration(session, one.longest.total_seconds()),
        )
        for (day, hour), one in crowded[:_MOST]
    ]
    session.table(("hour", "jobs that wait", "on average", "at most"), rows)
