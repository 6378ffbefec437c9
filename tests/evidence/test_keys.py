"""The history of a log's keys: what a rotation proves, what it does not, and which key a checkpoint needs."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.evidence.format.checkpoint import Checkpoint, open_checkpoint
from continuity.evidence.format.keys import CurrentSigner, KeyHistory, Rotation, parse_rotation, read_history
from continuity.evidence.format.note import Signer
from continuity.ground.errors import NotProven

LOG = "continuity/srv1/acme"
A, B, C, D = (Signer(LOG, bytes([n]) * 32) for n in (1, 2, 3, 4))


def rotation(old: Signer, new: Signer, size: int, *, lost: bool = False, reason: str = "yearly") -> str:
    plain = Rotation(old=old.verifier, new=new.verifier, at="2026-11-01T00:00:00.000000Z", size=size, reason=reason)
    return plain.sign(new, None if lost else old)


def head(size: int, signer: Signer) -> str:
    return Checkpoint(LOG, size, bytes(32)).sign(signer)


def test_a_rotation_comes_back_as_it_was_signed() -> None:
    read = parse_rotation(rotation(A, B, 7, reason="  a laptop\nwas stolen "))
    assert (read.size, read.reason, read.vouched, read.kind) == (7, "a laptop was stolen", True, "key.rotated")
    assert parse_rotation(rotation(A, B, 7, lost=True)).kind == "key.replaced"


def test_a_checkpoint_needs_the_key_of_its_size() -> None:
    keys = read_history(A.verifier, [rotation(A, B, 5), rotation(B, C, 9, lost=True)])
    for size, signer in ((1, A), (5, A), (6, B), (9, B), (10, C), (10**6, C)):
        assert open_checkpoint(head(size, signer), keys).size == size
        for other in {A, B, C} - {signer}:
            with pytest.raises(NotProven):
                open_checkpoint(head(size, other), keys)
    assert keys.of("anything else\n\n— x y\n") == C.verifier
    assert (keys.first, keys.keys()) == (A.verifier, (A.verifier, B.verifier, C.verifier))


def test_a_key_vouches_onward_and_only_through_its_own_signature() -> None:
    notes = [rotation(A, B, 5), rotation(B, C, 9, lost=True), rotation(C, D, 12)]
    keys = read_history(A.verifier, notes)
    assert keys.vouched_by(A.verifier.fingerprint) == (A.verifier, B.verifier)
    assert keys.vouched_by(B.verifier.fingerprint) == (B.verifier,)
    assert keys.vouched_by(C.verifier.fingerprint) == (C.verifier, D.verifier)
    assert keys.vouched_by("0" * 64) == ()


def test_the_newest_key_signs_and_knows_the_past() -> None:
    past = read_history(A.verifier, [rotation(A, B, 5)]).past
    signer = CurrentSigner(LOG, B.seed, past)
    assert open_checkpoint(head(6, signer), signer.verifier).size == 6
    assert open_checkpoint(head(5, A), signer.verifier).size == 5
    assert signer.verifier.first == A.verifier
    assert KeyHistory(LOG, A.verifier.public_key).first == A.verifier


@pytest.mark.parametrize(
    "notes",
    [
        [rotation(B, C, 5)],
        [rotation(A, B, 5), rotation(A, C, 9)],
        [rotation(A, B, 5), rotation(B, C, 4)],
        [rotation(A, B, 5).replace(LOG, "continuity/srv1/other")],
        [rotation(A, B, 5).replace("\n5\n", "\n05\n")],
        [rotation(A, B, 5).replace("\n5\n", "\n6\n")],
        [head(5, A)],
        [""],
    ],
)
def test_a_chain_that_does_not_hold_is_not_proven(notes: list[str]) -> None:
    with pytest.raises(NotProven):
        read_history(A.verifier, notes)


def test_the_old_keys_signature_is_genuine_or_absent() -> None:
    note = rotation(A, B, 5)
    false = dataclasses.replace(parse_rotation(note), reason="another").sign(B, A).split("\n")
    mixed = note.split("\n")
    mixed[8] = false[8]
    with pytest.raises(NotProven):
        parse_rotation("\n".join(mixed))
    with pytest.raises(NotProven):
        parse_rotation("".join(line for at, line in enumerate(note.splitlines(keepends=True)) if at != 9))


@settings(max_examples=200)
@given(at=st.integers(0, len(rotation(A, B, 5).encode()) * 8 - 1))
def test_no_bit_can_be_changed(at: int) -> None:
    raw = bytearray(rotation(A, B, 5).encode())
    raw[at // 8] ^= 1 << at % 8
    try:
        read = read_history(A.verifier, [raw.decode()])
    except (NotProven, UnicodeDecodeError):
        return
    # what remains readable has lost the old key's signature line (its name or key id is another's): it vouches for less
    assert not read.past[0].vouched
