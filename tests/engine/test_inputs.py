"""What a runbook is told: blanks are nothing, and what nobody can write down is refused."""

from __future__ import annotations

import pytest

from continuity.engine.procedures.inputs import _typed
from continuity.ground.errors import UsageError
from continuity.model.procedure import Input, InputKind


@pytest.mark.parametrize(("value", "is_it"), [("  ", ""), (" nginx ", "nginx"), ("", "")])
def test_blanks_around_a_value_are_no_part_of_it(value: str, is_it: str) -> None:
    assert _typed(Input(name="service", kind=InputKind.TEXT, title={"en": "s", "fr": "s"}), value) == is_it


def test_what_is_not_utf8_is_a_fault_of_who_typed_it() -> None:
    with pytest.raises(UsageError, match="the value of service is not text in UTF-8"):
        _typed(Input(name="service", kind=InputKind.TEXT, title={"en": "s", "fr": "s"}), "caf\udce9")
