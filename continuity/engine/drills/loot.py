"""What a thief in a drill may go for, what he got, and what he was refused: counted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from continuity.ground.errors import Refused

_NAME = "[0-9a-f]{64}"
_OWN = re.compile(rf"config|(keys|snapshots|index|locks)/{_NAME}|data/[0-9a-f]{{2}}/{_NAME}")
_OWN_FOLDER = re.compile(r"keys|snapshots|index|locks|data|data/[0-9a-f]{2}")


@dataclass(kw_only=True)
class Loot:
    """What was tried and done, by deed; ``answers``: what the store said to what it refused."""

    tried: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)

    def add(self, deed: str, refusal: str) -> None:
        """Count one try, refused where something is said."""
        self.tried[deed] += 1
        if refusal:
            self.answers[refusal] += 1
        else:
            self.done[deed] += 1

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values of a step."""
        counts = {deed: self.done[deed] for deed in ("written_over", "deleted", "destroyed")}
        refused = {f"refused_{deed}": self.tried[deed] - self.done[deed] for deed in counts}
        said = ", ".join(f"{name} {count}" for name, count in sorted(self.answers.items())) or "-"
        return counts | refused | {"refused": sum(self.answers.values()), "answers": said}


def refuse_foreign(name: str, where: str, *, folder: bool = False) -> None:
    """Raise ``Refused`` for a name, from the repository's own root, that restic does not give: it is somebody's."""
    if not (_OWN_FOLDER if folder else _OWN).fullmatch(name):
        raise Refused(
            "{where} holds {name}, which is none of a repository's own files",
            hint="a repository that may be destroyed has its place to itself: see what lies there",
            where=where,
            name=name,
        )
