"""Whatever stands in a file, it loads or it reports; never a traceback."""

from __future__ import annotations

import copy
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from continuity.model.documents.faults import DocumentErrors, Fault
from continuity.model.documents.loading import load
from continuity.model.documents.starter import write_document
from tests.documents.settings import ADAPTERS
from tests.documents.test_examples import COPY, ENVIRON

if TYPE_CHECKING:
    from pathlib import Path

ACME = (COPY / "acme" / "continuity.yaml").read_bytes()
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
CALM = settings(suppress_health_check=QUIET, deadline=None, max_examples=120)
LONG = settings(suppress_health_check=QUIET, deadline=None, max_examples=4000)
ENOUGH_S = 5.0
PIECES = (
    *(b"*a", b"&a ", b"{", b"}", b"[", b"]", b": ", b"\n", b"- ", b"? ", b"|", b">", b"'", b'"', b"#", b"\t", b"${"),
    *(b"%", b"!!x ", b"---\n", b"\xff", b"\0", b"1e9999", b"<<: ", b"...", b"\xe2\x80\xa8", b"@", b"`", b"~", b"-1"),
)


def loads_or_reports(folder: Path, data: bytes) -> None:
    path = folder / "continuity.yaml"
    path.write_bytes(data)
    began = time.process_time()
    faults = faults_in(path)
    assert time.process_time() - began < ENOUGH_S
    assert faults is None or (faults and all(str(fault).startswith(str(path)) for fault in faults))


def faults_in(path: Path) -> tuple[Fault, ...] | None:
    try:
        load(path, ENVIRON, ADAPTERS)
    except DocumentErrors as errors:
        return errors.faults
    return None


@CALM
@given(data=st.binary(max_size=200))
@example(data=b"a: !<x> b")
@example(data=b"? ")
@example(data=b"\xef\xbb\xbf")
@example(data=b"&a a: *a")
@example(data=b"a: *")
@example(data=b"%TAG ! !\n--- a")
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    loads_or_reports(tmp_path, data)


@CALM
@given(pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=3).map(str.encode), max_size=25))
def test_any_yaml_like_text(tmp_path: Path, pieces: list[bytes]) -> None:
    loads_or_reports(tmp_path, b"".join(pieces))


@CALM
@given(
    start=st.integers(0, len(ACME)),
    length=st.integers(0, 60),
    piece=st.sampled_from(PIECES) | st.binary(max_size=6),
)
def test_a_damaged_example(tmp_path: Path, start: int, length: int, piece: bytes) -> None:
    loads_or_reports(tmp_path, ACME[:start] + piece + ACME[start + length :])


WORDS = sorted({word for word in ACME.decode().replace(":", " ").split() if word.isidentifier()})
wild = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=15,
)


@CALM
@given(plain=st.dictionaries(st.sampled_from(WORDS), wild, max_size=6))
def test_any_structure_of_known_words(tmp_path: Path, plain: dict[str, object]) -> None:
    loads_or_reports(tmp_path, write_document(plain).encode("utf-8", errors="replace"))


EXAMPLE: dict[str, Any] = YAML(typ="safe", pure=True).load(ACME)
#: What stands for another value: of another type, of another unit, or nearly right.
ODD: list[Any] = [
    *(
        None,
        True,
        "",
        "0s",
        "-5m",
        "1e9d",
        "10000y",
        "61 * * * *",
        "0 0 30 2 *",
        "${X",
        "${HOME:-/}",
        "~",
        "../..",
        "/",
    ),
    *(0, -1, 2**63, 1.5, "NaN", "😀", "\u0000", "a" * 300, [], {}, [[]], [None], {"": None}, {"vault": 1}),
    *("gold", "atelier", "acme", "disk", "files", {"kind": "files"}, {"extends": "atelier"}, {"every": None}),
    *([{"every": "1h"}] * 3, {"path": "/srv", "reason": "r"}, {"x": {"device": "srv-web", "reason": "r"}}),
]


def places_of(plain: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document, by its path."""
    inner = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    return [path, *(place for key, value in inner for place in places_of(value, (*path, key)))]


PLACES = [path for path in places_of(EXAMPLE) if path]
Step = tuple[tuple[Any, ...], str, Any]
mutations = st.lists(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(["set", "drop", "copy", "rename"]), st.sampled_from(ODD)),
    min_size=1,
    max_size=4,
)


def mutated(steps: list[Step]) -> dict[str, Any]:
    """The example with each step done that can still be done."""
    plain = copy.deepcopy(EXAMPLE)
    for path, what, value in steps:
        with suppress(KeyError, IndexError, TypeError):
            above: Any = plain
            for step in path[:-1]:
                above = above[step]
            if isinstance(above, dict) and not isinstance(path[-1], str):
                continue  # an earlier step put a mapping where a list was
            if what in ("set", "copy"):
                above[path[-1]] = copy.deepcopy(value if what == "set" else plain["assets"])
            else:
                taken = above[path[-1]]
                del above[path[-1]]
                if what == "rename" and isinstance(above, dict):
                    above[f"{path[-1]}x"] = taken
    return plain


def load_mutated(folder: Path, steps: list[Step]) -> None:
    text = write_document(mutated(steps)).replace("$${", "${")
    loads_or_reports(folder, text.encode("utf-8", errors="replace"))


@CALM
@given(steps=mutations)
def test_a_mutated_example(tmp_path: Path, steps: list[Step]) -> None:
    load_mutated(tmp_path, steps)


@pytest.mark.slow
@LONG
@given(steps=mutations)
def test_thousands_of_mutated_examples(tmp_path: Path, steps: list[Step]) -> None:
    load_mutated(tmp_path, steps)


@pytest.mark.slow
@LONG
@given(pieces=st.lists(st.sampled_from(PIECES) | st.binary(max_size=3), max_size=40))
def test_thousands_of_yaml_like_texts(tmp_path: Path, pieces: list[bytes]) -> None:
    loads_or_reports(tmp_path, b"".join(pieces))


@pytest.mark.parametrize("count", [1, 10, 100])
def test_faults_are_told_in_order(tmp_path: Path, count: int) -> None:
    path = tmp_path / "continuity.yaml"
    path.write_text("version: 1\nsites:\n" + "".join(f"  s{number}: {{bad: 1}}\n" for number in range(count)))
    with pytest.raises(DocumentErrors) as raised:
        load(path, {}, ADAPTERS)
    lines = [fault.line for fault in raised.value.faults if fault.line]
    assert lines == sorted(lines)
    assert len(lines) == count
