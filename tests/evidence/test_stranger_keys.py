"""Keys over time, as a stranger sees them: what the one fingerprint that was handed over vouches for, and what not."""

from __future__ import annotations

import shutil
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.evidence.export import Exporter
from continuity.evidence.format.checkpoint import Checkpoint
from continuity.evidence.format.keys import CurrentSigner, Rotation, parse_rotation
from continuity.evidence.format.note import Signer
from continuity.evidence.format.record import record_time
from continuity.evidence.period import Period
from continuity.evidence.published_keys import publish_rotation
from continuity.evidence.sequencer import Sequencer
from tests.evidence.lab import LOG, START, Lab
from tests.evidence.test_stranger import verify

if TYPE_CHECKING:
    from pathlib import Path

FIRST, SECOND, THIRD, ROGUE = (Signer(LOG, bytes([seed]) * 32) for seed in range(1, 5))


def rotate(lab: Lab, new: Signer, *, lost: bool = False) -> None:
    """What ``evidence rotate-key`` does: a note, its record, the next head by the new key."""
    old, past = lab.signer, getattr(lab.signer.verifier, "past", ())
    size = lab.sequencer.run().checkpoint.size  # type: ignore[union-attr]
    plain = Signer(LOG, old.seed)
    rotation = Rotation(
        old=plain.verifier, new=new.verifier, at=record_time(lab.now), size=size, reason="a year is over"
    )
    note = rotation.sign(new, None if lost else plain)
    with lab.store.transaction() as tx:
        lab.record(tx, "key.replaced" if lost else "key.rotated", note=note)
    publish_rotation(lab.directory, note)
    lab.signer = CurrentSigner(LOG, new.seed, (*past, parse_rotation(note)))
    lab.sequencer = Sequencer(lab.records, lab.signer, lab.directory)
    lab.sequencer.run()


def made(root: Path, *, lost: bool) -> Lab:
    """Heads 3, 5 (first key), 6, 8, 10 (second key), 11, 13 (third key; in one log it replaced a lost one)."""
    lab = Lab(root)
    lab.signer = FIRST
    lab.sequencer = Sequencer(lab.records, FIRST, lab.directory)
    lab.fill(runs=2)
    rotate(lab, SECOND)
    lab.run()
    lab.sequencer.run()
    lab.run()
    lab.sequencer.run()
    rotate(lab, THIRD, lost=lost)
    lab.run()
    lab.sequencer.run()
    return lab


@pytest.fixture(scope="module")
def handed_over(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return made(tmp_path_factory.mktemp("handed"), lost=False)


@pytest.fixture(scope="module")
def replaced(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return made(tmp_path_factory.mktemp("lost"), lost=True)


def export(lab: Lab, folder: Path, since: int | None = None, until: int | None = None) -> Path:
    first, last = (None if at is None else START + timedelta(minutes=at) for at in (since, until))
    Exporter(lab.records, lab.signer, lab.directory).write(Period(first, last), folder / "export.zip")
    with zipfile.ZipFile(folder / "export.zip") as archive:
        archive.extractall(folder / "bundle")
    return folder / "bundle"


def fingerprint(signer: Signer) -> str:
    return Signer(signer.name, signer.seed).verifier.fingerprint


@pytest.mark.parametrize("key", [FIRST, SECOND, THIRD])
def test_any_key_of_the_chain_vouches_for_what_came_of_it(
    handed_over: Lab, tmp_path: Path, key: Signer, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = export(handed_over, tmp_path)
    assert sorted(path.name for path in (bundle / "keys").iterdir()) == ["0001", "0002"]
    assert verify(bundle, "--lang", "en", "--key-fingerprint", fingerprint(key)) == 0
    said = capsys.readouterr().out
    assert "signed by the key whose fingerprint you gave, or by one that it vouches for" in said
    assert "Findings" not in said


def test_a_key_that_was_never_there_vouches_for_nothing(handed_over: Lab, tmp_path: Path) -> None:
    assert verify(export(handed_over, tmp_path), "--key-fingerprint", fingerprint(ROGUE)) == 1


def test_a_range_between_two_rotations_needs_its_own_keys(handed_over: Lab, tmp_path: Path) -> None:
    bundle = export(handed_over, tmp_path, since=7, until=11)
    assert (bundle / "checkpoint-start").read_text().splitlines()[1] == "6"
    assert (bundle / "checkpoint").read_text().splitlines()[1] == "10"
    assert {verify(bundle, "--key-fingerprint", fingerprint(key)) for key in (FIRST, SECOND, THIRD)} == {0}


def test_a_lost_key_breaks_the_chain_and_is_told(
    replaced: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = export(replaced, tmp_path)
    assert verify(bundle, "--lang", "en", "--key-fingerprint", fingerprint(THIRD)) == 0
    assert "keys/0002: a lost key was replaced" in capsys.readouterr().out
    assert verify(bundle, "--lang", "en", "--key-fingerprint", fingerprint(FIRST)) == 1
    assert "public-key.pem: its fingerprint is" in capsys.readouterr().out


def test_a_lost_key_does_not_lose_the_past(replaced: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = export(replaced, tmp_path, until=11)
    assert verify(bundle, "--lang", "en", "--key-fingerprint", fingerprint(FIRST)) == 0
    assert "who made the other files: your key does not vouch for the one that signed them" in capsys.readouterr().out


def resign(bundle: Path, signer: Signer) -> None:
    from tests.evidence.test_stranger import resign as by_seed

    by_seed(bundle, signer.seed)


def take_over(bundle: Path, replaced: Lab) -> None:
    """What a thief without any old key can do: 'replace' a lost key by one of his own, and sign a head of his own."""
    size, root = (bundle / "checkpoint").read_text().split("\n")[1:3]
    old = Signer(LOG, THIRD.seed).verifier
    rotation = Rotation(old=old, new=ROGUE.verifier, at=record_time(replaced.now), size=int(size), reason="lost")
    (bundle / "keys/0003").write_text(rotation.sign(ROGUE, None))
    (bundle / "public-key.pem").write_text(ROGUE.verifier.pem())
    (bundle / "public-key.vkey").write_text(f"{ROGUE.verifier.vkey()}\n")
    resign(bundle, ROGUE)
    assert root


def test_a_thief_cannot_put_his_key_behind_ours(
    handed_over: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The records are still signed by ours; whatever his manifest covers is not vouched for, and that is said."""
    bundle = export(handed_over, tmp_path)
    take_over(bundle, handed_over)
    assert verify(bundle, "--lang", "en", "--key-fingerprint", fingerprint(FIRST)) == 0
    said = capsys.readouterr().out
    assert "your key does not vouch for the one that signed them" in said
    assert "keys/0003: a lost key was replaced" in said
    (bundle / "checkpoint").write_text(Checkpoint(LOG, 13, bytes(32)).sign(ROGUE))
    resign(bundle, ROGUE)
    assert verify(bundle, "--key-fingerprint", fingerprint(FIRST)) == 1


@pytest.mark.parametrize(
    "damage", ["missing", "swapped", "unsigned", "other reason", "old head by the new key", "false"]
)
def test_a_chain_that_does_not_hold_is_invalid(
    handed_over: Lab, tmp_path: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = export(handed_over, tmp_path)
    one, two = bundle / "keys/0001", bundle / "keys/0002"
    if damage == "missing":
        one.unlink()
    elif damage == "swapped":
        a, b = one.read_bytes(), two.read_bytes()
        one.write_bytes(b)
        two.write_bytes(a)
    elif damage == "unsigned":
        one.write_text(one.read_text().split("\n\n")[0] + "\n\n")
    elif damage == "false":
        one.write_text(one.read_text().replace("a year is over", "a year is past"))
    elif damage == "other reason":  # signed by both, and not what the log recorded
        rotation = parse_rotation(one.read_text())
        other = Rotation(old=rotation.old, new=rotation.new, at=rotation.at, size=rotation.size, reason="another")
        one.write_text(other.sign(SECOND, FIRST))
    else:
        shutil.copy(bundle / "checkpoint", tmp_path / "kept")
        head = (bundle / "checkpoint").read_text().split("\n")
        (bundle / "checkpoint").write_text(Signer(LOG, FIRST.seed).sign("\n".join(head[:3]) + "\n"))
    resign(bundle, THIRD)
    assert verify(bundle, "--lang", "en") == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "INVALID"
    assert said[1].strip().startswith(("keys/", "checkpoint:"))


def test_a_rotation_that_is_left_out_of_the_bundle_is_found(handed_over: Lab, tmp_path: Path) -> None:
    """A range that holds a key.rotated record and no keys/: the records themselves give it away."""
    bundle = export(handed_over, tmp_path)
    for path in (bundle / "keys").iterdir():
        path.unlink()
    head = (bundle / "checkpoint").read_text().split("\n")[:3]
    (bundle / "checkpoint").write_text(THIRD.sign("\n".join(head) + "\n"))
    resign(bundle, THIRD)
    assert verify(bundle) == 1


@pytest.mark.parametrize("title", ["continuity key rotation/1", "continuity key rotation/2"])
def test_a_change_of_key_is_signed_by_the_new_key_and_is_one(
    handed_over: Lab, tmp_path: Path, title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = export(handed_over, tmp_path)
    text = (bundle / "keys/0001").read_text().partition("\n\n")[0] + "\n"
    signer = FIRST if title.endswith("1") else SECOND
    (bundle / "keys/0001").write_text(signer.sign(text.replace("continuity key rotation/1", title)))
    resign(bundle, THIRD)
    assert verify(bundle, "--lang", "en") == 1
    said = "it is not signed by the key" if title.endswith("1") else "it is malformed"
    assert f"keys/0001: {said}" in capsys.readouterr().out


def test_both_forms_of_the_key_are_one_key(
    handed_over: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = export(handed_over, tmp_path)
    (bundle / "public-key.pem").write_text(ROGUE.verifier.pem())
    resign(bundle, THIRD)
    assert verify(bundle, "--lang", "en") == 1
    assert "public-key.pem: it is malformed" in capsys.readouterr().out
