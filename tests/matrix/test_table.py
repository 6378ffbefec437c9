"""docs/explanation/faults.md is the fault matrix: each test that it names is there, and each of ours is named."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanation" / "faults.md").read_text(encoding="utf-8")


def cells_in(path: Path) -> set[str]:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    found = [one.name for one in body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")]
    return {f"{path.relative_to(ROOT)}::{name}" for name in found}


def test_the_page_and_the_tests_name_each_other() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py::\w+)`", PAGE))
    there = set[str]().union(*(cells_in(ROOT / path) for path in {one.partition("::")[0] for one in named}))
    assert sorted(named - there) == [], "the page names what is not there"
    ours = set[str]().union(*map(cells_in, Path(__file__).parent.glob("test_*.py"))) - cells_in(Path(__file__))
    assert sorted(ours - named) == [], "a cell that the page does not tell of"
