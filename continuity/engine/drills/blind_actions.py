"""What a blind drill does in place of a runbook: it waits, sees what broke, calls people, and sees them mend it.

What was called and who answered are records of the log: the drill's process may die, and goes on from them.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from continuity.engine.drills.calling import ANSWERED, Called, call, heard, levels
from continuity.engine.incidents.steps import publish
from continuity.engine.procedures.actions.wishing import workshop_of
from continuity.ground import cancel
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, Unavailable
from continuity.ground.timestamps import write_time
from continuity.model.expectation import Expectation
from continuity.recovery.actions.installed import installed_actions
from continuity.recovery.actions.ports import Context, Performed
from continuity.recovery.drills.blind import CALLS, LOOKS, SEES, UNSEEN, WAITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from continuity.model.drill import Drill
    from continuity.model.inventory import Client
    from continuity.recovery.actions.ports import Action
    from continuity.recovery.drills.blind import Plan

_LOOK_S = 0.5


class _Own:
    """What they have in common: no document names them, and nobody does them by hand."""

    required: Sequence[str] = ()
    optional: Sequence[str] = ("looks", "seen", "within")
    changes = False

    def by_hand(self, _parameters: Mapping[str, Any], _context: Context) -> str:
        """Return nothing to type."""
        return ""

    def look(self, _parameters: Mapping[str, Any], _context: Context) -> ContinuityError | None:
        """Tell that nothing keeps it from working."""
        return None


class WaitForMoment(_Own):
    """Waits until the moment that was drawn."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def perform(self, _parameters: Mapping[str, Any], context: Context) -> Performed:
        """Wait, once the commitment has its place under a signed head. Raises ``Unavailable`` where it is too late."""
        publish(workshop_of(context), [context.client])
        while (now := context.clock.now()) < self._plan.at:
            _pause(context, (self._plan.at - now).total_seconds())
        if now >= self._plan.ends:
            raise Unavailable("the moment that was drawn is over: the drill did not go on until then")
        return Performed(answer=write_time(now))


class SeeBroken(_Own):
    """Looks at normal life again and again, until some of it is not as it was, or it is time to give that up."""

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Look. The answer is ``yes`` once the fault is seen, and ``no`` where it never was."""
        begun = context.clock.mark()
        while _well(parameters, context):
            if elapsed(begun, context.clock.mark()).seconds >= parameters["within"]:
                return Performed(answer=UNSEEN)
            _pause(context, _LOOK_S)
        return Performed(answer="yes", values={"seconds": elapsed(begun, context.clock.mark()).seconds})


class CallPeople(_Own):
    """Calls each level of the escalation when its time has come, until somebody answers or the service is back."""

    def __init__(self, drill: Drill, client: Client, back: threading.Event) -> None:
        self._drill, self._client, self._back = drill, client, back

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Call. The answer is who sees to it; ``nobody`` where the service was back first, or was never away."""
        if parameters["seen"] == UNSEEN:
            return Performed(answer=ANSWERED)
        begun = context.clock.now()
        while True:
            back = self._back.is_set()  # before the answers are read: one that comes with it counts
            said = heard(context)
            calls = [one for one in said if isinstance(one, Called)]
            first = min((one.at for one in calls if one.delivered), default=None)
            answer = next((one for one in said if not isinstance(one, Called)), None)
            if answer and first:
                seconds = max(round((answer.at - first).total_seconds(), 3), 0.0)
                told = {"called_at": write_time(first), "answered_at": write_time(answer.at), "seconds": seconds}
                return Performed(answer=answer.by, values=told)
            if back:
                return Performed(answer=ANSWERED, values={"called_at": write_time(first)} if first else {})
            self._due(context, calls, begun)
            _pause(context, _LOOK_S)

    def _due(self, context: Context, calls: Sequence[Called], begun: datetime) -> None:
        since = min((one.at for one in calls), default=begun)
        reached = {one.level for one in calls}
        for level, after, names in levels(self._client):
            if level not in reached and context.clock.now() - since >= after:
                call(context, self._drill, self._client, (level, names))


class SeeBack(_Own):
    """Looks at normal life again and again, until all of it is as it was."""

    def __init__(self, back: threading.Event) -> None:
        self._back = back

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Look. The answer is how often it did; what was never away is not looked for."""
        if parameters["seen"] == UNSEEN:
            return Performed(answer="0")
        count, begun = 1, context.clock.mark()
        while not _well(parameters, context):
            _pause(context, _LOOK_S)
            count += 1
        self._back.set()
        return Performed(answer=str(count), values={"seconds": elapsed(begun, context.clock.mark()).seconds})


def blind_actions(plan: Plan, drill: Drill, client: Client) -> dict[str, Action]:
    """Return the actions of one walk, by the names under which its steps know them."""
    back = threading.Event()
    calls = CallPeople(drill, client, back)
    return {WAITS: WaitForMoment(plan), SEES: SeeBroken(), CALLS: calls, LOOKS: SeeBack(back)}


def _well(parameters: Mapping[str, Any], context: Context) -> bool:
    return all(_holds(one, context) for one in parameters["looks"])


def _holds(look: Mapping[str, Any], context: Context) -> bool:
    try:
        came = installed_actions()[look["do"]].perform(look["with"], context)
    except ContinuityError:
        return False
    return Expectation(**look["expect"]).holds(came.answer)


def _pause(context: Context, seconds: float) -> None:
    """Wait, for as long as the work at hand is wanted."""
    cancel.current().check()
    context.clock.sleep(min(max(seconds, 0.0), _LOOK_S))
    cancel.current().check()
