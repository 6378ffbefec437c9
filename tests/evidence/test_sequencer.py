"""The sequencer: order, healing after a crash at every point, two at once, and what it refuses to sign over."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.evidence import publish, sequencer
from continuity.evidence.format.checkpoint import open_checkpoint
from continuity.evidence.format.merkle import consistency_proof, verify_consistency
from continuity.evidence.format.note import Signer
from continuity.evidence.format.tiles import nodes
from continuity.evidence.sequencer import Sequencer
from continuity.ground.errors import Refused, Unavailable
from tests.evidence.lab import Lab

if TYPE_CHECKING:
    from collections.abc import Callable

FORK = multiprocessing.get_context("fork")


def in_child(work: Callable[[], None]) -> int:
    """Run it in a forked process; its exit code is negative for the signal that ended it."""
    child = FORK.Process(target=work)
    child.start()
    child.join(60)
    assert child.exitcode is not None
    return child.exitcode


def published(lab: Lab) -> dict[str, bytes]:
    tree = lab.directory
    return {str(path.relative_to(tree)): path.read_bytes() for path in tree.rglob("*") if path.is_file()}


def test_an_empty_log_publishes_nothing(lab: Lab) -> None:
    assert lab.sequencer.run().checkpoint is None
    assert lab.verify().valid
    assert not (lab.directory / "checkpoint").exists()


def test_records_get_their_indices_in_order_and_once(lab: Lab) -> None:
    lab.fill(runs=3)
    rows = lab.sql("SELECT number, position FROM record ORDER BY number")
    assert [position for _, position in rows] == list(range(7))
    again = lab.sequencer.run()
    assert (again.integrated, again.rebuilt) == (0, False)
    assert again.checkpoint is not None
    assert again.checkpoint.size == 7


def test_a_record_of_a_rolled_back_transaction_never_was(lab: Lab) -> None:
    lab.fill(runs=1)

    def refuse() -> None:
        with lab.store.transaction() as tx:
            lab.record(tx, "config", note="never")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        refuse()
    assert lab.sequencer.run().integrated == 0
    assert lab.verify().valid


def test_every_head_is_the_past_of_the_next(lab: Lab) -> None:
    lab.fill(runs=20)
    heads = [open_checkpoint(note, lab.signer.verifier) for note in lab.records.checkpoints(lab.log)]
    assert len(heads) == 20
    tree = nodes(heads[-1].size, lambda path: publish.read_tile_file(lab.directory, path))
    for old, new in itertools.pairwise(heads):
        proof = consistency_proof(old.size, new.size, tree)
        assert verify_consistency(proof, old.size, new.size, old.root, new.root)


def test_batches_and_full_tiles_give_the_same_log(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 100)
    with lab.store.transaction() as tx:
        for number in range(600):
            lab.record(tx, "config", number=number)
    done = lab.sequencer.run()
    assert done.integrated == 600
    assert lab.verify().valid
    assert sorted(p.name for p in (lab.directory / "tile/0").iterdir()) == ["000", "001", "002.p"]
    elsewhere = Sequencer(lab.records, lab.signer, tmp_path / "elsewhere")
    assert elsewhere.run().checkpoint == done.checkpoint
    assert (tmp_path / "elsewhere/tile/0/002.p/88").read_bytes() == (lab.directory / "tile/0/002.p/88").read_bytes()


def test_a_lost_directory_is_published_again(lab: Lab) -> None:
    lab.fill(runs=4)
    before = published(lab)
    shutil.rmtree(lab.directory)
    lab.sequencer.run()
    after = published(lab)
    assert {name: before[name] for name in after} == after
    assert lab.verify().valid


@pytest.mark.parametrize("damage", ["gone", "cut", "other"])
def test_a_damaged_edge_is_made_anew_from_the_database(lab: Lab, damage: str) -> None:
    lab.fill(runs=4)
    tile = lab.directory / "tile/entries/000.p/9"
    good = tile.read_bytes()
    if damage == "gone":
        tile.unlink()
    else:
        tile.write_bytes(good[:40] if damage == "cut" else good[:-1] + b"?")
    assert not lab.verify().valid
    assert lab.sequencer.run().rebuilt
    assert tile.read_bytes() == good
    assert lab.verify().valid


def kill_at(point: int) -> Callable[[], None]:
    """Return a counter that kills the process at its ``point``-th call."""
    left = [point]

    def tick() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return tick


def sequence_and_die(root: Path, point: int) -> None:
    """Sequence in this process, dying at one of the points: around the commit, and inside each file's writing."""
    tick, lab = kill_at(point), Lab(root)
    whole, integrate, replace = publish.write_whole, lab.records.integrate, Path.replace

    def write_whole(path: Path, content: bytes) -> None:
        tick()
        whole(path, content)
        tick()

    def ticking_replace(self: Path, target: Path) -> Path:
        tick()
        return replace(self, target)

    def ticking_integrate(log: str, first: int, numbers: list[int], note: str) -> bool:
        tick()
        done = integrate(log, first, numbers, note)
        tick()
        return done

    publish.write_whole = write_whole
    lab.records.integrate = ticking_integrate  # type: ignore[method-assign,assignment]
    Path.replace = ticking_replace  # type: ignore[method-assign,assignment]
    lab.sequencer.run()


def test_killed_before_the_first_publication_it_heals(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.run()
    lab.store.close()
    assert in_child(lambda: sequence_and_die(tmp_path, 3)) == -signal.SIGKILL  # committed, nothing written
    survivor = Lab(tmp_path)
    unhealed = survivor.verify()
    assert (unhealed.problems, unhealed.checkpoint.size) == ((), 2)
    assert "published at 0 records of 2" in str(unhealed.findings[0])
    survivor.sequencer.run()
    assert survivor.verify().findings == ()


@pytest.mark.parametrize("size", [3, 254])
def test_killed_at_any_point_it_heals(tmp_path: Path, size: int) -> None:
    origin = tmp_path / "origin"
    origin.mkdir()
    lab = Lab(origin)
    with lab.store.transaction() as tx:
        for number in range(size):
            lab.record(tx, "config", number=number)
    lab.sequencer.run()
    lab.run()
    lab.store.close()
    point, codes = 0, list[int]()
    while not codes or codes[-1] != 0:
        point += 1
        copy = tmp_path / f"point{point}"
        shutil.copytree(origin, copy)
        codes.append(in_child(lambda: sequence_and_die(copy, point)))  # noqa: B023 - run before the loop goes on
        survivor = Lab(copy)
        unhealed = survivor.verify()
        assert unhealed.valid, (point, unhealed.problems)
        head = survivor.sequencer.run().checkpoint
        assert head is not None
        assert head.size == size + 2
        verified = survivor.verify()
        assert (verified.problems, verified.findings) == ((), ()), point
        survivor.store.close()
    assert point > 10
    assert set(codes[:-1]) == {-signal.SIGKILL}


def append_and_sequence(root: Path, directory: Path, name: str, count: int) -> None:
    lab = Lab(root)
    mine = Sequencer(lab.records, lab.signer, directory)
    for number in range(count):
        with lab.store.transaction() as tx:
            lab.record(tx, "config", by=name, number=number)
        mine.run()


@pytest.mark.parametrize("shared", [True, False])
def test_two_sequencers_do_not_fork(lab: Lab, tmp_path: Path, shared: bool) -> None:
    lab.fill(runs=1)
    lab.store.close()
    places = [lab.directory, lab.directory if shared else tmp_path / "other"]
    works = [(lab.root, place, f"child{number}", 25) for number, place in enumerate(places)]
    children = [FORK.Process(target=append_and_sequence, args=work) for work in works]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0]
    for place in places:
        Sequencer(lab.records, lab.signer, place).run()
    assert (places[0] / "checkpoint").read_text() == (places[1] / "checkpoint").read_text()
    verified = lab.verify()
    assert (verified.problems, verified.checkpoint.size) == ((), 53)


def test_it_refuses_a_database_that_was_rolled_back(lab: Lab) -> None:
    lab.fill(runs=2)
    lab.store.close()
    shutil.copy(lab.root / "state.db", lab.root / "old.db")
    lab.run()
    lab.sequencer.run()
    lab.store.close()
    for left in lab.root.glob("state.db*"):
        left.rename(left.with_name(f"new-{left.name}"))  # its number is not given to another file
    shutil.copy(lab.root / "old.db", lab.root / "state.db")
    before = published(lab)
    with pytest.raises(Refused, match=r"checkpoint is at 7 records and the database at 5.*cut or rolled back"):
        lab.sequencer.run()
    assert published(lab) == before


def test_it_refuses_a_database_that_was_rewritten(lab: Lab) -> None:
    lab.fill(runs=3)
    lab.sql("UPDATE record SET body=CAST(replace(body, 'acme/partage', 'acme/autre') AS BLOB) WHERE position=3")
    lab.run()
    shutil.rmtree(lab.directory / "tile")
    before = published(lab)
    with pytest.raises(Refused, match=r"first 7 records of the database do not give the root hash of .*checkpoint"):
        lab.sequencer.run()
    assert published(lab) == before
    shutil.rmtree(lab.directory)
    with pytest.raises(Refused, match="the database's checkpoint"):
        lab.sequencer.run()


def test_it_refuses_a_fork_signed_with_the_same_key(lab: Lab, tmp_path: Path) -> None:
    lab.fill(runs=2)
    (tmp_path / "fork").mkdir()
    other = Lab(tmp_path / "fork")
    other.run("failed")
    other.run("failed")
    with other.store.transaction() as tx:
        other.record(tx, "config")
    other.sequencer.run()
    with pytest.raises(Refused, match="first 5 records"):
        Sequencer(lab.records, lab.signer, other.directory).run()


def test_it_refuses_a_gap(lab: Lab) -> None:
    lab.fill(runs=2)
    lab.sql("DELETE FROM record WHERE position=2")
    shutil.rmtree(lab.directory)
    with pytest.raises(Refused, match="no record 2 of the log continuity/srv1/acme"):
        lab.sequencer.run()


def test_it_refuses_a_record_that_is_no_longer_bytes(lab: Lab) -> None:
    lab.fill(runs=2)
    lab.sql("UPDATE record SET body=CAST(body AS TEXT) WHERE position=2")
    assert str(lab.verify().problems[0]) == "record 2: it is not kept as bytes"
    shutil.rmtree(lab.directory)
    with pytest.raises(Refused, match="record 3 of the database: it is not kept as bytes"):
        lab.sequencer.run()


def test_it_refuses_another_key(lab: Lab) -> None:
    lab.fill(runs=1)
    stranger = Sequencer(lab.records, Signer(lab.log, bytes(32)), lab.directory)
    with pytest.raises(Refused, match="the checkpoint in the database is not ours"):
        stranger.run()


def test_a_directory_that_cannot_be_written_is_said(lab: Lab) -> None:
    lab.run()
    lab.directory.write_text("a file stands here")
    with pytest.raises(Unavailable, match=str(lab.directory)):
        lab.sequencer.run()
