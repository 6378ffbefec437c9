"""The table of sentences: complete, well formed, and every entry used."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
from pydantic import ValidationError

from continuity.model.documents.faults import DocumentErrors, Place, naming_fault
from continuity.model.documents.phrases import PHRASES
from continuity.model.documents.schema_equipment import SshCommandSource
from continuity.model.documents.validation import _TYPES

ROOM = Path(__file__).parents[2] / "continuity" / "model" / "documents"


def test_templates_are_well_formed() -> None:
    for name, phrase in PHRASES.items():
        for template in phrase:
            assert template, name
            assert all(field is None or field.isidentifier() for _, field, _, _ in Formatter().parse(template)), name


def test_every_phrase_is_used() -> None:
    text = "".join(path.read_text() for path in ROOM.glob("*.py") if path.name != "phrases.py")
    unused = {name for name in PHRASES if not re.search(rf'"{name}"', text) and not name.endswith("_near")}
    assert unused == set()


def test_every_type_leads_to_a_phrase() -> None:
    assert set(_TYPES.values()) <= set(PHRASES)


def test_a_report_speaks_another_language() -> None:
    found = naming_fault("unknown_name", Place("f", 1, 2), "a.b", ["here"], what="site", name="hre")
    french = {
        "there is no {what} named {name}": "aucun {what} ne s'appelle {name}",
        "did you mean {near}?": "vouliez-vous dire {near} ?",
    }
    told = DocumentErrors([found]).told(lambda text: french.get(text, text))
    assert told == "f:1:2: a.b: aucun site ne s'appelle hre; vouliez-vous dire here ?"


def test_one_too_many_is_not_told_as_one_too_few() -> None:
    both = {"kind": "ssh-command", "device": "d", "command": "a", "commands": {"x": "b"}}
    with pytest.raises(ValidationError) as told:
        SshCommandSource.model_validate(both)
    assert told.value.errors()[0]["type"] == "just_one"
