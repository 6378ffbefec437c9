"""What comes back of each asset: the verdicts, their reasons, and that losing more never looks better."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.model.inventory import Asset
from continuity.model.measurement import Verdict
from continuity.model.source import Source
from continuity.policy.copies import FailureDomain, ObservedCopy, Production
from continuity.policy.forecast import Sample, Walked
from continuity.policy.loss import Return, Subject, returns, touched
from continuity.policy.reach import Loss, LostKind, Reach
from continuity.policy.reasons import because
from continuity.policy.survivors import Keeping
from tests.policy.cases import NOW, case, declared, hours, locked, observed, point, policy

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.model.point import Point
    from continuity.policy.facts import DeclaredCopy

MIB = 1024**2
#: Five restores of about a minute, and one more.
MEASURED = tuple(Sample(bytes=100 * MIB, seconds=one) for one in (60, 55, 66, 70, 58, 61))
COPIES = ("disk", "remote", "object")


def asset(name: str = "files", **other: Any) -> Asset:
    known: dict[str, Any] = {
        "client": "acme", "title": name, "criticality": "standard", "site": "here", "policy": "p",
        "source": Source(kind="files", settings={}), "copies": COPIES, "canary": "sidecar",
    }  # fmt: skip
    return Asset(name=name, **(known | other))


def held(repository: str, age_h: float = 1, *, proven: bool = True, **other: Any) -> Point:
    return replace(point(repository, age_h, verified=proven), bytes=100 * MIB, **other)


def subject(*pairs: tuple[DeclaredCopy, ObservedCopy], name: str = "files", **other: Any) -> Subject:
    """An asset with a proven point of one hour in each repository, restored six times from each."""
    about = other.pop("asset", None) or asset(name)
    pairs = pairs or tuple((declared(one, locked=one == "object"), observed(one)) for one in COPIES)
    known: dict[str, Any] = {"policy": policy(rpo=hours(4), rto=hours(8)), "points": [held(one) for one in COPIES]}
    known["samples"] = {f"acme/{one}": {about.reference: MEASURED} for one in COPIES}
    return Subject(asset=about, **({"case": case(*pairs)} | known | other))


def gone(
    *repositories: str, kind: LostKind = LostKind.SITE, data: bool = True, of: tuple[str, ...] = ("files",)
) -> Reach:
    return Reach(
        loss=Loss(kind=kind, name="acme/here"),
        repositories={f"acme/{one}": None for one in repositories},
        data={f"acme/{one}": None for one in of} if data else {},
    )


def judged(one: Subject, lost: Reach, **keeping: Keeping) -> Return:
    (found,) = returns([one], lost, NOW, {f"acme/{name}": kept for name, kept in keeping.items()})
    return found


def said(found: Return) -> str:
    measured = [found.rpo, found.proven_rpo, *([found.restore] if found.restore else [])]
    return " | ".join([*(one.reason for one in measured if one.reason), *map(str, (*found.doubts, *found.said))])


def test_what_is_proven_measured_and_in_time_is_met() -> None:
    found = judged(subject(), gone("disk"))
    assert (found.verdict, said(found)) == (Verdict.MET, "")
    assert found.data is not None
    assert (found.data.repository, found.rpo.actual_s) == ("remote", 3600)
    assert found.restore is not None
    assert found.restore.actual_s == 60.5
    assert found.copies is None


def test_nothing_left_is_missed() -> None:
    found = judged(subject(), gone(*COPIES))
    assert (found.verdict, found.data, found.forecast) == (Verdict.MISSED, None, None)
    assert "no copy of it is left" in said(found)


def test_one_copy_is_enough_to_come_back_from() -> None:
    """A policy may count its RPO on two repositories; what is lost comes back from one."""
    two = policy(rpo=hours(4), rto=hours(8), rpo_copies=2)
    assert judged(subject(policy=two), gone("disk", "remote")).verdict is Verdict.MET
    assert judged(subject(policy=two), gone("disk", "remote", data=False)).rpo.verdict is Verdict.MISSED


@pytest.mark.parametrize(
    ("change", "verdict", "why"),
    [
        ({"points": [held("remote", 5)]}, Verdict.MISSED, "is 5 h old, 4 h was promised"),
        ({"points": [held("remote", proven=False)]}, Verdict.UNPROVEN, "was restored or read in full yet"),
        ({"points": [held("remote", -2)]}, Verdict.UNPROVEN, "lies in the future: a clock was wrong"),
        ({"points": [held("remote", -2), held("remote", 2)]}, Verdict.MET, ""),
        ({"policy": policy(rpo=hours(4), rto=None)}, Verdict.UNPROVEN, "promises no RTO"),
        ({"policy": policy(rpo=None, rto=hours(8))}, Verdict.UNPROVEN, "promises no RPO"),
        ({"policy": policy(rpo=hours(4), rto=hours(60.4 / 3600))}, Verdict.MISSED, "likely to end after 1 min"),
        ({"policy": policy(rpo=hours(4), rto=hours(65 / 3600))}, Verdict.UNPROVEN, "may end after"),
        ({"samples": {}}, Verdict.UNPROVEN, "no restore from remote was measured"),
        ({"samples": {"acme/remote": {"acme/files": MEASURED[:4]}}}, Verdict.UNPROVEN, "only 4 restore(s) of it"),
        ({"samples": {"acme/remote": {"acme/mail": MEASURED}}}, Verdict.UNPROVEN, "that of other assets there (6)"),
        ({"points": [replace(held("remote"), bytes=300 * MIB)]}, Verdict.UNPROVEN, "is 3.0 times as large"),
    ],
)
def test_each_way_to_fall_short(change: dict[str, Any], verdict: Verdict, why: str) -> None:
    found = judged(subject(**change), gone("disk"))
    assert found.verdict is verdict
    assert why in said(found)


def test_few_measurements_are_shown_and_prove_nothing() -> None:
    found = judged(subject(samples={"acme/remote": {"acme/files": MEASURED[:2]}}), gone("disk"))
    assert found.forecast is not None
    assert (found.forecast.typical_s, found.forecast.slow_s, found.forecast.measured) == (57.5, None, 2)
    assert found.restore is not None
    assert (found.restore.actual_s, found.restore.verdict) == (57.5, Verdict.UNPROVEN)


def test_a_sound_copy_of_the_newest_run_is_taken_before_the_documents_first() -> None:
    pairs = [(declared(one), observed(one, errors=int(one == "remote"))) for one in COPIES]
    found = judged(subject(*pairs), gone("disk"))
    assert found.data is not None
    assert (found.data.repository, found.verdict) == ("object", Verdict.MET)
    alone = judged(subject(*pairs), gone("disk", "object"))
    assert alone.verdict is Verdict.UNPROVEN
    assert "the last verification of remote found errors: 1" in said(alone)


def test_a_place_that_nobody_looked_at_proves_nothing() -> None:
    pairs = [(declared(one), observed(one, domain=FailureDomain())) for one in COPIES]
    found = judged(subject(*pairs), gone("disk"))
    assert found.verdict is Verdict.UNPROVEN
    assert "the failure domain of remote was not observed yet" in said(found)
    assert judged(subject(*pairs), gone("disk", kind=LostKind.REPOSITORY)).verdict is Verdict.MET
    assert judged(subject(case=replace(case(*pairs), lab=True)), gone("disk")).verdict is Verdict.MET


def test_an_asset_that_still_runs_is_asked_for_its_rpo_and_told_its_copies() -> None:
    found = judged(subject(), gone("disk", data=False))
    assert (found.verdict, found.restore) == (Verdict.MET, None)
    assert found.copies is None, "the policy asks for no number of copies"
    asked = replace(policy(rpo=hours(4)), copies=case().rule)
    told = judged(subject(policy=asked), gone("object", data=False))
    assert told.copies is not None
    assert (told.copies.verdict, told.copies.observed.copies) == (Verdict.MISSED, 3)
    assert told.verdict is Verdict.MET, "what 3-2-1-1-0 says is told, and is no verdict on what comes back"


def test_what_shares_the_disk_of_data_that_still_runs_holds_up_no_rpo() -> None:
    home = Production(site="here", domain=FailureDomain(device="8:1"))
    pairs = [(declared(one), observed(one, domain=FailureDomain(device="8:1", host=one))) for one in COPIES]
    one = subject(case=case(*pairs, production=home))
    assert judged(one, gone("disk", data=False)).rpo.verdict is Verdict.MISSED


def until(days: int | None) -> datetime | None:
    return None if days is None else NOW + timedelta(days=days)


@pytest.mark.parametrize(
    ("ages", "left", "verdict"),
    [
        ({1: 30, 2: 30}, 1, Verdict.MET),
        ({1: None, 2: 30}, 2, Verdict.MET),
        ({1: None, 9: 30}, 9, Verdict.MISSED),
        ({1: -1, 2: None}, None, Verdict.MISSED),
    ],
)
def test_of_what_a_stolen_credential_opens_only_locked_points_are_left(
    ages: dict[int, int | None], left: int | None, verdict: Verdict
) -> None:
    points = [held("object", age, locked_until=until(days)) for age, days in ages.items()]
    pairs = [(declared("object", locked=True), locked("object"))]
    one = subject(*pairs, points=points, asset=asset(copies=("object",)))
    found = judged(one, gone("object", kind=LostKind.CREDENTIAL, data=False))
    assert found.verdict is verdict
    assert (found.data and found.rpo.actual_s) == (left and left * 3600)
    if left == 2:
        assert "1 point(s) are locked, as the store reports; 1 can be deleted" in said(found)
    lifted = judged(one, gone("object", kind=LostKind.CREDENTIAL, data=False), object=Keeping(governance=True))
    assert lifted.verdict is not Verdict.MET
    stays = judged(one, gone("object", kind=LostKind.CREDENTIAL, data=False), object=Keeping(append_only=True))
    assert stays.rpo.actual_s == 3600
    assert "its server refused a deletion" in said(stays)


@pytest.mark.parametrize(
    ("counted", "slow", "verdict", "why"),
    [
        (6, hours(7), Verdict.MET, ""),
        (6, hours(9), Verdict.UNPROVEN, "may end after 9 h, 8 h was promised"),
        (4, hours(7), Verdict.UNPROVEN, "the runbook again was walked 4 time(s) on it, 5 are needed"),
    ],
)
def test_where_a_runbook_was_walked_its_people_count(counted: int, slow: timedelta, verdict: Verdict, why: str) -> None:
    walked = Walked(
        runbook="again", typical_s=6 * 3600, fast_s=60, slow_s=slow.total_seconds(), counted=counted, people_s=3600
    )
    found = judged(subject(walked=walked), gone("disk"))
    assert found.restore is not None
    assert (found.restore.actual_s, found.restore.verdict) == (6 * 3600, verdict)
    assert why in found.restore.reason
    assert judged(subject(walked=walked), gone("disk", data=False)).walked is None, "nothing is to be brought back"


def test_what_comes_from_one_repository_waits_its_turn() -> None:
    """The critical one first; the last must wait for two, and ends too late though each alone would not."""
    hurry = policy(rpo=hours(4), rto=timedelta(minutes=3))
    names = ("a", "b", "c")
    some = [
        subject(asset=asset(one, criticality="critical" if one == "c" else "standard"), policy=hurry) for one in names
    ]
    lost = gone("disk", of=names)
    found = returns(some, lost, NOW, {})
    assert [one.asset.name for one in found] == ["c", "a", "b"]
    assert [one.waits_s for one in found] == [0, 60.5, 121]
    assert [one.verdict for one in found] == [Verdict.MET, Verdict.MET, Verdict.MISSED]
    unmeasured = [replace(some[2], samples={}), *some[:2]]
    behind = returns(unmeasured, lost, NOW, {})
    assert [one.verdict for one in behind] == [Verdict.UNPROVEN] * 3
    assert "it comes back after others, whose time is not proven" in said(behind[1])


def test_a_source_that_nobody_reads_does_not_come_back() -> None:
    one = subject(asset=asset(source=Source(kind="tapes", settings={})), points=[])
    found = judged(one, gone("disk"))
    assert found.verdict is Verdict.MISSED
    assert "sources of kind tapes are not read yet" in said(found)


def test_of_an_unknown_past_everything_is_unproven() -> None:
    one = subject(points=[], unknown=because("past_never", asset="acme/files"))
    found = judged(one, gone("disk"))
    assert {found.verdict, found.rpo.verdict, found.proven_rpo.verdict} == {Verdict.UNPROVEN}


def test_who_is_touched() -> None:
    one = asset()
    assert touched(one, gone("disk", data=False))
    assert touched(one, gone())
    assert not touched(one, gone("elsewhere", data=False))
    assert not touched(one, gone(of=("mail",)))


ORDER = [Verdict.MISSED, Verdict.UNPROVEN, Verdict.MET]
POINTS = st.lists(
    st.builds(held, st.sampled_from(COPIES), st.sampled_from([0.5, 1, 3, 5, 30]), proven=st.booleans()), max_size=8
)


@given(POINTS, st.frozensets(st.sampled_from(COPIES)), st.sampled_from(COPIES), st.booleans())
def test_losing_more_never_gives_newer_data(
    points: list[Point], lost: frozenset[str], more: str, data_lost: bool
) -> None:
    one = subject(points=sorted(points, key=lambda each: each.data_time, reverse=True))
    less, worse = (judged(one, gone(*some, data=data_lost)) for some in (lost, lost | {more}))
    assert ORDER.index(worse.rpo.verdict) <= ORDER.index(less.rpo.verdict)
    assert ORDER.index(worse.proven_rpo.verdict) <= ORDER.index(less.proven_rpo.verdict)
    if worse.data:
        assert less.data is not None
        assert less.data.data_time >= worse.data.data_time


@given(POINTS, st.frozensets(st.sampled_from(COPIES)))
def test_what_comes_back_was_not_lost(points: list[Point], lost: frozenset[str]) -> None:
    found = judged(subject(points=points), gone(*lost))
    assert found.left.repositories.isdisjoint(lost)
    assert (found.data is None) == all(one.repository in lost for one in points)
    assert found.verdict is not Verdict.MET or found.proven is not None
