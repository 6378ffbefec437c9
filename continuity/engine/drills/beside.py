"""What works beside the steps of a drill, from before the first look at normal life until after the last."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

from continuity.engine.drills.probing import probing
from continuity.engine.drills.rows import Rows, rows_told, with_rows
from continuity.engine.drills.seen_by_clients import as_clients_saw_it, probes_told
from continuity.engine.drills.sight import Sight
from continuity.engine.orders import CutOff
from continuity.ground.errors import UsageError
from continuity.model.procedure import Step
from continuity.recovery.actions.installed import installed_actions
from continuity.recovery.doing import refuse_unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.ground.clock import Clock, Mark
    from continuity.model.drill import Drill
    from continuity.model.job import Result
    from continuity.recovery.drills.usable import Seen
    from continuity.recovery.executor import Executor


def refuse_wrong(drill: Drill, known: Mapping[str, Any], clock: Clock) -> None:
    """Raise ``UsageError`` for a probe that cannot be, rows that cannot be written, or rows without a fault."""
    probing(drill.probes, known, clock)
    if drill.canary_rows is None:
        return
    if drill.fault is None:
        raise UsageError(
            "canary_rows are written until the fault, and {drill} has none",
            hint="give it a fault, or leave canary_rows out",
            drill=drill.name,
        )
    writing = Step(name="canary_rows", title={}, work=drill.canary_rows.write)
    refuse_unknown(writing, installed_actions(), drill.where)


class Beside:
    """The probes and the rows of a drill, as a context manager around its executor's run.

    Raises ``UsageError`` when it is made with a probe that cannot be. Whatever ends the run, both end with it, and what
    they saw until then is there.
    """

    def __init__(self, drill: Drill, known: Mapping[str, Any], executor: Executor, sight: Sight | None = None) -> None:
        """``sight``: where a drill that may be taken up again keeps what its probes see."""
        context = executor.doing.context
        self._executor, self._sight = executor, sight or Sight()
        self._probes = probing(drill.probes, known, context.clock)
        self._rows = Rows(drill.canary_rows, known, executor.doing, executor.progress)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._stack.enter_context(self._sight.kept(self._probes.seen))
        self._stack.enter_context(self._probes)
        self._stack.enter_context(self._rows)
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """End both. Raises ``CutOff`` for an interruption: with it goes what was seen."""
        self._stack.close()
        if isinstance(error, KeyboardInterrupt):
            raise CutOff(self.told()) from error

    def settled(self) -> Self:
        """Wait until an outage that may just have ended has been seen to end."""
        self._probes.settled()
        return self

    def told(self) -> dict[str, Any]:
        """Return what a run that was cut off keeps of it."""
        return probes_told(self._seen()) | rows_told(self._rows)

    def judged(self, found: Result, declared: Mark, *, played: bool) -> Result:
        """Return the result of the drill with what was seen beside it."""
        progress = self._executor.progress
        seen = as_clients_saw_it(found, progress, declared, self._seen(), played=played)
        return with_rows(seen, progress, self._rows)

    def _seen(self) -> tuple[Seen, ...]:
        return self._sight.whole(self._probes.seen())
