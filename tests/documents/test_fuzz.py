"""Whatever stands in a file, it loads or it reports; never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from continuity.model.documents.faults import DocumentErrors, Fault
from continuity.model.documents.loading import load
from tests.documents.settings import ADAPTERS
from tests.documents.test_examples import COPY, ENVIRON

if TYPE_CHECKING:
    from pathlib import Path

ACME = (COPY / "acme" / "continuity.yaml").read_bytes()
CALM = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=120)
PIECES = (
    *(b"*a", b"&a ", b"{", b"}", b"[", b"]", b": ", b"\n", b"- ", b"? ", b"|", b">", b"'", b'"', b"#", b"\t", b"${"),
    *(b"%", b"!!x ", b"---\n", b"\xff", b"\0", b"1e9999", b"<<: ", b"...", b"\xe2\x80\xa8", b"@", b"`", b"~", b"-1"),
)


def loads_or_reports(folder: Path, data: bytes) -> None:
    path = folder / "continuity.yaml"
    path.write_bytes(data)
    faults = faults_in(path)
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
    from continuity.model.documents.starter import write_document

    loads_or_reports(tmp_path, write_document(plain).encode("utf-8", errors="replace"))


@pytest.mark.parametrize("count", [1, 10, 100])
def test_faults_are_told_in_order(tmp_path: Path, count: int) -> None:
    path = tmp_path / "continuity.yaml"
    path.write_text("version: 1\nsites:\n" + "".join(f"  s{number}: {{bad: 1}}\n" for number in range(count)))
    with pytest.raises(DocumentErrors) as raised:
        load(path, {}, ADAPTERS)
    lines = [fault.line for fault in raised.value.faults if fault.line]
    assert lines == sorted(lines)
    assert len(lines) == count
