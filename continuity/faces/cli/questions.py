"""What a guide asks, and the words that are obeyed whatever is asked: notes, attachments, hand-overs, ways out."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError
from continuity.model.journal import Kind, New
from continuity.model.procedure import Seen
from continuity.recovery.observing import number
from continuity.recovery.procedure.people import Answer, Decided, Decision, Leave

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from continuity.faces.cli.screen import Screen
    from continuity.faces.cli.session import Session
    from continuity.model.procedure import Step
    from continuity.recovery.attachments import Attachments

#: The answers that both languages know.
_YES_NO = {"yes": "yes", "oui": "yes", "o": "yes", "y": "yes", "no": "no", "non": "no", "n": "no"}
#: What is no answer, whatever is asked: a path may begin with a slash, too.
_OBEYED = frozenset({"/note", "/attach", "/hand-over", "/skip", "/abort", "/leave", "/help"})
#: What says that a step is done, where nothing else is asked.
DONE = frozenset({"", "done", "fait"})
DECISIONS = {"again": Kind.AGAIN, "done": Kind.WAS_DONE, "skip": Kind.SKIPPED, "abort": Kind.ABORTED}
_WORD = re.compile(r"/[A-Za-z-]+")
_MOST_LETTERS = 4000  # of one answer: a record is a fact, what is longer is attached


class Questions:
    """One person's answers. ``technician`` is who answers now: it changes where he hands over."""

    def __init__(self, session: Session, screen: Screen, technician: str, attachments: Attachments) -> None:
        self.technician = technician
        self.write: Callable[[New], None] = lambda _new: None
        self._session, self._screen, self._attachments = session, screen, attachments

    def observed(self, step: Step, prompt: str, left: Callable[[], float | None]) -> Answer | None:
        """Return what the person answers to a step, of the kind that it asks for; None where nobody did in time."""
        while True:
            given = self.asked(prompt, left)
            if given is None:
                return None
            if (step.expect or step.observe) and not given:
                self._session.say("  an answer is needed; /help says what else can be typed")
                continue
            if not (step.expect or step.observe) and given.casefold() not in DONE:
                self._session.say("  only Enter, once it is done; else /note TEXT, /skip REASON or /abort REASON")
                continue
            if step.expect and step.expect.value in _YES_NO.values() and _plain(given) not in _YES_NO.values():
                self._session.say("  yes or no; /help says what else can be typed")
                continue
            try:
                return self._answer(step, given)
            except ContinuityError as error:
                self._refused(error)

    def _answer(self, step: Step, given: str) -> Answer:
        value = _plain(given) if step.expect else given
        detail: Mapping[str, Any] = {}
        if step.observe and step.observe.kind is Seen.FILE:
            detail = {"attachments": [self._attachments.keep(given)]}
        elif step.observe and step.observe.kind is Seen.NUMBER:
            value = number(given)
        return Answer(by=self.technician, value=value, detail=detail)

    def line(self, prompt: str) -> str:
        """Read one line, however long it takes."""
        return self.asked(prompt, lambda: None) or ""

    def asked(self, prompt: str, left: Callable[[], float | None]) -> str | None:
        """Read one line; our words are obeyed, and the question is asked again. The end of input leaves.

        None where nobody answered in the time that is left.
        """
        while True:
            try:
                line = self._screen.ask(prompt, left())
            except EOFError:
                raise Leave from None
            if line is None:
                return None
            word, _, rest = line.partition(" ")
            if word in _OBEYED:
                self._obey(word, rest.strip())
            elif _WORD.fullmatch(word) and not (near := _meant(word)) and not Path(word).exists():
                self._session.say("  {word} is not a word of ours; /help says which there are", word=word)
            elif near := _meant(word):
                self._session.say("  {word} is not a word of ours: did you mean {near}?", word=word, near=near)
            elif len(line) > _MOST_LETTERS:
                self._session.say("  that is too long for an answer: put it into a file, and /attach it")
            else:
                return line

    def help(self) -> None:
        """Say which words are obeyed."""
        self._session.say(
            "at any question: /note TEXT, /attach FILE, /hand-over NAME, /skip REASON, /abort REASON, /leave"
        )

    def _obey(self, word: str, rest: str) -> None:
        if word == "/leave":
            raise Leave
        if word in ("/skip", "/abort") and rest:
            raise Decided(Decision(kind=DECISIONS[word[1:]], by=self.technician, reason=rest))
        if word == "/help":
            self.help()
        elif not rest:
            self._session.say("  {word} needs more: say it in the same line", word=word)
        elif word == "/note":
            self._write(Kind.NOTE, {"text": rest[:_MOST_LETTERS]})
            self._session.say("  noted")
        elif word == "/attach":
            self._attach(rest)
        else:
            self._write(Kind.HANDED_OVER, {"to": rest[:_MOST_LETTERS]})
            self.technician = rest[:_MOST_LETTERS]
            self._session.say("  {who} goes on from here", who=rest)

    def _attach(self, name: str) -> None:
        try:
            kept = self._attachments.keep(name)
        except ContinuityError as error:
            self._refused(error)
            return
        self._write(Kind.ATTACHED, {"attachments": [kept]})
        self._session.say("  kept: {name}, {bytes} bytes, SHA-256 {sha256}", **kept)

    def _write(self, kind: Kind, detail: Mapping[str, Any]) -> None:
        self.write(New(kind=kind, by=self.technician, detail=detail))

    def _refused(self, error: ContinuityError) -> None:
        message, hint = self._session.language.error(error)
        self._session.say("  {message}", message=message)
        if hint:
            self._session.say("  hint: {hint}", hint=hint)


def _plain(given: str) -> str:
    return _YES_NO.get(given.casefold(), given)


def agrees(given: str) -> bool | None:
    """Tell whether somebody says that it is done, or that it is not; None for anything else."""
    if given.casefold() in DONE:
        return True
    return {"yes": True, "no": False}.get(_plain(given))


def _meant(word: str) -> str:
    """Return the word that was meant by one of nearly the same letters; empty where it is an answer, such as a path."""
    if not _WORD.fullmatch(word):
        return ""
    return next(iter(get_close_matches(word.casefold(), _OBEYED, n=1, cutoff=0.75)), "")
