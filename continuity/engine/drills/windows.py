"""The window that a live drill was agreed for: part of what it announces, and held against when all of it was over.

A drill goes on where its window closes: half a failover is worse than a late one, and whoever walks it can give it up.
That it was not over in time is a miss, whatever else came of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import read_time, write_time
from continuity.model.drill import Mode
from continuity.model.measurement import Measurement, Verdict
from continuity.recovery.drills.agreed import window_at

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.model.drill import Drill
    from continuity.model.job import Result, Run

#: The figure by which it is told.
WINDOW = "window"
HOW = {"window": "from its beginning until all of it was taken down, held against the end of the agreed window"}
WHY = {"over": "the agreed window had closed before all of it was taken down"}


def announced_window(drill: Drill, at: datetime) -> dict[str, Any]:
    """Return what a run's intent says of the window in which it begins; nothing of one that needs none."""
    window = window_at(drill.windows, at) if drill.mode is Mode.LIVE else None
    if window is None:
        return {}
    said = {"from": write_time(window.begins), "to": write_time(window.ends), "agreed_by": window.agreed_by}
    return {WINDOW: said}


def closes_at(run: Run) -> datetime | None:
    """Return when the window of a drill closes; None where it has none, or did not say so yet."""
    window = run.detail.get(WINDOW)
    return read_time(window["to"]) if window else None


def held_to_window(found: Result, run: Run, at: datetime) -> Result:
    """Return the result with whether all was over in time, ``at`` being the end; without a window, as it is."""
    ends = closes_at(run)
    if ends is None:
        return found
    late = at > ends
    figure = Measurement(
        subject=run.subject,
        objective=WINDOW,
        target_s=round((ends - run.started_at).total_seconds(), 3),
        actual_s=round((at - run.started_at).total_seconds(), 3),
        verdict=Verdict.MISSED if late else Verdict.MET,
        how=HOW["window"],
        reason=WHY["over"] if late else "",
    )
    return replace(found, measurements=(*found.measurements, figure))
