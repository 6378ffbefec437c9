"""Completeness: whoever leaves out the end of an announced job, tells it twice or invents one is found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from continuity.evidence.announced import Announced
from continuity.ground.timestamps import write_time

START = datetime(2026, 11, 23, 5, tzinfo=UTC)
LATER = "2026-11-30T00:00:00.000000Z"


def plan(*jobs: int, at: datetime = START) -> dict[str, Any]:
    due = [{"id": f"j{n}", "due": write_time(START + timedelta(minutes=n)), "subject": "acme/share"} for n in jobs]
    return {"kind": "plan", "at": write_time(at), "body": {"jobs": due}}


def end(job: int, kind: str = "run.outcome") -> dict[str, Any]:
    return {"kind": kind, "at": LATER, "body": {"job": f"j{job}", "outcome": "succeeded"}}


def judged(records: list[dict[str, Any]], start: int = 0) -> tuple[list[str], list[str], Announced]:
    problems: list[str] = []
    findings: list[str] = []

    def note(where: list[str]) -> Any:
        return lambda place, template, **values: where.append(f"{place}: {template.format(**values)}")

    seen = Announced(start, note(problems), note(findings))
    for index, record in enumerate(records, start):
        seen.see(index, record, erased=False)
    seen.close(LATER)
    return problems, findings, seen


JOBS = st.lists(st.integers(1, 500), min_size=1, max_size=30, unique=True)


@given(JOBS, st.data())
def test_each_job_ends_exactly_once(jobs: list[int], data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from(["run.outcome", "job.outcome"]), min_size=len(jobs), max_size=len(jobs)))
    whole = [plan(*jobs), *(end(job, kind) for job, kind in zip(data.draw(st.permutations(jobs)), kinds, strict=True))]
    problems, findings, seen = judged(whole)
    assert (problems, findings) == ([], [])
    assert seen.as_json() == {"announced": len(jobs), "ended": len(jobs), "open": 0}

    left_out = data.draw(st.integers(1, len(jobs)))
    problems, findings, seen = judged(whole[:left_out] + whole[left_out + 1 :])
    assert (problems, len(findings)) == ([], 1)
    assert whole[left_out]["body"]["job"] in findings[0]

    twice = data.draw(st.integers(1, len(jobs)))
    problems, findings, _ = judged([*whole, whole[twice]])
    assert ("ends a second time" in problems[0], len(problems), findings) == (True, 1, [])


def test_an_end_without_an_announcement_is_a_problem_where_all_was_seen() -> None:
    problems, _, _ = judged([plan(1), end(1), end(2)])
    assert problems == ["record 2: the job j2 ends without having been announced"]
    assert judged([plan(1), end(1), end(2)], start=7)[0] == []


def test_a_job_announced_after_it_fell_due_is_a_finding() -> None:
    late = plan(3, at=START + timedelta(minutes=5))
    assert "after it fell due" in judged([late, end(3)])[1][0]
    assert judged([plan(3, at=START + timedelta(minutes=4)), end(3)])[1] == []


def test_a_job_that_runs_is_not_missing() -> None:
    intent = {"kind": "run.intent", "at": LATER, "body": {"job": "j1"}}
    problems, findings, seen = judged([plan(1), intent])
    assert (problems, findings, seen.as_json()["open"]) == ([], [], 1)


def test_a_second_announcement_is_a_problem() -> None:
    assert judged([plan(1), plan(1), end(1)])[0] == ["record 1: the job j1 is announced a second time"]


def test_a_job_is_announced_once_whatever_became_of_it() -> None:
    """While it is open, while it runs, and after it ended."""
    begun = {"kind": "run.intent", "at": LATER, "body": {"job": "j1"}}
    for between in ([], [begun], [begun, end(1)]):
        problems, _, seen = judged([plan(1), *between, plan(1)])
        assert problems == [f"record {len(between) + 1}: the job j1 is announced a second time"]
        assert seen.announced == 1


def test_a_job_that_says_nothing_readable_is_a_problem() -> None:
    for bad in ({}, {"id": "j1", "due": "soon", "subject": "s"}, {"id": 1, "due": LATER, "subject": "s"}, "j1"):
        record = {"kind": "plan", "at": LATER, "body": {"jobs": [bad]}}
        assert judged([record])[0] == ["record 0: one of its jobs lacks its id, its due time or its subject"]
