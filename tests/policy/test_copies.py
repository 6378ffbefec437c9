"""3-2-1-1-0: what counts, what does not, and what nobody knows yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.model.measurement import Verdict
from continuity.policy.copies import Case, DeclaredCopy, FailureDomain, ObservedCopy, Production, judge, outside_source
from continuity.policy.policy import CopiesRule
from tests.policy.cases import NOW, SOURCE, STRICT, case, declared, good_case, hours, locked, observed

ORDER = [Verdict.MISSED, Verdict.UNPROVEN, Verdict.MET]


def said(one: Case) -> str:
    return " | ".join(map(str, judge(one, now=NOW).reasons))


def test_three_good_copies_keep_the_rule() -> None:
    found = judge(good_case(), now=NOW)
    assert found.verdict is Verdict.MET
    assert found.reasons == ()
    assert found.as_json() == {
        "rule": "3-2-1-1-0",
        "verdict": "met",
        "observed": {"copies": 4, "media": 2, "offsite": 2, "immutable": 1, "errors": 0},
        "reasons": [],
    }


def test_production_is_copy_one() -> None:
    found = judge(case(rule=CopiesRule(copies=1)), now=NOW)
    assert (found.verdict, found.observed.copies) == (Verdict.MET, 1)


def test_medium_of_production_counts() -> None:
    pair = (declared("object", medium="object"), observed("object"))
    assert judge(case(pair, rule=CopiesRule(copies=2, media=2)), now=NOW).verdict is Verdict.MET


@pytest.mark.parametrize("part", ["device", "host", "endpoint", "credential"])
def test_copies_that_share_a_part_are_one(part: str) -> None:
    same = FailureDomain(**{part: "same"})
    one = case((declared("a"), observed("a", domain=same)), (declared("b"), observed("b", domain=same)))
    assert judge(one, now=NOW).observed.copies == 2
    assert f"a shares its {part} with b: they are one failure domain" in said(one)


def test_one_declared_credential_is_one_domain() -> None:
    one = case((declared("a", credential="c"), observed("a")), (declared("b", credential="c"), observed("b")))
    assert judge(one, now=NOW).observed.copies == 2


def test_copy_on_the_source_disk_is_no_copy() -> None:
    one = case((declared("a"), observed("a", domain=FailureDomain(device="8:1", host="elsewhere"))))
    assert judge(one, now=NOW).observed.copies == 1
    assert "a is on the device of the production data" in said(one)
    assert outside_source(one) == frozenset()


def test_a_bridge_does_not_lower_the_count() -> None:
    """A copy that shares the host of one and the endpoint of another leaves those two as they were."""
    bridge = FailureDomain(host="host-a", endpoint="end-b")
    pairs = [(declared("a"), observed("a")), (declared("b"), observed("b"))]
    with_bridge = [*pairs, (declared("c"), observed("c", domain=bridge))]
    assert judge(case(*with_bridge), now=NOW).observed.copies == judge(case(*pairs), now=NOW).observed.copies == 3


def test_repository_without_point_does_not_count() -> None:
    full = good_case()
    empty = replace(full, observed=[replace(one, has_point=False) for one in full.observed])
    found = judge(empty, now=NOW)
    assert (found.verdict, found.observed.copies) == (Verdict.MISSED, 1)
    assert "object lists no recovery point" in said(empty)


def test_unknown_domain_is_unproven() -> None:
    full = good_case()
    unseen = replace(full, observed=[replace(one, domain=FailureDomain()) for one in full.observed])
    assert judge(unseen, now=NOW).verdict is Verdict.UNPROVEN
    assert "the failure domain of remote was not observed yet" in said(unseen)
    blind = replace(full, production=Production(site="here"))
    assert judge(blind, now=NOW).verdict is Verdict.UNPROVEN
    assert "the failure domain of the production data was not observed" in said(blind)


def test_lab_is_judged_as_declared_and_says_so() -> None:
    full = good_case()
    here = [replace(one, domain=SOURCE) for one in full.observed]
    lab = replace(full, observed=here, lab=True)
    assert judge(replace(lab, lab=False), now=NOW).verdict is Verdict.MISSED
    assert judge(lab, now=NOW).verdict is Verdict.MET
    assert said(lab) == "a lab: failure domains are taken as declared, not as observed"
    assert outside_source(lab) == {"disk", "remote", "object"}


AT_HOME = frozenset({"machine:home", "SHA256:home"})


@pytest.mark.parametrize("name", sorted(AT_HOME))
def test_a_directory_of_the_production_host_is_never_off_site(name: str) -> None:
    """Whatever site the document gives it, and by whichever of its names the host was seen."""
    there = observed("remote", domain=FailureDomain(device="8:2", host=name))
    rule = CopiesRule(copies=2, offsite=1)
    home = Production(site="here", domain=FailureDomain(device="8:1"), hosts=AT_HOME)
    one = case((declared("remote"), there), rule=rule, production=home)
    found = judge(one, now=NOW)
    assert (found.verdict, found.observed.copies, found.observed.offsite) == (Verdict.MISSED, 2, 0)
    assert "remote is declared at another site and lies on the host of the production data: not off site" in said(one)
    assert outside_source(one) == {"remote"}, "a second disk is a copy all the same"
    assert judge(replace(one, lab=True), now=NOW).verdict is Verdict.MET
    here = replace(one, declared=[declared("remote", site="here")])
    assert "not off site" not in said(here), "nobody said that it is"


@pytest.mark.parametrize(
    ("copy", "verdict", "reason"),
    [
        (observed("o"), Verdict.UNPROVEN, "the lock of o was not read back"),
        (locked("o", locked_until=None), Verdict.MISSED, "the store reports no lock on the newest point of o"),
        (locked("o", locked_until=NOW - hours(1)), Verdict.MISSED, "the lock of o ended at 2026-11-23T11:00:00Z"),
        (locked("o", locked_until=NOW + hours(1)), Verdict.MISSED, "ends at 2026-11-23T13:00:00Z, before 2026-12-23"),
    ],
)
def test_only_the_store_says_that_it_is_locked(copy: ObservedCopy, verdict: Verdict, reason: str) -> None:
    rule = CopiesRule(copies=2, immutable=1)
    one = case((declared("o", locked=True), copy), rule=rule, immutable_for=timedelta(days=30))
    assert judge(one, now=NOW).verdict is verdict
    assert reason in said(one)


def test_unpromised_and_unread_lock_is_no_lock() -> None:
    one = case((declared("o"), observed("o")), rule=CopiesRule(copies=2, immutable=1))
    assert judge(one, now=NOW).verdict is Verdict.MISSED


def test_never_verified_is_unproven_and_named() -> None:
    full = good_case()
    never = replace(full, observed=[replace(one, errors=None) for one in full.observed])
    found = judge(never, now=NOW)
    assert (found.verdict, found.observed.errors) == (Verdict.UNPROVEN, None)
    assert "disk was never verified | remote was never verified | object was never verified" in said(never)


def test_one_error_breaks_the_rule() -> None:
    full = good_case()
    broken = replace(full, observed=[replace(full.observed[0], errors=3), *full.observed[1:]])
    assert judge(broken, now=NOW).verdict is Verdict.MISSED
    assert "the last verification of disk found errors: 3" in said(broken)


def test_errors_are_not_asked_for_in_3_2_1() -> None:
    full = good_case(rule=CopiesRule(copies=3, media=2, offsite=1))
    never = replace(full, observed=[replace(one, errors=None) for one in full.observed])
    assert judge(never, now=NOW).verdict is Verdict.MET


parts = st.sampled_from(["", "x", "y", "z"])
copies_seen = st.builds(
    lambda name, **known: (
        DeclaredCopy(
            repository=name, site=known["site"], medium=known["medium"], credential=known["who"], locked=known["lock"]
        ),
        ObservedCopy(
            repository=name,
            has_point=known["point"],
            data_time=NOW,
            domain=known["domain"],
            locked_until=NOW + hours(known["left"]) if known["left"] else None,
            lock_reported_by_store=known["read"],
            errors=known["errors"],
        ),
    ),
    st.uuids().map(str),
    site=st.sampled_from(["here", "there"]),
    medium=st.sampled_from(["disk", "object"]),
    who=st.sampled_from("abcdef"),
    lock=st.booleans(),
    point=st.booleans(),
    domain=st.builds(FailureDomain, device=parts, host=parts, endpoint=parts, credential=parts),
    left=st.integers(-2, 2),
    read=st.booleans(),
    errors=st.sampled_from([None, 0, 0, 2]),
)
cases = st.builds(
    lambda pairs, lab, rule: case(*pairs, lab=lab, rule=rule),
    st.lists(copies_seen, max_size=5),
    st.booleans(),
    st.sampled_from([STRICT, CopiesRule(copies=3, media=2, offsite=1), CopiesRule(copies=2)]),
)


@given(cases, st.booleans())
def test_one_more_good_copy_never_worsens(one: Case, under_lock: bool) -> None:
    extra = locked("new") if under_lock else observed("new")
    more = replace(one, declared=[*one.declared, declared("new")], observed=[*one.observed, extra])
    before, after = judge(one, now=NOW), judge(more, now=NOW)
    assert ORDER.index(after.verdict) >= ORDER.index(before.verdict)
    for digit in ("copies", "media", "offsite", "immutable"):
        assert getattr(after.observed, digit) >= getattr(before.observed, digit)


@given(cases, st.frozensets(st.sampled_from(["x", "y", "z"])))
def test_no_copy_on_the_production_host_is_counted_off_site(one: Case, hosts: frozenset[str]) -> None:
    home = replace(one, production=replace(one.production, hosts=hosts))
    elsewhere = [seen for seen in one.observed if one.lab or seen.domain.host not in hosts]
    found = judge(home, now=NOW)
    assert found.observed.offsite <= len(elsewhere)
    assert found.observed.copies == judge(one, now=NOW).observed.copies


@given(cases)
def test_order_does_not_matter(one: Case) -> None:
    turned = replace(one, declared=one.declared[::-1], observed=one.observed[::-1])
    before, after = judge(one, now=NOW), judge(turned, now=NOW)
    assert (before.verdict, before.observed) == (after.verdict, after.observed)


@given(cases)
def test_a_verdict_other_than_met_has_its_reasons(one: Case) -> None:
    found = judge(one, now=NOW)
    explained = [reason for reason in found.reasons if not reason.template.startswith("a lab")]
    assert found.verdict is Verdict.MET or explained


@given(cases)
def test_waiting_never_makes_it_better(one: Case) -> None:
    now, later = judge(one, now=NOW), judge(one, now=NOW + timedelta(days=1))
    assert ORDER.index(later.verdict) <= ORDER.index(now.verdict)


def test_nothing_there_proves_no_absence_of_errors() -> None:
    found = judge(case((declared("a"), observed("a", has_point=False, errors=0))), now=NOW)
    assert found.observed.errors is None
    nothing = judge(case(rule=CopiesRule(copies=1, errors=0)), now=NOW)
    assert (nothing.verdict, nothing.observed.errors) == (Verdict.UNPROVEN, None)
