"""How a rewind is shown: what it would do, and what it came to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.faces.cli.results import duration, size, tell_measurements, word
from continuity.ground.timestamps import write_time
from continuity.storage.rewind import Deed

if TYPE_CHECKING:
    from continuity.engine.orders import Ended
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import RepositorySpec
    from continuity.storage.rewinding import Tally

#: Clocks that differ by less are alike: HTTP dates have whole seconds.
_ALIKE = timedelta(seconds=5)

SAID = {
    Deed.SAME: "  {count} object(s) are as they were",
    Deed.UNHIDE: "  {count} object(s), {bytes}, are hidden: their delete markers are removed",
    Deed.FORWARD: "  {count} object(s), {bytes}, were written over: the version of then is copied on top",
    Deed.HIDE: "  {count} object(s) came later: they are hidden by delete markers, and can be had back",
    Deed.NEWER: "  {count} object(s), {bytes}, came later, and stay",
    Deed.LOST: "  {count} object(s) cannot be had back: nothing is left behind their delete markers, or never was",
}
_FEW = 5


def tell_plan(session: Session, spec: RepositorySpec, plan: Tally, ahead: timedelta) -> None:
    """Show what a rewind would do, and from which versions."""
    session.say("{repository} as it was at {time}:", repository=f"{spec.client}/{spec.name}", time=write_time(plan.at))
    if abs(ahead) > _ALIKE:
        seconds = round(ahead.total_seconds())
        session.say("  the store's clock is {seconds} s ahead of ours; times here are the store's", seconds=seconds)
    session.say("  {snapshots} snapshot(s) were there", snapshots=plan.snapshots)
    for deed, line in SAID.items():
        if not plan.objects[deed]:
            continue
        session.say(line, count=plan.objects[deed], bytes=size(session, plan.bytes[deed]))
        for step in plan.examples.get(deed, [])[: _FEW if session.verbosity < 1 else None]:
            if step.good and deed is not Deed.SAME:
                when = write_time(step.good.modified)
                session.say(
                    "      {key}: version {version} of {time}", key=step.key, version=step.good.version, time=when
                )
            elif deed is not Deed.SAME:
                session.say("      {key}: of {time}", key=step.key, time=write_time(step.latest.modified))
    if plan.objects[Deed.NEWER] and (newer := sum(plan.newer[part] for part in ("index", "keys", "snapshots"))):
        session.say(
            "  {count} of what came later is in index/, keys/ or snapshots/, which restic reads whole: "
            "with --hide-newer it is hidden",
            count=newer,
        )


def tell_ended(session: Session, ended: Ended) -> None:
    """Show what was done and what was proven."""
    run, facts = ended.run, ended.run.detail
    session.say("{subject}: {outcome} (run {run})", subject=run.subject, outcome=word(session, run.outcome), run=run.id)
    session.say("  {done} object(s) brought back or hidden, {refused} refused, {left} left", **_counted(facts))
    tell_measurements(session, run.measurements, run.subject)
    if run.duration_s is not None:
        session.say("  in {time}, checks and restores included", time=duration(session, run.duration_s))
    if facts["plan"]["objects"][Deed.FORWARD]:
        session.say(
            "  copies may keep the lock of what they were copied from: lock them anew, continuity storage lock {name}",
            name=run.subject,
        )
    for problem in ended.problems:
        session.complain(problem)


def _counted(facts: dict[str, object]) -> dict[str, object]:
    return {name: facts[name] for name in ("done", "refused", "left")}
