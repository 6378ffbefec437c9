"""Five families, one exit code each; templates apart from values."""

from __future__ import annotations

import pytest

from continuity.ground.errors import ContinuityError, Incomplete, NotProven, Refused, Unavailable, UsageError


@pytest.mark.parametrize(
    ("family", "exit_code", "code"),
    [
        (NotProven, 1, "not_proven"),
        (UsageError, 2, "usage"),
        (Incomplete, 3, "incomplete"),
        (Unavailable, 4, "unavailable"),
        (Refused, 5, "refused"),
    ],
)
def test_each_family_has_its_exit_code(family: type[ContinuityError], exit_code: int, code: str) -> None:
    error = family("it is so")
    assert (error.exit_code, error.code, str(error), error.hint) == (exit_code, code, "it is so", "")


def test_values_fill_the_message_and_the_hint() -> None:
    error = Refused("{path} exists", hint="choose another than {path}", path="/x")
    assert (str(error), error.hint, error.template) == ("/x exists", "choose another than /x", "{path} exists")


def test_a_value_with_braces_is_shown_as_it_is() -> None:
    assert str(Refused("{path} exists", path="/{a}/{0}")) == "/{a}/{0} exists"


def test_braces_of_a_template_are_written_twice() -> None:
    assert str(UsageError("write {{file: PATH}}")) == "write {file: PATH}"
