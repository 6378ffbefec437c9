"""What a drill leaves to be mended: one thing for each objective, the worst; and what shows that it is mended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from continuity.model.corrective import CorrectiveAction
from continuity.model.job import JobKind, Outcome, Run
from continuity.model.measurement import Measurement, Verdict
from continuity.policy.correcting import FAILBACK, closes, shortfalls

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PROBES: dict[str, Any] = {"probes": {"shop": {}}}


def figure(objective: str, verdict: Verdict, reason: str = "") -> Measurement:
    return Measurement(
        subject="acme/a", objective=objective, target_s=1, actual_s=1, verdict=verdict, how="", reason=reason
    )


def drilled(*measured: Measurement, **detail: Any) -> Run:
    return Run(
        id="r",
        kind=JobKind.DRILL,
        client="acme",
        subject="acme/a",
        policy_digest="",
        scheduled_for=NOW,
        started_at=NOW,
        outcome=Outcome.SUCCEEDED,
        measurements=measured,
        detail={"drill": "d"} | detail,
    )


def action(objective: str) -> CorrectiveAction:
    return CorrectiveAction(
        id="a",
        client="acme",
        drill="d",
        subject="acme/a",
        objective=objective,
        people=False,
        verdict=Verdict.MISSED,
        reason="",
        owner="",
        opened_at=NOW,
        due=NOW + timedelta(1),
    )


def test_what_flaps_is_one_miss_and_the_worst() -> None:
    seen = [(Verdict.UNPROVEN, "dark"), (Verdict.MISSED, "long"), (Verdict.UNPROVEN, "dark")]
    found = shortfalls(drilled(*(figure(FAILBACK, *one) for one in seen)), "played")
    assert [(one.objective, one.verdict, one.reason) for one in found] == [(FAILBACK, Verdict.MISSED, "long")]


def test_an_outage_that_clients_did_not_see_again_is_mended() -> None:
    met, doubted = figure("rto", Verdict.MET), figure("rto", Verdict.UNPROVEN, "blind")
    assert closes(drilled(met, **PROBES), action(FAILBACK), "played")
    assert not closes(drilled(met), action(FAILBACK), "played"), "nobody looked"
    assert not closes(drilled(doubted, **PROBES), action(FAILBACK), "played")
    assert not closes(drilled(met, **PROBES), action("rpo"), "played"), "of all else there is a figure, or no proof"
