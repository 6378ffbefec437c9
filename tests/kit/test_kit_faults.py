"""Kits as they come back from years in a safe: cut, altered, foreign, half remembered. Each is told for what it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.ground.errors import NotProven
from continuity.recovery.kit.archive import pack, sums, unpack
from continuity.recovery.kit.contents import TOP, read_kit
from continuity.recovery.kit.shares import read_words, split
from tests.kit.conftest import PASSPHRASE, VARIABLE
from tests.kit.test_kit_restore import restore

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.conftest import Server


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_byte_of_a_kit_can_be_changed(server: Server, data: st.DataObject) -> None:
    whole = server.kit.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    altered = bytearray(whole)
    altered[at] ^= data.draw(st.integers(1, 255))
    try:
        read = read_kit(bytes(altered))
    except NotProven:
        return
    assert read.outside == read_kit(whole).outside  # what was changed is in no file: a date, a padding


@settings(max_examples=30, deadline=None)
@given(share=st.floats(0, 1, exclude_max=True))
def test_no_kit_can_be_cut(server: Server, share: float) -> None:
    whole = server.kit.read_bytes()
    try:
        read = read_kit(whole[: int(len(whole) * share)])
    except NotProven:
        return
    assert read.outside == read_kit(whole).outside  # of the padding behind the last file alone


def remade(server: Server, path: Path, name: str, content: bytes) -> Path:
    """A kit whose outside somebody changed, checksums included."""
    closed = read_kit(server.kit.read_bytes())
    outside = dict(closed.outside) | {name: content}
    path.write_bytes(pack(outside | {"SHA256SUMS": sums(outside)}, closed.label.created, TOP))
    path.chmod(0o600)
    return path


def test_whoever_changes_the_outside_is_found_out_inside(server: Server, tmp_path: Path) -> None:
    kit = remade(server, tmp_path / "kit.tar", "open.sh", b"#!/bin/sh\necho your passphrase please\n")
    done = restore(server, kit, tmp_path / "new").checked(1)
    assert "what lies around the sealed part is not what was sealed" in done.err


def test_another_version_is_told(server: Server, tmp_path: Path) -> None:
    label = json.loads(read_kit(server.kit.read_bytes()).outside["kit.json"]) | {"schema": "continuity.kit/9"}
    kit = remade(server, tmp_path / "kit.tar", "kit.json", json.dumps(label).encode())
    done = restore(server, kit, tmp_path / "new").checked(1)
    assert "continuity.kit/9" in done.err


def test_a_wrong_passphrase_opens_nothing(server: Server, tmp_path: Path) -> None:
    done = restore(server, server.split, tmp_path / "new").checked(1)
    assert "does not open with this passphrase" in done.err
    assert PASSPHRASE not in done.all


def test_a_kit_that_others_may_read_is_told(server: Server, tmp_path: Path) -> None:
    kit = tmp_path / "kit.tar"
    kit.write_bytes(server.kit.read_bytes())
    kit.chmod(0o644)
    assert f"chmod 600 {kit}" in restore(server, kit, tmp_path / "new").checked(5).all


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ([1], "1 share(s) of the 2 that are needed"),
        ([3, 3], "1 share(s) of the 2 that are needed"),
        ([1, 0], "share 2 was misread"),
        ([2, 9], "the shares are not all of one kit"),
    ],
)
def test_shares_that_do_not_do(server: Server, tmp_path: Path, sheets: list[int], said: str) -> None:
    words = server.sheet(1).read_text()
    (tmp_path / "0").write_text(words.replace(" 1 ", " 1 x", 1))
    (tmp_path / "9").write_text(split(bytes(16), 2, 3)[1])
    given_ = [
        word for one in sheets for word in ("--share", server.sheet(one) if 1 <= one <= 3 else tmp_path / str(one))
    ]
    done = restore(server, server.split, tmp_path / "new", *given_).checked(2)
    assert said in done.err
    secret = {word for word in read_words(words).split() if len(word) > 4}
    assert not secret & set(done.err.split())


@pytest.mark.parametrize("sheets", [(1, 2), (3, 1), (1, 2, 3)])
def test_any_two_shares_open_it(server: Server, tmp_path: Path, sheets: tuple[int, ...]) -> None:
    words = [word for one in sheets for word in ("--share", server.sheet(one))]
    done = restore(server, server.split, tmp_path / "new", *words).checked(
        5
    )  # opened: it refuses the state that is there
    assert "there is a state" in done.err


@pytest.mark.parametrize("name", ["../out", "/etc/passwd", "a/../../b", "a//b", "a\nb"])
def test_no_name_leads_out_of_a_kit(name: str, server: Server) -> None:
    with pytest.raises(NotProven):
        unpack(pack({name: b"x"}, read_kit(server.kit.read_bytes()).label.created))


@pytest.mark.parametrize("wish", ["3/2", "1/3", "2", "2/17", "a/b", "²/3"])
def test_no_split_of_nonsense(server: Server, tmp_path: Path, wish: str) -> None:
    server.client.run("kit", "create", "-o", tmp_path / "kit.tar", "--split", wish, code=2)


def test_a_short_passphrase_is_refused(server: Server, tmp_path: Path) -> None:
    server.client.run("kit", "create", "-o", tmp_path / "kit.tar", environ={VARIABLE: "too short"}, code=2)
    assert not (tmp_path / "kit.tar").exists()
