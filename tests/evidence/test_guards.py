"""Guards of the verification of the live log that no other test would miss: each test here dies with one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.evidence.format.checkpoint import Checkpoint
from continuity.evidence.format.keys import CurrentSigner, KeyHistory, parse_rotation
from continuity.evidence.reached import false_stamps
from continuity.evidence.timestamp import stamped_at
from continuity.evidence.verify import verify_log
from continuity.model.anchor import Anchor, AnchorKind
from continuity.model.anchor import Authority as AuthorityOf
from tests.evidence.lab import LOG, Lab
from tests.evidence.outsiders import Authority
from tests.evidence.test_merkle import flipped
from tests.evidence.test_stranger_keys import FIRST, ROGUE, SECOND, made, rotate

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.evidence.format.note import Verifier

LONG = 281  # records: a full tile and a part of one


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    lab = Lab(tmp_path_factory.mktemp("long"))
    lab.fill(runs=140, every=70)
    return lab


@pytest.mark.parametrize("name", ["tile/0/000", "tile/entries/000", "tile/1/000.p/1"])
def test_a_bit_of_a_tile_that_is_full_counts(long: Lab, name: str) -> None:
    path = long.directory / name
    good = path.read_bytes()
    path.write_bytes(flipped(good, 8 * 17 + 3))
    try:
        assert [problem.place for problem in long.verify().problems] == [name]
    finally:
        path.write_bytes(good)
    assert long.verify().valid


@pytest.mark.parametrize("length", [-1, 1])
def test_a_tile_that_is_too_short_or_too_long_is_said(long: Lab, length: int) -> None:
    path = long.directory / "tile/0/000"
    good = path.read_bytes()
    path.write_bytes(good[:length] if length < 0 else good + b"x")
    try:
        said = [str(problem) for problem in long.verify().problems]
    finally:
        path.write_bytes(good)
    assert said == [f"tile/0/000: it has {8192 + length} bytes instead of 8192"]


def test_a_record_that_no_head_covers_is_found(lab: Lab) -> None:
    lab.fill(runs=2)
    lab.run()
    lab.sql("UPDATE record SET position=5 WHERE position IS NULL AND kind='run.intent'")
    assert "record 5: it has an index, and no signed head covers it" in map(str, lab.verify().problems)


def problems(lab: Lab, verifier: Verifier | None = None) -> list[str]:
    found = verify_log(lab.records, verifier or lab.signer.verifier, lab.directory)
    return [str(problem) for problem in found.problems]


def history(lab: Lab) -> KeyHistory:
    found = lab.signer.verifier
    assert isinstance(found, KeyHistory)
    return found


@pytest.fixture(scope="module")
def rotated(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return made(tmp_path_factory.mktemp("rotated"), lost=False)


def test_a_log_that_began_with_another_key_is_found(lab: Lab) -> None:
    with lab.store.transaction() as tx:
        lab.record(tx, "log.created", vkey=ROGUE.verifier.vkey())
    lab.sequencer.run()
    [said] = problems(lab)
    assert said.startswith("record 0: the log began with another key than the published one (")


def test_a_change_of_key_that_is_not_published_is_found(lab: Lab, rotated: Lab) -> None:
    assert problems(rotated) == []
    lab.signer = FIRST
    lab.sequencer = type(lab.sequencer)(lab.records, FIRST, lab.directory)
    with lab.store.transaction() as tx:
        lab.record(tx, "key.rotated", note=(rotated.directory / "keys/0001").read_text())
    lab.sequencer.run()
    assert problems(lab) == ["record 0: it tells of a change of key that is not published"]


def test_a_head_that_is_no_text_is_found(lab: Lab) -> None:
    lab.fill(runs=1)
    (lab.directory / "checkpoint").write_bytes(b"\xff\xfe")
    assert f"checkpoint: {lab.directory}/checkpoint is not UTF-8" in problems(lab)


def test_a_published_change_of_key_that_no_record_tells_of_is_found(tmp_path: Path, rotated: Lab) -> None:
    lab = Lab(tmp_path)
    lab.signer = CurrentSigner(LOG, SECOND.seed, (replace(history(rotated).past[0], size=0),))
    lab.sequencer = type(lab.sequencer)(lab.records, lab.signer, lab.directory)
    lab.run()
    lab.sequencer.run()
    assert problems(lab) == ["keys 1: the change of key at size 0 is published, and no record tells of it"]


def test_a_change_of_key_is_what_its_signatures_say(lab: Lab) -> None:
    """A lost key that is told as an orderly change, or a note that is none."""
    lab.signer = FIRST
    lab.sequencer = type(lab.sequencer)(lab.records, FIRST, lab.directory)
    lab.run()
    rotate(lab, SECOND, lost=True)
    note = history(lab).past[0]
    assert parse_rotation((lab.directory / "keys/0001").read_text()) == note
    with lab.store.transaction() as tx:
        lab.record(tx, "key.rotated", note=(lab.directory / "keys/0001").read_text())
        lab.record(tx, "key.rotated", note="nothing")
    lab.sequencer.run()
    said = problems(lab)
    assert "record 3: the record says key.rotated, its signatures say key.replaced" in said
    assert any(one.startswith("record 4: ") for one in said)


def test_a_kept_time_stamp_says_what_is_kept_of_it(tmp_path: Path) -> None:
    """The database remembers a date and a token; who rewrites one of them is given away by the other."""
    head = Checkpoint(LOG, 3, bytes(32))
    token = Authority(tmp_path / "tsa").stamp(head.text().encode(), alone=True)
    at = stamped_at(token, head.text().encode(), tmp_path / "tsa/ca.pem")
    good = Anchor(log=LOG, tree_size=3, root=head.root, kind=AnchorKind.RFC3161, name="tsa", at=at, proof=token)
    trusted = [AuthorityOf(name="tsa", url="http://127.0.0.1:9", ca=tmp_path / "tsa/ca.pem")]

    def said(anchor: Anchor) -> list[str]:
        return [str(remark) for remark in false_stamps([anchor], trusted)]

    assert said(good) == []
    [moved] = said(replace(good, at=at - timedelta(days=1)))
    assert moved.startswith("anchor at size 3: the time-stamp of tsa says ")
    for bad in (replace(good, root=bytes([1]) * 32), replace(good, proof=b"nothing")):
        [problem] = said(bad)
        assert problem.startswith("anchor at size 3: the time-stamp of tsa is not believed: ")
