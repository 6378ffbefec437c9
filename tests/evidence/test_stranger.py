"""The stranger's verifier: run as a stranger would, on the system's own Python, against every kind of tampering."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.evidence import stranger
from continuity.evidence.export import Exporter
from continuity.evidence.format.checkpoint import Checkpoint
from continuity.evidence.format.note import Signer
from continuity.evidence.period import Period
from tests.evidence.lab import START, Lab
from tests.evidence.test_merkle import flipped

if TYPE_CHECKING:
    from collections.abc import Callable


def works(python: str | None) -> bool:
    return bool(python) and subprocess.run([str(python), "-c", ""], check=False, capture_output=True).returncode == 0


SYSTEM = [path for path in ("/usr/bin/python3", shutil.which("python3.9"), sys.executable) if works(path)]
FILES = {
    "README.txt",
    "checkpoint",
    "checkpoint-start",
    "manifest",
    "proofs.jsonl",
    "public-key.pem",
    "public-key.vkey",
    "records.csv",
    "records.jsonl",
    "records.xml",
    "records.xsd",
    "summary.json",
    "verify.py",
}

#: RFC 8032, 7.1: secret key, public key, message, signature.
ED25519 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An unpacked export of the middle of a log; ``export.zip`` and ``lab`` stand beside it."""
    root = tmp_path_factory.mktemp("bundle")
    lab = Lab(root)
    lab.fill(runs=12)
    period = Period(START + timedelta(minutes=6), START + timedelta(minutes=16))
    Exporter(lab.records, lab.signer, lab.directory).write(period, root / "export.zip")
    with zipfile.ZipFile(root / "export.zip") as archive:
        archive.extractall(root / "bundle")
    return root / "bundle"


@pytest.fixture
def copy(bundle: Path, tmp_path: Path) -> Path:
    return shutil.copytree(bundle, tmp_path / "copy")


def verify(*arguments: object) -> int:
    return stranger.main([str(argument) for argument in arguments])


def resign(folder: Path, seed: bytes = bytes(range(32))) -> None:
    """What an operator who cheats can do: sign a manifest over whatever stands there."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "manifest")
    names = [path.relative_to(folder).as_posix() for path in files]
    rows = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    signer = Signer("continuity/srv1/acme", seed)
    (folder / "manifest").write_text(
        signer.sign("".join(["continuity export manifest/1\n", f"{signer.name}\n", *rows]))
    )


@pytest.mark.parametrize("python", SYSTEM)
@pytest.mark.parametrize("form", ["zip", "directory"])
def test_a_stranger_verifies_it_alone(bundle: Path, tmp_path: Path, python: str, form: str) -> None:
    target = bundle.parent / "export.zip" if form == "zip" else bundle
    argv = [python, "-I", "-S", str(bundle / "verify.py"), str(target), "--lang", "en"]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "VALID"
    assert "10 records, index 5 to 15 (excluded)" in done.stdout
    fingerprint = Signer("x", bytes(range(32))).verifier.fingerprint
    assert f"fingerprint {fingerprint}: compare with the one you were given" in done.stdout
    assert "records 5 to 15 (excluded) are not anchored" in done.stdout


def test_it_speaks_french(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(bundle, "--lang", "fr") == 0
    assert "Non prouvé :\n  - à qui est la clé" in capsys.readouterr().out


def test_it_has_at_most_300_lines() -> None:
    source = Path(stranger.__file__).read_text()
    assert source.count("\n") <= 300


def test_it_is_python_3_9_and_its_standard_library() -> None:
    tree = ast.parse(Path(stranger.__file__).read_text(), feature_version=(3, 9))
    for statement in ast.walk(tree):
        if isinstance(statement, ast.ImportFrom):
            assert (statement.module or "") in sys.stdlib_module_names
        elif isinstance(statement, ast.Import):
            assert {name.name for name in statement.names} <= sys.stdlib_module_names


def test_the_key_is_not_trusted_because_it_is_there(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fingerprint = Signer("x", bytes(range(32))).verifier.fingerprint
    assert verify(bundle, "--key-fingerprint", fingerprint.upper()) == 0
    assert "signed by the key whose fingerprint you gave" in capsys.readouterr().out
    assert verify(bundle, "--key-fingerprint", "00" * 32) == 1
    assert "public-key.pem: its fingerprint is" in capsys.readouterr().out


@pytest.mark.parametrize(("secret", "public", "message", "signature"), ED25519)
def test_ed25519_vectors(secret: str, public: str, message: str, signature: str) -> None:
    key, text, signed = (bytes.fromhex(value) for value in (public, message, signature))
    assert stranger.ed25519(key, text, signed)
    assert not stranger.ed25519(key, text + b"\x00", signed)
    assert Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).sign(text) == signed


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=40), st.integers(0, 511))
def test_ed25519_agrees_with_cryptography(seed: bytes, message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert stranger.ed25519(public, message, signature)
    assert not stranger.ed25519(public, message, flipped(signature, bit))
    above = int.from_bytes(signature[32:], "little") + stranger.ORDER
    assert not stranger.ed25519(public, message, signature[:32] + above.to_bytes(32, "little"))


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_bit_of_every_file_counts(
    bundle: Path, copy: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    good = (bundle / name).read_bytes()

    @settings(max_examples=25, deadline=None)
    @given(st.integers(0, 8 * len(good) - 1))
    def holds(bit: int) -> None:
        (copy / name).write_bytes(flipped(good, bit))
        assert verify(copy, "--lang", "en") in (1, 2)
        said = capsys.readouterr().out
        assert said.splitlines()[0] in ("INVALID", "CANNOT VERIFY")
        assert said.splitlines()[1].startswith("  ")
        assert ": " in said.splitlines()[1]

    holds()


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_missing_file_is_named(copy: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / name).unlink()
    assert verify(copy, "--lang", "en") == 1
    assert name in capsys.readouterr().out


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_any_flipped_bit_of_the_zip_ends_in_an_answer(bundle: Path, data: st.DataObject) -> None:
    good = (bundle.parent / "export.zip").read_bytes()
    bad = bundle.parent / "bad.zip"
    bad.write_bytes(flipped(good, data.draw(st.integers(0, 8 * len(good) - 1))))
    if verify(bad) == 0:  # a date or an attribute in the zip's own tables: the content must be the same
        with zipfile.ZipFile(bad) as archive:
            for path in bundle.iterdir():
                assert archive.read(path.name) == path.read_bytes()


Lines = list[dict[str, object]]


def drop(rows: Lines) -> None:
    del rows[4]


def repeat(rows: Lines) -> None:
    rows.insert(4, rows[4])


def reorder(rows: Lines) -> None:
    rows[4], rows[6] = rows[6], rows[4]


def renumber(rows: Lines) -> None:
    del rows[4]
    for row in rows[4:]:
        row["index"] = int(str(row["index"])) - 1


def cut(rows: Lines) -> None:
    del rows[-2:]


def extend(rows: Lines) -> None:
    rows.append({**rows[-1], "index": 15})


def rewrite(rows: Lines) -> None:
    rows[4]["record"] = str(rows[4]["record"]).replace("failed", "succeeded").replace("partage", "portage")


def rewrite_with_entry(rows: Lines) -> None:
    rewrite(rows)
    salt = base64.b64decode(str(rows[4]["salt"]))
    entry = hashlib.sha256(b"continuity/record/1\n" + salt + str(rows[4]["record"]).encode()).digest()
    rows[4]["entry"] = base64.b64encode(entry).decode()


def other_log(rows: Lines) -> None:
    rows[4]["record"] = str(rows[4]["record"]).replace("srv1/acme", "srv1/autre")
    salt = base64.b64decode(str(rows[4]["salt"]))
    entry = hashlib.sha256(b"continuity/record/1\n" + salt + str(rows[4]["record"]).encode()).digest()
    rows[4]["entry"] = base64.b64encode(entry).decode()


@pytest.mark.parametrize(
    ("damage", "place"),
    [
        (drop, "record 9: record 9 should stand here"),
        (repeat, "record 10: record 10 should stand here"),
        (reorder, "record 9: record 9 should stand here"),
        (renumber, "records.jsonl, record 13: record 14 should stand here"),
        (cut, "records.jsonl, record 12: record 13 should stand here"),
        (extend, "record 15: record - should stand here"),
        (rewrite, "record 9: its salt and bytes do not give its entry"),
        (rewrite_with_entry, "record 14: they do not lead to the root hash of checkpoint"),
        (other_log, "record 9: it belongs to another log: continuity/srv1/autre"),
    ],
)
def test_tampering_is_caught_though_the_manifest_is_signed_again(
    copy: Path, damage: Callable[[Lines], None], place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = copy / "records.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    damage(rows)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    resign(copy)
    assert verify(copy, "--lang", "en") == 1
    assert place in capsys.readouterr().out


def test_an_old_head_does_not_close_newer_records(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(copy / "checkpoint-start", copy / "checkpoint")
    resign(copy)
    assert verify(copy, "--lang", "en") == 1
    assert "records.jsonl, record 5: record - should stand here" in capsys.readouterr().out


def test_a_head_signed_by_another_key_is_not_ours(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stranger_key = Signer("continuity/srv1/acme", bytes(32))
    (copy / "checkpoint").write_text(Checkpoint(stranger_key.name, 17, bytes(32)).sign(stranger_key))
    resign(copy)
    assert verify(copy, "--lang", "en") == 1
    assert "checkpoint: it is not signed by the key that it should be" in capsys.readouterr().out


def test_a_wholly_new_key_shows_in_the_fingerprint(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = Signer("continuity/srv1/acme", bytes(32))
    for name in ("checkpoint", "checkpoint-start"):
        lines = (copy / name).read_text().splitlines()
        (copy / name).write_text(Checkpoint(lines[0], int(lines[1]), base64.b64decode(lines[2])).sign(other))
    (copy / "public-key.pem").write_text(other.verifier.pem())
    (copy / "public-key.vkey").write_text(other.verifier.vkey() + "\n")
    resign(copy, bytes(32))
    assert verify(copy, "--lang", "en") == 0
    assert f"fingerprint {other.verifier.fingerprint}: compare" in capsys.readouterr().out
    assert verify(copy, "--key-fingerprint", Signer("x", bytes(range(32))).verifier.fingerprint) == 1


def test_a_kept_checkpoint_is_compared(bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lab = Lab(bundle.parent)
    for size, code, words in (
        (9, 0, "the checkpoint you kept (size 9) is the past of these records"),
        (15, 0, "(size 15)"),
        (5, 0, "(size 5)"),
        (3, 1, "its size 3 is outside of this bundle (5 to 15)"),
        (25, 1, "its size 25 is outside"),
    ):
        (tmp_path / "kept").write_text(lab.records.checkpoint(lab.log, size) or "")
        assert verify(bundle, "--checkpoint", tmp_path / "kept", "--lang", "en") == code
        assert words in capsys.readouterr().out
    (tmp_path / "kept").write_text(Checkpoint(lab.log, 9, bytes(32)).sign(lab.signer))
    assert verify(bundle, "--checkpoint", tmp_path / "kept", "--lang", "en") == 1
    assert "record 8: they do not lead to the root hash of" in capsys.readouterr().out
    assert verify(bundle, "--checkpoint", tmp_path / "absent") == 2


def test_a_file_outside_of_the_manifest_is_said_to_be_unproven(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "report.pdf").write_text("all is well")
    assert verify(copy, "--lang", "en") == 0
    assert (
        "anything about files that are not in the manifest, or attachments that no record here names: report.pdf"
        in capsys.readouterr().out
    )


def zipped(path: Path, *files: tuple[str, bytes], attributes: int = 0) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            info = zipfile.ZipInfo(name)
            info.external_attr, info.compress_type = attributes, zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return path


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "..", "C:x", "a\\..\\x"])
def test_a_path_that_climbs_out_is_refused(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(zipped(tmp_path / "z.zip", (name, b"")), "--lang", "en") == 2
    assert "refused as unsafe" in capsys.readouterr().out


def test_links_duplicates_and_bombs_are_refused(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(zipped(tmp_path / "link.zip", ("checkpoint", b"/etc/passwd"), attributes=0o120777 << 16)) == 2
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = zipped(tmp_path / "twice.zip", ("checkpoint", b"1"), ("checkpoint", b"2"))
    assert verify(twice) == 2
    assert verify(zipped(tmp_path / "bomb.zip", ("records.csv", bytes(70 << 20)))) == 2
    (copy / "checkpoint").unlink()
    (copy / "checkpoint").symlink_to(copy / "checkpoint-start")
    assert verify(copy, "--lang", "en") == 2
    assert "'checkpoint': refused as unsafe" in capsys.readouterr().out


def test_a_huge_line_or_note_is_refused(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "records.jsonl").write_bytes(b"[" * (5 << 20))
    assert verify(copy, "--lang", "en") == 2
    (copy / "checkpoint").write_bytes(b"\n" * (2 << 20))
    assert verify(copy, "--lang", "en") == 2
    assert "records.jsonl, record 5: refused" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"index":' + "9" * 100_000 + "}", "null", "", '{"index":5}', "\ud800"]
)
def test_a_hostile_line_is_invalid_at_its_place(copy: Path, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "records.jsonl").write_bytes(line.encode(errors="surrogatepass") + b"\n")
    resign(copy)
    assert verify(copy, "--lang", "en") == 1
    assert "records.jsonl, record 5: it is malformed" in capsys.readouterr().out


def test_what_cannot_be_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04 no zip")
    assert verify(tmp_path / "no.zip") == 2
    assert verify(tmp_path / "absent.zip") == 2
    assert "absent.zip" in capsys.readouterr().out
    with pytest.raises(SystemExit) as usage:
        verify("--lang", "de")
    assert usage.value.code == 2
