"""What the engine is asked to do, and what it answers: jobs, orders of the scheduler, hands, and how a run ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import NotProven, Refused, Unavailable
from continuity.model.job import Outcome
from continuity.model.measurement import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from continuity.evidence.journal import Journal
    from continuity.evidence.sequencer import Sequencer
    from continuity.ground.errors import ContinuityError
    from continuity.model.job import JobKind, Result, Run
    from continuity.model.measurement import Measurement
    from continuity.policy.timetable import Timetable
    from continuity.state.store import Transaction


#: The lease of the one active scheduler; its token fences off the orders of those before it.
SCHEDULER = "scheduler"


class CutOff(KeyboardInterrupt):
    """Work was interrupted; ``detail`` is what its run keeps of what was seen until then."""

    def __init__(self, detail: Mapping[str, Any]) -> None:
        super().__init__()
        self.detail = dict(detail)


@dataclass(frozen=True, kw_only=True)
class ClientLog:
    """One client's log: who writes into it, and who sequences it."""

    journal: Journal
    sequencer: Sequencer


@dataclass(frozen=True, kw_only=True)
class Order:
    """What makes a run the fulfilment of an announced job; ``fence`` is the token of the scheduler that gave it out.

    ``timetable``: when the same work falls due again, where the scheduler says so.
    """

    job: str
    scheduled_for: datetime
    fence: int
    timetable: Timetable | None = None


@dataclass(frozen=True, kw_only=True)
class Job:
    """Work to do now. ``intent`` is what the run announces before it begins; it holds no secret.

    Without an ``order`` a person asked for it, and it is due now.
    """

    kind: JobKind
    client: str
    subject: str
    policy_digest: str = ""
    order: Order | None = None
    intent: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Hands:
    """What does the work of one job, and what measures it.

    ``work`` may raise a ``ContinuityError`` only before it touched anything; ``measure`` runs inside the
    transaction that ends the run.
    """

    work: Callable[[Run], Result]
    measure: Callable[[Transaction, Run, datetime], tuple[Measurement, ...]] = lambda _tx, _run, _at: ()


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A run that ended, with the faults met on the way (their templates kept, for faces to translate)."""

    run: Run
    problems: tuple[ContinuityError, ...] = ()

    @property
    def exit_code(self) -> int:
        """What a command that waited for this run exits with (``docs/reference/exit-codes.md``)."""
        if self.run.outcome is Outcome.INCOMPLETE:
            return 1 if any(isinstance(problem, NotProven) for problem in self.problems) else 3
        if self.run.outcome is not Outcome.SUCCEEDED:
            return max((problem.exit_code for problem in self.problems), default=1)
        return 0 if all(m.verdict is Verdict.MET for m in self.run.measurements) else 1


class TakenOver(Refused):
    """The scheduler that ordered it is not the active one any more: the job is another's now, and nothing was begun."""


class PutDown(Exception):
    """Work that people put down to take it up later: its run stays open, and its journal knows where it stands."""


class Unwritten(Unavailable):
    """A run ended, and the database could not take it: the engine keeps it, and writes it when it can."""

    def __init__(self, run: Run, cause: ContinuityError) -> None:
        super().__init__(cause.template, hint=cause.hint, **cause.values)
        self.run = run


class Unsigned(Refused):
    """A run ended and is recorded, and its client's log cannot be signed on: it is not what was published."""

    def __init__(self, run: Run, cause: ContinuityError) -> None:
        super().__init__(cause.template, hint=cause.hint, **cause.values)
        self.run = run
