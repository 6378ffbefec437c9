"""What the guide says of a procedure: which step it is, why, what is done, how much time is left, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.faces.cli.runbook_times import tell_last_runs
from continuity.faces.runbook_paper import expected
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError
from continuity.model.expectation import Expectation
from continuity.model.journal import Kind
from continuity.policy.lengths import said
from continuity.recovery.procedure.filling import lines, shown
from continuity.recovery.procedure.progress import State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from continuity.faces.cli.session import Session
    from continuity.model.journal import Event
    from continuity.model.procedure import Step, Told, Work
    from continuity.recovery.doing import Doing
    from continuity.recovery.procedure.progress import Progress

_PASSED = (State.DONE, State.SKIPPED)
#: What stands before a step of an overview; everything else waits for a person's decision.
_MARKS = {
    State.WAITING: "·",
    State.RUNNING: "▶",
    State.DONE: "✓",
    State.SKIPPED: "–",
    State.UNDONE: "↶",
    State.UNDOING: "↶",
}


class GuideWords:
    """Says it in the session's language. ``inputs`` is what texts may name, ``times`` the earlier runs' by step."""

    def __init__(self, session: Session, doing: Doing | None, inputs: Mapping[str, Any], rto: timedelta | None) -> None:
        self.inputs = inputs
        self.times: Mapping[str, Any] = {}
        self._session, self._doing, self._rto = session, doing, rto

    def heard(self, event: Event, progress: Progress) -> None:
        """Say in one line what was just written."""
        step = progress.procedure.steps.get(event.step)
        if event.kind is Kind.TAKEN_UP and progress.events > 1:
            self._recap(progress)
        if step is None:
            return
        if event.kind is Kind.BEGUN and step.work:
            self.head(step, progress)
            if command := self.by_hand(step.work, progress):
                self._session.say("  $ {command}", command=command)
        elif event.kind in (Kind.DONE, Kind.WAS_DONE) and step.work:
            answer = str(event.detail.get("values", {}).get("answer", ""))
            self._session.say("  {step}: done. {answer}", step=step.name, answer=answer)
            self._observed(step, event, progress)
        else:
            self._said(event, step)

    def _said(self, event: Event, step: Step) -> None:
        why = self._session.language.told(str(event.detail.get("said", "")))
        if event.kind is Kind.FAILED:
            self._session.say("  {step}: FAILED: {why}", step=step.name, why=why)
            if hint := self._session.language.told(str(event.detail.get("hint", ""))):
                self._session.say("  hint: {hint}", hint=hint)
        elif event.kind is Kind.UNDOING:
            self._session.say("  undoing {step}", step=step.name)
        elif event.kind is Kind.NOT_UNDONE:
            self._session.say("  NOT UNDONE: {step}: {why}", step=step.name, why=why)

    def _observed(self, step: Step, event: Event, progress: Progress) -> None:
        """Say what the engine itself noted down of a step."""
        if step.observe and "observed" in event.detail:
            title, value = self.filled(step.observe.title, progress), event.detail["observed"]
            self._session.say("  {title}: {value}", title=title, value=value)
        for kept in event.detail.get("attachments", ()):
            self._session.say("  kept: {name}, {bytes} bytes, SHA-256 {sha256}", **kept)

    def _recap(self, progress: Progress) -> None:
        """Say to whoever takes it up what was done, by whom, and what was noted."""
        for name, one in progress.steps.items():
            if one.state in _PASSED:
                title = self._told(progress.procedure.steps[name].title)
                who = ", ".join(dict.fromkeys(filter(None, (one.done_by, *one.signed_by)))) or "continuity"
                self._session.say("done: {title} ({who})", title=title, who=who)
        for who, text in progress.notes:
            self._session.say("note of {who}: {text}", who=who, text=text)

    def head(self, step: Step, progress: Progress) -> None:
        """Say which step it is, how much time is left, how long it took before, and why it is done."""
        names = list(progress.procedure.steps)
        self._session.say("")
        self._session.say(
            "step {number} of {count}: {title}",
            number=names.index(step.name) + 1,
            count=len(names),
            title=self._told(step.title),
        )
        if progress.first:
            self._session.say("  {text}", text=self.clock(progress))
        tell_last_runs(self._session, self.times.get(step.name))
        if step.why:
            self._session.say("  {text}", text=self.filled(step.why, progress))

    def task(self, step: Step, progress: Progress) -> None:
        """Say what a person does, what is expected of it, and by when."""
        self.lines(step.ask, progress)
        if step.expect:
            value = shown(step.expect.value, self._known(progress))
            wanted = Expectation(test=step.expect.test, value=value)
            self._session.say("  expected: {expected}", expected=expected(wanted, self._session.language))
        if step.time_limit:
            self._session.say("  at most {length}", length=self._length(step.time_limit.total_seconds()))

    def lines(self, told: Told, progress: Progress) -> None:
        """Say what a person does, line by line: a command stays on its own."""
        for line in lines(self._told(told), self._known(progress)):
            self._session.say("  {text}", text=line)

    def clock(self, progress: Progress) -> str:
        """Return how much time is gone, and how much of the RTO is left."""
        if progress.first is None:
            return ""
        gone, fill = elapsed(progress.first, self._session.app.clock.mark()).seconds, self._session.language.fill
        if self._rto is None:
            return fill("elapsed {gone}, no RTO is promised", gone=self._length(gone))
        left = self._rto.total_seconds() - gone
        if left < 0:
            return fill("elapsed {gone}, {late} past the RTO", gone=self._length(gone), late=self._length(-left))
        return fill("elapsed {gone}, remaining {left}", gone=self._length(gone), left=self._length(left))

    def overview(self, progress: Progress) -> str:
        """Return the steps, each with a mark of how far it is, and the time below them."""
        lines = [
            f"{_MARKS.get(progress.steps[name].state, '!')} {number}. {self._told(step.title)}"
            for number, (name, step) in enumerate(progress.procedure.steps.items(), start=1)
        ]
        return "\n".join([*lines, "", self.clock(progress)])

    def by_hand(self, work: Work, progress: Progress) -> str:
        """Return the command by which a person does what an action does; none of what no document can name."""
        if self._doing and work.action not in self._doing.actions:
            return ""
        try:
            return self._doing.by_hand(work, self._known(progress)) if self._doing else work.action
        except ContinuityError:
            return work.action

    def filled(self, told: Told, progress: Progress) -> str:
        """Return a text of the procedure in the session's language, with what is known by now."""
        return shown(self._told(told), self._known(progress))

    def _length(self, seconds: float) -> str:
        return self._session.language.length(said(seconds))

    def _told(self, told: Told) -> str:
        return self._session.language.spaced(told.get(self._session.language.name, ""))

    def _known(self, progress: Progress) -> dict[str, Any]:
        return {**self.inputs, **progress.known()}
