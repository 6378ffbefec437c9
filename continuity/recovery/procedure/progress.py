"""Where a procedure stands: the journal, read from its beginning. Pure.

Nothing else knows where a procedure stands, so whoever reads the same journal, on whichever terminal and after
whichever crash, goes on at the same step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from continuity.model.journal import Kind
from continuity.model.procedure import SignOff
from continuity.recovery.procedure.people import person
from continuity.recovery.procedure.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from continuity.ground.clock import Mark
    from continuity.model.journal import Event
    from continuity.model.procedure import Procedure, Step


class State(StrEnum):
    """How far one step is."""

    WAITING = "waiting"
    RUNNING = "running"
    #: it was begun, and the process that did it is gone: nobody knows whether it was done
    DOUBTFUL = "doubtful"
    FAILED = "failed"
    #: done, and the word of a person is missing
    UNSIGNED = "unsigned"
    DONE = "done"
    SKIPPED = "skipped"
    GIVEN_UP = "given_up"
    UNDOING = "undoing"
    UNDONE = "undone"
    NOT_UNDONE = "not_undone"


#: How many people's word a step needs, the one who did it included.
SIGNATURES = {SignOff.NONE: 0, SignOff.TECHNICIAN: 1, SignOff.TWO_PEOPLE: 2}
#: States in which what follows a step may begin.
_PASSED = (State.DONE, State.SKIPPED)
#: States in which aborting has nothing left to do about a step.
_OVER = (State.UNDONE, State.NOT_UNDONE)


@dataclass(kw_only=True)
class StepProgress:
    """One step: its state, how often it was tried, who did it and who signed, what it gave back."""

    state: State = State.WAITING
    tries: int = 0
    begun: Mark | None = None
    ended: Mark | None = None
    #: when it was begun for the first time, and when what follows it might begin: signed, too, if it must be
    first: Mark | None = None
    passed: Mark | None = None
    #: the run of the engine that did it, if one did
    run: str = ""
    done_by: str = ""
    signed_by: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    said: str = ""
    touched: bool = False
    before: bool = False  # whether an earlier try had touched something
    #: of a fault: which family of errors it is (``ground/errors``), where it was one of ours
    family: str = ""
    measured: list[dict[str, Any]] = field(default_factory=list)
    #: it failed or was interrupted, and a person said that it is done: nothing but his word says so
    on_word: bool = False

    def take(self, event: Event, step: Step) -> None:
        """Read one event about this step."""
        match event.kind:
            case Kind.BEGUN:
                self.state, self.begun, self.ended = State.RUNNING, event.at, None
                self.before, self.touched = self.touched, True
                self.tries += 1
                self.first = self.first or event.at
            case Kind.DONE | Kind.WAS_DONE:
                self.on_word = event.kind is Kind.WAS_DONE and self._by_word(event, step)
                self.said = str(event.detail.get("said", ""))
                self.state, self.ended, self.done_by = State.UNSIGNED, event.at, event.by
                self.run = str(event.detail.get("run", ""))
                self.measured = list(event.detail.get("measurements", []))
                self.values, self.signed_by = dict(event.detail.get("values", {})), []
                self._signed(event, step)
            case Kind.SIGNED:
                self._signed(event, step)
            case Kind.FAILED:
                self.state, self.ended, self.said = State.FAILED, event.at, str(event.detail.get("said", ""))
                self.family = str(event.detail.get("family", ""))
                self.touched = self.before if event.detail.get("untouched") else self.touched
            case Kind.SKIPPED:
                self.state, self.ended, self.done_by = State.SKIPPED, event.at, event.by
                self.said = str(event.detail.get("said", ""))
            case Kind.GIVEN_UP:
                self.state, self.said = State.GIVEN_UP, str(event.detail.get("said", "")) or self.said
            case Kind.AGAIN:
                self.state = State.WAITING
            case Kind.UNDOING | Kind.UNDONE | Kind.NOT_UNDONE:
                self.state, self.said = State(str(event.kind)), str(event.detail.get("said", ""))
            case _:
                pass

    def _by_word(self, event: Event, step: Step) -> bool:
        """Tell whether nobody saw that it was done; the engine, which finds it done itself, writes no name."""
        shown = step.work or step.expect or step.observe
        return self.state is State.FAILED or bool(shown and event.by)

    def _signed(self, event: Event, step: Step) -> None:
        """Count a signature; nobody's second one, and nobody's under his own step where two must sign."""
        known = {person(name) for name in self.signed_by}
        if person(event.by) and person(event.by) not in known:
            self.signed_by.append(event.by.strip())
        if len(self.signed_by) >= SIGNATURES[step.sign_off]:
            self.state, self.passed = State.DONE, event.at


@dataclass(kw_only=True)
class Progress:
    """Where the whole procedure stands; ``aborting`` once it is being undone."""

    procedure: Procedure
    steps: dict[str, StepProgress]
    aborting: bool = False
    events: int = 0
    technician: str = ""
    first: Mark | None = None
    #: what people noted down: who, and what
    notes: list[tuple[str, str]] = field(default_factory=list)
    order: dict[str, int] = field(default_factory=dict)
    """When each step was last begun, as a number of the journal."""

    def __post_init__(self) -> None:
        """Find out where each step stands."""
        self._standing = Standing(self.procedure.steps, State.WAITING, _PASSED)
        for name, one in self.steps.items():
            self._standing.moved(name, State.WAITING, one.state)

    def take(self, event: Event) -> None:
        """Read one event about one step."""
        one = self.steps[event.step]
        before = one.state
        one.take(event, self.procedure.steps[event.step])
        self._standing.moved(event.step, before, one.state)

    def interrupted(self) -> None:
        """Note that the process that worked on it is gone."""
        for name in self._standing.among(State.RUNNING):
            self.steps[name].state = State.DOUBTFUL
            self._standing.moved(name, State.RUNNING, State.DOUBTFUL)

    def ready(self) -> list[Step]:
        """Return the steps that may begin now, in the order of the document: all that they need is done."""
        if self.aborting:
            return []
        return [self.procedure.steps[name] for name in self._standing.ready()]

    def stuck(self) -> list[Step]:
        """Return the steps that wait for a person's decision: failed, doubtful, or without a signature."""
        stuck = self._standing.among(State.FAILED, State.DOUBTFUL, State.UNSIGNED)
        return [self.procedure.steps[name] for name in stuck]

    def complete(self) -> bool:
        """Tell whether every step was passed, or is lost."""
        if not self._standing.left():
            return True
        if not self._standing.among(State.GIVEN_UP):
            return False
        return {name for name, one in self.steps.items() if one.state not in _PASSED} <= self.lost()

    def lost(self) -> frozenset[str]:
        """Return the steps that were given up, and those that nobody reaches any more, since they need one of them."""
        lost = {name for name, one in self.steps.items() if one.state is State.GIVEN_UP}
        more = lost
        while more:
            more = {step.name for step in self.procedure.steps.values() if not lost.isdisjoint(step.needs)} - lost
            lost |= more
        return frozenset(lost)

    def to_undo(self) -> list[Step]:
        """Return what is still to be undone, last begun first: each after everything that needed it."""
        left = [step for step in self.procedure.steps.values() if self._left(self.steps[step.name])]
        return sorted(left, key=lambda step: self.order[step.name], reverse=True)

    def known(self) -> dict[str, Any]:
        """Return what the steps gave, by ``step.name``."""
        gave = [(step, one.values) for step, one in self.steps.items() if one.values]
        return {f"{step}.{name}": value for step, values in gave for name, value in values.items()}

    def _left(self, one: StepProgress) -> bool:
        return one.touched and one.state not in _OVER


def read(procedure: Procedure, events: Iterable[Event]) -> Progress:
    """Return where the journal leaves the procedure. Events about steps that it does not have are passed over."""
    progress = Progress(procedure=procedure, steps={name: StepProgress() for name in procedure.steps})
    for event in events:
        take(progress, event)
    return progress


def take(progress: Progress, event: Event) -> None:
    """Read one event more."""
    progress.events, progress.first = event.number, progress.first or event.at
    match event.kind:
        case Kind.TAKEN_UP:
            progress.technician = event.by
            progress.interrupted()
        case Kind.HANDED_OVER:
            progress.technician = str(event.detail["to"])
        case Kind.ABORTED:
            progress.aborting = True
        case Kind.NOTE:
            progress.notes.append((event.by, str(event.detail.get("text", ""))))
        case _ if event.step in progress.steps:
            if event.kind is Kind.BEGUN:
                progress.order[event.step] = event.number
            progress.take(event)
        case _:
            pass
