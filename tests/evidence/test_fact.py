"""A single fact: one record and its proof, checked by ours, by a few lines of anyone's, and against tampering."""

from __future__ import annotations

import base64
import json
import textwrap
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.evidence.format.fact import check_fact, read_fact
from continuity.evidence.single import prove
from continuity.ground.errors import ContinuityError, NotProven, UsageError
from tests.evidence.lab import Lab


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    made = Lab(tmp_path_factory.mktemp("fact"))
    made.fill(runs=20)
    return made


@pytest.fixture(scope="module")
def written(lab: Lab) -> bytes:
    return json.dumps(prove(lab.records, lab.signer.verifier, lab.directory, 17).as_json()).encode()


def few_lines(fact: dict[str, Any], folder: Path) -> None:
    """Whoever cannot or will not use our code: the lines that docs/how-to/witness.md shows, as they stand there."""
    page = (Path(__file__).parents[2] / "docs/how-to/witness.md").read_text(encoding="utf-8")
    block = page.split("Without any program of ours:\n\n")[1].split("\n\n")[0]
    (folder / "fact.json").write_text(json.dumps(fact))
    lines = textwrap.dedent(block).replace('"fact.json"', repr(str(folder / "fact.json")))
    exec(compile(lines, "witness.md", "exec"), {})


def test_every_record_can_be_proven_alone(lab: Lab, tmp_path: Path) -> None:
    for index in range(41):
        fact = prove(lab.records, lab.signer.verifier, lab.directory, index)
        proven = check_fact(read_fact(json.dumps(fact.as_json()).encode()), lab.signer.verifier.fingerprint)
        assert (proven.index, proven.head.size, proven.trusted) == (index, 41, True)
        few_lines(fact.as_json(), tmp_path)
        with pytest.raises(AssertionError):
            few_lines(fact.as_json() | {"index": (index + 1) % 41}, tmp_path)
        assert len(fact.proof) <= 6


def test_nothing_of_other_records_is_in_it(lab: Lab, written: bytes) -> None:
    other = next(lab.records.read(lab.log, 16, 17))
    assert b"run.outcome" not in written or b"run.intent" not in written
    assert base64.b64encode(other.salt) not in written


@settings(max_examples=300, deadline=None)
@given(at=st.integers(0, 10**6))
def test_no_bit_can_be_changed(lab: Lab, written: bytes, at: int) -> None:
    raw = bytearray(written)
    raw[at % len(raw)] ^= 1 << at % 8
    fingerprint = lab.signer.verifier.fingerprint
    try:
        found = check_fact(read_fact(bytes(raw)), fingerprint)
    except NotProven:
        return
    # what still verifies says the same: a flipped bit in the spelling of JSON, or in a field that nothing rests on
    assert (found.record, found.index) == (check_fact(read_fact(written)).record, 17)


@pytest.mark.parametrize(
    "change",
    [
        {"index": 18}, {"index": -1}, {"index": True}, {"index": "17"}, {"proof": []}, {"proof": "x"}, {"salt": ""},
        {"record": "{}"}, {"record": "\ud800"}, {"checkpoint": ""}, {"keys": ["x"]}, {"vkey": "x"}, {"schema": "y"},
    ],
)  # fmt: skip
def test_what_is_not_a_proof_is_refused(written: bytes, change: dict[str, Any]) -> None:
    with pytest.raises(NotProven):
        check_fact(read_fact(json.dumps(json.loads(written) | change).encode()))


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"[" * 100_000, b'{"schema": "continuity.evidence-proof/1"}'])
def test_garbage_is_refused(data: bytes) -> None:
    with pytest.raises(NotProven):
        read_fact(data)


def test_another_key_proves_nothing(written: bytes) -> None:
    with pytest.raises(NotProven, match="does not vouch"):
        check_fact(read_fact(written), "0" * 64)
    assert not check_fact(read_fact(written)).trusted


def test_what_cannot_be_proven_is_said(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    with pytest.raises(ContinuityError):
        prove(lab.records, lab.signer.verifier, lab.directory, 0)
    lab.fill(runs=2)
    with pytest.raises(UsageError):
        prove(lab.records, lab.signer.verifier, lab.directory, 99)
    lab.sql('UPDATE record SET body = CAST(\'{"schema":"x"}\' AS BLOB) WHERE position = 2')
    with pytest.raises(NotProven):
        prove(lab.records, lab.signer.verifier, lab.directory, 2)
