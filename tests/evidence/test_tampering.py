"""Whoever tampers with evidence is found out, even with the log's key in hand: exit 1 or 2, and the place.

The operator here signs the manifest anew over whatever he made of the bundle. What only a kept checkpoint can tell (a
fork, a shorter or a rewritten log, all signed by the right key) is held against one.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.evidence.export import Exporter
from continuity.evidence.format.note import Signer
from continuity.evidence.period import Period
from continuity.ground.timestamps import write_time
from continuity.model.anchor import AnchorKind
from tests.evidence.lab import LOG, START, Lab
from tests.evidence.outsiders import Authority, Witness, anchor, head
from tests.evidence.test_merkle import flipped
from tests.evidence.test_stranger import resign, verify
from tests.evidence.test_stranger_keys import SECOND, rotate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from continuity.evidence.gathered import Gathered
    from continuity.model.anchor import Anchor

PHOTO = b"\x89PNG a photograph of the rack"
PHOTO_NAME = f"attachments/{hashlib.sha256(PHOTO).hexdigest()}"


def planned(lab: Lab, job: str, minutes: int) -> None:
    due = write_time(lab.now + timedelta(minutes=minutes))
    with lab.store.transaction() as tx:
        lab.record(tx, "plan", jobs=[{"id": job, "due": due, "subject": "acme/partage"}])


def worked(lab: Lab, job: str, outcome: str) -> None:
    lab.runs += 1
    run = f"run{lab.runs:04d}"
    with lab.store.transaction() as tx:
        lab.record(tx, "run.intent", run, job=job, subject="acme/partage")
        lab.record(tx, "run.outcome", run, job=job, outcome=outcome)
    lab.sequencer.run()


def export(lab: Lab, folder: Path, until: int | None = None) -> Path:
    def kept(first: int, last: int) -> Iterable[Anchor]:
        with lab.store.reading() as tx:
            return tx.anchors.between(lab.log, first, last)

    def photo(_gathered: Gathered) -> list[bytes]:
        return [PHOTO]

    folder.mkdir(exist_ok=True)
    period = Period(None, START + timedelta(minutes=until) if until else None)
    exporter = Exporter(lab.records, lab.signer, lab.directory, {PHOTO_NAME: photo}, kept)
    exporter.write(period, folder / "export.zip")
    with zipfile.ZipFile(folder / "export.zip") as archive:
        archive.extractall(folder / "bundle")
    return folder / "bundle"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tampering")


@pytest.fixture(scope="module")
def whole(root: Path) -> Lab:
    """A log with everything in it: jobs, a failed one, an attachment, a rotation, a time-stamp, a cosignature."""
    lab = Lab(root / "lab", LOG)
    with lab.store.transaction() as tx:
        lab.record(tx, "log.created", vkey=lab.signer.verifier.vkey())
    for number in range(4):
        planned(lab, f"job{number}", 1)
        worked(lab, f"job{number}", "failed" if number == 2 else "succeeded")
    with lab.store.transaction() as tx:
        sha256 = hashlib.sha256(PHOTO).hexdigest()
        lab.record(tx, "sign-off", attachments=[{"name": "rack.png", "sha256": sha256, "bytes": len(PHOTO)}])
    rotate(lab, SECOND)
    lab.run()
    lab.sequencer.run()
    authority, witness = Authority(root / "tsa"), Witness("auditor/w", 7)
    anchor(lab, 13, AnchorKind.RFC3161, "tsa", authority.stamp(head(lab, 13).text().encode()))
    line = witness.cosign(head(lab, 14).text(), datetime(2026, 11, 1, 3, tzinfo=UTC))
    anchor(lab, 14, AnchorKind.COSIGNATURE, witness.name, line.encode())
    return lab


@pytest.fixture(scope="module")
def good(whole: Lab, root: Path) -> Path:
    return export(whole, root / "good")


@pytest.fixture
def bundle(good: Path, tmp_path: Path) -> Path:
    return shutil.copytree(good, tmp_path / "bundle")


def judged(bundle: Path, root: Path, *more: object) -> int:
    """Verify as an auditor who has everything that others gave."""
    first = Signer(LOG, bytes(range(32))).verifier.fingerprint
    others = ("--witness", Witness("auditor/w", 7).vkey, "--tsa-ca", root / "tsa/ca.pem")
    return verify(bundle, "--lang", "en", "--key-fingerprint", first, *others, *more)


def seal(bundle: Path) -> None:
    resign(bundle, SECOND.seed)


def test_untouched_everything_is_proven(good: Path, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert judged(good, root) == 0
    said = capsys.readouterr().out
    assert "5 runs and 4 announced jobs ended, each exactly once" in said
    assert "records before 13 existed on" in said
    assert "records before 14 existed on 2026-11-01T03:00:00Z" in said
    assert "records 14 to 17 (excluded) are not anchored" in said
    found = [line for line in said.partition("Findings:")[2].splitlines() if line]
    assert all(line.endswith(", says tsa") for line in found), "the token is of today, the records are not"
    assert "attachments that are what records name: 1\n" in said


#: Each of these is proven by more than the manifest.
PROVEN = ["records.jsonl", "proofs.jsonl", "checkpoint", "public-key.pem", "public-key.vkey", "keys/0001"]
PROVEN += ["anchors/13-tsa.tsr", "anchors/14-auditor-w.cosignature", PHOTO_NAME]


@pytest.mark.parametrize("name", PROVEN)
def test_no_bit_can_change_though_the_manifest_is_signed_anew(
    good: Path, bundle: Path, root: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    content = (good / name).read_bytes()
    slow = name.endswith(".tsr")
    assert judged(good, root) == 0
    before = bound(capsys.readouterr().out)

    @settings(max_examples=4 if slow else 12, deadline=None)
    @given(st.integers(0, 8 * len(content) - 1))
    def holds(bit: int) -> None:
        (bundle / name).write_bytes(flipped(content, bit))
        seal(bundle)
        code = judged(bundle, root)
        said = capsys.readouterr().out
        if code == 0:  # a bit that says nothing: of white space, of JSON's escapes, of a token's unsigned part
            assert same(name, content, (bundle / name).read_bytes()) or (slow and bound(said) == before)
            return
        assert said.splitlines()[0] in ("INVALID", "CANNOT VERIFY")
        assert ": " in said.splitlines()[1]

    holds()


def bound(said: str) -> list[str]:
    """What time-stamps prove: a token is the authority's as long as openssl takes it for that."""
    return [line for line in said.splitlines() if "when, by tsa" in line]


def same(name: str, before: bytes, after: bytes) -> bool:
    if name == "records.jsonl":
        return [rows(one) for one in before.splitlines()] == [rows(one) for one in after.splitlines()]
    return name == "proofs.jsonl" and json.loads(before)["hashes"] == json.loads(after)["hashes"]


def rows(line: bytes) -> dict[str, object]:
    return {key: value for key, value in json.loads(line).items() if key in ("index", "entry", "salt", "record")}


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_any_damage_to_the_zip_ends_in_an_answer(good: Path, root: Path, data: st.DataObject) -> None:
    content = bytearray((good.parent / "export.zip").read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    (root / "bad.zip").write_bytes(content)
    if verify(root / "bad.zip") == 0:
        with zipfile.ZipFile(root / "bad.zip") as archive:
            assert all(archive.read(p.relative_to(good).as_posix()) == p.read_bytes() for p in files(good))


def files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def lines(bundle: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (bundle / "records.jsonl").read_text().splitlines()]


def rewrite(bundle: Path, records: list[dict[str, object]]) -> None:
    (bundle / "records.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in records))
    seal(bundle)


def of_run(row: dict[str, object], run: str) -> bool:
    return bool(json.loads(str(row["record"]))["run"] == run)


def test_a_failed_run_cannot_be_left_out(bundle: Path, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left = [row for row in lines(bundle) if not of_run(row, "run0003")]
    assert len(left) == 15
    rewrite(bundle, [{**row, "index": index} for index, row in enumerate(left)])
    assert judged(bundle, root) == 1
    assert capsys.readouterr().out.startswith("INVALID\n  records.jsonl, record ")


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_records_cannot_be_dropped_doubled_or_moved(good: Path, root: Path, data: st.DataObject) -> None:
    bundle = shutil.copytree(good, root / "shuffled", dirs_exist_ok=True)
    before = lines(good)
    records = list(before)
    for _ in range(data.draw(st.integers(1, 4))):
        at, to = data.draw(st.integers(0, len(records) - 1)), data.draw(st.integers(0, len(records) - 1))
        row = records.pop(at) if data.draw(st.booleans()) else records[at]
        if data.draw(st.booleans()):
            records.insert(to, row)
    if data.draw(st.booleans()):
        records = [{**row, "index": index} for index, row in enumerate(records)]
    rewrite(bundle, records)
    assert judged(bundle, root) == (0 if records == before else 1)


@pytest.fixture
def twin(tmp_path: Path, whole: Lab) -> Lab:
    """Another history under the same name and key: the failed run succeeded, says the operator."""
    lab = Lab(tmp_path / "twin", whole.log)
    with lab.store.transaction() as tx:
        lab.record(tx, "log.created", vkey=lab.signer.verifier.vkey())
    for number in range(4):
        planned(lab, f"job{number}", 1)
        worked(lab, f"job{number}", "succeeded")
    return lab


def test_a_fork_shows_against_a_kept_checkpoint(
    twin: Lab, whole: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fork = export(twin, tmp_path / "fork")
    assert verify(fork) == 0, "nothing in it gives it away"
    for size in (4, 7, 10, 13):
        kept = tmp_path / f"kept{size}"
        kept.write_text(head(whole, size).text())  # the three lines of a mail
        capsys.readouterr()
        assert verify(fork, "--checkpoint", kept, "--lang", "en") == (1 if size >= 10 else 0)
        assert ("they do not lead to the root hash of" in capsys.readouterr().out) == (size >= 10)


def test_a_fork_shows_in_what_others_signed(twin: Lab, whole: Lab, good: Path, root: Path, tmp_path: Path) -> None:
    fork = export(twin, tmp_path / "fork")
    shutil.copytree(good / "anchors", fork / "anchors")
    index = (fork / "anchors/index.jsonl").read_text().splitlines()[0]
    (fork / "anchors/index.jsonl").write_text(f"{index}\n")
    resign(fork)
    assert judged(fork, root) == 1
    ours = json.loads(index) | {"root": (fork / "checkpoint").read_text().split("\n")[2]}
    (fork / "anchors/index.jsonl").write_text(json.dumps(ours) + "\n")
    resign(fork)
    assert judged(fork, root) == 1
    assert head(whole, 13).size == 13


def test_a_truncated_log_shows_against_a_kept_checkpoint(
    whole: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kept").write_text((whole.directory / "checkpoint").read_text())
    short = export(whole, tmp_path / "short", until=8)
    assert verify(short, "--checkpoint", tmp_path / "kept", "--lang", "en") == 1
    assert "its size 17 is outside of this bundle" in capsys.readouterr().out


def test_an_old_checkpoint_does_not_cover_new_records(
    whole: Lab, bundle: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (bundle / "checkpoint").write_text(whole.records.checkpoint(whole.log, 10) or "")
    seal(bundle)
    assert judged(bundle, root) == 1
    assert "its size 13 is outside of this bundle (0 to 10)" in capsys.readouterr().out


def test_clients_cannot_be_swapped(
    bundle: Path, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Lab(tmp_path / "other", "continuity/srv1/other")
    other.fill(runs=8)
    theirs = export(other, tmp_path / "theirs")
    kept = tmp_path / "kept"
    kept.write_text((bundle / "checkpoint").read_text())
    assert verify(theirs, "--checkpoint", kept, "--lang", "en") == 1
    assert "it belongs to another log: continuity/srv1/acme" in capsys.readouterr().out
    for name, place in (
        ("records.jsonl", "records.jsonl, record 0"),
        ("checkpoint", "checkpoint"),
        ("manifest", "manifest"),
    ):
        copy = shutil.copytree(bundle, tmp_path / name)
        shutil.copy(theirs / name, copy / name)
        if name != "manifest":
            seal(copy)
        assert judged(copy, root) == 1
        assert capsys.readouterr().out.startswith(f"INVALID\n  {place}: ")


def test_a_planned_job_without_an_end_is_told(lab: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The operator never wrote it down: the log is whole, and the plan gives him away."""
    for number in range(3):
        planned(lab, f"job{number}", 2)
    worked(lab, "job0", "succeeded")
    worked(lab, "job2", "succeeded")
    assert verify(export(lab, tmp_path / "e"), "--lang", "en") == 0
    said = capsys.readouterr().out
    assert "Findings:\n  - job job1, announced in record 1 for 2026-11-01T00:03:00Z, has neither a run" in said


def test_a_job_that_fell_due_in_the_period_brings_its_plan_along(lab: Lab, tmp_path: Path) -> None:
    lab.fill(runs=3)
    planned(lab, "job0", 30)
    lab.sequencer.run()
    for _ in range(8):
        lab.run()
        lab.sequencer.run()
    lab.now = START + timedelta(minutes=50)
    worked(lab, "job0", "succeeded")
    period = Period(START + timedelta(minutes=35), START + timedelta(minutes=60))
    done = Exporter(lab.records, lab.signer, lab.directory).write(period, tmp_path / "x.zip")
    assert (done.start, done.end) == (7, 26)


def test_a_date_before_its_predecessor_is_a_finding(
    lab: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lab.fill(runs=2)
    lab.now -= timedelta(days=3)
    lab.run()
    lab.sequencer.run()
    assert verify(export(lab, tmp_path / "e"), "--lang", "en") == 0
    assert (
        "Findings:\n  - record 5 is dated 2026-10-29T00:06:00.000000Z, before its predecessor"
        in capsys.readouterr().out
    )


def test_attachments_are_what_records_name(bundle: Path, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (bundle / PHOTO_NAME).write_bytes(b"another photograph")
    seal(bundle)
    assert judged(bundle, root) == 1
    assert f"{PHOTO_NAME}: it is not the file that was signed" in capsys.readouterr().out
    (bundle / PHOTO_NAME).unlink()
    seal(bundle)
    assert judged(bundle, root) == 0
    assert f"attachments that records name and are not here: {PHOTO_NAME[12:]}" in capsys.readouterr().out
    (bundle / PHOTO_NAME).write_bytes(PHOTO)  # handed over later: the record vouches for it, and no manifest has to
    stray = f"attachments/{hashlib.sha256(b'stray').hexdigest()}"
    (bundle / stray).write_bytes(b"stray")
    assert judged(bundle, root) == 0
    said = capsys.readouterr().out
    assert "attachments that are what records name: 1" in said
    assert f"that no record here names: {stray}\n" in said


@pytest.mark.parametrize("name", ["checkpoint", "anchors/index.jsonl", "keys/0001", "anchors/14-auditor-w.cosignature"])
@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\xff\xfe", b"[" * 5000, b"null\n", b"{}\n", b"\n\n\xe2\x80\x94 x y\n"]
)
def test_hostile_files_are_answered(
    bundle: Path, root: Path, name: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (bundle / name).write_bytes(content)
    seal(bundle)
    code = judged(bundle, root)
    assert code == 1 or (code == 0 and name == "anchors/index.jsonl" and content == b""), "no anchors: none is proven"
    assert "Traceback" not in capsys.readouterr().out


def test_a_record_that_is_hidden_as_erased_is_told(
    bundle: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = lines(bundle)
    (index,) = [row["index"] for row in records if '"failed"' in str(row["record"])]
    rewrite(
        bundle, [{key: row[key] for key in ("index", "entry")} if row["index"] == index else row for row in records]
    )
    assert judged(bundle, root) == 0, "an erased record leaves the tree as it is"
    assert f"what erased records said: {index}" in capsys.readouterr().out
    records[int(str(index))].pop("record")
    rewrite(bundle, records)
    assert judged(bundle, root) == 1


def test_a_bomb_among_the_anchors_is_refused(bundle: Path, root: Path) -> None:
    (bundle / "anchors/index.jsonl").write_bytes(b" " * (5 << 20))
    seal(bundle)
    assert judged(bundle, root) == 2
