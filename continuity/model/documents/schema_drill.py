"""The language of drills: ``drills/*.yaml``, and ``drills:`` of a document."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from continuity.model.documents.fields import Comparison, Name, Period, PositiveDuration, Strict, Text
from continuity.model.documents.schema_live import WindowModel  # noqa: TC001 - pydantic looks them up
from continuity.model.documents.schema_probe import CanaryRowsModel, ProbeModel  # noqa: TC001 - pydantic looks them up
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


class BlindFaultModel(WorkModel):
    """One of the faults that a blind drill draws from, and how the drill itself mends it."""

    undo: WorkModel


class DrillModel(Strict):
    """What is rehearsed: a runbook, or steps of its own."""

    title: Said
    purpose: Said
    mode: Literal["isolated", "live"] = "isolated"
    """`isolated`: in a sandbox; nothing in use is touched. `live`: what is in use is broken and brought back."""
    time_limit: PositiveDuration | None = None
    """When all is taken down, whatever stands then; without it, 8h for an isolated drill, and never for a live one."""
    windows: Annotated[list[WindowModel], Field(max_length=100)] = Field(default_factory=list)
    """When a live drill may begin."""
    service: Name | None = None
    """Whose promises it is held against, where no input names an asset."""
    inputs: dict[Name, InputModel] = Field(default_factory=dict)
    runbook: Name | None = None
    with_: Annotated[dict[Name, Text], Field(alias="with")] = Field(default_factory=dict)
    """What the inputs of the runbook are; texts may hold `{{ input }}` of the drill and `{{ sandbox }}`."""
    steps: Annotated[list[StepModel], Field(min_length=1, max_length=1000)] | None = None
    steady_state: dict[Name, SeenModel] = Field(default_factory=dict)
    """What is seen of normal life, before the fault and again at the end."""
    fault: FaultModel | None = None
    faults: dict[Name, BlindFaultModel] = Field(default_factory=dict)
    """What `drill run --blind` draws from, of a live drill: one of them, at a moment that nobody knows before."""
    seen_within: PositiveDuration | None = None
    """How soon a blind fault must be seen by `steady_state`; without it, 1m. Unseen, nobody is called."""
    checks: dict[Name, SeenModel] = Field(default_factory=dict)
    """What must hold once the runbook came to its end."""
    probes: dict[Name, ProbeModel] = Field(default_factory=dict)
    """What is asked beside the steps as a client would ask it; with probes, usable is what they see."""
    canary_rows: CanaryRowsModel | None = None
    """Rows that say what was really lost."""
    answers: dict[Name, Text] = Field(default_factory=dict)
    """What a script answers for people where none are there, by step; it proves nothing about people."""
    hands: dict[Name, WorkModel] = Field(default_factory=dict)
    """What a script does in people's place before it answers, by step; nobody can walk such a drill himself."""
    every: Period | None = None
    """How often it is meant to be run, with its people."""
    owner: Text | None = None
    """Who sees to what it shows; without it, whoever walked it."""
    remedy: PositiveDuration | None = None
    """How long there is to mend what it shows; without it, 30 days for what was missed, 90 for what is unproven."""

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.runbook is None) == (self.steps is None):
            raise wrong("just_one", choices="runbook, steps")
        if self.probes and self.mode == "isolated":
            raise wrong("no_clients")
        if self.faults and self.mode == "isolated":
            raise wrong("nobody_surprised")
        return self
