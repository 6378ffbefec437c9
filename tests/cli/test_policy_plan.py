"""`policy plan`, as people and programs read it: with a past and without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from continuity.ground.timestamps import read_time
from continuity.model.job import JobKind, job_id
from tests.documents.test_examples import COPY
from tests.engine.kit import command

if TYPE_CHECKING:
    from tests.engine.kit import Client

FLEET = {"FLEET_ROOT": "/srv/fleet", "CONTINUITY_LANG": "en"}


def test_without_a_state_everything_is_new() -> None:
    argv = ["policy", "plan", "--config", str(COPY / "fleet")]
    plain = command([*argv, "--json"], FLEET).checked(0).json
    assert plain["schema"] == "continuity.plan/1"
    start, until = read_time(plain["from"]), read_time(plain["until"])
    assert (until - start).total_seconds() == 48 * 3600
    jobs = plain["jobs"]
    first = [one for one in jobs if one["due"] == plain["from"]]
    assert {(one["subject"], one["work"], one["reason"]) for one in first} == {
        ("atelier/plans", "full", "there was none yet"),
        ("cabinet/plans", "full", "there was none yet"),
    }
    assert all(start <= read_time(one["due"]) <= until for one in jobs)
    assert all(one["id"] == job_id(JobKind(one["kind"]), one["subject"], read_time(one["due"])) for one in jobs)
    assert len({one["id"] for one in jobs}) == len(jobs) >= 2 * 48
    shown = command(argv, FLEET).checked(0).out.splitlines()
    assert shown[0].split() == ["due", "job", "subject", "kind", "reason"]
    assert "CET" in shown[1] or "CEST" in shown[1]


def test_assets_and_hours_narrow_it() -> None:
    argv = ["policy", "plan", "cabinet/plans", "--hours", "3", "--config", str(COPY / "fleet"), "--json"]
    jobs = command(argv, FLEET).checked(0).json["jobs"]
    assert {one["subject"].partition("/")[0] for one in jobs} == {"cabinet"}
    assert 3 <= len([one for one in jobs if one["kind"] == "backup"]) <= 4


@pytest.mark.parametrize(
    ("words", "said"),
    [(["--hours", "0"], "--hours"), (["--hours", "x"], "--hours"), (["nobody"], "there is no asset named nobody")],
)
def test_mistakes_are_told(words: list[str], said: str) -> None:
    done = command(["policy", "plan", *words, "--config", str(COPY / "fleet")], FLEET).checked(2)
    assert said in done.err


def test_what_was_backed_up_is_not_due_at_once(backed_up: Client) -> None:
    """A run of a person counts; and what it measured is what the check works with."""
    plain = backed_up.run("policy", "plan", "--json").json
    assert [one["reason"] for one in plain["jobs"] if "none yet" in one["reason"]] == []
    assert backed_up.run("policy", "check").out
