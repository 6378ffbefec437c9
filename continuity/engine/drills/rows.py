"""Rows written beside the steps until the fault: what of them is there afterwards is what was not lost."""

from __future__ import annotations

import contextvars
import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from continuity.engine.drills.judging import WHY as DOUBTS
from continuity.ground.cancel import Cancel, under
from continuity.ground.clock import elapsed
from continuity.ground.timestamps import write_time
from continuity.model.measurement import Measurement, Verdict
from continuity.recovery.drills.compiling import FAULT, NONCE, ROWS, SANDBOX
from continuity.recovery.drills.rows import Row, nonce_of, spans, survived
from continuity.recovery.procedure.filling import filled
from continuity.recovery.procedure.progress import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.model.job import Result
    from continuity.model.probe import CanaryRows
    from continuity.recovery.doing import Doing
    from continuity.recovery.drills.rows import Survived
    from continuity.recovery.procedure.progress import Progress

WHY = {
    "unwritten": "no row could be written before the fault",
    "again": "the drill was taken up again after the fault: which rows were written before it is not known any more",
    "unread": "the rows that were written could not be looked for",
    "none": "none of the rows that were written before the fault is there",
    "first": "the first of the rows that were written before the fault is not there",
}
HOW = {"rows": "the fault - the newest of the rows written until then up to which all are there afterwards"}
_LIMIT = timedelta(seconds=5)  # how long one row may take
_GRACE_S = 5.0


class Rows:
    """A context manager: within it a row is written at each interval until the fault is done; then :attr:`written`.

    It begins once the drill has its place. A write that fails, or is cut off, is not counted as written. :attr:`late`:
    the fault had been done before, in another sitting, so that nothing is written any more.
    """

    def __init__(self, rows: CanaryRows | None, known: Mapping[str, Any], doing: Doing, progress: Progress) -> None:
        self._rows, self._known, self._progress = rows, known, progress
        self._doing = replace(doing, context=replace(doing.context, time_limit=_LIMIT))
        self._nonce = nonce_of(doing.context.run, progress.events)
        self._over, self._cancel = threading.Event(), Cancel()
        self.written: list[Row] = []
        self.failed, self.late = 0, False
        begin = contextvars.copy_context().run
        self._thread = threading.Thread(target=begin, args=(self._write_all,), name="rows", daemon=True)

    @property
    def wanted(self) -> bool:
        """Whether the drill has any."""
        return self._rows is not None

    def __enter__(self) -> Self:
        self.late = self._broken()
        if self._rows:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._cancel.cancel()
        if self._rows:
            self._thread.join(_GRACE_S)

    def _write_all(self) -> None:
        with under(self._cancel):
            number = 0
            while not self._over.is_set() and not self._broken():
                begun = self._doing.context.clock.mark()
                if self._placed():
                    number += 1
                    self._write(number)
                took = elapsed(begun, self._doing.context.clock.mark()).seconds
                assert self._rows is not None  # noqa: S101 - without rows nobody starts it
                self._over.wait(max(self._rows.every.total_seconds() - took, 0.0))

    def _write(self, number: int) -> None:
        assert self._rows is not None  # noqa: S101
        at, work = self._doing.context.clock.mark(), self._rows.write
        context = self._doing.context
        row = {"row.number": number, NONCE: self._nonce, "row.at": write_time(at.wall)}
        try:
            self._doing.actions[work.action].perform(filled(dict(work.parameters), {**self._known, **row}), context)
            self.written.append(Row(number=number, at=at))
        except KeyboardInterrupt:  # it is over: nobody knows whether this one was written
            self.failed += 1
        except Exception:  # noqa: BLE001 - one that is not written is counted, whatever kept it from being
            self.failed += 1

    def _placed(self) -> bool:
        place = self._progress.steps.get(SANDBOX)
        return place is None or place.state is State.DONE

    def _broken(self) -> bool:
        fault = self._progress.steps.get(FAULT)
        return fault is None or fault.state not in (State.WAITING, State.RUNNING)


def rows_told(rows: Rows) -> dict[str, Any]:
    """Return what a run keeps of rows that nobody looked for; nothing where there were none."""
    if not rows.wanted:
        return {}
    told = {"written": len(rows.written), "failed": rows.failed}
    return {"canary_rows": told | dict.fromkeys(("found", "newest_at", "lost", "lost_s"))}


def with_rows(found: Result, progress: Progress, rows: Rows) -> Result:
    """Return the result with what became of the rows, and the RPO as they tell it; without rows, as it is."""
    read, fault = progress.steps.get(ROWS), progress.steps.get(FAULT)
    if read is None or fault is None:
        return found
    there = _there(read.values.get("answer", "")) if read.state is State.DONE else None
    if there is None or fault.ended is None or not rows.written:
        why = WHY["unread" if rows.written else "again" if rows.late else "unwritten"]
        return _with(found, [_doubted(one, why) for one in found.measurements], rows_told(rows)["canary_rows"])
    came = survived(rows.written, rows.failed, there, fault.ended)
    first = elapsed(rows.written[0].at, fault.ended).seconds
    return _with(found, [_held(one, came, first) for one in found.measurements], came.as_json())


def _there(answer: Any) -> Sequence[tuple[int, int]] | None:
    try:
        return spans(str(answer))
    except ValueError:
        return None


def _with(found: Result, measured: Sequence[Measurement], told: dict[str, Any]) -> Result:
    return replace(found, measurements=tuple(measured), detail=found.detail | {"canary_rows": told})


def _doubted(one: Measurement, why: str) -> Measurement:
    return _joined(one, None, Verdict.UNPROVEN, why) if one.objective == "rpo" else one


def _held(one: Measurement, came: Survived, first_s: float) -> Measurement:
    """Return the RPO as the rows tell it; where the first is gone, it is at least all since that one."""
    if one.objective != "rpo" or one.target_s is None:
        return one
    if came.lost_s is None:
        verdict = Verdict.MISSED if first_s > one.target_s else Verdict.UNPROVEN
        return _joined(one, None, verdict, WHY["first" if came.found else "none"])
    return _joined(one, came.lost_s, Verdict.MET if came.lost_s <= one.target_s else Verdict.MISSED, "")


def _joined(one: Measurement, lost_s: float | None, verdict: Verdict, why: str) -> Measurement:
    """Return what the rows tell with what a restore told: the worse verdict and figure, both reasons.

    Where no data time is known, the rows alone tell it.
    """
    if one.reason == DOUBTS["nothing"]:
        return replace(one, actual_s=lost_s, verdict=verdict, how=HOW["rows"], reason=why)
    worse = lost_s is not None and one.actual_s is not None and one.actual_s > lost_s
    return replace(
        one,
        actual_s=one.actual_s if worse else lost_s,
        verdict=Verdict.worst([one.verdict, verdict]),
        how=one.how if worse else HOW["rows"],
        reason="; ".join(filter(None, (one.reason, why))),
    )
