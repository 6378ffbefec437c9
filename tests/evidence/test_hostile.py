"""What a bundle may do to whoever opens it: move the cursor, fill the memory, hang, or lay a false date. It may not."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.evidence import stranger
from continuity.evidence.format.checkpoint import Checkpoint
from continuity.evidence.format.record import Record, record_time
from continuity.ground.timestamps import write_time
from continuity.model.anchor import AnchorKind
from continuity.model.record import StoredRecord
from tests.evidence.lab import LOG, START, Lab
from tests.evidence.outsiders import Authority, Witness, anchor, head
from tests.evidence.test_stranger import resign, verify, zipped
from tests.evidence.test_stranger_agrees import SIGNER
from tests.evidence.test_stranger_agrees import bundle as signed
from tests.evidence.test_tampering import export, planned, worked

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


def log(*facts: tuple[int, str, dict[str, Any]]) -> list[StoredRecord]:
    """Records of a log, each at a minute; ``run`` in a body is the record's run."""
    records = []
    for index, (minute, kind, body) in enumerate(facts):
        run, at = body.pop("run", None), record_time(START + timedelta(minutes=minute))
        data = Record(log=LOG, at=at, kind=kind, run=run, body=body).to_bytes()
        records.append(StoredRecord(index, LOG, index, kind, run, index.to_bytes(32, "big"), data))
    return records


def jobs(*names: str, due: int = 0) -> dict[str, Any]:
    at = write_time(START + timedelta(minutes=due))
    return {"jobs": [{"id": name, "due": at, "subject": "acme/share"} for name in names]}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "good.zip"
    signed(path, [], log((1, "plan", jobs("j1", due=1)), (2, "note", {"attachments": []}), (3, "note", {})))
    return path


@pytest.fixture
def unpacked(good: Path, tmp_path: Path) -> Path:
    with zipfile.ZipFile(good) as archive:
        archive.extractall(tmp_path / "bundle")
    return tmp_path / "bundle"


def test_what_is_told_breaks_no_line_and_moves_no_cursor(tmp_path: Path, capsys: Capture) -> None:
    name = "j\x1b[2J\x1b[HVALID\nProven:\n  - \u202eeverything"
    signed(tmp_path / "x.zip", [], log((1, "plan", jobs(name, due=2)), (9, "note", {})))
    assert verify(tmp_path / "x.zip", "--lang", "en") == 0
    [line] = [line for line in capsys.readouterr().out.splitlines() if "everything" in line]
    assert line.startswith("  - job j\\x1b[2J\\x1b[HVALID\\nProven:\\n  - \\u202eeverything, announced in record 0")


@pytest.mark.parametrize("name", ["./checkpoint", "keys//0001", "CHECKPOINT", "checkpoint.", "checkpoint ", "x/./y"])
def test_a_name_that_is_another_file_somewhere_is_refused(
    good: Path, tmp_path: Path, name: str, capsys: Capture
) -> None:
    shutil.copy(good, tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip", "a") as archive:
        archive.writestr(name, b"")
    assert verify(tmp_path / "x.zip", "--lang", "en") == 2
    assert f"{name!r}: refused as unsafe" in capsys.readouterr().out


def test_a_name_that_ends_early_is_refused(tmp_path: Path, capsys: Capture) -> None:
    path = zipped(tmp_path / "x.zip", ("checkpointQ", b""))
    path.write_bytes(path.read_bytes().replace(b"checkpointQ", b"checkpoint\0"))
    assert verify(path, "--lang", "en") == 2
    assert "'checkpoint\\x00': refused as unsafe" in capsys.readouterr().out


def test_what_never_ends_is_not_opened(unpacked: Path, capsys: Capture) -> None:
    (unpacked / "checkpoint").unlink()
    os.mkfifo(unpacked / "checkpoint")
    assert verify(unpacked, "--lang", "en") == 2
    assert "'checkpoint': refused as unsafe" in capsys.readouterr().out


@pytest.mark.parametrize("tail", [b"PK\5\6" + bytes(8) + b"\1\0\x80\0" + bytes(6), b"PK\6\7" + bytes(16)])
def test_a_list_of_files_that_fills_the_memory_is_not_read(tmp_path: Path, tail: bytes, capsys: Capture) -> None:
    (tmp_path / "x.zip").write_bytes(zipped(tmp_path / "y.zip", ("x", b"")).read_bytes() + tail)
    assert verify(tmp_path / "x.zip", "--lang", "en") == 2
    assert "x.zip: refused as unsafe: > 8388608 B" in capsys.readouterr().out


def test_more_than_memory_should_hold_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(stranger, "MANY", 2)
    signed(tmp_path / "x.zip", [], log((1, "plan", jobs("a", "b", "c", "d", due=1)), (1, "plan", jobs("e", due=1))))
    assert verify(tmp_path / "x.zip", "--lang", "en") == 2
    assert "records.jsonl, record 1: refused as unsafe: > 4" in capsys.readouterr().out


def test_what_ended_long_ago_is_forgotten_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stranger, "MANY", 2)
    runs = [(minute, kind, {"run": f"r{minute}"}) for minute in range(9) for kind in ("run.intent", "run.outcome")]
    signed(tmp_path / "x.zip", [], log(*runs))
    done = stranger.Verification(tmp_path / "x.zip")
    assert done.answer()[0] == 0
    assert list(done.runs) == ["r7", "r8"]
    assert next(values["runs"] for key, values in done.said if key == "p_once") == 9
    again = log(*[(m, k, {"run": f"r{m}"}) for m in range(9) for k in ("run.intent", "run.outcome")],
                (9, "run.outcome", {"run": "r0"}))  # fmt: skip
    signed(tmp_path / "y.zip", [], again)
    assert verify(tmp_path / "y.zip") == 1, "forgotten, it ends without a beginning"


def test_many_findings_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(stranger, "SAID", 2)
    signed(tmp_path / "x.zip", [], log(*[(9 - minute, "note", {}) for minute in range(6)]))
    assert verify(tmp_path / "x.zip", "--lang", "en") == 0
    said = capsys.readouterr().out
    assert said.count("before its predecessor") == 2
    assert "3 more like these: f_date" in said


@pytest.mark.parametrize("given", ["", "hello", "ab" * 31])
def test_a_fingerprint_that_is_none_is_not_passed_over(good: Path, given: str, capsys: Capture) -> None:
    """``--key-fingerprint "$UNSET"`` must not end with VALID."""
    with pytest.raises(SystemExit) as usage:
        verify(good, "--key-fingerprint", given)
    assert usage.value.code == 2
    assert "64" in capsys.readouterr().err


def test_a_fingerprint_may_be_written_in_groups(good: Path) -> None:
    text = SIGNER.verifier.fingerprint
    assert verify(good, "--key-fingerprint", " ".join(text[at : at + 4] for at in range(0, 64, 4)).upper()) == 0
    assert verify(good, "--key-fingerprint", ":".join(text[at : at + 2] for at in range(0, 64, 2))) == 0


@pytest.mark.parametrize(
    "form", ["{0}\n", "{0}", "\n  {0}  \n\n\n", "\ufeff{0}\n\n", "> {0}\n", "{1}", "\ufeff{1}", "\n{1}"]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_checkpoint_is_taken_as_a_mail_or_an_editor_leaves_it(
    good: Path, unpacked: Path, tmp_path: Path, form: str, newline: str
) -> None:
    note = (unpacked / "checkpoint").read_text()
    three = note.partition("\n\n")[0]
    three = three.replace("\n", "\n> " if ">" in form else "\n  " if "  " in form else "\n")
    (tmp_path / "kept").write_bytes(form.format(three, note).replace("\n", newline).encode())
    assert verify(good, "--checkpoint", tmp_path / "kept") == 0
    (tmp_path / "kept").write_bytes((tmp_path / "kept").read_bytes().replace(b"\n3", b"\n2").replace(b" 3", b" 2"))
    assert verify(good, "--checkpoint", tmp_path / "kept") == 1


def test_what_is_given_and_cannot_be_read_is_named(good: Path, tmp_path: Path, capsys: Capture) -> None:
    assert verify(good, "--checkpoint", tmp_path / "absent", "--lang", "fr") == 2
    assert f"  {tmp_path}/absent: illisible : FileNotFoundError" in capsys.readouterr().out


def test_an_interruption_is_an_answer(good: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def stop(_self: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(stranger.Verification, "_keys", stop)
    assert verify(good, "--lang", "en") == 2
    assert capsys.readouterr().out.startswith("CANNOT VERIFY\n")


def test_an_end_that_is_due_shows_though_the_last_record_is_dated_back(tmp_path: Path, capsys: Capture) -> None:
    signed(tmp_path / "x.zip", [], log((1, "plan", jobs("j1", due=5)), (9, "note", {}), (2, "note", {})))
    assert verify(tmp_path / "x.zip", "--lang", "en") == 0
    assert "job j1, announced in record 0" in capsys.readouterr().out


def test_days_without_a_plan_are_findings(tmp_path: Path, capsys: Capture) -> None:
    """Whoever announces nothing for a while can leave out what failed then; that he did is seen."""

    def plan(since: int, until: int) -> dict[str, Any]:
        return jobs() | {
            "from": write_time(START + timedelta(minutes=since)),
            "until": write_time(START + timedelta(minutes=until)),
        }

    signed(
        tmp_path / "x.zip",
        [],
        log((1, "plan", plan(1, 9)), (5, "plan", plan(5, 13)), (20, "plan", plan(20, 28)), (30, "note", {})),
    )
    assert verify(tmp_path / "x.zip", "--lang", "en") == 0
    found = capsys.readouterr().out.partition("Findings:\n")[2].splitlines()
    assert [line.partition(" nothing")[0] for line in found] == [
        "  - from 2026-11-01T00:13:00Z to 2026-11-01T00:20:00Z",
        "  - from 2026-11-01T00:28:00Z to 2026-11-01T00:30:00.000000Z",
    ]


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of two days ago whose third record a witness saw a day before, and the fourth an authority just now."""
    root = tmp_path_factory.mktemp("stamped")
    lab = Lab(root / "lab")
    lab.now = datetime.now(UTC) - timedelta(days=2)
    for number in range(2):
        planned(lab, f"job{number}", 1)
        worked(lab, f"job{number}", "succeeded")
    authority, witness = Authority(root / "tsa"), Witness("auditor/w", 7)
    line = witness.cosign(head(lab, 3).text(), lab.now - timedelta(days=1))
    anchor(lab, 3, AnchorKind.COSIGNATURE, witness.name, line.encode())
    anchor(lab, 6, AnchorKind.RFC3161, "tsa", authority.stamp(head(lab, 6).text().encode()))
    planned(lab, "job2", 1)
    worked(lab, "job2", "succeeded")
    return export(lab, root / "e")


def as_auditor(bundle: Path) -> int:
    ca = bundle.parent.parent / "tsa/ca.pem"
    return verify(bundle, "--lang", "en", "--witness", Witness("auditor/w", 7).vkey, "--tsa-ca", ca)


def test_dates_that_anchors_contradict_are_findings(stamped: Path, capsys: Capture) -> None:
    assert as_auditor(stamped) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if ", says " in line and "record " in line]
    assert [line.split()[2] for line in told if "was in the log already on" in line] == ["0", "1", "2"]
    assert [line.split()[2] for line in told if "was not in the log yet on" in line] == ["6", "7", "8"]


def test_one_token_is_not_checked_a_thousand_times(stamped: Path, tmp_path: Path, capsys: Capture) -> None:
    bundle = shutil.copytree(stamped, tmp_path / "e" / "bundle")
    index = bundle / "anchors/index.jsonl"
    index.write_bytes(index.read_bytes() * 2)
    resign(bundle)
    assert verify(bundle, "--lang", "en") == 1
    assert "it is malformed" in capsys.readouterr().out


def test_years_of_anchors_are_not_too_many(stamped: Path, tmp_path: Path) -> None:
    bundle = shutil.copytree(stamped, tmp_path / "e" / "bundle")
    index = bundle / "anchors/index.jsonl"
    row = json.loads(index.read_text().splitlines()[0])
    row |= {"kind": "write-once", "locked_until": "2030-01-01T00:00:00Z", "key": "k" * 80, "version": "v" * 80}
    del row["file"]
    index.write_text("".join(json.dumps(row | {"name": f"b{at % 3}"}) + "\n" for at in range(5 * 365 * 2)))
    assert index.stat().st_size > 1 << 20
    resign(bundle)
    assert verify(bundle, "--lang", "en") == 0


def test_a_manifest_of_another_key_is_not_ours(unpacked: Path, capsys: Capture) -> None:
    resign(unpacked, bytes([9]) * 32)
    assert verify(unpacked, "--lang", "en") == 1
    assert "manifest: it is not signed by the key that it should be" in capsys.readouterr().out


@pytest.mark.parametrize("kind", [1, 4])
def test_a_key_is_what_its_id_says(unpacked: Path, kind: int, capsys: Capture) -> None:
    """An id that is another key's, and the key of a witness where the log's should be."""
    name, _, key = (unpacked / "public-key.vkey").read_text().strip().split("+", 2)
    raw = bytes([kind]) + base64.b64decode(key)[1:]
    identity = "00000000" if kind == 1 else hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8]
    (unpacked / "public-key.vkey").write_text(f"{name}+{identity}+{base64.b64encode(raw).decode()}\n")
    assert verify(unpacked, "--lang", "en") == 1
    assert "public-key.vkey: it is malformed" in capsys.readouterr().out


def test_what_is_missing_is_said_to_be_missing(unpacked: Path, capsys: Capture) -> None:
    (unpacked / "proofs.jsonl").unlink()
    assert verify(unpacked, "--lang", "en") == 1
    assert "proofs.jsonl: it is missing" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("before", "after"), [("continuity export manifest/1", "continuity key rotation/1"), (LOG, "continuity/srv1/other")]
)
def test_what_is_signed_for_something_else_is_no_manifest(
    unpacked: Path, before: str, after: str, capsys: Capture
) -> None:
    text = (unpacked / "manifest").read_text().partition("\n\n")[0] + "\n"
    (unpacked / "manifest").write_text(SIGNER.sign(text.replace(before, after, 1)))
    assert verify(unpacked, "--lang", "en") == 1
    assert "manifest: it belongs to another log" in capsys.readouterr().out


def test_the_opening_head_is_the_past_of_the_records(tmp_path: Path, capsys: Capture) -> None:
    """Signed by the right key, of another history: what stood before the range is not what the export says."""
    whole = log(*[(minute, "note", {}) for minute in range(6)])
    signed(tmp_path / "x.zip", whole[:3], whole[3:])
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        archive.extractall(tmp_path / "bundle")
    assert verify(tmp_path / "bundle") == 0
    (tmp_path / "bundle/checkpoint-start").write_text(Checkpoint(LOG, 3, bytes(32)).sign(SIGNER))
    resign(tmp_path / "bundle")
    capsys.readouterr()
    assert verify(tmp_path / "bundle", "--lang", "en") == 1
    assert "proofs.jsonl: they do not lead to the root hash of checkpoint-start" in capsys.readouterr().out


@pytest.mark.parametrize("field", ["schema", "at", "kind", "run", "body"])
def test_a_record_that_is_not_of_its_form_is_invalid(tmp_path: Path, field: str, capsys: Capture) -> None:
    """Signed by the right key all the same: other programs would read something else into it."""
    [one] = log((1, "note", {}))
    bad = json.loads(one.body) | {
        field: {"schema": "continuity.record/2", "kind": "No Kind", "body": []}.get(field, "x y")
    }
    signed(tmp_path / "x.zip", [], [replace(one, body=json.dumps(bad).encode())])
    assert verify(tmp_path / "x.zip", "--lang", "en") == 1
    assert "records.jsonl, record 0: it is malformed" in capsys.readouterr().out
