"""The policy language: what is promised, and what keeps the promise (``policies/*.yaml``, ``policies:``)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from continuity.model.documents.fields import (
    Bandwidth,
    Cron,
    DocumentPath,
    Duration,
    Hours,
    Name,
    Number,
    Percent,
    Period,
    PositiveDuration,
    Strict,
    Text,
    as_list,
)
from continuity.model.documents.values import wrong

Count = Annotated[Number, Field(ge=0, le=100_000)]
Some = Annotated[Number, Field(ge=1, le=100)]


class Objectives(Strict):
    """What is promised."""

    rpo: PositiveDuration | None = None
    """The most data, in time, that may be lost."""
    rto: PositiveDuration | None = None
    """The longest time until users work again."""
    rpo_copies: Some | None = None
    """How many repositories outside the source's failure domain must list a point before it counts; 1 by default."""


class ScheduleEntry(Strict):
    """When to back up: an interval or a cron line, with the kind of backup."""

    kind: Literal["incremental", "differential", "full", "archive"] = "incremental"
    every: Period | None = None
    cron: Cron | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if self.every and self.cron:
            raise wrong("both", one="every", other="cron")
        if not self.every and not self.cron:
            raise wrong("either", choices="every, cron")
        return self


class Retention(Strict):
    """How many recovery points are kept, by age class, and for how long none of them can be destroyed."""

    last: Count | None = None
    hourly: Count | None = None
    daily: Count | None = None
    weekly: Count | None = None
    monthly: Count | None = None
    yearly: Count | None = None
    immutable_for: Duration | None = None
    """How long after its data time no credential can destroy the immutable copy of a point."""


class CopiesRule(Strict):
    """3-2-1-1-0 written out: copies (production included), media, off site, immutable, errors."""

    copies: Some
    media: Some = 1
    offsite: Count = 0
    immutable: Count = 0
    errors: Count | None = None
    """The errors allowed at the last verification; left out, verification is not asked for."""


def _rule(value: object) -> object:
    rules: dict[str, Any] = {
        "3-2-1-1-0": {"copies": 3, "media": 2, "offsite": 1, "immutable": 1, "errors": 0},
        "3-2-1": {"copies": 3, "media": 2, "offsite": 1},
    }
    if isinstance(value, dict):
        return value
    if not isinstance(value, str) or value not in rules:
        raise wrong("rule", value=repr(value))
    return rules[value]


class Verify(Strict):
    """How often restic's structure and a rotating share of the data are read back."""

    every: Period | None = None
    """Needed once: here, or in a policy that this one extends."""
    share: Percent | None = None


class RestoreTest(Strict):
    """An unattended restore, compared with the manifest."""

    every: Period | None = None
    select: Literal["random", "newest", "oldest", "rotate"] = "random"
    sandbox: Literal["directory", "namespace"] = "directory"
    directory: DocumentPath | None = None
    """Where to restore to; a private directory of the state by default."""


class KitTest(Strict):
    """The way without us that a recovery kit describes, gone by a script on a bare machine; never, by default."""

    every: Period | None = None


class DrillPlan(Strict):
    """A rehearsal with its people."""

    every: Period | None = None
    runbook: Name | None = None
    mode: Literal["isolated", "live"] = "isolated"


class Load(Strict):
    """How gently copies are made on this machine; restores and tests always take what there is."""

    nice: Annotated[Number, Field(ge=0, le=19)] | None = None
    """As nice(1) takes it: 19 gives way to everybody."""
    ionice: Literal["best-effort", "idle"] | None = None
    """The class of disk access: lowest of all (`best-effort`), or only while nobody else asks (`idle`)."""


class Retries(Strict):
    """What to do after a failure that may pass."""

    count: Count | None = None
    wait: Duration | None = None


class PolicyModel(Strict):
    """One policy; with `extends`, only what differs from the policy named there."""

    title: Text | None = None
    extends: str | None = None
    objectives: Objectives | None = None
    schedule: Annotated[list[ScheduleEntry], BeforeValidator(as_list)] | None = None
    window: Annotated[list[Hours], BeforeValidator(as_list)] | None = None
    """The only hours in which backups may start; any hour, by default."""
    blackout: Annotated[list[Hours], BeforeValidator(as_list)] | None = None
    """Hours in which nothing may start."""
    retention: Retention | None = None
    copies: Annotated[CopiesRule, BeforeValidator(_rule, json_schema_input_type=str | dict[str, Any])] | None = None
    copying: Literal["each", "copy", "replicate"] | None = None
    """How the copies of one backup are made: each from the source (the default), or one from the source and the others
    from that one, by `restic copy`, or by moving objects between repositories that share a key."""
    verify: Verify | None = None
    restore_test: RestoreTest | None = None
    kit_test: KitTest | None = None
    drill: DrillPlan | None = None
    bandwidth: Bandwidth | None = None
    load: Load | None = None
    retries: Retries | None = None
    priority: Annotated[Number, Field(ge=0, le=100)] | None = None
    """Who goes first when jobs fall due together: 100 before 0."""
