"""How long a drill may stand: once that is over nothing more begins, what runs is ended, and what is known is kept."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from continuity.engine.rehearsals.rehearsal import judged
from continuity.ground import cancel
from continuity.ground.errors import NotProven
from continuity.model.measurement import Measurement, Verdict

if TYPE_CHECKING:
    from continuity.ground.clock import Mark
    from continuity.model.job import Result

#: How long an isolated drill may stand whose document does not say.
LONGEST = timedelta(hours=8)
WHY = {
    "late": "its time limit was over before the service was usable, and the RTO had passed",
    "over": "its time limit was over before it ended",
}


class Lifetime:
    """A context manager: what works in it is cancelled once the time is over, and that is no error; see :attr:`over`.

    Without a ``limit`` it lasts as long as the work does.
    """

    def __init__(self, limit: timedelta | None) -> None:
        self.limit, self.over = limit, False
        self.ended: Mark | None = None  # of one that ended in an earlier process
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        if self.limit is None:
            return self
        own = self._stack.enter_context(cancel.scope())

        def end() -> None:
            self.over = True
            own.cancel()

        timer = threading.Timer(self.limit.total_seconds(), end)
        timer.daemon = True
        timer.start()
        self._stack.callback(timer.cancel)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> bool:
        self._stack.close()
        return self.over and kind is not None and issubclass(kind, KeyboardInterrupt)


def cut_short(found: Result, life: Lifetime, gone_s: float) -> Result:
    """Return the result of a drill whose time was over ``gone_s`` seconds after its fault: nothing in it is met.

    Missed is what would be missed however long it had lasted.
    """
    fault = NotProven(
        "its time limit of {limit} was over: nothing more was begun, and everything was taken down",
        hint="find out what took so long, or give it more time: time_limit",
        limit=life.limit,
    )
    return judged(replace(found, measurements=tuple(_cut(one, gone_s) for one in found.measurements)), fault)


def _cut(one: Measurement, gone_s: float) -> Measurement:
    if one.objective == "rto" and one.actual_s is None and one.target_s is not None and gone_s > one.target_s:
        return replace(one, verdict=Verdict.MISSED, reason=WHY["late"])
    if one.objective == "rto" and one.verdict is Verdict.MET:
        return replace(one, verdict=Verdict.UNPROVEN, reason=WHY["over"])
    return one
