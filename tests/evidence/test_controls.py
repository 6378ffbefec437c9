"""controls.csv and records.xsd: evidence is counted and placed, never judged; what is missing is said."""

from __future__ import annotations

import csv
import fnmatch
import io
import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from continuity.evidence import anchors, journal
from continuity.evidence.controls import NOTHING, RELEVANT, controls_csv, relevant
from continuity.evidence.export import Exporter
from continuity.evidence.format import keys
from continuity.evidence.gathered import controls_view
from continuity.evidence.period import Period
from continuity.evidence.tables import row, xml_lines
from continuity.evidence.tally import PLACES, Seen, Tally
from continuity.faces import mounting, vault_access
from continuity.model.control import Control, EvidenceKind, EvidenceName, Framework
from continuity.model.documents.frameworks import frameworks_in_force, shipped_frameworks
from continuity.model.job import JobKind
from tests.evidence.lab import START, Lab
from tests.evidence.test_export import content, verified

if TYPE_CHECKING:
    from continuity.evidence.export import Exported

RPO = EvidenceName(EvidenceKind.MEASUREMENT, "rpo")
BACKUP = EvidenceName(EvidenceKind.JOB, "backup")
VAULT = EvidenceName(EvidenceKind.RECORD, "vault.*")


def framework(*evidence: EvidenceName) -> Framework:
    both = {"en": "=SUM(a title)", "fr": "un titre"}
    return Framework(name="ours", title=both, controls=(Control(reference="1", title=both, evidence=evidence),))


def outcome(kind: str, ended: str, **verdicts: str) -> dict[str, Any]:
    measured = [{"subject": "acme/partage", "objective": name, "verdict": one} for name, one in verdicts.items()]
    return {"kind": kind, "subject": "acme/partage", "outcome": ended, "measurements": measured}


def filled(lab: Lab) -> Lab:
    with lab.store.transaction() as tx:
        lab.record(tx, "log.created", vkey=lab.signer.verifier.vkey())
        for number, body in enumerate(
            (
                outcome("backup", "succeeded", rpo="met"),
                outcome("backup", "failed", rpo="missed"),
                outcome("restore_test", "succeeded", rpo="met", content="met"),
            )
        ):
            lab.record(tx, "run.intent", f"run{number}", subject="acme/partage", kind=body["kind"])
            lab.record(tx, "run.outcome", f"run{number}", **body)
        lab.record(tx, "vault.read", by="root")
    lab.sequencer.run()
    return lab


def export(lab: Lab, *given: Framework, since: int | None = None) -> Exported:
    period = Period(START + timedelta(minutes=since) if since else None, None)
    views = {"controls.csv": controls_view(given)}
    return Exporter(lab.records, lab.signer, lab.directory, views).write(period, lab.root / "export.zip")


def rows(done: Exported) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(done)["controls.csv"].decode())))


def test_each_kind_of_evidence_has_its_line(lab: Lab) -> None:
    done = export(filled(lab), framework(BACKUP, RPO, VAULT))
    assert verified(done)
    backup, rpo, vault = rows(done)
    assert (backup["evidence"], backup["count"], backup["outcomes"]) == ("job backup", "2", "failed=1 succeeded=1")
    assert (backup["records"], backup["last_record"], backup["verdicts"]) == ("2 4", "4", "")
    assert (rpo["evidence"], rpo["verdicts"], rpo["records"]) == ("measurement rpo", "met=2 missed=1", "2 4 6")
    assert (vault["evidence"], vault["count"], vault["records"]) == ("record vault.*", "1", "7")
    assert {one["relation"] for one in (backup, rpo, vault)} == {RELEVANT}
    assert backup["title_en"] == "'=SUM(a title)"
    assert backup["last_at"] == json.loads(content(done)["records.jsonl"].splitlines()[4])["record"][7:34]


def test_the_period_alone_counts(lab: Lab) -> None:
    backup, rpo, _vault = rows(export(filled(lab), framework(BACKUP, RPO, VAULT), since=6))
    assert (backup["relation"], backup["count"], backup["last_at"], backup["records"]) == (NOTHING, "0", "", "")
    assert (rpo["relation"], rpo["records"]) == (RELEVANT, "6")


@pytest.mark.parametrize("one", shipped_frameworks(), ids=lambda one: one.name)
def test_a_control_without_evidence_says_so(one: Framework) -> None:
    lines = list(csv.DictReader(io.StringIO(b"".join(controls_csv(relevant([one], Tally()))).decode())))
    assert {line["reference"] for line in lines} == {control.reference for control in one.controls}
    assert {(line["relation"], line["count"]) for line in lines} == {(NOTHING, "0")}


def test_nobody_is_called_compliant() -> None:
    said = b"".join(controls_csv(relevant(shipped_frameworks(), Tally()))).lower()
    assert not [word for word in (b"complian", b"conform", b"certified", b"passed") if word in said]


#: What the issue asks for, by framework and reference.
ASKED = {
    "anssi": {"stratégie", "protection", "exploitation", "restauration"},
    "dora": {"11", "12(1)", "12(2)", "12(6)", "12(7)"},
    "gdpr": {"32(1)(c)", "32(1)(d)", "33"},
    "iso-22301": {"8.5"},
    "iso-27001": {"A.5.29", "A.5.30", "A.8.13", "A.8.14"},
    "nis2": {"4.1", "4.2", "4.2.3", "4.2.6", "4.3"},
    "soc-2": {"A1.2", "A1.3"},
}


def test_the_shipped_frameworks_are_there() -> None:
    assert {one.name: {control.reference for control in one.controls} for one in shipped_frameworks()} == ASKED


def test_every_kind_of_job_is_evidence_of_something() -> None:
    named = {name for one in shipped_frameworks() for control in one.controls for name in control.evidence}
    assert {name.name for name in named if name.kind is EvidenceKind.JOB} == set(map(str, JobKind))


#: Kinds of records that the product writes; a mapping to any other would tell auditors of evidence that never comes.
RECORDED = frozenset(
    {"plan", "policy", "config", "repository.created", "storage.validate", journal.OUTCOME, journal.JOB_OUTCOME}
    | {anchors.ANCHORED, anchors.FAILED, keys.ROTATED, keys.REPLACED, "state.restored"}
    | {mounting.MOUNTED, mounting.UNMOUNTED, vault_access.READ, vault_access.SET}
)


def test_every_kind_of_record_that_is_mapped_is_written() -> None:
    named = {
        name.name
        for one in shipped_frameworks()
        for control in one.controls
        for name in control.evidence
        if name.kind is EvidenceKind.RECORD
    }
    assert not [one for one in named if not fnmatch.filter(RECORDED, one)]


def test_a_framework_of_ours_comes_first_and_an_empty_one_is_left_out() -> None:
    mine, empty = replace(framework(RPO), name="dora"), Framework(name="soc-2", title={}, controls=())
    found = {one.name: one for one in frameworks_in_force({"dora": mine, "soc-2": empty})}
    assert found["dora"] is mine
    assert set(found) == set(ASKED) - {"soc-2"}


@given(st.lists(st.tuples(st.sampled_from(["a.x", "a.y", "run.outcome"]), st.booleans()), max_size=200))
def test_a_star_is_the_sum_of_its_kinds(kinds: list[tuple[str, bool]]) -> None:
    tally, indices = Tally(), []
    for index, (kind, _) in enumerate(kinds):
        body = {"kind": "a.job", "measurements": [{"objective": "a.figure"}]}
        tally.see(index, {"kind": kind, "at": f"{index:05}", "body": body, "run": None})
        indices += [index] * kind.startswith("a.")
    seen = tally.of(EvidenceName(EvidenceKind.RECORD, "a.*"))
    assert seen.count == len(indices)
    assert seen.last_index == (indices[-1] if indices else None)
    assert (seen.first_at, seen.last_at) == ((f"{indices[0]:05}", f"{indices[-1]:05}") if indices else ("", ""))
    told = [one for first, last in seen.places for one in range(first, last + 1)]
    assert told == indices[len(indices) - len(told) :]
    assert seen.dropped == (len(told) < len(indices))


def test_places_are_bounded_and_the_newest_are_kept() -> None:
    seen = Seen()
    for index in range(0, 1000, 2):
        seen.add(index, "2026")
    assert len(seen.places) == PLACES
    assert seen.where().startswith("… ")
    assert seen.where().endswith(" 996 998")


@pytest.mark.parametrize("body", [{}, {"measurements": 3}, {"measurements": [3, {}, {"objective": 4}]}, {"kind": []}])
def test_an_odd_body_is_counted_and_not_believed(body: dict[str, Any]) -> None:
    tally = Tally()
    tally.see(0, {"kind": "run.outcome", "at": "2026", "body": body, "run": "r"})
    assert tally.of(EvidenceName(EvidenceKind.RECORD, "run.outcome")).count == 1
    assert tally.of(RPO).verdicts == Counter()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    [[cell]] = csv.reader(io.StringIO(row([f"{start}1"]).decode(), newline=""))
    assert cell == f"'{start}1"


def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(files("continuity.evidence").joinpath("records.xsd").read_bytes()))


def test_the_xml_keeps_to_its_schema(lab: Lab) -> None:
    with lab.store.transaction() as tx:
        lab.record(tx, "config", note="=1+1 <&\"'> \x00\x1b\ud7ff\ufffe\uffff \U0001f600 é")
    lab.fill(runs=3)
    lab.sql("UPDATE record SET salt=x'', body=zeroblob(32) WHERE position=-1")
    written = content(export(lab))
    given = etree.XMLSchema(etree.fromstring(written["records.xsd"]))
    assert given.validate(etree.fromstring(written["records.xml"])), given.error_log
    assert len(etree.fromstring(written["records.xml"])) == 8


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b'index="0"', b'index="-1"'),
        (b'index="1"', b'index="0"'),
        (b'entry="', b'entry="x'),
        (b"records", b"facts"),
        (b' kind="', b' sort="'),
        (b' at="2', b' at="the 2'),
        (b"urn:continuity:records:1", b"urn:continuity:records:2"),
    ],
)
def test_the_schema_refuses_what_is_none(lab: Lab, right: bytes, wrong: bytes) -> None:
    lab.fill(runs=1)
    text = content(export(lab))["records.xml"]
    assert right in text
    assert schema().validate(etree.fromstring(text))
    assert not schema().validate(etree.fromstring(text.replace(right, wrong)))


def test_an_erased_record_keeps_to_the_schema() -> None:
    from continuity.model.record import StoredRecord

    text = b"".join(xml_lines("l", [(StoredRecord(1, "l", 0, "k", None, b"", bytes(32)), bytes(32))]))
    assert schema().validate(etree.fromstring(text))


def test_the_summary_says_what_was_achieved_in_the_period(lab: Lab) -> None:
    found = json.loads(content(export(filled(lab)))["summary.json"])["in_period"]
    ends = [("backup", "failed", 1), ("backup", "succeeded", 1), ("restore_test", "succeeded", 1)]
    assert [tuple(one.values()) for one in found["ends"]] == ends
    rpo = found["figures"][1]
    assert (rpo["subject"], rpo["objective"], rpo["verdict"], rpo["index"]) == ("acme/partage", "rpo", "met", 6)
    assert rpo["verdicts"] == {"met": 2, "missed": 1}
    assert (found["not_succeeded"], found["restore_tests"]) == (1, 1)


def test_what_is_outside_the_period_is_not_in_the_summary_of_it(lab: Lab) -> None:
    found = json.loads(content(export(filled(lab), since=6))["summary.json"])
    assert [one["kind"] for one in found["in_period"]["ends"]] == ["restore_test"]
    assert found["outcomes"] == {"failed": 1, "succeeded": 2}
