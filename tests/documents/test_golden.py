"""Each document below ``golden/`` is wrong in its own way; beside it stands every word of the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity.model.documents.faults import DocumentErrors
from continuity.model.documents.loading import load
from tests.documents.settings import ADAPTERS

GOLDEN = Path(__file__).parent / "golden"


def answer(document: Path) -> str:
    with pytest.raises(DocumentErrors) as raised:
        load(document, {}, ADAPTERS)
    return str(raised.value).replace(f"{document.parent}/", "") + "\n"


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.yaml")))
def test_answer_is_word_for_word(name: str) -> None:
    assert answer(GOLDEN / f"{name}.yaml") == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_no_answer_without_its_document() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {path.stem for path in GOLDEN.glob("*.yaml")}
