"""What a witness brings back is held against the log before it counts as an anchor."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from continuity.evidence import witness
from continuity.evidence.format.checkpoint import open_checkpoint
from continuity.evidence.format.cosignature import Cosigner, cosignature
from continuity.evidence.witnessed import witnessed
from continuity.ground.errors import NotProven
from continuity.model.anchor import Anchor, Witness

if TYPE_CHECKING:
    from pathlib import Path

    from tests.evidence.lab import Lab


def cosigned(lab: Lab, state: Path, *more: str) -> tuple[str, Witness]:
    """What a real witness writes about the published log."""
    out = state / "cosigned"
    lab.directory.joinpath("key.vkey").write_text(lab.signer.verifier.vkey())
    argv = [str(lab.directory), "--state", str(state), "--trust-first-key", "--name", "acme/w", "-o", str(out), *more]
    assert witness.main(argv) == 0
    return out.read_text(), Witness(name="acme", vkey=(state / "witness.vkey").read_text().strip())


def given(lab: Lab, text: str, *witnesses: Witness) -> list[Anchor]:
    return witnessed(text, witnesses, lab.signer.verifier, lab.records)


def test_a_cosigned_head_is_an_anchor(lab: Lab, tmp_path: Path) -> None:
    lab.fill(runs=3)
    text, who = cosigned(lab, tmp_path / "w")
    (anchor,) = given(lab, text, who)
    assert (anchor.tree_size, anchor.name, anchor.proven_offline) == (7, "acme/w", True)
    lab.fill(runs=1)
    assert given(lab, text, who) == [anchor], "an older head of ours counts, too"
    assert open_checkpoint(text, lab.signer.verifier).root == anchor.root


def test_the_line_alone_finds_its_head(lab: Lab, tmp_path: Path) -> None:
    lab.fill(runs=3, every=1)
    line, who = cosigned(lab, tmp_path / "w", "--line")
    lab.fill(runs=2)
    (anchor,) = given(lab, line, who)
    assert (anchor.tree_size, anchor.proof.decode()) == (7, line)


def test_what_is_not_ours_is_no_anchor(lab: Lab, tmp_path: Path) -> None:
    lab.fill(runs=3)
    text, who = cosigned(lab, tmp_path / "w")
    lab.fill(runs=1)
    _, other = cosigned(lab, tmp_path / "other")
    flipped = text[:-6] + ("A" if text[-6] != "A" else "B") + text[-5:]
    for wrong, witnesses in ((text, (other,)), (text, ()), (flipped, (who,)), ("hello", (who,)), ("— x y\n", (who,))):
        with pytest.raises(NotProven):
            given(lab, wrong, *witnesses)


def test_a_head_that_the_log_never_had_is_told_as_a_fork(lab: Lab, tmp_path: Path) -> None:
    lab.fill(runs=3)
    text, who = cosigned(lab, tmp_path / "w")
    lab.sql("DELETE FROM checkpoint WHERE size = 7")
    with pytest.raises(NotProven, match="forked or rolled back"):
        given(lab, text, who)


def test_a_false_line_is_a_fault_and_a_strangers_is_not(lab: Lab, tmp_path: Path) -> None:
    lab.fill(runs=3)
    text, who = cosigned(lab, tmp_path / "w")
    key, line = Cosigner.parse(who.vkey), text.splitlines()[-1]
    head = text.rpartition("\n\n")[0] + "\n"
    assert cosignature(line, head, key)
    assert cosignature(text.splitlines()[-2], head, key) is None
    with pytest.raises(NotProven):
        cosignature(line, head.replace("\n7\n", "\n8\n"), key)
    raw = bytearray(base64.b64decode(line.split(" ")[2]))
    raw[11] ^= 1
    with pytest.raises(NotProven):
        cosignature(f"— acme/w {base64.b64encode(raw).decode()}", head, key)
    with pytest.raises(NotProven):
        Cosigner.parse(lab.signer.verifier.vkey())
