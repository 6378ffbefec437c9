"""A customer's witness: run alone on bare Python, held against ours, and against logs that fork, roll back and lie."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import resource
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.evidence import witness
from continuity.evidence.format import merkle, tiles
from continuity.evidence.format.checkpoint import Checkpoint, open_checkpoint
from continuity.evidence.format.keys import Rotation
from continuity.evidence.format.note import Signer, open_note
from tests.evidence.test_stranger import ED25519, SYSTEM

if TYPE_CHECKING:
    from pathlib import Path

LOG = "continuity/srv1/acme"
SIGNER = Signer(LOG, bytes(range(32)))
FINGERPRINT = SIGNER.verifier.fingerprint


class Published:
    """A published log that can be made to lie."""

    def __init__(self, path: Path) -> None:
        self.path, self.edge, self.signer = path, tiles.Edge(), SIGNER
        path.mkdir()
        (path / "key.vkey").write_text(SIGNER.verifier.vkey() + "\n")

    def grow(self, count: int, what: bytes = b"honest") -> Published:
        for number in range(self.edge.size, self.edge.size + count):
            self.edge.add(hashlib.sha256(what + str(number).encode()).digest())
        for name, content in self.edge.take():
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            (self.path / name).write_bytes(content)
        return self.head(self.edge.size, self.edge.root())

    def head(self, size: int, root: bytes) -> Published:
        (self.path / "checkpoint").write_text(Checkpoint(LOG, size, root).sign(self.signer))
        return self

    def rotate(self, new: Signer, *, lost: bool = False) -> Published:
        plain = Rotation(
            old=self.signer.verifier,
            new=new.verifier,
            at="2026-11-01T00:00:00.000000Z",
            size=self.edge.size,
            reason="-",
        )
        folder = self.path / "keys"
        folder.mkdir(exist_ok=True)
        (folder / f"{len(list(folder.iterdir())) + 1:04d}").write_text(plain.sign(new, None if lost else self.signer))
        self.signer = new
        return self


@pytest.fixture
def log(tmp_path: Path) -> Published:
    return Published(tmp_path / "log").grow(5)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def look(log: Published | str, state: Path, *more: str, key: str = FINGERPRINT) -> int:
    where = log if isinstance(log, str) else str(log.path)
    given = ("--key-fingerprint", key) if key else ()
    return witness.main([where, "--state", str(state), "--lang", "en", "--name", "client.example/w", *given, *more])


def tampered(state: Path) -> tuple[str, str]:
    (folder,) = state.glob("proof-*")
    return (folder / "kept").read_text(), (folder / "found").read_text()


@pytest.mark.parametrize("python", SYSTEM)
def test_it_runs_alone_from_cron(log: Published, state: Path, python: str) -> None:
    argv = [python, "-I", "-S", witness.__file__, str(log.path), "--state", str(state), "--lang", "en"]
    argv += ["--key-fingerprint", FINGERPRINT, "--name", "client.example/w", "-o", str(state.parent / "cosigned")]
    first = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    log.grow(900)
    second = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "first head kept: continuity/srv1/acme, 5 records; its past is not judged" in first.stderr
    assert "consistent: continuity/srv1/acme, 905 records, continues the head of 5" in second.stderr
    note = (state.parent / "cosigned").read_text()
    assert open_checkpoint(note, SIGNER.verifier).size == 905
    assert all(path.stat().st_mode & 0o077 == 0 for path in state.iterdir())


def test_the_cosignature_is_that_of_the_specification(
    log: Published, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Checked with `cryptography`, from the text of C2SP tlog-cosignature, and from nothing of the witness's code."""
    assert look(log, state) == 0
    note = capsys.readouterr().out
    text, _, signatures = note.rpartition("\n\n")
    raw = base64.b64decode(signatures.splitlines()[1].split(" ")[2])
    seed = base64.b64decode((state / "witness.key").read_text().strip().split("+", 1)[1])
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    name = "client.example/w"
    assert raw[:4] == hashlib.sha256(name.encode() + b"\n\x04" + key.public_bytes_raw()).digest()[:4]
    at = int.from_bytes(raw[4:12], "big")
    key.verify(raw[12:], f"cosignature/v1\ntime {at}\n{text}\n".encode())
    vkey = f"{name}+{raw[:4].hex()}+{base64.b64encode(bytes([4]) + key.public_bytes_raw()).decode()}"
    assert (state / "witness.vkey").read_text() == f"{vkey}\n"


def test_a_fork_is_proven_by_both_heads(log: Published, state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert look(log, state) == 0
    kept = (log.path / "checkpoint").read_text()
    log.head(5, bytes(32))
    assert look(log, state) == 1
    assert "FORK: 5 records" in capsys.readouterr().err
    assert tampered(state) == (kept, (log.path / "checkpoint").read_text())
    assert (state / "checkpoint").read_text() == kept
    assert all(open_note(note, SIGNER.verifier) for note in tampered(state))


def test_a_longer_fork_is_seen_too(tmp_path: Path, log: Published, state: Path) -> None:
    assert look(log, state) == 0
    forked = Published(tmp_path / "forked").grow(300, b"another past")
    assert look(forked, state) == 1
    assert open_checkpoint(tampered(state)[1], SIGNER.verifier).size == 300


def test_a_log_that_was_rolled_back_is_seen(tmp_path: Path, log: Published, state: Path) -> None:
    assert look(log.grow(10), state) == 0
    assert look(Published(tmp_path / "old").grow(5), state) == 1
    assert [open_checkpoint(note, SIGNER.verifier).size for note in tampered(state)] == [15, 5]


def test_no_key_is_taken_silently(log: Published, state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert look(log, state, key="") == 2
    assert f"the log says {FINGERPRINT}" in capsys.readouterr().err
    assert look(log, state, "--trust-first-key", key="") == 0
    assert "was not proven" in capsys.readouterr().err
    assert look(log, state, key="") == 0
    assert "was not proven" in capsys.readouterr().err, "said again in each run"
    assert look(log, state) == 0
    assert look(log, state, key="") == 0
    assert "was not proven" not in capsys.readouterr().err.splitlines()[-1]
    assert look(log, state, key="0" * 64) == 1


def test_another_key_is_not_the_logs(log: Published, state: Path) -> None:
    assert look(log, state) == 0
    other = Signer(LOG, bytes(32))
    log.signer = other
    assert look(log.grow(1), state) == 1
    (log.path / "key.vkey").write_text(other.verifier.vkey())
    assert look(log, state, key="") == 1
    assert look(log, state, "--vkey", SIGNER.verifier.vkey(), key="") == 1


def test_a_rotated_key_is_followed(log: Published, state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert look(log, state) == 0
    second = Signer(LOG, bytes([2]) * 32)
    log.rotate(second)
    assert look(log, state, key="") == 0, "no head of the new key yet"
    log.grow(2)
    assert look(log, state, key="") == 0
    assert "vouches for the new one" in capsys.readouterr().err
    assert look(log, state) == 0, "the first fingerprint still leads there"


def test_a_key_that_nobody_vouches_for_needs_a_person(
    log: Published, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert look(log, state) == 0
    second = Signer(LOG, bytes([2]) * 32)
    log.rotate(second, lost=True).grow(2)
    assert look(log, state, key="") == 1
    assert f"--key-fingerprint {second.verifier.fingerprint}" in capsys.readouterr().err
    assert look(log, state, key=second.verifier.fingerprint) == 0
    assert look(log, state, key="") == 0


@pytest.mark.parametrize("what", ["nothing", "text", "long", "gone tiles", "binary"])
def test_what_cannot_be_read_decides_nothing(log: Published, state: Path, what: str) -> None:
    assert look(log, state) == 0
    log.grow(300)
    file = log.path / "checkpoint"
    if what == "nothing":
        file.unlink()
    elif what == "gone tiles":
        (log.path / "tile/0/000").unlink()
    else:
        file.write_bytes({"text": b"hello\n", "long": b"x" * 100_000, "binary": b"\xff\x00"}[what])
    kept = (state / "checkpoint").read_text()
    assert look(log, state) == 2
    assert (state / "checkpoint").read_text() == kept


def test_it_reads_over_the_network(log: Published, state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(log.path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        assert look(address, state) == 0
        log.grow(70_000)
        assert look(address, state, "--json") == 0
        server.shutdown()
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["verdict"] == "consistent"
    assert look(address, state) == 2


def test_the_numbers_of_rfc_8032() -> None:
    for seed, key, message, signature in (map(bytes.fromhex, row) for row in ED25519):
        assert witness.public(seed) == key
        assert witness.sign(seed, message) == signature
        assert witness.verify(key, message, signature)
        assert not witness.verify(key, message + b"x", signature)


@settings(max_examples=15, deadline=None)
@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200))
def test_both_sign_the_same(seed: bytes, message: bytes) -> None:
    ours = Ed25519PrivateKey.from_private_bytes(seed)
    assert witness.sign(seed, message) == ours.sign(message)
    assert witness.public(seed) == ours.public_key().public_bytes_raw()


@settings(max_examples=60, deadline=None)
@given(sizes=st.tuples(st.integers(0, 700), st.integers(0, 700)), wrong=st.integers(0, 3))
def test_both_agree_on_consistency(sizes: tuple[int, int], wrong: int) -> None:
    """The witness computes both roots from shared hashes, ours follows RFC 9162: the same verdict."""
    first, second = sorted(sizes)
    leaves = LEAVES[:second]
    node = partial(span, leaves)
    old = merkle.root(first, node) if wrong != 1 else bytes(32)
    new = merkle.root(second, node) if wrong != 2 else bytes(32)
    proof = merkle.consistency_proof(first, second, node)
    ours = merkle.verify_consistency(proof, first, second, old, new) and (first > 0 or new == merkle.root(second, node))
    theirs = witness.consistent(first, second, (old, new), lambda start, height: node(height, start >> height))
    assert theirs == ours == (wrong in (0, 3))


LEAVES = [hashlib.sha256(str(number).encode()).digest() for number in range(700)]


def span(leaves: list[bytes], height: int, index: int) -> bytes:
    return merkle.subtree_hash(leaves[index << height : (index + 1) << height])


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_log_with_a_flipped_bit_is_never_cosigned(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever bit of whatever file is flipped: no traceback, and no head is kept that the log's key did not sign."""
    root = tmp_path_factory.mktemp("flipped")
    log = Published(root / "log").grow(300)
    assert look(log, root / "state") == 0
    log.rotate(Signer(LOG, bytes([2]) * 32)).grow(300)
    file = data.draw(st.sampled_from(sorted(path for path in log.path.rglob("*") if path.is_file())))
    raw = bytearray(file.read_bytes())
    at = data.draw(st.integers(0, 8 * len(raw) - 1))
    raw[at // 8] ^= 1 << at % 8
    file.write_bytes(raw)
    head = Checkpoint(LOG, log.edge.size, log.edge.root())
    code = look(log, root / "state", key="")
    assert code in (0, 1, 2)
    kept = (root / "state" / "checkpoint").read_text()
    assert kept.startswith(head.text()) == (code == 0)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--key-fingerprint", "hello"), "--key-fingerprint: 64 digits"),
        (("--key-fingerprint", FINGERPRINT, "-o", "{tmp}/absent/x"), "{tmp}/absent/x cannot be written: No such file"),
        (("--key-fingerprint", FINGERPRINT, "-o", "{tmp}"), "{tmp} cannot be written: Is a directory"),
    ],
)
def test_what_is_wrong_with_the_command_is_said(
    log: Published, state: Path, tmp_path: Path, given: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [one.format(tmp=tmp_path) for one in given]
    assert witness.main([str(log.path), "--state", str(state), "--lang", "en", *arguments]) == 2
    title, said = capsys.readouterr().err.splitlines()[:2]
    assert title == "CANNOT WITNESS"
    assert said.startswith(words.format(tmp=tmp_path))


def test_a_place_without_a_log_is_said(tmp_path: Path, state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert look("ftp://x", state) == look(str(tmp_path), state) == 2
    said = capsys.readouterr().err
    assert f"{tmp_path}/checkpoint is not there: LOG is the directory" in said
    assert "ftp://x/checkpoint is not there" in said


def test_it_says_nothing_that_moves_the_cursor(log: Published, state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert look(log, state) == 0
    (log.path / "checkpoint").write_text("evil\x1b[2J\u202elog\n1\n" + "A" * 43 + "=\n\n— x y\n")
    assert look(log, state) == 2
    assert "it is the log evil\\x1b[2J\\u202elog, not" in capsys.readouterr().err


def test_a_log_that_never_ends_does_not_hold_the_next_run(
    log: Published, state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(witness, "WHOLE", 1)
    (log.path / "checkpoint").unlink()
    os.mkfifo(log.path / "checkpoint")
    assert look(log, state) == 2
    assert "no end after 1 s" in capsys.readouterr().err


def test_an_interruption_is_an_answer(
    log: Published, state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(witness.Witness, "look", stop)
    assert look(log, state) == 2
    assert "interrupted" in capsys.readouterr().err


def test_a_disk_that_takes_no_more_is_said_and_leaves_the_kept_head(
    log: Published, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert look(log, state) == 0
    kept = sorted((path.name, path.read_bytes()) for path in state.iterdir())
    log.grow(3)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        code = look(log, state)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert code == 2
    assert "cannot be written: File too large" in capsys.readouterr().err
    assert sorted((path.name, path.read_bytes()) for path in state.iterdir()) == kept
