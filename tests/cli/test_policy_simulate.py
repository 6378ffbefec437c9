"""`policy simulate`, as people and programs read it: with a past and without one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.documents.test_examples import COPY
from tests.engine.kit import command

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client

FLEET = {"FLEET_ROOT": "/srv/fleet", "CONTINUITY_LANG": "en"}
ARGV = ["policy", "simulate", "--config", str(COPY / "fleet"), "--days", "60"]


def test_without_a_state_everything_is_assumed_and_said(tmp_path: Path) -> None:
    chart = tmp_path / "year.svg"
    plain = command([*ARGV, "--json", "--chart", str(chart)], FLEET).checked(0).json
    assert plain["schema"] == "continuity.simulation/1"
    assert len(plain["jobs"]["daily"]) == plain["days"] == 60
    assert {one["name"]: one["kept"] for one in plain["assets"]} == {"atelier/plans": True, "cabinet/plans": True}
    assert any("never measured (backup)" in one for one in plain["assumptions"])
    words = [text for one in ET.fromstring(chart.read_text()).iter() if (text := (one.text or "").strip())]
    assert {"Jobs a day", "Storage by repository", "cabinet/nas"} <= set(words)
    said = command(ARGV, FLEET).checked(0).out
    assert "0 of 2 asset(s) would break their RPO" in said
    assert "assumed: 2 line(s) of work were never measured (backup): 10 min is assumed for each job" in said
    assert "0 actif(s) sur 2 manqueraient leur PDMA" in command([*ARGV, "--lang", "fr"], FLEET).checked(0).out


def test_drills_stand_in_the_calendar_by_the_end_of_each_period() -> None:
    argv = [*ARGV[:-1], "365"]
    drills = command([*argv, "--json"], FLEET).checked(0).json["drills"]
    assert {one["subject"]: len(one["times"]) for one in drills} == {"atelier/plans": 1, "cabinet/plans": 1}
    said = command([*argv, "--lang", "fr"], FLEET).checked(0).out
    assert "2 exercice(s) de 2 actif(s) à tenir" in said


def test_failures_that_break_a_promise_end_with_1() -> None:
    plain = command([*ARGV, "--fail", "60%", "--seed", "7", "--json"], FLEET).checked(1).json
    assert plain["jobs"]["failed"] > plain["jobs"]["total"] / 2
    assert False in [one["kept"] for one in plain["assets"]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--days", "0"], "--days"),
        (["--growth", "2%"], "2% is no growth"),
        (["--growth", "x%/month"], "x%/month is no growth"),
        (["--growth", "-100%/month"], "is no growth"),
        (["--growth", "nan%/month"], "is no growth"),
        (["--fail", "120%"], "120% is no rate"),
        (["--fail", "nan"], "nan is no rate"),
        (["--chart", "/nowhere/x.svg"], "/nowhere/x.svg cannot be written"),
    ],
)
def test_mistakes_are_told(words: list[str], said: str) -> None:
    assert said in command([*ARGV, *words], FLEET).err


def test_what_was_measured_is_not_assumed(client: Client) -> None:
    client.run("backup")
    client.run("backup")
    plain = client.run("policy", "simulate", "--days", "30", "--json").json
    assert not any("(backup)" in one or ("never measured" in one and "copies" in one) for one in plain["assumptions"])
    (asset,), (repository,) = plain["assets"], plain["storage"]
    assert asset["worst_s"] > 3600
    assert repository["end"] >= repository["start"] > 0
