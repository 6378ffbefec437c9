"""Each rule of the house finds its own violation in a small bad tree; a rule that cannot fail holds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.house import code, imports
from tests.house.tree import read_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.house.tree import Module

FLOORS = {"faces": 2, "state": 2, "ground": 1}
ADAPTERS = "continuity.storage_adapters"
PURE = ("continuity.state.pure",)

#: rule, the bad tree (path: text), and what the one violation says
CASES: dict[str, tuple[Callable[[dict[str, Module]], list[str]], dict[str, str], str]] = {
    "a folder without a floor": (
        lambda tree: imports.unknown_folders(tree, FLOORS, ()),
        {"continuity/attic/a.py": ""},
        "attic has no floor",
    ),
    "an import that climbs": (
        lambda tree: imports.climbing_imports(tree, FLOORS),
        {"continuity/ground/a.py": "from continuity.faces import b", "continuity/faces/b.py": ""},
        "ground/a.py:1: ground imports faces",
    ),
    "an import across one floor": (
        lambda tree: imports.climbing_imports(tree, FLOORS),
        {"continuity/state/a.py": "import continuity.faces.b", "continuity/faces/b.py": ""},
        "state imports faces",
    ),
    "a relative import for types that climbs": (
        lambda tree: imports.climbing_imports(tree, FLOORS),
        {
            "continuity/ground/a.py": "if TYPE_CHECKING:\n    from ..faces.b import C",
            "continuity/faces/b.py": "",
        },
        "a.py:2: ground imports faces",
    ),
    "an import inside a function": (
        lambda tree: imports.climbing_imports(tree, FLOORS),
        {"continuity/ground/a.py": "def f():\n    import continuity.faces.b", "continuity/faces/b.py": ""},
        "a.py:2: ground imports faces",
    ),
    "an adapter that knows the state": (
        lambda tree: imports.adapter_imports(tree, ADAPTERS, ("continuity.ground.errors",)),
        {"storage_adapters/a.py": "from continuity.state.b import C", "continuity/state/b.py": ""},
        "an adapter imports continuity.state.b",
    ),
    "an adapter reached past its entry point": (
        lambda tree: imports.adapter_imports(tree, ADAPTERS, ()),
        {"continuity/state/b.py": "from continuity.storage_adapters.a import A", "storage_adapters/a.py": ""},
        "imports the adapter continuity.storage_adapters.a",
    ),
    "a circle": (
        imports.circles,
        {
            "continuity/state/a.py": "from continuity.state.b import x",
            "continuity/state/b.py": "import continuity.state.c",
            "continuity/state/c.py": "from . import a",
        },
        "circle: continuity.state.a <-> continuity.state.b <-> continuity.state.c",
    ),
    "a library out of its room": (
        lambda tree: imports.libraries_out_of_room(tree, {"click": ("continuity.faces",)}, {}),
        {"continuity/state/a.py": "import click"},
        "click has no business in continuity.state.a",
    ),
    "a library without a room": (
        lambda tree: imports.libraries_out_of_room(tree, {}, {"requests": ("continuity.state.a",)}),
        {"continuity/state/a.py": "from requests import get"},
        "requests has no business",
    ),
    "a stranger that knows us": (
        lambda tree: imports.not_alone(tree, ("continuity.state.alone",)),
        {"continuity/state/alone.py": "import json\nfrom continuity.state import b", "continuity/state/b.py": ""},
        "alone.py:2: stands alone, and imports continuity.state.b",
    ),
    "a clock": (
        lambda tree: code.clocks_and_programs(tree, ("continuity.ground",)),
        {"continuity/state/a.py": "now = datetime.now(UTC)", "continuity/ground/b.py": "import time"},
        "calls datetime.now",
    ),
    "a sleep": (
        lambda tree: code.clocks_and_programs(tree, ()),
        {"continuity/state/a.py": "from time import sleep"},
        "imports time.sleep",
    ),
    "a child process": (
        lambda tree: code.clocks_and_programs(tree, ()),
        {"continuity/state/a.py": "os.system('true')"},
        "calls os.system",
    ),
    "a pure module with a hand": (
        lambda tree: imports.pure_imports(tree, PURE, ("socket",), ()),
        {"continuity/state/pure.py": "import socket"},
        "imports socket",
    ),
    "a pure module that knows the store": (
        lambda tree: imports.pure_imports(tree, PURE, (), ("continuity.ground",)),
        {"continuity/state/pure.py": "from continuity.state import store", "continuity/state/store.py": ""},
        "imports continuity.state.store",
    ),
    "a pure module that reads a file": (
        lambda tree: code.hands_in_pure(tree, PURE),
        {"continuity/state/pure.py": "text = Path('x').read_text()"},
        "calls .read_text",
    ),
    "a pure module that asks the system": (
        lambda tree: code.hands_in_pure(tree, PURE),
        {"continuity/state/pure.py": "os.fsencode(os.getcwd())"},
        "calls os.getcwd",
    ),
    "a long file": (
        lambda tree: code.too_large(tree, {"file": 3, "function": 9, "parameters": 9}, {}),
        {"continuity/state/a.py": "\n\n\n\n"},
        "4 lines",
    ),
    "a long function": (
        lambda tree: code.too_large(tree, {"file": 99, "function": 3, "parameters": 9}, {}),
        {"continuity/state/a.py": 'def f():\n    """Words\n    do not count.\n    """\n    a\n    b\n    c\n'},
        "f has 4 lines",
    ),
    "a long list of parameters": (
        lambda tree: code.too_large(tree, {"file": 99, "function": 9, "parameters": 2}, {}),
        {"continuity/state/a.py": "class C:\n    def f(self, a, b, *, c): ..."},
        "f takes 3 parameters",
    ),
    "a message put together": (
        lambda tree: code.messages_not_templates(tree, frozenset({"Refused"})),
        {"continuity/state/a.py": "class Locked(Refused): ...\nraise Locked(f'{path} is locked', hint=HINTS.get(1))"},
        "a.py:2: Locked",
    ),
    "a hint put together": (
        lambda tree: code.messages_not_templates(tree, frozenset({"Refused"})),
        {"continuity/state/a.py": "raise errors.Refused('no', hint='try ' + path)"},
        "errors.Refused with a message put together",
    ),
    "an exemption from everything": (
        code.bare_exemptions,
        {"continuity/state/a.py": "import a  # no" + "qa\nimport b  # no" + "qa: F401\n# ruff: no" + "qa: E501"},
        "a.py:1: an exemption",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_rule_bites(case: str, tmp_path: Path) -> None:
    rule, files, says = CASES[case]
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = rule(read_tree(tmp_path))
    assert len(found) == 1, found
    assert says in found[0]


def test_types_alone_make_no_circle(tmp_path: Path) -> None:
    folder = tmp_path / "continuity" / "state"
    folder.mkdir(parents=True)
    (folder / "a.py").write_text("from continuity.state.b import B")
    (folder / "b.py").write_text("if TYPE_CHECKING:\n    from continuity.state.a import A")
    assert imports.circles(read_tree(tmp_path)) == []
