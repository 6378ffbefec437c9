"""The canary sings its own run's song, or none."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.backup import canary
from continuity.backup.canary import Canary

NONCES = st.binary(min_size=32, max_size=32).map(bytes.hex)
CANARIES = st.builds(Canary, run=st.text(), asset=st.text(), nonce=NONCES)
ONE = Canary(run="01r", asset="acme/files", nonce="ab" * 32)


@given(CANARIES)
def test_a_canary_comes_back_as_it_was(made: Canary) -> None:
    back = canary.read(canary.write(made))
    assert back == made
    assert back.digest == made.digest == sha256(bytes.fromhex(made.nonce)).hexdigest()


@given(NONCES, NONCES)
def test_another_nonce_has_another_digest(one: str, other: str) -> None:
    assert (one == other) == (
        Canary(run="", asset="", nonce=one).digest == Canary(run="", asset="", nonce=other).digest
    )


def test_what_the_log_shows_does_not_give_the_nonce_away() -> None:
    assert ONE.nonce not in ONE.digest
    assert len(ONE.digest) == 64


@given(st.text())
def test_any_text_is_a_canary_or_none(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        canary.read(text)


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "continuity.canary/2"}, {"schema": None}, {"nonce": "xyz"}, {"nonce": 5}, {"nonce": None},
        {"nonce": "ab" * 31}, {"nonce": ""}, {"run": 5}, {"asset": None}, {"more": "than there is"},
    ],
)  # fmt: skip
def test_a_changed_canary_is_none(change: dict[str, object]) -> None:
    plain = json.loads(canary.write(ONE)) | change
    with pytest.raises(ValueError, match="not a canary"):
        canary.read(json.dumps(plain))


@pytest.mark.parametrize("name", ["schema", "run", "asset", "nonce"])
def test_half_a_canary_is_none(name: str) -> None:
    plain = json.loads(canary.write(ONE))
    del plain[name]
    with pytest.raises(ValueError, match="not a canary"):
        canary.read(json.dumps(plain))


@given(st.integers(0, 300), st.integers(0, 7))
def test_a_flipped_bit_never_sings_the_same_song(at: int, bit: int) -> None:
    raw = bytearray(canary.write(ONE).encode())
    raw[at % len(raw)] ^= 1 << bit
    try:
        found = canary.read(raw.decode("utf-8", "replace"))
    except ValueError:
        return
    assert found != ONE or raw.strip() == canary.write(ONE).strip().encode()
