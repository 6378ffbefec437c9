"""Controls: what an auditor asks for, and which kinds of evidence are relevant to it. Nothing here judges."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class EvidenceKind(StrEnum):
    """What a piece of evidence is."""

    #: how announced jobs and runs of one kind ended
    JOB = "job"
    #: figures held against one objective
    MEASUREMENT = "measurement"
    #: records of one kind; a star at the end stands for all that begin so
    RECORD = "record"


@dataclass(frozen=True, order=True)
class EvidenceName:
    """Names evidence, for example the jobs ``backup``, the measurements ``rpo``, the records ``vault.*``."""

    kind: EvidenceKind
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, kw_only=True)
class Control:
    """One control of a framework, by its reference there; ``title`` is ours, by language."""

    reference: str
    title: Mapping[str, str]
    evidence: tuple[EvidenceName, ...]


@dataclass(frozen=True, kw_only=True)
class Framework:
    """A standard, a regulation or a customer's own list; ``title`` by language."""

    name: str
    title: Mapping[str, str]
    controls: tuple[Control, ...]
