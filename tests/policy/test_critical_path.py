"""A whole service: when it is back is what its critical path says, and never proven by sums alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from continuity.model.measurement import Verdict
from continuity.model.service import Service, Wait
from continuity.policy.critical_path import Part, service_return
from continuity.policy.forecast import Walked

MINUTE = 60.0


def walked(minutes: float, *, slow: float | None = None, counted: int = 5) -> Walked:
    worst = None if slow is None else slow * MINUTE
    return Walked(runbook="r", typical_s=minutes * MINUTE, fast_s=None, slow_s=worst, counted=counted, people_s=MINUTE)


def part(name: str, minutes: float | None, *needs: str, **more: Any) -> Part:
    more.setdefault("walked", None if minutes is None else walked(minutes))
    return Part(name=name, needs=needs, **more)


def service(*waits: Wait, **more: Any) -> Service:
    return Service(name="shop", client="acme", title="", criticality="critical", waits=waits, **more)


def wait(minutes: float, *before: str, who: str = "supplier", why: str = "a server") -> Wait:
    return Wait(who=who, why=why, time=timedelta(minutes=minutes), before=before)


def test_worked_by_hand() -> None:
    """Someone comes after 30; the database takes 20 more (50); files of the same repository 15 after it (65).

    The shop needs the database and a server, which is there after 60: it takes 10 from there (70).
    """
    parts = [
        part("database", 20, line="disk"),
        part("files", 15, line="disk", rank=1),
        part("shop", 10, "database"),
    ]
    waits = (wait(30, who="people", why="on call"), wait(60, "shop"))
    found = service_return(service(*waits), {one.name: one for one in parts}, 80 * MINUTE)
    ends = {leg.name: leg.ends_s / MINUTE for leg in found.legs}
    assert ends == {"people: on call": 30, "supplier: a server": 60, "database": 50, "files": 65, "shop": 70}
    assert found.path == ("supplier: a server", "shop")
    assert (found.rto.actual_s, found.rto.verdict) == (70 * MINUTE, Verdict.UNPROVEN)
    assert found.rto.reason == "declared, not measured: a server"


def test_verdicts() -> None:
    def verdict(*parts: Part, target: float | None = 60) -> tuple[Verdict, str]:
        seconds = None if target is None else target * MINUTE
        found = service_return(service(), {one.name: one for one in parts}, seconds).rto
        return found.verdict, found.reason

    assert verdict(part("a", 20), part("b", 30, "a")) == (Verdict.MET, "")
    assert verdict(part("a", 40), part("b", 30, "a"))[0] is Verdict.MISSED
    assert verdict(part("a", None), part("b", 70))[0] is Verdict.MISSED, "what is unknown can only add to it"
    assert "nothing was measured of a" in verdict(part("a", None), part("b", 30))[1]
    assert "without its people" in verdict(part("a", None, technical_s=20.0))[1]
    assert "fewer than 5" in verdict(part("a", None, walked=walked(20, counted=4)))[1]
    assert "may be back after 1 h 10 min" in verdict(part("a", None, walked=walked(20, slow=70)))[1]
    assert verdict(part("a", 20), target=None)[0] is Verdict.UNPROVEN
    assert verdict() == (Verdict.UNPROVEN, "shop names no asset: nothing of it is known to be recovered")


def test_what_was_never_measured_gives_no_figure() -> None:
    found = service_return(service(), {"a": part("a", None)}, MINUTE)
    assert (found.rto.actual_s, found.unknown) == (None, ("a",))


@st.composite
def services(draw: st.DrawFn) -> tuple[Service, dict[str, Part]]:
    names = [f"a{number}" for number in range(draw(st.integers(1, 6)))]
    minutes = st.floats(0, 100) | st.none()
    parts = {
        name: part(
            name,
            draw(minutes),
            *draw(st.lists(st.sampled_from(names[:at]), unique=True) if at else st.just([])),
            line=draw(st.sampled_from(["", "disk", "remote"])),
        )
        for at, name in enumerate(names)
    }
    waits = [wait(draw(st.floats(0, 100)), why=f"w{number}") for number in range(draw(st.integers(0, 2)))]
    return service(*waits), parts


@given(services())
def test_the_path_is_without_a_gap_and_nothing_ends_after_it(found: tuple[Service, dict[str, Part]]) -> None:
    whole = service_return(*found, target_s=None)
    legs = {leg.name: leg for leg in whole.legs}
    assert legs[whole.path[0]].begins_s == 0
    for before, after in zip(whole.path, whole.path[1:], strict=False):
        assert legs[before].ends_s == legs[after].begins_s
    assert legs[whole.path[-1]].ends_s == max(leg.ends_s for leg in legs.values())
    for name, one in found[1].items():
        assert all(legs[need].ends_s <= legs[name].begins_s for need in one.needs)


@given(services(), st.floats(1, 100))
def test_a_longer_wait_never_brings_it_back_sooner(found: tuple[Service, dict[str, Part]], more: float) -> None:
    before = service_return(*found, target_s=None)
    waits = (*found[0].waits, wait(more, why="more"))
    after = service_return(service(*waits), found[1], None)
    assert max(leg.ends_s for leg in after.legs) >= max(leg.ends_s for leg in before.legs)
