"""How far each repository is behind, whatever the others hold."""

from __future__ import annotations

from datetime import timedelta

from continuity.model.measurement import Verdict
from continuity.policy.lags import Lag, lags
from tests.policy.cases import NOW, point

HOUR = timedelta(hours=1)


def test_each_repository_has_an_age_of_its_own_and_the_future_hides_none() -> None:
    points = [
        point("disk", 5),
        point("disk", 1),
        point("remote", 3),
        point("remote", -1),
        point("object", -1 / 60),
    ]
    names = ("disk", "remote", "object", "tape")
    assert lags(names, points, now=NOW, rpo=2 * HOUR) == (
        Lag(repository="disk", age=HOUR, verdict=Verdict.MET),
        Lag(repository="remote", age=3 * HOUR, verdict=Verdict.MISSED),
        Lag(repository="object", age=timedelta(0), verdict=Verdict.MET),
        Lag(repository="tape", age=None, verdict=Verdict.MISSED),
    )
    assert {one.verdict for one in lags(names, points, now=NOW, rpo=None)} == {Verdict.UNPROVEN}
