"""What holds of every shipped runbook, whatever it is about: what is typed, and when a service counts as usable."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from continuity.recovery.procedure.filling import TYPED, lines, names_in

if TYPE_CHECKING:
    from collections.abc import Iterator

SHIPPED = sorted((Path(__file__).parents[2] / "runbooks").glob("*.yaml"))
AWKWARD = 'it\'s "a" `b` $(c)'


def steps(book: Path) -> list[dict[str, Any]]:
    return list(YAML(typ="safe").load(book.read_text())["steps"])


def texts(step: dict[str, Any]) -> Iterator[str]:
    for asked in (step.get("ask"), step.get("undo", {}).get("ask")):
        yield from asked.values() if asked else ()


@pytest.mark.parametrize("book", SHIPPED, ids=lambda book: book.stem)
def test_what_is_typed_keeps_each_value_whole(book: Path) -> None:
    """No value stands within quotes of its line: there the quotes of its own would end them."""
    for line in (line for step in steps(book) for text in texts(step) for line in text.splitlines()):
        if line.startswith(TYPED) and (names := list(names_in(line))):
            (filled,) = lines(line, dict.fromkeys(names, AWKWARD))
            words = "\n".join(shlex.split(filled.removeprefix(TYPED)))
            assert words.count(AWKWARD) == len(names), line


@pytest.mark.parametrize("book", SHIPPED, ids=lambda book: book.stem)
def test_it_is_usable_only_where_somebody_says_yes(book: Path) -> None:
    for step in steps(book):
        if step.get("phase") == "usable" and "ask" in step:
            assert step.get("expect") == "= yes", step["name"]
        if step.get("expect") == "= yes":
            assert "(yes or no)" in step["ask"]["en"], step["name"]
            assert "(oui ou non)" in step["ask"]["fr"], step["name"]


@pytest.mark.parametrize("book", SHIPPED, ids=lambda book: book.stem)
def test_nothing_that_nobody_looked_at_is_removed_by_a_line_to_copy(book: Path) -> None:
    assert "$ rm " not in "\n".join(text for step in steps(book) for text in texts(step))
