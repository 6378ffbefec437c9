"""Who holds the machine rewrites, cuts, forks or rolls back the log, and makes everything else agree with it.

Without the key the signed heads tell of it. With the key nothing on the machine does: only heads that were taken out of
reach before, by an authority, a witness, a store that keeps what it got, or a person.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from continuity.evidence import publish
from continuity.evidence.format.checkpoint import Checkpoint, open_checkpoint
from continuity.evidence.format.merkle import EMPTY_ROOT
from continuity.evidence.format.note import Signer
from continuity.evidence.format.tiles import Edge
from continuity.evidence.held import Held, anchored, given
from continuity.evidence.sequencer import Sequencer
from continuity.evidence.store import entry_of
from continuity.evidence.verify import Verification, verify_log
from continuity.ground.errors import NotProven, Refused, Unavailable
from continuity.model.anchor import Anchor, AnchorKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.evidence.lab import Lab

RECORDS = 13


@pytest.fixture
def victim(lab: Lab) -> Lab:
    """Thirteen records, a head after each run: sizes 3, 5, 7, 9, 11, 13."""
    lab.fill(runs=6)
    return lab


def republish(lab: Lab, size: int) -> None:
    """Write the tiles anew so that they agree with the database; heads stay as they are."""
    edge = Edge()
    shutil.rmtree(lab.directory / "tile")
    for record in lab.records.read(lab.log, 0, size):
        edge.add(entry_of(record))
    publish.write_tiles(lab.directory, edge)


def sign_anew(lab: Lab) -> None:
    """What only the key allows: one head over what the database says now, and nothing of before."""
    lab.sql("DELETE FROM checkpoint")
    lab.sql("UPDATE record SET position=NULL")
    shutil.rmtree(lab.directory)
    Sequencer(lab.records, lab.signer, lab.directory).run()


def rewrite(lab: Lab) -> None:
    lab.sql("UPDATE record SET body=CAST(replace(body, 'failed', 'succeeded') AS BLOB) WHERE position=10")


def cut(lab: Lab) -> None:
    lab.sql("DELETE FROM record WHERE position>=9")
    lab.sql("DELETE FROM checkpoint WHERE size>9")


def leave_out(lab: Lab) -> None:
    """The failed run, as if it had never been: what follows moves up."""
    lab.sql("DELETE FROM record WHERE position IN (9, 10)")
    lab.sql("UPDATE record SET position=position-2 WHERE position>10")
    lab.sql("DELETE FROM checkpoint WHERE size IN (11, 13)")


def fork(lab: Lab) -> None:
    cut(lab)
    lab.run("succeeded")
    lab.run("succeeded")


def said(found: Verification) -> list[str]:
    return [str(problem) for problem in found.problems]


ATTACKS: list[tuple[Callable[[Lab], None], int]] = [(rewrite, 13), (cut, 9), (leave_out, 9)]


@pytest.mark.parametrize(("attack", "size"), ATTACKS)
def test_without_the_key_the_signed_heads_tell(victim: Lab, attack: Callable[[Lab], None], size: int) -> None:
    attack(victim)
    republish(victim, size)
    problems = said(victim.verify())
    if attack is rewrite:
        assert (
            "database, checkpoint 11: the first 11 records of the database do not give its root hash; " in problems[0]
        )
        assert problems[0].endswith("the first 9 are as signed"), "it is record 9 or 10"
    else:
        assert any(f"published at 13 records, the database has {size}" in one for one in problems), problems


@pytest.mark.parametrize("attack", [rewrite, leave_out])
def test_without_the_key_the_engine_does_not_go_on(victim: Lab, attack: Callable[[Lab], None]) -> None:
    attack(victim)
    republish(victim, 13 if attack is rewrite else 9)
    victim.run()
    with pytest.raises(Refused, match=r"root hash|cut or rolled back"):
        victim.sequencer.run()


def rolled_back(victim: Lab, tmp_path: Path) -> Held:
    """Put back everything as it was at nine records, heads and tiles too: nothing on the machine disagrees."""
    newest = (victim.directory / "checkpoint").read_text()
    kept = tmp_path / "kept"
    kept.write_text(newest)
    [[old]] = victim.sql("SELECT note FROM checkpoint WHERE size=9")
    cut(victim)
    republish(victim, 9)
    (victim.directory / "checkpoint").write_text(old)
    return given(kept, victim.signer.verifier)


def test_a_whole_machine_rolled_back_is_found_by_what_others_hold(victim: Lab, tmp_path: Path) -> None:
    held = rolled_back(victim, tmp_path)
    assert victim.verify().valid
    assert said(check(victim, held)) == [
        f"checkpoint given, size 13: {held.holder} holds it, and the database has 9 records: it was cut or rolled back"
    ]


def test_a_fork_of_what_was_rolled_back_is_found(victim: Lab, tmp_path: Path) -> None:
    held = rolled_back(victim, tmp_path)
    for _ in range(4):
        victim.run()
    victim.sequencer.run()
    assert victim.verify().valid
    [problem] = said(check(victim, held))
    assert problem.startswith("checkpoint given, size 13: ")
    assert "record 0 or a later one is not what was signed then" in problem


@pytest.mark.parametrize("attack", [rewrite, cut, leave_out, fork])
def test_with_the_key_only_what_others_hold_tells(victim: Lab, attack: Callable[[Lab], None]) -> None:
    heads = [open_checkpoint(note, victim.signer.verifier) for note in victim.records.checkpoints(victim.log)]
    tokens = [token(head, "tsa" if head.size % 3 else "witness") for head in heads]
    attack(victim)
    sign_anew(victim)
    assert victim.verify().valid, "on this machine everything agrees"
    found = check(victim, *(anchored(one) for one in tokens))
    place = 13 if attack is cut else 11
    assert any(one.startswith(f"anchor at size {place}: ") for one in said(found)), said(found)
    if attack is not cut:
        assert "record 9 or a later one is not what was signed then" in said(found)[0], "what came before still stands"
    agreeing = [(held.holder, held.size) for held, agrees in found.held if agrees]
    assert agreeing == [("tsa", 7), ("witness", 9)], "of many, the newest of each holder"
    assert found.held_count == 6
    assert found.as_json()["unanchored"] == {"from_index": 9, "records": found.checkpoint.size - 9}


def test_anchors_of_an_honest_log_agree(victim: Lab) -> None:
    heads = [open_checkpoint(note, victim.signer.verifier) for note in victim.records.checkpoints(victim.log)]
    kinds = [AnchorKind.WRITE_ONCE if head.size == RECORDS else AnchorKind.RFC3161 for head in heads]
    found = check(victim, *(anchored(token(head, "t", kind)) for head, kind in zip(heads, kinds, strict=True)))
    assert found.valid
    assert found.as_json()["anchors"][-1] == {
        "kind": "write-once", "class": "claimed", "name": "t", "tree_size": 13, "at": "2026-11-23T00:00:00Z",
        "agrees": True,
    }  # fmt: skip
    assert found.as_json()["unanchored"] == {"from_index": 11, "records": 2}, "what is claimed bounds nothing"


def test_two_heads_of_one_size_are_judged_each(victim: Lab) -> None:
    head = open_checkpoint((victim.directory / "checkpoint").read_text(), victim.signer.verifier)
    other = Checkpoint(head.origin, head.size, bytes(32))
    found = check(victim, anchored(token(head, "a")), anchored(token(other, "b")))
    assert [agrees for _, agrees in found.held] == [True, False]
    assert not found.valid


def test_three_lines_from_a_mail_will_do(victim: Lab, tmp_path: Path) -> None:
    text = (victim.directory / "checkpoint").read_text().split("\n\n")[0]
    mail = tmp_path / "mail"
    mail.write_text(f"\n{text}  \n\n".replace("\n", "\r\n").strip() + "\r\n")
    assert check(victim, given(mail, victim.signer.verifier)).valid
    mail.write_text("\ufeff> " + text.replace("\n", "\n> ") + "\n\n")
    assert check(victim, given(mail, victim.signer.verifier)).valid
    mail.write_bytes((victim.directory / "checkpoint").read_bytes().replace(b"\n", b"\r\n"))
    assert check(victim, given(mail, victim.signer.verifier)).valid


def test_a_checkpoint_that_is_none_is_refused(victim: Lab, tmp_path: Path) -> None:
    good, path = (victim.directory / "checkpoint").read_text(), tmp_path / "checkpoint"
    other = Signer("continuity/srv1/other", bytes(range(32)))
    for bad in (
        "", "not a checkpoint", good.replace("13", "12", 1), good.replace("acme", "other", 1),
        Checkpoint(other.name, 0, EMPTY_ROOT).sign(other), Checkpoint(other.name, 0, EMPTY_ROOT).text(),
    ):  # fmt: skip
        path.write_text(bad)
        with pytest.raises(NotProven):
            given(path, victim.signer.verifier)
    path.write_bytes(b"\xff")
    with pytest.raises(NotProven, match="UTF-8"):
        given(path, victim.signer.verifier)
    with pytest.raises(Unavailable):
        given(tmp_path / "nothing", victim.signer.verifier)


def check(lab: Lab, *held: Held) -> Verification:
    return verify_log(lab.records, lab.signer.verifier, lab.directory, held)


def token(head: Checkpoint, name: str, kind: AnchorKind = AnchorKind.RFC3161) -> Anchor:
    """An anchor as it was checked when it was taken."""
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return Anchor(log=head.origin, tree_size=head.size, root=head.root, kind=kind, name=name, at=at, proof=b"")
