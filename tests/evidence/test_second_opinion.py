"""What we publish, read by somebody else's program for C2SP logs: notes, heads, tiles, proofs, cosignatures.

``scripts/venv`` installs it beside the tests' libraries: it asks for a newer Python than it needs.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from continuity.evidence import publish, witness
from continuity.evidence.format import merkle
from continuity.evidence.format.tiles import nodes
from continuity.evidence.store import entry_of
from tests.evidence.lab import Lab

if TYPE_CHECKING:
    from pathlib import Path

SIZE = 281  # a full tile and a part of one


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    lab = Lab(tmp_path_factory.mktemp("second"))
    lab.fill(runs=140, every=20)
    return lab


@pytest.fixture(scope="module")
def root(lab: Lab) -> bytes:
    note = (lab.directory / "checkpoint").read_text()
    return base64.b64decode(note.split("\n")[2])


def test_heads_are_signed_and_say_what_they_say(lab: Lab, root: bytes) -> None:
    from aics_tlog.checkpoint import checkpoint_from_note, verify_checkpoint
    from aics_tlog.note import parse_note, parse_vkey

    key = parse_vkey(lab.signer.verifier.vkey())
    for note in (*lab.records.checkpoints(lab.log), (lab.directory / "checkpoint").read_text()):
        assert verify_checkpoint(parse_note(note), key, expected_origin=lab.log).ok
        head, _ = checkpoint_from_note(note)
    assert (head.origin, head.size, head.root) == (lab.log, SIZE, root)


def test_tiles_and_entries_give_the_root(lab: Lab, root: bytes) -> None:
    from aics_tlog.tiles import FileSystemTileReader, read_entry
    from aics_tlog.verified import audit_tiles

    reader = FileSystemTileReader(lab.directory)
    assert audit_tiles(reader, SIZE, root).size == SIZE
    entries = [entry_of(record) for record in lab.records.read(lab.log, 0, SIZE)]
    assert [read_entry(reader, index, SIZE) for index in (0, 255, 256, 280)] == [entries[i] for i in (0, 255, 256, 280)]


def test_our_proofs_convince_them_and_theirs_are_ours(lab: Lab, root: bytes) -> None:
    from aics_tlog.hashing import leaf_hash
    from aics_tlog.tiles import FileSystemTileReader, consistency_proof_from_tiles, inclusion_proof_from_tiles
    from aics_tlog.tree import verify_consistency, verify_inclusion

    tree = nodes(SIZE, lambda path: publish.read_tile_file(lab.directory, path))
    reader = FileSystemTileReader(lab.directory)
    for index, record in enumerate(lab.records.read(lab.log, 0, SIZE)):
        proof = merkle.inclusion_proof(index, SIZE, tree)
        assert verify_inclusion(leaf_hash(entry_of(record)), index, SIZE, proof, root)
        assert not verify_inclusion(leaf_hash(bytes(32)), index, SIZE, proof, root)
        assert proof == inclusion_proof_from_tiles(reader, index, SIZE)
    for first in (1, 41, 128, 255, 256, 257, 280):
        before = merkle.fold(reversed(merkle.frontier(first, tree)))
        proof = merkle.consistency_proof(first, SIZE, tree)
        assert verify_consistency(first, SIZE, before, root, proof)
        assert proof == consistency_proof_from_tiles(reader, first, SIZE)


def test_a_witness_counts(lab: Lab, tmp_path: Path) -> None:
    from aics_tlog.checkpoint import verify_checkpoint
    from aics_tlog.note import parse_note, parse_vkey

    given = ("--vkey", lab.signer.verifier.vkey(), "--name", "customer.example/it")
    said = ("--state", str(tmp_path / "w"), "-o", str(tmp_path / "note"))
    assert witness.main([str(lab.directory), *given, *said]) == 0
    key, cosigner = (
        parse_vkey(lab.signer.verifier.vkey()),
        parse_vkey((tmp_path / "w/witness.vkey").read_text().strip()),
    )
    note = (tmp_path / "note").read_text()
    assert verify_checkpoint(parse_note(note), key, [cosigner], 1, max_age_seconds=600).ok
    forged = parse_note(note.replace("\n281\n", "\n280\n"))
    assert not verify_checkpoint(forged, key, [cosigner], 1).ok
