"""The stranger's verifier and the engine's own audit judge the same records alike: two programs, one verdict."""

from __future__ import annotations

import json
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from continuity.evidence import render, stranger
from continuity.evidence.archive import Archive
from continuity.evidence.audit import Audit
from continuity.evidence.format.checkpoint import Checkpoint
from continuity.evidence.format.merkle import Frontier, leaf_hash
from continuity.evidence.format.note import Signer
from continuity.evidence.format.record import Record, commitment, record_time
from continuity.ground.timestamps import write_time
from continuity.model.record import StoredRecord
from tests.evidence.lab import LOG, START

if TYPE_CHECKING:
    from collections.abc import Iterable

SIGNER = Signer(LOG, bytes(range(32)))
Fact = tuple[int, str, int, Any]  # minutes, kind, number, more

RUN_KINDS, NUMBERS = ("run.intent", "run.outcome"), st.integers(0, 3)
FACTS = st.one_of(
    st.tuples(st.integers(0, 9), st.sampled_from(RUN_KINDS), NUMBERS, st.none() | NUMBERS),
    st.tuples(st.integers(0, 9), st.just("job.outcome"), st.just(0), NUMBERS),
    st.tuples(
        st.integers(0, 9), st.just("plan"), st.just(0), st.lists(st.tuples(NUMBERS, st.integers(0, 9)), max_size=3)
    ),
    st.tuples(st.integers(0, 9), st.just("erased"), st.just(0), st.none()),
    st.tuples(st.integers(0, 9), st.just("config"), NUMBERS, st.none()),
)


def stored(index: int, fact: Fact) -> StoredRecord:
    """One record of a log that somebody wrote who holds the key, and may lie."""
    minutes, kind, number, more = fact
    at = START + timedelta(minutes=minutes)
    body: dict[str, Any] = {"job": f"j{more}"} if isinstance(more, int) else {}
    if kind == "plan":
        due = [(job, write_time(START + timedelta(minutes=minute, seconds=job))) for job, minute in more]
        body = {"jobs": [{"id": f"j{job}", "due": when, "subject": "acme/share"} for job, when in due]}
        body |= {"from": write_time(at), "until": write_time(at + timedelta(minutes=3))}
    run = f"r{number}" if kind in RUN_KINDS else None
    erased = kind == "erased"
    data = Record(log=LOG, at=record_time(at), kind="lost" if erased else kind, run=run, body=body).to_bytes()
    salt = index.to_bytes(32, "big")
    given_salt, content = (b"", commitment(salt, data)) if erased else (salt, data)
    return StoredRecord(index, LOG, index, "lost" if erased else kind, run, given_salt, content)


def bundle(path: Path, before: Iterable[StoredRecord], records: list[StoredRecord]) -> None:
    """An export that is signed and consistent, whatever its records say."""
    frontier = Frontier()
    for one in before:
        frontier.add(leaf_hash(entry(one)))
    start, hashes, first = frontier.size, list(frontier.hashes), Checkpoint(LOG, frontier.size, frontier.root())
    for one in records:
        frontier.add(leaf_hash(entry(one)))
    with path.open("wb") as file, Archive(file, SIGNER) as archive:
        archive.add("records.jsonl", render.record_lines((one, entry(one)) for one in records))
        archive.add("proofs.jsonl", [render.proof_line(start, hashes)])
        if start:
            archive.add("checkpoint-start", [first.sign(SIGNER).encode()])
        archive.add("checkpoint", [Checkpoint(LOG, frontier.size, frontier.root()).sign(SIGNER).encode()])
        archive.add("public-key.pem", [SIGNER.verifier.pem().encode()])
        archive.add("public-key.vkey", [f"{SIGNER.verifier.vkey()}\n".encode()])


def entry(record: StoredRecord) -> bytes:
    return commitment(record.salt, record.body) if record.salt else record.body


@settings(max_examples=60, deadline=None)
@given(st.lists(FACTS, max_size=14), st.integers(0, 3))
@example([(1, "plan", 0, [(1, 5)]), (6, "run.intent", 1, 1), (7, "run.outcome", 1, 1)], 0)
@example([(1, "plan", 0, [(1, 2)]), (9, "config", 0, None)], 0)
@example([(9, "plan", 0, [(1, 2)]), (3, "job.outcome", 0, 1)], 0)
@example([(1, "plan", 0, [(1, 2)]), (3, "job.outcome", 0, 1), (3, "job.outcome", 0, 1)], 0)
@example([(1, "job.outcome", 0, 1)], 0)
@example([(1, "plan", 0, []), (9, "plan", 0, [])], 0)
@example([(1, "plan", 0, []), (9, "config", 0, None)], 0)
@example([(1, "plan", 0, [(1, 5)]), (9, "config", 0, None), (2, "config", 0, None)], 0)
@example([(1, "plan", 0, [(1, 2)]), (3, "run.intent", 1, 1), (9, "config", 0, None)], 0)
@example([(9, "plan", 0, [(1, 7)])], 0)
@example([(9, "plan", 0, [(1, 8)])], 0)
@example([(1, "plan", 0, [(1, 2)]), (3, "job.outcome", 0, 1)], 1)
@example([(1, "erased", 0, None), (3, "job.outcome", 0, 1)], 0)
@example([(1, "run.intent", 1, None), (3, "run.outcome", 1, None), (3, "run.intent", 1, None)], 0)
def test_both_judge_alike(facts: list[Fact], start: int) -> None:
    log = [stored(index, fact) for index, fact in enumerate(facts)]
    start = min(start, len(log))
    audit = Audit(LOG, start)
    for one in log[start:]:
        audit.see(one)
    audit.close()

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export.zip")
        bundle(path, log[:start], log[start:])
        seen = stranger.Verification(path)
        code, key, _ = seen.answer()

    assert code == (1 if audit.problems else 0), (key, list(map(str, audit.problems)))
    if audit.problems:
        place = str(audit.problems[0].place)
        assert (seen.place, key) == (f"records.jsonl, {place}", "once")
        return
    findings = sorted(said for said, _ in seen.said if said[0] == "f")
    assert findings == sorted(map(kind_of, audit.findings))
    told = next(values for said, values in seen.said if said == "p_once")
    jobs = audit.jobs.as_json()
    assert (told["jobs"], told["left"]) == (len({*ended(log[start:])}), jobs["open"])
    assert told["open"] == (", ".join(audit.open_runs) or "-")


def ended(log: list[StoredRecord]) -> Iterable[str]:
    for one in log:
        record: dict[str, Any] = json.loads(one.body) if one.salt else {"kind": "", "body": {}}
        if record["kind"] in ("run.outcome", "job.outcome") and "job" in record["body"]:
            yield record["body"]["job"]


def kind_of(finding: object) -> str:
    text = str(finding)
    known = {"before its predecessor": "f_date", "neither a run": "f_due", "after it fell due": "f_late"}
    known["nothing was announced"] = "f_gap"
    return next(key for words, key in known.items() if words in text)
