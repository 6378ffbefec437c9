"""Controls and the evidence relevant to them: counted and placed, never judged. Pure.

Nothing here says that an organisation complies with anything. A control without evidence in the period says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.evidence.tables import row
from continuity.evidence.tally import Seen

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator

    from continuity.evidence.corrective import Unresolved
    from continuity.evidence.tally import Tally
    from continuity.model.control import Control, EvidenceName, Framework

RELEVANT = "evidence relevant to this control"
NOTHING = "no evidence in this period"
#: Evidence is there, and a drill left something of it to be mended that no later one showed to be.
UNPROVEN = "unproven"
_COLUMNS = (
    "framework",
    "framework_title",
    "reference",
    "title_en",
    "title_fr",
    "relation",
    "evidence",
    "count",
    "first_at",
    "last_at",
    "last_record",
    "outcomes",
    "verdicts",
    "records",
    "standing",
    "corrective_actions",
)


@dataclass(frozen=True, kw_only=True)
class Relevant:
    """The evidence relevant to one control: each kind by itself, and ``whole`` for all of them."""

    framework: Framework
    control: Control
    parts: tuple[tuple[EvidenceName, Seen], ...]
    to_mend: tuple[Unresolved, ...] = ()

    @property
    def whole(self) -> Seen:
        """All kinds as one; a record that is relevant in two ways counts twice."""
        return Seen.merged(seen for _, seen in self.parts)


def relevant(frameworks: Iterable[Framework], tally: Tally, to_mend: tuple[Unresolved, ...] = ()) -> list[Relevant]:
    """Return each control of each framework, in their order, with what was seen of its evidence.

    A control is *unproven* while a drill left something of its evidence to be mended.
    """
    return [
        Relevant(
            framework=framework,
            control=control,
            parts=tuple((name, tally.of(name)) for name in control.evidence),
            to_mend=tuple(one for one in to_mend if any(map(one.concerns, control.evidence))),
        )
        for framework in frameworks
        for control in framework.controls
    ]


def controls_csv(found: Iterable[Relevant]) -> Iterator[bytes]:
    """Yield ``controls.csv`` (RFC 4180, UTF-8): one line for each control and each kind of evidence relevant to it."""
    yield row(_COLUMNS)
    for one in found:
        for name, seen in one.parts:
            yield row(_cells(one, name, seen))


def counted(counts: Counter[str]) -> str:
    """Return counts by word as text: ``failed=1 succeeded=3``."""
    return " ".join(f"{word}={count}" for word, count in sorted(counts.items()))


def _cells(one: Relevant, name: EvidenceName, seen: Seen) -> list[str]:
    framework, control = one.framework, one.control
    doubts = [doubt for doubt in one.to_mend if doubt.concerns(name)]
    return [
        framework.name,
        framework.title["en"],
        control.reference,
        control.title["en"],
        control.title["fr"],
        RELEVANT if seen.count else NOTHING,
        str(name),
        str(seen.count),
        seen.first_at,
        seen.last_at,
        "" if seen.last_index is None else str(seen.last_index),
        counted(seen.outcomes),
        counted(seen.verdicts),
        seen.where(),
        UNPROVEN if doubts else "",
        " ".join(one.id for one in doubts),
    ]
