"""Runs, copies, measurements and points in the shapes that scripts and auditors hold on to."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.canonical import canonical_json
from continuity.model.job import Copy, JobKind, Outcome, Run
from continuity.model.measurement import Measurement, Verdict
from continuity.model.point import Point
from continuity.model.secrets import SecretRef

NOW = datetime(2026, 11, 23, 3, 20, 7, 806562, tzinfo=timezone(timedelta(hours=1)))
UTC_NOW = "2026-11-23T02:20:07.806562Z"
COPY = Copy(repository="local", snapshot="ab12", data_time=NOW, outcome=Outcome.SUCCEEDED, duration_s=1.5)
MEASUREMENT = Measurement(
    subject="acme/files", objective="rpo", target_s=900.0, actual_s=1.25, verdict=Verdict.MET, how="data_time",
    phases={"restored": 1.5}, proven_by=("01r",),
)  # fmt: skip
RUN = Run(
    id="01r", kind=JobKind.BACKUP, client="acme", subject="acme/files", policy_digest="ab", scheduled_for=NOW,
    started_at=NOW, duration_s=2.5, outcome=Outcome.SUCCEEDED, copies=(COPY,), measurements=(MEASUREMENT,),
)  # fmt: skip
POINT = Point(
    client="acme", asset="files", repository="local", snapshot="ab12", run="01r", data_time=NOW, kind="incremental",
    bytes=7, listed_at=NOW,
)  # fmt: skip


def test_a_run_has_the_promised_shape() -> None:
    assert RUN.as_json() == {
        "schema": "continuity.run/1",
        "id": "01r",
        "job": None,
        "kind": "backup",
        "subject": "acme/files",
        "policy_digest": "ab",
        "scheduled_for": UTC_NOW,
        "started_at": UTC_NOW,
        "duration_s": 2.5,
        "outcome": "succeeded",
        "reason": "",
        "copies": [COPY.as_json()],
        "measurements": [MEASUREMENT.as_json()],
        "detail": {},
    }


def test_a_run_without_an_end_says_so() -> None:
    assert replace(RUN, outcome=None, duration_s=None).as_json()["outcome"] is None


def test_a_copy_has_the_promised_shape() -> None:
    assert COPY.as_json() == {
        "repository": "local",
        "snapshot": "ab12",
        "data_time": UTC_NOW,
        "outcome": "succeeded",
        "reason": "",
        "bytes_added": 0,
        "bytes_processed": 0,
        "files_new": 0,
        "files_changed": 0,
        "duration_s": 1.5,
        "attempts": [],
    }
    assert replace(COPY, data_time=None).as_json()["data_time"] is None


def test_a_measurement_has_the_promised_shape() -> None:
    assert MEASUREMENT.as_json() == {
        "schema": "continuity.measurement/1",
        "subject": "acme/files",
        "objective": "rpo",
        "target_s": 900.0,
        "actual_s": 1.25,
        "verdict": "met",
        "how": "data_time",
        "phases": {"restored": 1.5},
        "proven_by": ["01r"],
        "reason": "",
    }


def test_a_point_has_the_promised_shape() -> None:
    plain = POINT.as_json()
    assert {"asset", "repository", "snapshot", "data_time", "kind", "bytes", "locked_until", "verified_at"} <= set(
        plain
    )
    assert (plain["data_time"], plain["locked_until"], plain["verified_at"]) == (UTC_NOW, None, None)


@pytest.mark.parametrize("shown", [RUN, COPY, MEASUREMENT, POINT], ids=lambda one: type(one).__name__)
def test_every_shape_can_stand_in_evidence(shown: Run | Copy | Measurement | Point) -> None:
    assert json.loads(canonical_json(shown.as_json())) == json.loads(json.dumps(shown.as_json()))


def test_the_words_for_outcomes_are_those_of_the_interface() -> None:
    assert " ".join(Outcome) == "succeeded incomplete failed aborted skipped not_run failed_to_start"
    assert " ".join(Verdict) == "met missed unproven"


VERDICTS = st.lists(st.sampled_from(Verdict))


@given(VERDICTS)
def test_the_worst_is_met_only_where_all_are(verdicts: list[Verdict]) -> None:
    worst = Verdict.worst(verdicts)
    assert (worst is Verdict.MET) == (bool(verdicts) and set(verdicts) == {Verdict.MET})
    assert (worst is Verdict.MISSED) == (Verdict.MISSED in verdicts)


@given(VERDICTS, VERDICTS)
def test_the_worst_of_a_whole_is_the_worst_of_its_parts(one: list[Verdict], other: list[Verdict]) -> None:
    if one and other:
        assert Verdict.worst(one + other) is Verdict.worst([Verdict.worst(one), Verdict.worst(other)])
    assert Verdict.worst(one + other) is Verdict.worst(other + one)


def test_nothing_measured_is_unproven() -> None:
    assert Verdict.worst([]) is Verdict.UNPROVEN


def test_a_reference_names_the_place_of_a_secret() -> None:
    assert str(SecretRef(vault="acme/key")) == "{vault: acme/key}"
    assert str(SecretRef(env="KEY")) == "{env: KEY}"
