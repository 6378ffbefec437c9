"""Faults: what is wrong in a document, where, and what would be right; all of them raised together."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from continuity.ground.errors import UsageError
from continuity.model.documents.phrases import PHRASES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

#: So many mistakes are told at once; nobody reads more, and a broken generator can make a hundred thousand.
MAX_FAULTS = 500
_SHOWN_NAMES = 12


class Place(NamedTuple):
    """Where something stands: ``file`` as the user named it, ``line`` and ``column`` from 1 (0: the whole file)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One mistake. ``problem`` and ``remedy`` are templates of ``PHRASES``, filled from ``values``; never a secret."""

    file: str
    line: int
    column: int
    path: str
    problem: str
    remedy: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.file, self.line, self.column)

    def told(self, translate: Callable[[str], str]) -> str:
        """Return the line in another language; ``translate`` is given templates and words of ``phrases.WORDS``."""
        values = {name: translate(str(value)) if name == "what" else value for name, value in self.values.items()}
        sentence = f"{translate(self.problem)}; {translate(self.remedy)}".format(**values)
        return ": ".join(part for part in (str(self.place), self.path, sentence) if part)

    def __str__(self) -> str:
        return self.told(str)


def fault(phrase: str, place: Place, path: str = "", **values: object) -> Fault:
    """Return the fault that says ``PHRASES[phrase]`` at ``place``."""
    template = PHRASES[phrase]
    return Fault(**place._asdict(), path=path, problem=template.problem, remedy=template.remedy, values=values)


def naming_fault(phrase: str, place: Place, path: str, names: Iterable[str], **values: object) -> Fault:
    """Return the fault for a word that is none of ``names``: with the nearest of them if one is near, else with all."""
    word = str(values.get("name", values.get("key", "")))
    known = sorted(names)
    near = difflib.get_close_matches(word, known, n=1)
    if near:
        return fault(f"{phrase}_near", place, path, near=near[0], **values)
    return fault(phrase, place, path, names=listed(known), **values)


def listed(names: Iterable[str]) -> str:
    """Return ``a, b, c``, cut after a dozen; ``-`` for none."""
    known = list(names)
    cut = [*known[:_SHOWN_NAMES], "…"] if len(known) > _SHOWN_NAMES else known
    return ", ".join(cut) or "-"


class DocumentErrors(UsageError):
    """Everything that is wrong with the documents, at once; ``str()`` is one line a fault."""

    code = "document"

    def __init__(self, faults: Iterable[Fault]) -> None:
        found = sorted(faults, key=lambda one: (one.file, one.line, one.column, one.path))
        if left := found[MAX_FAULTS:]:
            found = [*found[:MAX_FAULTS], fault("more", Place(left[0].file), count=len(left))]
        self.faults = tuple(found)
        super().__init__("{report}", report=self.told(str))

    def told(self, translate: Callable[[str], str]) -> str:
        """Return the whole report, one line a fault, in another language."""
        return "\n".join(fault.told(translate) for fault in self.faults)
