"""One action of a step, done once: filled in, bounded in time, its answer held against what is expected."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from continuity.ground import cancel
from continuity.ground.errors import ContinuityError, NotProven, Unavailable, UsageError
from continuity.ground.ssh import Stranger
from continuity.model.journal import Kind, New
from continuity.model.procedure import Work
from continuity.recovery.actions.ports import Findable
from continuity.recovery.observing import noted
from continuity.recovery.procedure.filling import filled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.model.procedure import Step
    from continuity.recovery.actions.ports import Action, Context, Performed
    from continuity.recovery.attachments import Attachments


class Halt(Exception):
    """A step failed in a way that nobody goes on from at once: ``event`` says so, ``cause`` is raised."""

    def __init__(self, event: New, cause: ContinuityError) -> None:
        super().__init__(str(cause))
        self.event, self.cause = event, cause


@dataclass(frozen=True, kw_only=True)
class Doing:
    """The hands of a procedure: its actions by name, what each of them is given, and where files that they name go."""

    actions: Mapping[str, Action]
    context: Context
    attachments: Attachments | None = None
    at_once: int = 4  # how many of them side by side
    #: all of it is taken down with its place, whatever ends it: giving the procedure up undoes no step itself
    leaves_nothing: bool = False

    def step(self, step: Step, known: Mapping[str, Any]) -> New:
        """Do the step's action and return the event that says what came of it.

        Raises ``Halt`` where a host is not the one that is known: whoever stands there, nothing more is sent.
        """
        assert step.work is not None  # noqa: S101 - a manual step has none, and is not done here
        try:
            return self._held(step, known, self.work(step.work, known, step), Kind.DONE)
        except Stranger as error:
            raise Halt(_failed(step, error), error) from error
        except ContinuityError as error:
            return _failed(step, error)
        except Exception as error:  # noqa: BLE001 - a fault of an action is no end of the procedure
            return New(kind=Kind.FAILED, step=step.name, detail={"said": f"{type(error).__name__}: {error}"})

    def _held(self, step: Step, known: Mapping[str, Any], done: Performed, kind: Kind) -> New:
        """Hold what was done against what is expected; what was found stands in the event either way."""
        found = _detail(done)
        try:
            hold(step, done.answer, known, done.told)
            found |= noted(step, done, self.attachments)
        except ContinuityError as error:
            return _failed(step, error, found)
        return New(kind=kind, step=step.name, detail=found)

    def by_hand(self, work: Work, known: Mapping[str, Any]) -> str:
        """Return the command by which a person does the same. Raises ``UsageError`` where it cannot be said."""
        return self.actions[work.action].by_hand(filled(dict(work.parameters), known), self.context)

    def was_done(self, step: Step, known: Mapping[str, Any]) -> New | None:
        """Ask the run that it began, or the step's own probe, about an interrupted step; None where nobody can say.

        What was begun and did not come out has failed, and is no longer in doubt.
        """
        if step.repeatable:
            return New(kind=Kind.AGAIN, step=step.name)
        found = self._found(step, known)
        if step.done_when is None or (found and found.kind is Kind.WAS_DONE):
            return found
        try:
            done = self.work(step.done_when, known, step)
        except NotProven:
            return New(kind=Kind.AGAIN, step=step.name)
        except Exception:  # noqa: BLE001 - the probe cannot say
            return None
        return New(kind=Kind.WAS_DONE, step=step.name, detail=_detail(done))

    def _found(self, step: Step, known: Mapping[str, Any]) -> New | None:
        action = self.actions[step.work.action] if step.work else None
        if step.work is None or not isinstance(action, Findable):
            return None
        try:
            context = replace(self.context, step=step.name)
            done = action.found(filled(dict(step.work.parameters), known), context)
            return self._held(step, known, done, Kind.WAS_DONE) if done else None
        except ContinuityError as error:
            return _failed(step, error)
        except Exception:  # noqa: BLE001 - it cannot say
            return None

    def work(self, work: Work, known: Mapping[str, Any], step: Step) -> Performed:
        """Perform an action within the step's time limit. Raises a ``ContinuityError`` where it does not come out."""
        action = self.actions[work.action]
        parameters = filled(dict(work.parameters), known)
        context = replace(self.context, time_limit=step.time_limit, step=step.name)
        if step.time_limit is None:
            return action.perform(parameters, context)
        late = threading.Event()
        with cancel.scope() as own:

            def end() -> None:
                late.set()
                own.cancel()

            timer = threading.Timer(step.time_limit.total_seconds(), end)
            timer.daemon = True
            timer.start()
            try:
                return action.perform(parameters, context)
            except KeyboardInterrupt:
                if not late.is_set():
                    raise
                raise Unavailable(
                    "it did not end within {limit}",
                    hint="see what it waits for, then have it done again, or do it by hand",
                    limit=step.time_limit,
                ) from None
            finally:
                timer.cancel()


def _failed(step: Step, error: ContinuityError, found: Mapping[str, Any] | None = None) -> New:
    said: dict[str, Any] = {"said": str(error), "hint": error.hint, "family": error.code}
    said |= {"untouched": True} if error.untouched else {}
    return New(kind=Kind.FAILED, step=step.name, detail=dict(found or {}) | said)


def hold(step: Step, answer: str, known: Mapping[str, Any], told: str = "") -> None:
    """Hold an answer against what the step expects; ``NotProven``, which says what it was ``told``, where it is not."""
    expect = step.expect and replace(step.expect, value=str(filled(step.expect.value, known)))
    if expect is not None and not expect.holds(answer):
        raise NotProven(
            "expected {expected}, got {answer}: {told}" if told else "expected {expected}, got {answer}",
            told=told,
            hint="find out why before you go on",
            expected=expect,
            answer=answer or "-",
        )


def refuse_unknown(step: Step, actions: Mapping[str, Action], where: str) -> None:
    """Raise ``UsageError`` for an action that is not installed, or parameters that it does not have, or lacks."""
    for work in (step.work, step.done_when, step.undo):
        if isinstance(work, Work):
            _refuse(step.name, work, actions, where)


def _refuse(step: str, work: Work, actions: Mapping[str, Action], where: str) -> None:
    if work.action not in actions:
        raise UsageError(
            "step {step}: there is no action named {action}",
            hint="write one of these in {where}: {names}",
            where=where,
            step=step,
            action=work.action,
            names=", ".join(sorted(actions)),
        )
    action = actions[work.action]
    names = {*action.required, *action.optional}
    for name in [one for one in work.parameters if one not in names] + [
        one for one in action.required if one not in work.parameters
    ]:
        raise UsageError(
            "step {step}: {name} is missing, or no parameter of {action}",
            hint="its parameters, to be mended in {where}: {names}",
            where=where,
            step=step,
            name=name,
            action=work.action,
            names=", ".join([*action.required, *action.optional]),
        )


def _detail(done: Performed) -> dict[str, Any]:
    values = dict(done.values) | ({"answer": done.answer} if done.answer else {})
    measured = [one.as_json() for one in done.measurements]
    return (
        {"values": values} | ({"run": done.run} if done.run else {}) | ({"measurements": measured} if measured else {})
    )
