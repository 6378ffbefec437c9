"""When each step of a drill began, ended and was signed: from its journal alone, for documents change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.ground.clock import Mark, elapsed
from continuity.ground.timestamps import read_time
from continuity.model.journal import Kind
from continuity.recovery.drills.compiling import FAULT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from continuity.model.job import Run
    from continuity.model.journal import Event

_DONE = (Kind.DONE, Kind.WAS_DONE)
_ENDS = (*_DONE, Kind.FAILED, Kind.SKIPPED)


@dataclass(kw_only=True)
class Moment:
    """One step: its marks, who did it and who signed, what it gave, how it failed before it came out.

    ``by`` is empty where the engine did it; ``run`` is the run by which it did.
    """

    name: str
    begun: Mark | None = None
    ended: Mark | None = None
    passed: Mark | None = None
    by: str = ""
    signed: list[str] = field(default_factory=list)
    said: str = ""
    failures: list[str] = field(default_factory=list)
    values: Mapping[str, Any] = field(default_factory=dict)
    attachments: list[Mapping[str, Any]] = field(default_factory=list)
    run: str = ""

    def take(self, event: Event) -> None:
        """Read one event about it."""
        self.attachments += event.detail.get("attachments", ())
        self.run = str(event.detail.get("run") or self.run)
        said = str(event.detail.get("said", ""))
        if event.kind is Kind.BEGUN:
            self.begun = self.begun or event.at
        elif event.kind is Kind.FAILED:
            self.failures.append(said)
        elif event.kind in _DONE:
            self.signed, self.values = [], event.detail.get("values", {})
        if event.kind in _ENDS:
            self.ended = self.passed = event.at
            self.by = event.by
        if event.kind in (*_DONE, Kind.SIGNED) and event.by and event.by not in self.signed:
            self.signed.append(event.by)
            self.passed = event.at
        if event.kind in (Kind.SKIPPED, Kind.GIVEN_UP):
            self.said = said


def moments(events: Iterable[Event]) -> dict[str, Moment]:
    """Return every step that the journal names, in the order in which they were begun."""
    found: dict[str, Moment] = {}
    for event in events:
        if event.step:
            found.setdefault(event.step, Moment(name=event.step)).take(event)
    return found


def zero(steps: Mapping[str, Moment], events: Sequence[Event], run: Run) -> Mark | None:
    """Return when the clock of the RTO began: at the end of the fault; without one, when the drill was called.

    A run of before that was recorded is counted from the first line of its journal.
    """
    fault = steps.get(FAULT)
    if fault and fault.ended and not fault.failures:
        return fault.ended
    return declared(run) or (events[0].at if events else None)


def declared(run: Run) -> Mark | None:
    """Return when the drill was called; None of a run of before that was recorded."""
    called = run.detail.get("declared")
    if called is None:
        return None
    wall = read_time(called["wall"]) if "wall" in called else run.started_at
    return Mark(wall=wall, boot_s=called["boot_s"], boot_id=called["boot_id"])


def whole_s(run: Run) -> float | None:
    """Return the seconds from the call of the drill until all of it was taken down; None where it never ended."""
    called = declared(run)
    if run.duration_s is None or called is None:
        return run.duration_s
    return round(run.duration_s + max((run.started_at - called.wall).total_seconds(), 0.0), 3)


def seconds(start: Mark, end: Mark | None) -> float | None:
    """Return the seconds between two marks; None where there is no second."""
    return round(elapsed(start, end).seconds, 3) if end else None
