"""The language of procedures: ``runbooks/*.yaml``, and ``runbooks:`` of a document."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from continuity.model.documents.fields import Comparison, Flag, Name, Number, Period, PositiveDuration, Strict, Text
from continuity.model.documents.schema_controls import BothLanguages
from continuity.model.documents.values import wrong

#: Said once where it is the same in both languages, or in a house that speaks one.
Said = Text | BothLanguages


class WorkModel(Strict):
    """An action and its parameters."""

    do: Name
    with_: Annotated[dict[Name, Any], Field(alias="with")] = Field(default_factory=dict)
    """Texts may hold `{{ input }}` and `{{ step.value }}`."""


class UndoneByPeople(Strict):
    """What a person does to undo a step."""

    ask: Said


class ObserveModel(Strict):
    """What is to be noted down of a step: by the person who does it, or, of an action, by the engine."""

    title: Said
    kind: Literal["text", "number", "file"] = "text"
    value: Name | None = None
    """Of an action: which of the values that it gives (`answer` without it); of a `file`, its path on this machine."""


class RetriesModel(Strict):
    """How often a failed action is tried again."""

    count: Annotated[Number, Field(ge=1, le=100)]
    wait: PositiveDuration


class InputModel(Strict):
    """Something that is known only when the procedure is used."""

    kind: Literal["asset", "repository", "time", "path", "text"]
    title: Said
    default: Text | None = None
    of: Annotated[list[Name], Field(min_length=1)] | None = None
    """Only assets of these kinds of source (`continuous`: its log is received), a `locked` repository, these words."""

    @model_validator(mode="after")
    def _of_what(self) -> Self:
        locked = self.of == ["locked"]
        fitting = {"asset": not locked, "repository": locked, "text": True}
        if self.of and not fitting.get(self.kind, False):
            raise wrong("of_what")
        return self


class StepModel(Strict):
    """One step: `do` an action, or `ask` a person."""

    name: Name
    title: Said
    why: Said | None = None
    do: Name | None = None
    with_: Annotated[dict[Name, Any], Field(alias="with")] = Field(default_factory=dict)
    ask: Said | None = None
    needs: list[Name] | None = None
    """Steps that must be done before; without it, the step above. An empty list: it may begin at once."""
    expect: Comparison | None = None
    """What the action, or the person, must answer: `= 42`, `> 0`."""
    observe: ObserveModel | None = None
    sign_off: Literal["technician", "two_people"] | None = None
    phase: Literal["decided", "provisioned", "restored", "verified", "usable", "failed_back"] | None = None
    """What the recovery has reached when this step is done."""
    time_limit: PositiveDuration | None = None
    retries: RetriesModel | None = None
    repeatable: Flag | None = None
    """Doing it twice is doing it once: after a crash it is done again unasked."""
    changes: Flag | None = None
    """`false`: it only looks, asks or decides, and aborting has nothing to undo of it."""
    done_when: WorkModel | None = None
    """Finds out after a crash whether it was done."""
    undo: WorkModel | UndoneByPeople | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.do is None) == (self.ask is None):
            raise wrong("just_one", choices="do, ask")
        if self.ask is not None and (self.with_ or self.retries or self.done_when or self.repeatable is not None):
            raise wrong("only_for_actions", keys="with, retries, done_when, repeatable")
        if self.ask is not None and self.observe and self.observe.value:
            raise wrong("only_for_actions", keys="observe.value")
        if self.do and self.with_.get("on") and self.observe and self.observe.kind == "file":
            raise wrong("seen_elsewhere")
        return self


class ProcedureModel(Strict):
    """What is done, step by step."""

    title: Said
    purpose: Said
    """When it is used, and what is true afterwards."""
    inputs: dict[Name, InputModel] = Field(default_factory=dict)
    prove_every: Period | None = None
    """How often it must have been walked to its end, or it is stale; without it, as often as drills are asked for."""
    steps: Annotated[list[StepModel], Field(min_length=1, max_length=1000)]
