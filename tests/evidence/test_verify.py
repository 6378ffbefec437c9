"""Verification of the live log: whatever is touched is found, with its place; what is only odd is a finding."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree  # type: ignore[import-untyped]

from continuity.evidence.audit import Audit
from continuity.evidence.format.record import Record, commitment
from continuity.evidence.sequencer import Sequencer, StoredRecord
from tests.evidence.lab import Lab
from tests.evidence.test_merkle import flipped

if TYPE_CHECKING:
    from pathlib import Path

KEPT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def places(lab: Lab) -> list[str]:
    return [remark.place for remark in lab.verify().problems]


def test_an_untouched_log_is_valid(lab: Lab) -> None:
    lab.fill(runs=140, every=20)
    verified = lab.verify()
    other = InmemoryTree(algorithm="sha256")
    for salt, body in lab.sql("SELECT salt, body FROM record ORDER BY position"):
        other.append_entry(hashlib.sha256(b"continuity/record/1\n" + salt + body).digest())
    assert verified.as_json() == {
        "schema": "continuity.evidence-verify/1",
        "verdict": "valid",
        "log": "continuity/srv1/acme",
        "tree_size": 281,
        "root_hash": base64.b64encode(other.get_root()).decode(),
        "checkpoint_time": "2026-11-01T04:41:00.000000Z",
        "anchors": [],
        "anchors_checked": 0,
        "unanchored": {"from_index": 0, "records": 281},
        "open_runs": [],
        "jobs": {"announced": 0, "ended": 0, "open": 0},
        "erased": 0,
        "problems": [],
        "findings": [],
    }
    json.dumps(verified.as_json())


def test_every_bit_of_every_record_counts(lab: Lab) -> None:
    lab.fill(runs=3)
    lab.store.close()
    count = len(lab.sql("SELECT 1 FROM record"))

    @KEPT
    @given(st.integers(0, count - 1), st.sampled_from(["salt", "body"]), st.integers(0))
    def holds(position: int, column: str, bit: int) -> None:
        [[data]] = lab.sql(f"SELECT {column} FROM record WHERE position=?", position)
        lab.sql(f"UPDATE record SET {column}=? WHERE position=?", flipped(data, bit), position)
        try:
            found = lab.verify()
            assert not found.valid
            assert any(f"hash {position} is not" in str(problem) for problem in found.problems), found.problems
        finally:
            lab.sql(f"UPDATE record SET {column}=? WHERE position=?", data, position)
        assert lab.verify().valid

    holds()


def test_every_bit_of_what_is_published_counts(lab: Lab) -> None:
    lab.fill(runs=3)
    head = [lab.directory / name for name in ("checkpoint", "tile/0/000.p/7", "tile/entries/000.p/7")]

    @KEPT
    @given(st.sampled_from(head), st.integers(0))
    def holds(path: Path, bit: int) -> None:
        good = path.read_bytes()
        path.write_bytes(flipped(good, bit))
        try:
            assert places(lab)[0] == str(path.relative_to(lab.directory))
        finally:
            path.write_bytes(good)

    holds()


def test_every_bit_of_every_kept_head_counts(lab: Lab) -> None:
    lab.fill(runs=3)

    @KEPT
    @given(st.sampled_from([3, 5, 7]), st.integers(0))
    def holds(size: int, bit: int) -> None:
        [[note]] = lab.sql("SELECT note FROM checkpoint WHERE size=?", size)
        bad = flipped(note.encode(), bit).decode(errors="replace")
        lab.sql("UPDATE checkpoint SET note=? WHERE size=?", bad, size)
        try:
            assert any(place.startswith("database") for place in places(lab))
        finally:
            lab.sql("UPDATE checkpoint SET note=? WHERE size=?", note, size)

    holds()


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("DELETE FROM record WHERE position=4", "record 4"),
        ("DELETE FROM record WHERE position=12", "record 12"),
        ("UPDATE record SET position=99 WHERE position=3", "record 3"),
        ("UPDATE record SET kind='run.other' WHERE position=3", "record 3"),
        ("UPDATE record SET run='run0009' WHERE position=3", "record 3"),
        ("UPDATE record SET salt=x'', body=zeroblob(31) WHERE position=3", "record 3"),
        ("UPDATE record SET salt=x'' WHERE position=3", "record 3"),
        ("DELETE FROM checkpoint WHERE size>5; ", "checkpoint"),
    ],
)
def test_tampering_with_rows_names_the_place(lab: Lab, statement: str, place: str) -> None:
    lab.fill(runs=6)
    lab.sql(statement)
    assert place in places(lab)


def test_swapped_records_are_found(lab: Lab) -> None:
    lab.fill(runs=6)
    for old, new in ((3, 1003), (5, 3), (1003, 5)):
        lab.sql("UPDATE record SET position=? WHERE position=?", new, old)
    assert {"record 4", "tile/entries/000.p/13"} <= set(places(lab))


def test_a_duplicated_run_is_found(lab: Lab) -> None:
    lab.fill(runs=1)
    with lab.store.transaction() as tx:
        lab.record(tx, "run.outcome", "run0001", outcome="succeeded")
        lab.record(tx, "run.outcome", "run0077", outcome="succeeded")
        lab.record(tx, "run.intent", "run0001")
        lab.record(tx, "run.intent", "run0002")
        lab.record(tx, "run.intent", "run0002")
    lab.sequencer.run()
    assert [str(problem) for problem in lab.verify().problems] == [
        "record 3: the run run0001 ends a second time",
        "record 4: the run run0077 ends without having been announced",
        "record 5: the run run0001 is announced a second time",
        "record 7: the run run0002 is announced a second time",
    ]


def test_an_open_run_is_no_error(lab: Lab) -> None:
    with lab.store.transaction() as tx:
        lab.record(tx, "run.intent", "run0001")
    lab.sequencer.run()
    assert lab.verify().valid
    assert lab.verify().open_runs == ("run0001",)


def test_a_record_dated_before_its_predecessor_is_a_finding(lab: Lab) -> None:
    lab.fill(runs=1)
    lab.now -= timedelta(hours=1)
    lab.run()
    lab.sequencer.run()
    verified = lab.verify()
    assert verified.valid
    assert [str(finding) for finding in verified.findings] == [
        "record 3: dated 2026-10-31T23:04:00.000000Z, before its predecessor (2026-11-01T00:03:00.000000Z)"
    ]


def test_what_is_pending_is_a_finding(lab: Lab) -> None:
    lab.fill(runs=1)
    lab.run()
    verified = lab.verify()
    assert verified.valid
    assert "not yet signed" in str(verified.findings[0])


def test_a_replayed_checkpoint_is_a_finding_until_published_again(lab: Lab) -> None:
    lab.fill(runs=1)
    old = (lab.directory / "checkpoint").read_bytes()
    lab.run()
    lab.sequencer.run()
    (lab.directory / "checkpoint").write_bytes(old)
    verified = lab.verify()
    assert verified.valid
    assert "published at 3 records of 5" in str(verified.findings[0])
    lab.sequencer.run()
    assert lab.verify().findings == ()


def test_a_cut_database_is_found(lab: Lab) -> None:
    lab.fill(runs=3)
    lab.sql("DELETE FROM record WHERE position>=5")
    lab.sql("DELETE FROM checkpoint WHERE size>5")
    assert [str(problem) for problem in lab.verify().problems] == [
        "checkpoint: it was published at 7 records, the database has 5: the database was cut or rolled back"
    ]


def test_a_rewritten_database_is_found_though_signed_again(lab: Lab) -> None:
    lab.fill(runs=3)
    kept = (lab.directory / "checkpoint").read_bytes()
    lab.sql("DELETE FROM checkpoint")
    lab.sql("UPDATE record SET body=CAST(replace(body, 'partage', 'autre') AS BLOB), position=NULL")
    Sequencer(lab.records, lab.signer, lab.root / "elsewhere").run()
    shutil.rmtree(lab.directory)
    shutil.copytree(lab.root / "elsewhere", lab.directory)
    assert lab.verify().valid  # with key and directory in hand, a whole new history can be made…
    (lab.directory / "checkpoint").write_bytes(kept)
    assert "checkpoint" in places(lab)  # …and any checkpoint kept elsewhere gives it away


def test_a_missing_checkpoint_is_found(lab: Lab) -> None:
    lab.fill(runs=3)
    (lab.directory / "checkpoint").unlink()
    assert places(lab) == ["checkpoint"]


def test_an_erased_record_leaves_the_log_valid(lab: Lab) -> None:
    lab.fill(runs=3)
    [[salt, body]] = lab.sql("SELECT salt, body FROM record WHERE position=0")
    lab.sql("UPDATE record SET salt=x'', body=? WHERE position=0", commitment(salt, body))
    verified = lab.verify()
    assert (verified.problems, verified.erased) == ((), 1)
    shutil.rmtree(lab.directory)
    lab.sequencer.run()
    assert lab.verify().valid


def test_records_of_another_log_do_not_pass(lab: Lab) -> None:
    lab.fill(runs=1)
    other = Lab(lab.root, "continuity/srv1/other")
    other.directory = lab.root / "other"
    other.sequencer = Sequencer(other.records, other.signer, other.directory)
    other.run()
    other.sequencer.run()
    assert (lab.verify().valid, other.verify().valid) == (True, True)
    lab.sql("UPDATE record SET log='moved' WHERE log=?", other.log)
    lab.sql("UPDATE record SET log=?, position=position+100 WHERE log=?", other.log, lab.log)
    lab.sql("UPDATE record SET log=?, position=position-100 WHERE log=?", other.log, other.log)
    assert any("belongs to the log continuity/srv1/acme" in str(problem) for problem in other.verify().problems)


def test_memory_of_ended_runs_is_bounded() -> None:
    audit = Audit("l")

    def say(index: int, kind: str, run: str) -> None:
        at = "2026-11-01T00:00:00.000000Z"
        body = Record(log="l", at=at, kind=kind, run=run, body={}).to_bytes()
        audit.see(StoredRecord(index, "l", index, kind, run, bytes(32), body))

    for number in range(5000):
        say(2 * number, "run.intent", f"r{number:05d}")
        say(2 * number + 1, "run.outcome", f"r{number:05d}")
    assert (audit.problems, audit.findings, len(audit._ended)) == ([], [], 4096)
    say(10000, "run.intent", "r04999")
    say(10001, "run.intent", "r00003")
    assert "announced a second time" in str(audit.problems[0])
    assert "older than runs that ended long ago" in str(audit.findings[0])
