"""The language of drills: ``drills/*.yaml``, and ``drills:`` of a document."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from continuity.model.documents.fields import Comparison, Name, Period, Strict, Text
from continuity.model.documents.schema_procedure import InputModel, Said, StepModel, WorkModel
from continuity.model.documents.values import wrong


class SeenModel(Strict):
    """One look at the service: an action that changes nothing."""

    title: Said
    do: Name
    with_: Annotated[dict[Name, Any], Field(alias="with")] = Field(default_factory=dict)
    expect: Comparison | None = None
    """What it must answer; of `steady_state` without it, what it answered before the fault."""


class FaultModel(WorkModel):
    """What is broken, and how it is mended again if the runbook does not."""

    undo: WorkModel | None = None


class DrillModel(Strict):
    """What is rehearsed: a runbook, or steps of its own."""

    title: Said
    purpose: Said
    mode: Literal["isolated"] = "isolated"
    """`isolated`: in a sandbox; nothing in use is touched."""
    inputs: dict[Name, InputModel] = Field(default_factory=dict)
    runbook: Name | None = None
    with_: Annotated[dict[Name, Text], Field(alias="with")] = Field(default_factory=dict)
    """What the inputs of the runbook are; texts may hold `{{ input }}` of the drill and `{{ sandbox }}`."""
    steps: Annotated[list[StepModel], Field(min_length=1, max_length=1000)] | None = None
    steady_state: dict[Name, SeenModel] = Field(default_factory=dict)
    """What is seen of normal life, before the fault and again at the end."""
    fault: FaultModel | None = None
    checks: dict[Name, SeenModel] = Field(default_factory=dict)
    """What must hold once the runbook came to its end."""
    answers: dict[Name, Text] = Field(default_factory=dict)
    """What a script answers for people where none are there, by step; it proves nothing about people."""
    every: Period | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.runbook is None) == (self.steps is None):
            raise wrong("just_one", choices="runbook, steps")
        return self
