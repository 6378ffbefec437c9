"""A copy that failed for a cause that may pass is tried again, and every try is told while it happens.

How long, and which faults, is ``policy/persistence``'s to say; tenacity does the waiting.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground import cancel
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, Passing, Unavailable
from continuity.model.job import Copy, Try
from continuity.policy import persistence

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tenacity import RetryCallState

    from continuity.ground.clock import Clock


@dataclass(frozen=True, kw_only=True)
class Persistence:
    """How far a run goes on trying. ``until`` None: every copy is tried once.

    ``note`` is told all tries of a copy each time that one begins or ends; what it cannot take stops no copy.
    """

    run: str = ""
    until: datetime | None = None
    note: Callable[[str, tuple[Try, ...]], None] = lambda _repository, _tries: None


class Tries:
    """The tries of one copy, one after the other."""

    def __init__(self, repository: str, persistence: Persistence, clock: Clock) -> None:
        self._repository, self._rules, self._clock = repository, persistence, clock
        self._made: list[Try] = []
        self._waited = timedelta()

    @property
    def made(self) -> tuple[Try, ...]:
        """All tries so far."""
        return tuple(self._made)

    @property
    def first(self) -> bool:
        """Whether the one at hand is the first."""
        return len(self._made) < 2  # noqa: PLR2004 - the one at hand is among them

    def waited(self, seconds: float) -> None:
        """Take note that the try at hand had to wait for its turn."""
        self._made[-1] = replace(self._made[-1], waited_s=seconds)

    def make(self, once: Callable[[], tuple[Copy, ContinuityError | None]]) -> Copy:
        """Call ``once`` until it succeeds, or what it returns as its fault will not pass in time; it raises nothing."""
        import tenacity

        attempts = tenacity.Retrying(
            sleep=self._sleep,
            wait=self._wait,
            retry=tenacity.retry_if_result(self._again),
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )
        copy, _problem = attempts(self._once, once)
        return replace(copy, attempts=self.made)

    def _once(self, once: Callable[[], tuple[Copy, ContinuityError | None]]) -> tuple[Copy, ContinuityError | None]:
        begun = self._clock.mark()
        self._made.append(Try(at=begun.wall))
        self._note()
        copy, problem = once()
        took = round(elapsed(begun, self._clock.mark()).seconds, 3)
        self._made[-1] = replace(self._made[-1], duration_s=took, outcome=copy.outcome, reason=copy.reason)
        self._note()
        return copy, problem

    def _note(self) -> None:
        with suppress(ContinuityError):  # a full disk keeps no copy from being made
            self._rules.note(self._repository, self.made)

    def _again(self, made: tuple[Copy, ContinuityError | None]) -> bool:
        fault = passing(made[1])
        if fault is None or self._rules.until is None:
            return False
        wait, now = self._pause(fault), self._clock.now()
        return persistence.allowed(fault, self._waited, wait, now=now, until=self._rules.until)

    def _wait(self, state: RetryCallState) -> float:
        made = state.outcome.result() if state.outcome else None
        fault = passing(made[1]) if made else None
        return self._pause(fault).total_seconds() if fault else 0.0

    def _pause(self, fault: Passing) -> timedelta:
        number = len(self._made)
        return persistence.pause(fault, number, persistence.share_of(self._rules.run, self._repository, number))

    def _sleep(self, seconds: float) -> None:
        cancel.pause(seconds)
        self._waited += timedelta(seconds=seconds)


def passing(problem: ContinuityError | None) -> Passing | None:
    """Return the family of a fault that may pass; None for every other, and for none."""
    return problem.passing if isinstance(problem, Unavailable) else None
