"""The one executor of procedures: what may begin is begun, what needs a person waits for one, and all is written first.

The journal is the truth: an event is committed before the step that it announces touches the world. Whoever reads it
later goes on where it stops. Actions that do not need each other run side by side; people do one thing at a time.
"""

from __future__ import annotations

import contextlib
import contextvars
import threading
from typing import TYPE_CHECKING, Any, Protocol

from continuity.ground import cancel
from continuity.ground.errors import ContinuityError
from continuity.model.journal import Event, Kind, New
from continuity.recovery.doing import Doing, Halt, hold
from continuity.recovery.procedure.people import Decided, Leave
from continuity.recovery.procedure.progress import Progress, State, read, take
from continuity.recovery.undoing import tear_down, undo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.model.procedure import Procedure, Step
    from continuity.recovery.procedure.people import Decision, People

WHY = {"nobody": "nobody answered within its time limit"}
_GRACE_S = 15.0  # longer than a child that was told to end may take (ground/process)
_LOOK_S = 0.2  # how often an interruption is looked for while actions work


class Journal(Protocol):
    """Where the events of one procedure's run are kept."""

    def events(self) -> Sequence[Event]:
        """Return all of them, in their order."""

    def append(self, new: Sequence[New]) -> Sequence[Event]:
        """Write them durably, together or not at all, and return them with their numbers and times."""


class Executor:
    """One procedure, executed; ``inputs`` are its inputs by name. Made anew for each process that takes it up."""

    def __init__(
        self, procedure: Procedure, journal: Journal, people: People, doing: Doing, inputs: Mapping[str, Any]
    ) -> None:
        self._journal, self._people, self.doing, self._inputs = journal, people, doing, dict(inputs)
        self.progress = read(procedure, journal.events())
        self._changed = threading.Condition(threading.RLock())
        self._busy: set[str] = set()
        self._closing = self._asking = False
        self._fault: BaseException | None = None

    def run(self) -> Progress:
        """Walk the procedure to its end, or to its undoing, and return where it stands then.

        Raises ``Leave`` or ``KeyboardInterrupt`` where people put it down, ``Refused`` where a host is a stranger (its
        step failed), and what the journal raises.
        """
        self._people.begins(self._write, self._inputs)
        self._write(New(kind=Kind.TAKEN_UP, by=self._people.technician))
        try:
            with cancel.scope():
                self._walk()
        except BaseException:
            self._abandon()
            raise
        return self.progress

    def tear_down(self) -> Progress:
        """Undo what says how it is undone, as a rehearsal leaves nothing behind; return where each step stands then.

        Also of a procedure whose process died: what the journal says was begun.
        """
        tear_down(self.progress, self.doing, self._people, self._inputs, self._write)
        return self.progress

    def _walk(self) -> None:
        try:
            while self._next():
                pass
        except Leave:
            self._close()
            raise
        self._close()
        if self.progress.aborting:
            undo(self.progress, self.doing, self._people, self._inputs, self._write)

    def _abandon(self) -> None:
        """Wait until what was told to end has ended: nobody takes the procedure up while it still works."""
        with self._changed:
            self._closing = True
            for _ in range(round(_GRACE_S / _LOOK_S)):
                if not self._busy:
                    return
                self._changed.wait(_LOOK_S)

    def _next(self) -> bool:
        """Have the next thing done: what actions can do begins at once, what people must do one after the other.

        False once there is nothing left to do.
        """
        with self._changed:
            if self._fault:
                raise self._fault
            if self.progress.complete() or self.progress.aborting:
                return False
            self._begin()
            step = self._for_people()
            if step is None:
                self._changed.wait(_LOOK_S)
                cancel.current().check()
                return True
        try:
            self._with_people(step)
        except Decided as decided:
            self._write(_as_event(step, decided.decision))
        return True

    def _begin(self) -> None:
        """Begin every action that may begin now, as far as there is room; the lock is ours."""
        for step in self._written_with_next():
            self._start(step)

    def _written_with_next(self, *came: New) -> list[Step]:
        """Write what came, and with it that what may begin now begins: one commit; returns what that is.

        The lock is ours.
        """
        mark = self.doing.context.clock.mark
        for one in came:  # what it changes decides what may begin; the journal tells it again, and alike
            take(self.progress, Event(number=self.progress.events + 1, at=mark(), **vars(one)))
        room = 0 if self._closing or self.progress.aborting else self.doing.at_once - len(self._busy)
        waiting = [one for one in self.progress.ready() if one.name not in self._busy]
        self._asking = any(one.work is None for one in waiting)
        ready = [one for one in waiting if one.work][: max(room, 0)]
        self._busy.update(one.name for one in ready)
        try:
            if came or ready:
                self._write(*came, *(New(kind=Kind.BEGUN, step=one.name) for one in ready))
        except BaseException:
            self._busy.difference_update(one.name for one in ready)
            raise
        return ready

    def _start(self, step: Step) -> None:
        begin = contextvars.copy_context().run
        threading.Thread(target=begin, args=(self._work, step), daemon=True).start()

    def _work(self, step: Step | None) -> None:
        """Do one step's action, again as often as it may be tried again, and then what may follow it."""
        name = ""
        try:
            while step is not None:
                name = step.name
                came = self.doing.step(step, self._inputs | self.progress.known())
                step = self._retried(step, came) or self._followed(step, came)
        except Halt as halt:
            self._fault = halt.cause
            with contextlib.suppress(Exception):  # unwritten it stays begun, and the host is a stranger all the same
                self._write(halt.event)
        except KeyboardInterrupt as error:  # it stays begun: whoever takes the procedure up finds it doubtful
            if not cancel.current().cancelled:
                self._fault = error
        except BaseException as error:  # noqa: BLE001 - it is raised in the thread that waits
            self._fault = error
        finally:
            with self._changed:
                self._busy.discard(name)
                self._changed.notify_all()

    def _retried(self, step: Step, came: New) -> Step | None:
        """Return the step again where it failed and may be tried again, once its wait is over."""
        tries = self.progress.steps[step.name].tries
        if came.kind is not Kind.FAILED or step.retries is None or tries > step.retries.count:
            return None
        self._write(came)
        left = step.retries.wait.total_seconds()
        while left > 0 and not self._closing:
            cancel.current().check()
            self.doing.context.clock.sleep(min(left, _LOOK_S))
            left -= _LOOK_S
        if self._closing or self.progress.aborting:
            return None
        self._write(New(kind=Kind.AGAIN, step=step.name), New(kind=Kind.BEGUN, step=step.name))
        return step

    def _followed(self, step: Step, came: New) -> Step | None:
        """Write what came of a step, begin what may begin behind it, and return the first of that: it is ours to do."""
        with self._changed:
            self._busy.discard(step.name)
            written = self.progress.steps[step.name].state is State.FAILED
            begun = self._written_with_next(*([] if written else [came]))
            for one in begun[1:]:
                self._start(one)
            if not begun or self._asking or self.progress.stuck():  # nothing else is for the thread that waits
                self._changed.notify_all()
            return begun[0] if begun else None

    def _for_people(self) -> Step | None:
        """Return what a person has to do next: decide, sign, or do; the lock is ours."""
        waiting = [*self.progress.stuck(), *(one for one in self.progress.ready() if one.work is None)]
        return next((one for one in waiting if one.name not in self._busy), None)

    def _with_people(self, step: Step) -> None:
        state = self.progress.steps[step.name].state
        if state is State.WAITING:
            self._write(New(kind=Kind.BEGUN, step=step.name))
            self._write(self._done_by_people(step))
        elif state is State.UNSIGNED:
            self._write(New(kind=Kind.SIGNED, step=step.name, by=self._people.signs(step, self.progress)))
        else:
            known = self._inputs | self.progress.known()
            found = self.doing.was_done(step, known) if state is State.DOUBTFUL else None
            self._write(found or _as_event(step, self._people.decides(step, self.progress)))

    def _done_by_people(self, step: Step) -> New:
        answer = self._people.does(step, self.progress)
        if answer is None:
            return New(kind=Kind.FAILED, step=step.name, detail={"said": WHY["nobody"]})
        try:
            hold(step, answer.value, self._inputs | self.progress.known())
        except ContinuityError as error:
            detail = {"said": str(error), "hint": error.hint}
            return New(kind=Kind.FAILED, step=step.name, by=answer.by, detail=detail)
        values = {"answer": answer.value} if answer.value else {}
        return New(kind=Kind.DONE, step=step.name, by=answer.by, detail=dict(answer.detail) | {"values": values})

    def _close(self) -> None:
        """Let what is being done come to its end, and begin nothing more."""
        with self._changed:
            self._closing = True
            while self._busy and not self._fault:
                self._changed.wait(_LOOK_S)
                cancel.current().check()
            if self._fault:
                raise self._fault

    def _write(self, *new: New) -> None:
        with self._changed:
            for event in self._journal.append(new):
                take(self.progress, event)
                self._people.heard(event, self.progress)


def _as_event(step: Step, decision: Decision) -> New:
    about = "" if decision.kind is Kind.ABORTED else step.name
    return New(kind=decision.kind, step=about, by=decision.by, detail={"said": decision.reason})
