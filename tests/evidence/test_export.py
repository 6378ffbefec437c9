"""The export: what it holds, which records a period covers, and what it refuses."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.evidence import stranger
from continuity.evidence.export import Exporter
from continuity.evidence.format.record import commitment
from continuity.evidence.period import Period, covering
from continuity.evidence.store import StoredRecord, entry_of
from continuity.evidence.tables import NAMESPACE, csv_lines, xml_lines
from continuity.ground.errors import NotProven, Refused, Unavailable
from tests.evidence.lab import START, Lab

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.evidence.export import Exported

#: Of the whole log of two runs: fixed ids and clock make it the same bytes each time; a change here is a change of
#: the format, and then of its version.
GOLDEN_JSONL = """\
{"index":0,"entry":"qCfGhCaHtx32JO79Pzja2UHlJ7ZujkHsXKeni6dKvzU=","salt":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=","record":"{\\"at\\":\\"2026-11-01T00:01:00.000000Z\\",\\"body\\":{\\"vkey\\":\\"continuity/srv1/acme+e0645ed3+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\\"},\\"kind\\":\\"log.created\\",\\"log\\":\\"continuity/srv1/acme\\",\\"run\\":null,\\"schema\\":\\"continuity.record/1\\"}"}
{"index":1,"entry":"CKz4OS08ezUWBSXHe7bLwzK31iulAGqaj0ozLVzVD4w=","salt":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAI=","record":"{\\"at\\":\\"2026-11-01T00:02:00.000000Z\\",\\"body\\":{\\"subject\\":\\"acme/partage\\"},\\"kind\\":\\"run.intent\\",\\"log\\":\\"continuity/srv1/acme\\",\\"run\\":\\"run0001\\",\\"schema\\":\\"continuity.record/1\\"}"}
{"index":2,"entry":"DSewWb2pBgqYaO9gEO1iWIbxxXofsFJ5DxhmSKAyhSc=","salt":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAM=","record":"{\\"at\\":\\"2026-11-01T00:03:00.000000Z\\",\\"body\\":{\\"outcome\\":\\"succeeded\\",\\"subject\\":\\"acme/partage\\"},\\"kind\\":\\"run.outcome\\",\\"log\\":\\"continuity/srv1/acme\\",\\"run\\":\\"run0001\\",\\"schema\\":\\"continuity.record/1\\"}"}
"""


def export(lab: Lab, name: str = "export.zip", since: int | None = None, until: int | None = None) -> Exported:
    """Export, with a period in minutes since the start."""
    first, last = (None if at is None else START + timedelta(minutes=at) for at in (since, until))
    return Exporter(lab.records, lab.signer, lab.directory).write(Period(first, last), lab.root / name)


def content(done: Exported) -> dict[str, bytes]:
    with zipfile.ZipFile(done.path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def verified(done: Exported) -> bool:
    return stranger.main([str(done.path), "--key-fingerprint", done.fingerprint]) == 0


def test_the_format_stays_what_it_was(lab: Lab) -> None:
    lab.fill(runs=1)
    files = content(export(lab))
    assert files["records.jsonl"].decode() == GOLDEN_JSONL
    assert files["proofs.jsonl"].decode() == '{"kind":"frontier","size":0,"hashes":[]}\n'
    assert files["manifest"].decode().startswith("continuity export manifest/1\ncontinuity/srv1/acme\n")


def test_the_whole_log(lab: Lab) -> None:
    lab.fill(runs=3)
    done = export(lab)
    files = content(done)
    assert (done.start, done.end) == (0, 7)
    assert "checkpoint-start" not in files
    assert verified(done)
    summary = json.loads(files["summary.json"])
    assert summary["outcomes"] == {"succeeded": 3}
    assert summary["kinds"] == {"log.created": 1, "run.intent": 3, "run.outcome": 3}
    assert summary["unanchored"] == {"from_index": 0, "records": 7}
    assert summary["key_fingerprint"] == lab.signer.verifier.fingerprint
    assert files["checkpoint"] == (lab.directory / "checkpoint").read_bytes()
    assert oct(zipfile.ZipFile(done.path).getinfo("verify.py").external_attr >> 16) == "0o100644"


def test_the_same_range_gives_the_same_bytes(lab: Lab) -> None:
    lab.fill(runs=6)
    first, second = export(lab, "a.zip", 3, 9), export(lab, "b.zip", 3, 9)
    assert first.path.read_bytes() == second.path.read_bytes()


def test_sha256sum_reads_the_manifest(lab: Lab, tmp_path: Path) -> None:
    lab.fill(runs=2)
    with zipfile.ZipFile(export(lab).path) as archive:
        archive.extractall(tmp_path / "out")
    rows = (tmp_path / "out/manifest").read_text().split("\n\n")[0].splitlines()[2:]
    argv = ["sha256sum", "-c", "--strict", "-"]
    done = subprocess.run(argv, input="\n".join(rows) + "\n", text=True, cwd=tmp_path / "out", check=False, timeout=20)
    assert done.returncode == 0
    assert len(rows) == 11


@pytest.mark.parametrize(
    ("since", "until", "start", "end"),
    [
        (None, None, 0, 21),
        (4, 8, 3, 7),  # records 3 to 6 are dated minutes 4 to 7; heads stand at 3, 5, 7…
        (5, 8, 3, 7),  # begins inside a pair: the head before it
        (4, 7, 3, 7),  # ends inside a pair: the head after it
        (None, 8, 0, 7),
        (18, None, 17, 21),
        (-50, -10, 0, 3),  # before the log: its beginning shows that there was nothing
        (500, 600, 19, 21),  # after it
        (4, 4, 0, 5),  # an empty period between records 2 and 3
    ],
)
def test_a_period_is_covered_from_head_to_head(
    lab: Lab, since: int | None, until: int | None, start: int, end: int
) -> None:
    lab.fill(runs=10)
    done = export(lab, since=since, until=until)
    assert (done.start, done.end) == (start, end)
    assert verified(done)


@given(st.lists(st.integers(0, 9), max_size=12), st.integers(-1, 10), st.integers(0, 11))
def test_no_record_of_the_period_is_left_out(minutes: list[int], since: int, length: int) -> None:
    def at(minute: int) -> datetime:
        return datetime(2026, 1, 1, 12, minute % 60, tzinfo=UTC) + timedelta(hours=minute // 60)

    rows = []
    for index, minute in enumerate(minutes):
        text = at(minute).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        body = f'{{"schema":"continuity.record/1","log":"l","at":"{text}","kind":"k","run":null,"body":{{}}}}'
        rows.append(StoredRecord(index, "l", index, "k", None, bytes(32), body.encode()))
    start, end = covering(Period(at(since), at(since + length)), len(rows), rows)
    assert 0 <= start <= end <= len(rows)
    inside = [index for index, minute in enumerate(minutes) if since <= minute < since + length]
    assert all(start <= index < end for index in inside)
    if inside:
        assert (start, end) == (inside[0], inside[-1] + 1)
    elif rows:
        assert start < end


def test_a_failed_run_cannot_be_left_out(lab: Lab) -> None:
    lab.fill(runs=10)
    rows = list(csv.DictReader(io.StringIO(content(export(lab))["records.csv"].decode())))
    assert [row["run"] for row in rows if row["outcome"] == "failed"] == ["run0005", "run0010"]


def test_an_open_run_and_one_announced_before(lab: Lab) -> None:
    lab.fill(runs=1)
    with lab.store.transaction() as tx:
        lab.record(tx, "run.intent", "run0100")
    lab.sequencer.run()
    with lab.store.transaction() as tx:
        lab.record(tx, "run.outcome", "run0100", outcome="succeeded")
        lab.record(tx, "run.intent", "run0101")
    lab.sequencer.run()
    done = export(lab, since=5)
    assert (done.start, done.end) == (4, 6)
    assert verified(done)
    assert json.loads(content(done)["summary.json"])["open_runs"] == ["run0101"]


def test_views_carry_odd_texts(lab: Lab) -> None:
    odd = "=1+1 <&\"'> \x00\x1b\ud7ff\ufffe\uffff \U0001f600 é \u2028"
    with lab.store.transaction() as tx:
        lab.record(tx, "config", note=odd, outcome="=cmd()")
    lab.sequencer.run()
    files = content(export(lab))
    [row] = csv.DictReader(io.StringIO(files["records.csv"].decode()))
    assert json.loads(row["record"])["body"]["note"] == odd
    assert row["outcome"] == "'=cmd()"
    [record] = ET.fromstring(files["records.xml"])
    assert record.tag == f"{{{NAMESPACE}}}record"
    assert json.loads(record.text or "")["body"]["note"] == odd
    assert record.get("index") == "0"


def test_views_of_an_erased_record_are_empty() -> None:
    erased = StoredRecord(1, "l", 0, "k", None, b"", bytes(32))
    assert list(csv_lines([(erased, entry_of(erased))]))[1] == b"0,,,,," + b"00" * 32 + b",\r\n"
    assert b'erased="true"' in b"".join(xml_lines("l", [(erased, bytes(32))]))


def test_an_erased_record_is_said(lab: Lab, capsys: pytest.CaptureFixture[str]) -> None:
    lab.fill(runs=3)
    for position in (1, 4):  # the announcement of one run, the end of another
        [[salt, body]] = lab.sql("SELECT salt, body FROM record WHERE position=?", position)
        lab.sql("UPDATE record SET salt=x'', body=? WHERE position=?", commitment(salt, body), position)
    assert (lab.verify().problems, lab.verify().open_runs) == ((), ("run0002",))
    assert stranger.main([str(export(lab).path), "--lang", "en"]) == 0
    assert "what erased records said: 1, 4" in capsys.readouterr().out


@pytest.mark.parametrize("what", ["file", "directory", "link"])
def test_it_never_overwrites(lab: Lab, what: str) -> None:
    lab.fill(runs=1)
    target = lab.root / "export.zip"
    if what == "file":
        target.write_text("precious")
    elif what == "directory":
        target.mkdir()
    else:
        target.symlink_to(lab.root / "nowhere")
    before = sorted(lab.root.iterdir())
    with pytest.raises(Refused, match=r"export\.zip exists already"):
        export(lab)
    assert sorted(lab.root.iterdir()) == before


def test_it_never_overwrites_what_appears_meanwhile(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    lab.fill(runs=1)
    target = lab.root / "export.zip"
    monkeypatch.setattr(os, "fsync", lambda _: target.write_text("precious"))
    with pytest.raises(Refused):
        export(lab)
    assert target.read_text() == "precious"
    assert not list(lab.root.glob(".export*"))


def test_there_is_nothing_to_export_yet(lab: Lab) -> None:
    with pytest.raises(Refused, match="nothing is signed yet in the log continuity/srv1/acme"):
        export(lab)


def test_a_target_that_cannot_be_written_is_said(lab: Lab) -> None:
    lab.fill(runs=1)
    with pytest.raises(Unavailable, match="absent"):
        export(lab, "absent/export.zip")


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE record SET body=CAST(replace(body, 'partage', 'autre') AS BLOB) WHERE position=9", "records 3 to 13"),
        ("DELETE FROM record WHERE position=9", "record 9"),
        ("UPDATE record SET body=CAST(body AS TEXT) WHERE position=9", "not kept as bytes"),
    ],
)
def test_a_log_that_does_not_verify_is_not_exported(lab: Lab, statement: str, why: str) -> None:
    lab.fill(runs=6)
    lab.sql(statement)
    with pytest.raises(NotProven, match=why):
        export(lab, since=4)
    assert not list(lab.root.glob("*export*"))


def test_damaged_tiles_are_not_exported(lab: Lab) -> None:
    lab.fill(runs=6)
    tile = lab.directory / "tile/0/000.p/13"
    tile.write_bytes(hashlib.sha256(b"").digest() * 13)
    with pytest.raises(NotProven, match="does not lead to its head at 3"):
        export(lab, since=4)
    shutil.rmtree(lab.directory / "tile")
    with pytest.raises(NotProven, match="the published log lacks"):
        export(lab, since=4)
