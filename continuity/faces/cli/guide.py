"""The guide at the side of a technician: one step at a time, in plain lines that a bad connection carries.

What he types is an answer, or one of the words that begin with a slash. Nothing is drawn, nothing is scrolled back, and
the same lines from a file walk the same way: tests do so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from continuity.faces.cli.questions import DECISIONS, Questions, agrees
from continuity.ground.clock import elapsed
from continuity.model.journal import Kind
from continuity.model.procedure import SignOff
from continuity.recovery.procedure.people import Decision, person
from continuity.recovery.procedure.progress import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from continuity.faces.cli.guide_words import GuideWords
    from continuity.faces.cli.screen import Screen
    from continuity.faces.cli.session import Session
    from continuity.model.journal import Event, New
    from continuity.model.procedure import Step
    from continuity.recovery.attachments import Attachments
    from continuity.recovery.procedure.people import Answer
    from continuity.recovery.procedure.progress import Progress

T = TypeVar("T")


class Guide:
    """People at a screen, or lines from a file, as an executor knows them."""

    def __init__(
        self, session: Session, screen: Screen, technician: str, attachments: Attachments, words: GuideWords
    ) -> None:
        self._session, self.screen, self._words = session, screen, words
        self._questions = Questions(session, screen, technician, attachments)

    def walking(self, walk: Callable[[], T]) -> T:
        """Have it walked on this screen; what is said before and after goes where it always goes."""
        self._session.teller = self.screen.tell
        try:
            return self.screen.during(walk)
        finally:
            self._session.teller = None

    @property
    def technician(self) -> str:
        """Who answers now."""
        return self._questions.technician

    def begins(self, write: Callable[[New], None], known: Mapping[str, Any]) -> None:
        """Be given the way into the journal, and what texts may name."""
        self._questions.write, self._words.inputs = write, known
        self._questions.help()

    def heard(self, event: Event, progress: Progress) -> None:
        """Say in one line what was just written."""
        self._words.heard(event, progress)
        self.screen.stands(progress)

    def does(self, step: Step, progress: Progress) -> Answer | None:
        """Show a step, and take what the person says of it."""
        self._words.head(step, progress)
        self._words.task(step, progress)
        clock = self._session.app.clock
        begun = clock.mark()
        limit = step.time_limit.total_seconds() if step.time_limit else None

        def left() -> float | None:
            return None if limit is None else max(limit - elapsed(begun, clock.mark()).seconds, 0.0)

        return self._questions.observed(step, self._prompt(step, progress), left)

    def decides(self, step: Step, progress: Progress) -> Decision:
        """Ask what becomes of a step that failed, or that nobody knows of."""
        doubtful = progress.steps[step.name].state is State.DOUBTFUL
        while True:
            self._say_what_may_become(step, doubtful=doubtful)
            word, _, reason = self._questions.line(
                self._session.language.template("again, done, skip or abort")
            ).partition(" ")
            kind = DECISIONS.get(word.lstrip("/").casefold())
            if kind in (Kind.WAS_DONE, Kind.SKIPPED, Kind.ABORTED) and not reason.strip():
                self._session.say("a reason is needed: it goes into the record")
            elif kind:
                return Decision(kind=kind, by=self.technician, reason=reason.strip())

    def _say_what_may_become(self, step: Step, *, doubtful: bool) -> None:
        if doubtful:
            self._session.say(
                "{step} was begun, and nobody knows whether it was done: find out. again, done REASON (how you know), "
                "skip REASON, abort REASON",
                step=step.name,
            )
        else:
            self._session.say(
                "{step} failed. again, done REASON (somebody did it), skip REASON, abort REASON", step=step.name
            )

    def signs(self, step: Step, progress: Progress) -> str:
        """Ask for a name under a step."""
        signed = progress.steps[step.name].signed_by
        self._words.head(step, progress)
        while True:
            if step.sign_off is SignOff.TWO_PEOPLE and signed:
                self._session.say("  another person signs what {who} did: the name", who=", ".join(signed))
            else:
                self._session.say("  sign what was done: your name")
            name = self._questions.line(step.name)
            if person(name) and person(name) not in {person(one) for one in signed}:
                return name
            self._session.say("  nobody signs twice, and nobody without a name")

    def undoes(self, step: Step, progress: Progress) -> str:
        """Have a person undo a step."""
        told = step.undo if isinstance(step.undo, dict) else {}
        self._words.lines(told, progress)
        while True:
            answer = self._questions.line(self._session.language.template("done, or why not"))
            if not answer or agrees(answer) is False:
                self._session.say("  say done, or why it cannot be undone")
                continue
            return "" if agrees(answer) else answer

    def _prompt(self, step: Step, progress: Progress) -> str:
        if step.observe:
            return self._words.filled(step.observe.title, progress)
        return self._session.language.template("yes or no" if step.expect else "Enter when it is done")
