"""The guide at the side of a technician: one step at a time, in plain lines that a bad connection carries.

What he types is an answer, or one of the words that begin with a slash. Nothing is drawn, nothing is scrolled back, and
the same lines from a file walk the same way: tests do so.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.faces.cli.lines import Lines
from continuity.faces.cli.runbook_times import tell_last_runs
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError
from continuity.model.journal import Kind, New
from continuity.model.procedure import Seen, SignOff
from continuity.policy.lengths import said
from continuity.recovery.procedure.filling import shown
from continuity.recovery.procedure.people import Answer, Decided, Decision, Leave
from continuity.recovery.procedure.progress import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta

    from continuity.faces.cli.session import Session
    from continuity.ground.clock import Clock
    from continuity.model.journal import Event
    from continuity.model.procedure import Step, Told, Work
    from continuity.recovery.doing import Doing
    from continuity.recovery.procedure.progress import Progress

#: The answers that both languages know.
_YES_NO = {"oui": "yes", "non": "no"}
#: What is no answer, whatever is asked: a path may begin with a slash, too.
_OBEYED = frozenset({"/note", "/attach", "/hand-over", "/skip", "/abort", "/leave", "/help"})
_DECISIONS = {"again": Kind.AGAIN, "done": Kind.WAS_DONE, "skip": Kind.SKIPPED, "abort": Kind.ABORTED}


class Guide:
    """People at a terminal, or lines from a file, as an executor knows them."""

    def __init__(
        self,
        session: Session,
        technician: str,
        doing: Doing | None,
        inputs: Mapping[str, Any],
        rto: timedelta | None,
    ) -> None:
        self.technician = technician
        self._session, self._doing, self._inputs, self._rto = session, doing, inputs, rto
        self._clock: Clock = session.app.clock
        self._lines = Lines()
        self._write: Callable[[New], None] = lambda _new: None
        self.times: Mapping[str, Any] = {}

    def begins(self, write: Callable[[New], None], known: Mapping[str, Any]) -> None:
        """Be given the way into the journal, and what texts may name."""
        self._write, self._inputs = write, known
        self._help()

    def heard(self, event: Event, progress: Progress) -> None:
        """Say in one line what was just written."""
        step = progress.procedure.steps.get(event.step)
        if step is None:
            return
        if event.kind is Kind.BEGUN and step.work:
            self._head(step, progress)
            self._session.say("  $ {command}", command=self.by_hand(step.work, progress))
        elif event.kind in (Kind.DONE, Kind.WAS_DONE) and step.work:
            self._session.say("  {step}: done. {answer}", step=step.name, answer=_answer(event))
        elif event.kind is Kind.FAILED:
            why = self._session.language.told(str(event.detail.get("said", "")))
            self._session.say("  {step}: FAILED: {why}", step=step.name, why=why)
            if hint := self._session.language.told(str(event.detail.get("hint", ""))):
                self._session.say("  hint: {hint}", hint=hint)
        elif event.kind is Kind.UNDOING:
            self._session.say("  undoing {step}", step=step.name)
        elif event.kind is Kind.NOT_UNDONE:
            self._session.say("  NOT UNDONE: {step}: {why}", step=step.name, why=event.detail.get("said", ""))

    def does(self, step: Step, progress: Progress) -> Answer | None:
        """Show a step, and take what the person says of it."""
        self._head(step, progress)
        self._session.say("  {text}", text=self._filled(step.ask, progress))
        if step.expect:
            self._session.say("  expected: {expected}", expected=shown(str(step.expect), self._known(progress)))
        begun = self._clock.mark()
        limit = step.time_limit.total_seconds() if step.time_limit else None

        def left() -> float | None:
            return None if limit is None else max(limit - elapsed(begun, self._clock.mark()).seconds, 0.0)

        return self._observed(step, progress, left)

    def decides(self, step: Step, progress: Progress) -> Decision:
        """Ask what becomes of a step that failed, or that nobody knows of."""
        doubtful = progress.steps[step.name].state is State.DOUBTFUL
        while True:
            if doubtful:
                self._session.say(
                    "{step} was begun, and nobody knows whether it was done: find out. again, done, skip REASON, "
                    "abort REASON",
                    step=step.name,
                )
            else:
                self._session.say(
                    "{step} failed. again, done REASON (somebody did it), skip REASON, abort REASON", step=step.name
                )
            word, _, reason = self._line(self._session.language.template("again, done, skip or abort")).partition(" ")
            kind = _DECISIONS.get(word.lstrip("/"))
            by_word = kind is Kind.WAS_DONE and not doubtful
            if (by_word or kind in (Kind.SKIPPED, Kind.ABORTED)) and not reason.strip():
                self._session.say("a reason is needed: it goes into the record")
            elif kind:
                return Decision(kind=kind, by=self.technician, reason=reason.strip())

    def signs(self, step: Step, progress: Progress) -> str:
        """Ask for a name under a step."""
        signed = progress.steps[step.name].signed_by
        self._head(step, progress)
        while True:
            if step.sign_off is SignOff.TWO_PEOPLE and signed:
                self._session.say("  another person signs what {who} did: the name", who=", ".join(signed))
            else:
                self._session.say("  sign what was done: your name")
            name = self._line(step.name)
            if name and name.casefold() not in {one.casefold() for one in signed}:
                return name
            self._session.say("  nobody signs twice, and nobody without a name")

    def undoes(self, step: Step, progress: Progress) -> str:
        """Have a person undo a step."""
        told = step.undo if isinstance(step.undo, dict) else {}
        self._session.say("  {text}", text=self._filled(told, progress))
        while True:
            if answer := self._line(self._session.language.template("done, or why not")):
                return "" if answer == "done" else answer

    def by_hand(self, work: Work, progress: Progress) -> str:
        """Return the command by which a person does what an action does."""
        try:
            return self._doing.by_hand(work, self._known(progress)) if self._doing else work.action
        except ContinuityError:
            return work.action

    def _observed(self, step: Step, progress: Progress, left: Callable[[], float | None]) -> Answer | None:
        while True:
            if step.observe:
                prompt = self._filled(step.observe.title, progress)
            else:
                prompt = self._session.language.template("yes or no" if step.expect else "Enter when it is done")
            given = self._asked(prompt, left)
            if given is None:
                return None
            try:
                detail = self._attachment(given) if step.observe and step.observe.kind is Seen.FILE else {}
                if step.observe and step.observe.kind is Seen.NUMBER:
                    float(given)
                if step.expect and not given:
                    continue
            except (OSError, ValueError) as error:
                self._session.say("  that cannot be used: {cause}", cause=error)
                continue
            return Answer(by=self.technician, value=_YES_NO.get(given.lower(), given), detail=detail)

    def _line(self, prompt: str) -> str:
        """Read one line, however long it takes."""
        return self._asked(prompt, lambda: None) or ""

    def _asked(self, prompt: str, left: Callable[[], float | None]) -> str | None:
        """Read one line; our words are obeyed, and the question is asked again. The end of input leaves.

        None where nobody answered in the time that is left.
        """
        while True:
            sys.stdout.flush()  # what is asked about is read first, also through a pipe
            print(f"{prompt}> ", end="", file=sys.stderr, flush=True)
            try:
                line = self._lines.next(left())
            except EOFError:
                raise Leave from None
            if line is None:
                return None
            word, _, rest = line.partition(" ")
            if word not in _OBEYED:
                return line
            self._obey(word, rest.strip())

    def _obey(self, word: str, rest: str) -> None:
        if word == "/leave":
            raise Leave
        if word == "/note" and rest:
            self._write(New(kind=Kind.NOTE, by=self.technician, detail={"text": rest}))
        elif word == "/attach" and rest:
            try:
                self._write(New(kind=Kind.ATTACHED, by=self.technician, detail=self._attachment(rest)))
            except OSError as error:
                self._session.say("  that cannot be used: {cause}", cause=error)
        elif word == "/hand-over" and rest:
            self._write(New(kind=Kind.HANDED_OVER, by=self.technician, detail={"to": rest}))
            self.technician = rest
        elif word in ("/skip", "/abort") and rest:
            raise Decided(Decision(kind=_DECISIONS[word[1:]], by=self.technician, reason=rest))
        else:
            self._help()

    def _help(self) -> None:
        self._session.say(
            "at any question: /note TEXT, /attach FILE, /hand-over NAME, /skip REASON, /abort REASON, /leave"
        )

    def _attachment(self, name: str) -> dict[str, Any]:
        content = Path(name).read_bytes()
        return {"file": Path(name).name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}

    def _head(self, step: Step, progress: Progress) -> None:
        """Say which step it is, why, and how much time is left."""
        names = list(progress.procedure.steps)
        self._session.say("")
        self._session.say(
            "step {number} of {count}: {title}",
            number=names.index(step.name) + 1,
            count=len(names),
            title=self._told(step.title),
        )
        if progress.first:
            gone = elapsed(progress.first, self._clock.mark()).seconds
            left = said(max(self._rto.total_seconds() - gone, 0)) if self._rto else "-"
            self._session.say("  elapsed {gone}, remaining {left}", gone=said(gone), left=left)
        tell_last_runs(self._session, self.times.get(step.name))
        if step.why:
            self._session.say("  {text}", text=self._filled(step.why, progress))

    def _told(self, told: Told) -> str:
        return told.get(self._session.language.name, "")

    def _filled(self, told: Told, progress: Progress) -> str:
        return shown(self._told(told), self._known(progress))

    def _known(self, progress: Progress) -> dict[str, Any]:
        return {**self._inputs, **progress.known()}


def _answer(event: Event) -> str:
    return str(event.detail.get("values", {}).get("answer", ""))
