"""The clock of the machine jumps in mid-run: durations stay true, nothing is lost, and wrong dates are said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.ground.clock import SystemClock
from tests.matrix.kit import check_recovers, meanwhile, outcomes, uploading

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.kit import Client


@pytest.fixture
def jump(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Move the one clock that the product reads by so much; restic's stays as it is, as another host's would."""
    now, ahead = SystemClock.now, [timedelta(0)]
    monkeypatch.setattr(SystemClock, "now", lambda clock: now(clock) + ahead[0])

    def move(by: timedelta) -> None:
        ahead[0] += by

    return move


@pytest.mark.parametrize(
    ("by", "verdict"),
    [(timedelta(hours=-2), "unproven"), pytest.param(timedelta(days=30), "missed", marks=pytest.mark.slow)],
)
def test_a_clock_that_jumps_in_mid_run(
    two: Client, jump: Callable[[timedelta], None], by: timedelta, verdict: str
) -> None:
    """The copies are complete, how old they are nobody can say by such a clock; once it is right again, so is all."""
    with meanwhile(uploading(two, "disk"), lambda _: jump(by)):
        run = two.run("backup", "--json", code=1).json
    assert outcomes(run) == {"disk": "succeeded", "second": "succeeded"}
    assert run["duration_s"] < 600, "measured by the clock that never jumps"
    assert max(copy["duration_s"] for copy in run["copies"]) < 600
    assert [one["verdict"] for one in run["measurements"] if one["objective"] == "rpo"] == [verdict]
    jump(-by)
    check_recovers(two)
    findings = two.run("evidence", "verify", "--json").json["findings"]
    assert ["before its predecessor" in one for one in findings] == [True]
    (asset,) = two.run("status", "--json", code=None).json["assets"]
    assert asset["rpo"]["verdict"] == "met"
