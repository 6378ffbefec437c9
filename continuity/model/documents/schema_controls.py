"""The language of control catalogues (``controls/*.yaml``, ``controls:``): which evidence is relevant to what."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from continuity.model.documents.fields import Strict, Text
from continuity.model.documents.values import shown, wrong


def _record_kind(value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_.-]{0,62}\*?", value):
        raise wrong("record_kind", value=shown(value))
    return value


RecordKind = Annotated[str, AfterValidator(_record_kind)]


class BothLanguages(Strict):
    """A text in both languages."""

    en: Text
    fr: Text


class ControlModel(Strict):
    """One control, and the evidence relevant to it."""

    reference: Text
    """Its number in the framework, in quotes where YAML would take it for a number."""
    title: BothLanguages
    """What it is about, in words of your own."""
    jobs: list[
        Literal[
            "backup",
            "restore",
            "restore_test",
            "kit_test",
            "verify",
            "storage_check",
            "lock",
            "forget",
            "prune",
            "archive",
            "rewind",
            "runbook",
            "drill",
        ]
    ] = Field(default_factory=list)
    """Kinds of jobs whose ends are relevant, good and bad."""
    measurements: list[
        Literal[
            "rpo",
            "rto",
            "technical_recovery_time",
            "content",
            "canary",
            "checks",
            "readable",
            "listed",
            "immutable",
            "retention",
        ]
    ] = Field(default_factory=list)
    """Objectives whose figures and verdicts are relevant."""
    records: list[RecordKind] = Field(default_factory=list)
    """Kinds of records that are relevant: `plan`, `vault.read`, or `vault.*` for all that begin so."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.jobs or self.measurements or self.records):
            raise wrong("either", choices="jobs, measurements, records")
        return self


class FrameworkModel(Strict):
    """A standard, a regulation or a list of your own."""

    title: BothLanguages
    controls: list[ControlModel] = Field(default_factory=list)
    """In the order of the report; an empty list leaves the framework out."""
