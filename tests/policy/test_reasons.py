"""The table of reasons: well formed, and every entry used."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

from continuity.backup.anomaly import Sign
from continuity.policy.facts import _DOMAIN_PARTS
from continuity.policy.reasons import REASONS
from continuity.policy.retention import _PERIODS

ROOM = Path(__file__).parents[2] / "continuity" / "policy"


def test_templates_are_well_formed() -> None:
    for name, template in REASONS.items():
        assert all(field is None or field.isidentifier() for _, field, _, _ in Formatter().parse(template)), name


def test_every_reason_is_used() -> None:
    text = "".join(path.read_text() for path in ROOM.glob("*.py") if path.name != "reasons.py")
    others = (
        "engine/past",
        "engine/losses",
        "recovery/freshness",
        "engine/rehearsals/restore_tests",
        "engine/listening",
    )
    for told in others:  # what is said of the past, of losses and of what was restored stands in this table, too
        text += (ROOM.parent / f"{told}.py").read_text()
    built = {f"same_{part}{end}" for part in _DOMAIN_PARTS for end in ("", "_production")}
    built |= {f"anomaly_{sign}" for sign in Sign}
    built |= {f"kept_{level}{end}" for level in _PERIODS for end in ("", "_oldest")}
    words = {name: name.removeprefix("finding_").removeprefix("too_few_") for name in REASONS.keys() - built}
    assert {name for name, word in words.items() if f'"{word}"' not in text} == set()
    assert built <= set(REASONS)
