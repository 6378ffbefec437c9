"""Records, notes, checkpoints and tiles: the specification runs, and what is printed reads back, bit for bit."""

from __future__ import annotations

import base64
import doctest
import hashlib
import json
import subprocess
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import continuity.evidence.format as specification
from continuity.evidence.format import checkpoint, merkle, note, record, tiles
from continuity.evidence.format.checkpoint import Checkpoint
from continuity.evidence.format.note import Signer, Verifier, open_note
from continuity.evidence.format.record import Record
from continuity.ground.errors import NotProven
from tests.evidence.test_merkle import flipped, tree_of

if TYPE_CHECKING:
    from pathlib import Path

SIGNER = Signer("continuity/srv1/acme", bytes(range(32)))
#: The worked example of Go's sumdb/note, and its key.
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
NEUMANN_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

NAMES = st.from_regex(r"[!-*,-~é中]{1,30}", fullmatch=True)
SEEDS = st.binary(min_size=32, max_size=32)
TEXTS = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]) | st.just("\n"), max_size=80)


def test_the_specification_runs() -> None:
    outcome = doctest.testmod(specification)
    assert outcome.attempted > 10
    assert outcome.failed == 0


def test_go_reads_and_writes_the_same_notes() -> None:
    signer = Signer.parse(NEUMANN_SECRET)
    text, _, _ = NEUMANN_NOTE.rpartition("\n\n")
    assert signer.verifier.vkey() == NEUMANN
    assert signer.sign(text + "\n") == NEUMANN_NOTE
    assert open_note(NEUMANN_NOTE, Verifier.parse(NEUMANN)) == text + "\n"


def test_openssl_knows_the_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(SIGNER.verifier.pem())
    argv = ["openssl", "pkey", "-pubin", "-in", str(tmp_path / "key.pem"), "-outform", "DER"]
    der = subprocess.run(argv, check=True, capture_output=True, timeout=20).stdout
    assert hashlib.sha256(der).hexdigest() == SIGNER.verifier.fingerprint


@given(NAMES, SEEDS, TEXTS)
def test_notes_and_keys_read_back(name: str, seed: bytes, text: str) -> None:
    signer = Signer(name, seed)
    assert Signer.parse(signer.secret()) == signer
    assert Verifier.parse(signer.verifier.vkey()) == signer.verifier
    assert open_note(signer.sign(text + "\n"), signer.verifier) == text + "\n"
    assert repr(seed) not in repr(signer)


@given(st.integers(0))
def test_a_flipped_bit_of_a_note_or_key_is_seen(bit: int) -> None:
    signed = Checkpoint(SIGNER.name, 7, merkle.EMPTY_ROOT).sign(SIGNER)
    with pytest.raises((NotProven, UnicodeDecodeError)):
        open_note(flipped(signed.encode(), bit).decode(), SIGNER.verifier)
    with pytest.raises((NotProven, UnicodeDecodeError)):
        open_note(signed, Verifier.parse(flipped(SIGNER.verifier.vkey().encode(), bit).decode()))


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda text: text.replace("\n\n", "\n"), "not a signed note"),
        (lambda text: text[:-1], "not a signed note"),
        (lambda text: text.replace("— ", "- "), "malformed signature line"),
        (lambda text: text.replace("7\n", "7\r\n"), "control characters"),
        (lambda text: "\ud800" + text, "not UTF-8"),
        (lambda text: "x" * note.MAX_NOTE_BYTES + text, "not a signed note"),
        (lambda text: text + text.rsplit("\n\n")[1] * 64, "more than 64"),
    ],
)
def test_a_malformed_note_says_why(damage: object, why: str) -> None:
    signed = Checkpoint(SIGNER.name, 7, merkle.EMPTY_ROOT).sign(SIGNER)
    with pytest.raises(NotProven, match=why):
        open_note(damage(signed), SIGNER.verifier)  # type: ignore[operator]


def test_other_signatures_are_passed_over_and_do_not_count() -> None:
    signed = Checkpoint(SIGNER.name, 7, merkle.EMPTY_ROOT).sign(SIGNER)
    other = Signer("witness.example", bytes(32))
    both = signed + other.sign(signed.rpartition("\n\n")[0] + "\n").rpartition("\n\n")[2]
    assert checkpoint.open_checkpoint(both, SIGNER.verifier).size == 7
    with pytest.raises(NotProven, match="not signed by"):
        open_note(signed, Signer(SIGNER.name, bytes(32)).verifier)


def test_a_checkpoint_of_another_log_is_not_ours() -> None:
    signed = Checkpoint("continuity/srv1/other", 7, merkle.EMPTY_ROOT).sign(SIGNER)
    with pytest.raises(NotProven, match="of the log continuity/srv1/other"):
        checkpoint.open_checkpoint(signed, SIGNER.verifier)


@given(NAMES, st.integers(0, 2**62), st.binary(min_size=32, max_size=32))
def test_checkpoints_read_back(origin: str, size: int, root: bytes) -> None:
    head = Checkpoint(origin, size, root)
    assert checkpoint.parse(head.text()) == head
    assert checkpoint.parse(head.text() + "an extension\n") == head


@pytest.mark.parametrize("size", ["", "-1", "07", "+7", "٣", "7 ", "9" * 20])
def test_a_size_has_one_form(size: str) -> None:
    with pytest.raises(NotProven):
        checkpoint.parse(f"origin\n{size}\n{base64.b64encode(bytes(32)).decode()}\n")


@pytest.mark.parametrize("client", ["", "a b", "a+b", "a\nb"])
def test_a_log_has_a_plain_name(client: str) -> None:
    if client:
        with pytest.raises(NotProven):
            checkpoint.origin("srv1", client)
    else:
        with pytest.raises(NotProven):
            note.check_name(client)


def test_a_record_is_its_canonical_bytes() -> None:
    paris = datetime(2026, 11, 1, 1, 0, tzinfo=timezone(timedelta(hours=1)))
    fact = Record(log="l", at=record.record_time(paris), kind="config", run=None, body={"é": 1, "a": [True, None]})
    data = fact.to_bytes()
    assert data.decode().startswith('{"at":"2026-11-01T00:00:00.000000Z","body":{"a":[true,null],"é":1},"kind"')
    assert record.parse(data) == fact
    assert record.parse(json.dumps({**json.loads(data), "later": 1}).encode()) == fact
    assert len(record.record_time(datetime(2026, 1, 1, 0, 0, 0, 1, UTC))) == 27


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "Config"},
        {"kind": ""},
        {"run": "a b"},
        {"at": "2026-11-01T00:00:00Z"},
        {"log": ""},
        {"body": {"x": 2**53}},
        {"body": {"x": "y" * record.MAX_RECORD_BYTES}},
    ],
)
def test_what_is_no_record_is_not_written(fields: dict[str, object]) -> None:
    good: dict[str, object] = {
        "log": "l",
        "at": "2026-11-01T00:00:00.000000Z",
        "kind": "config",
        "run": None,
        "body": {},
    }
    with pytest.raises(ValueError, match=r".+"):
        Record(**(good | fields)).to_bytes()  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"schema":"continuity.record/1"}'])
def test_what_is_no_record_is_not_read(data: bytes) -> None:
    with pytest.raises(NotProven):
        record.parse(data)


def test_tile_paths() -> None:
    assert tiles.tile_path(3, 0) == "tile/3/000"
    assert tiles.tile_path(0, 1234067, 9) == "tile/0/x001/x234/067.p/9"
    assert tiles.bundle_path(1000) == "tile/entries/x001/000"


@pytest.mark.parametrize("size", [1, 255, 256, 257, 512, 65535, 65536, 65536 + 256 + 3])
def test_tiles_hold_the_tree_at_every_edge(size: int) -> None:
    entries = [hashlib.sha256(number.to_bytes(4, "big")).digest() for number in range(size + 1)]
    edge = tiles.Edge()
    published: dict[str, bytes] = {}
    for entry in entries[:size]:
        edge.add(entry)
    published.update(edge.take())
    loaded = tiles.Edge.load(size, published.__getitem__)
    assert loaded.root() == edge.root()
    assert (loaded.rows, loaded.entries) == (edge.rows, edge.entries)
    assert loaded.take() == []
    node = tiles.nodes(size, published.__getitem__)
    assert merkle.root(size, node) == edge.root()
    proof = merkle.inclusion_proof(size // 2, size, node)
    leaf = merkle.leaf_hash(entries[size // 2])
    assert merkle.verify_inclusion(proof, leaf, size // 2, size, edge.root())
    loaded.add(entries[size])
    edge.add(entries[size])
    assert loaded.root() == edge.root()
    assert dict(loaded.take()) == dict(edge.take())


def test_a_partial_tile_is_never_hashed_upwards() -> None:
    edge = tiles.Edge()
    entries = [bytes([number % 256]) * 32 for number in range(300)]
    for entry in entries:
        edge.add(entry)
    written = dict(edge.take())
    assert sorted(written) == [
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/44",
    ]
    assert written["tile/1/000.p/1"] == merkle.root(256, tree_of(entries))
    assert tiles.read_bundle(written["tile/entries/001.p/44"]) == entries[256:]


def test_a_damaged_tile_is_not_read() -> None:
    with pytest.raises(NotProven, match="bytes"):
        tiles.read_tile(bytes(33), 1)
    with pytest.raises(NotProven, match="32-byte"):
        tiles.read_bundle(b"\x00\x20" + bytes(31))
