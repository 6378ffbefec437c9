"""Until when points stay restorable: never later than any lock they may need, and what is to be locked anew by when."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.timestamps import write_time
from continuity.policy.horizon import Horizons, Own
from continuity.policy.lock_profile import ALWAYS, SHARED, Part, Profile, Stored, read_profile
from continuity.policy.renewals import MONTH, Terms, outlook

GOLDEN = Path(__file__).parent / "golden" / "horizon.json"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PERIOD, PROMISED = 30 * DAY, 14 * DAY
TERMS = Terms(period=PERIOD, promised=PROMISED)
AGES = st.integers(0, 90)
ENDS = st.none() | st.integers(-10, 120).map(lambda days: NOW + days * DAY)
ROWS = st.builds(
    Stored,
    part=st.sampled_from(Part),
    uploaded=AGES.map(lambda age: (NOW - age * DAY).date()),
    until=ENDS,
    objects=st.integers(1, 9),
    bytes=st.integers(0, 10**9),
)
PROFILES = st.builds(
    Profile,
    rows=st.lists(ROWS, max_size=12).map(tuple),
    rewritten=st.none() | AGES.map(lambda age: NOW - age * DAY),
)
OWN = st.builds(Own, uploaded=AGES.map(lambda age: NOW - age * DAY), until=ENDS)


def stored(age: int, part: Part = Part.DATA, ends_in: int | None = None, **other: int) -> Stored:
    """What was uploaded so many days ago, under the bucket's own lock unless it is said when that ends."""
    until = NOW + (PERIOD - age * DAY if ends_in is None else ends_in * DAY)
    return Stored(part=part, uploaded=(NOW - age * DAY).date(), until=until, **({"objects": 1, "bytes": 100} | other))


def needed(profile: Profile, own: Own) -> list[datetime | None]:
    """The ends of the locks of all that a point may need, spelled out."""
    limit = max(own.uploaded, profile.rewritten or own.uploaded).date()
    rows = [row for row in profile.rows if row.part in ALWAYS or (row.part in SHARED and row.uploaded <= limit)]
    return [own.until, *(row.until for row in rows)]


@given(PROFILES, OWN)
def test_never_later_than_any_lock_that_is_needed(profile: Profile, own: Own) -> None:
    ends, found = needed(profile, own), Horizons(profile).until(own)
    whole = [end for end in ends if end is not None]
    assert found == (min(whole) if len(whole) == len(ends) else None)


@given(PROFILES, OWN, ROWS)
def test_one_more_object_never_makes_it_later(profile: Profile, own: Own, more: Stored) -> None:
    before, after = (Horizons(one).until(own) for one in (profile, replace(profile, rows=(*profile.rows, more))))
    assert after is None or (before is not None and after <= before)


@given(PROFILES, OWN, st.integers(1, 60), st.data())
def test_a_later_lock_never_makes_it_earlier(profile: Profile, own: Own, days: int, data: st.DataObject) -> None:
    """Nor does locking what had no lock."""
    which = data.draw(st.integers(0, len(profile.rows)))
    rows = [
        replace(row, until=(row.until or NOW) + days * DAY) if i == which else row for i, row in enumerate(profile.rows)
    ]
    before, after = (Horizons(one).until(own) for one in (profile, replace(profile, rows=tuple(rows))))
    assert before is None or (after is not None and after >= before)


@given(PROFILES, OWN)
def test_a_rewritten_repository_is_never_safer(profile: Profile, own: Own) -> None:
    untouched, rewritten = (Horizons(replace(profile, rewritten=one)).until(own) for one in (None, NOW))
    assert rewritten is None or (untouched is not None and rewritten <= untouched)


@given(PROFILES)
def test_a_profile_survives_being_written(profile: Profile) -> None:
    assert read_profile(json.loads(json.dumps(profile.as_json()))) == profile


# --- examples -------------------------------------------------------------------------------------------------------

CORE = (stored(40, Part.CONFIG, ends_in=90), stored(40, Part.KEYS, ends_in=90))


def own(age: int) -> Own:
    return Own(uploaded=NOW - age * DAY, until=NOW + PERIOD - age * DAY)


def test_an_old_pack_ends_first_and_a_younger_one_does_not_matter() -> None:
    profile = Profile(rows=(*CORE, stored(20), stored(5), stored(0, ends_in=1)))
    horizons = Horizons(profile)
    assert horizons.until(own(5)) == NOW + 10 * DAY
    assert horizons.until(own(20)) == NOW + 10 * DAY
    assert horizons.until(own(0)) == NOW + DAY
    assert Horizons(replace(profile, rewritten=NOW)).until(own(20)) == NOW + DAY, "what was written anew counts"
    assert horizons.leaning(own(5), NOW - 5 * DAY).objects == 1
    assert horizons.leaning(own(20), NOW - 20 * DAY).objects == 0


def test_without_configuration_or_key_under_lock_nothing_is_restorable() -> None:
    bare = replace(CORE[1], until=None)
    assert Horizons(Profile(rows=(CORE[0], bare, stored(3)))).until(own(3)) is None
    assert Horizons(Profile(rows=CORE)).until(Own(uploaded=NOW, until=None)) is None


def test_a_snapshot_of_another_point_is_not_needed() -> None:
    profile = Profile(rows=(*CORE, stored(0, Part.SNAPSHOTS, ends_in=1), stored(0, Part.HIDDEN, ends_in=1)))
    assert Horizons(profile).until(own(0)) == NOW + PERIOD


def golden() -> dict[str, object]:
    """A repository of two months: uploads each week, half of them renewed a week ago, a prune ten days ago."""
    rows = [stored(age, ends_in=23 if age > 30 else None, objects=9, bytes=10**9) for age in range(56, -1, -7)]
    rows += [stored(age, Part.INDEX, bytes=10**6) for age in (7, 3)]
    rows += [stored(age, Part.HIDDEN, objects=2, bytes=5 * 10**9) for age in (20, 40)]
    rows += [stored(age, Part.SNAPSHOTS) for age in range(28, -1, -7)]
    profile = Profile(rows=(*CORE, *rows), rewritten=NOW - 10 * DAY)
    horizons = Horizons(profile)
    points = {
        f"{age} d old": {
            "restorable_until": write_time(end) if (end := horizons.until(own(age))) else None,
            "leaning": vars(horizons.leaning(own(age), NOW - age * DAY)),
        }
        for age in range(28, -1, -7)
    }
    return {"points": points, "outlook": outlook(profile, TERMS, NOW).as_json()}


def test_golden() -> None:
    """To write it anew after a change that is meant: delete the file, run this test, and read the difference."""
    if not GOLDEN.exists():
        GOLDEN.write_text(json.dumps(golden(), indent=1) + "\n")
        pytest.fail("written anew")
    assert golden() == json.loads(GOLDEN.read_text())


# --- what is to be renewed ------------------------------------------------------------------------------------------


def test_renewal_is_due_when_a_new_point_would_fall_short() -> None:
    """The pack of ten days ago is locked for twenty more; from six days on, that is less than the fourteen promised."""
    found = outlook(Profile(rows=(*CORE, stored(10, objects=7, bytes=10**9), stored(0))), TERMS, NOW)
    assert found.due == NOW + 6 * DAY
    assert (found.objects, found.bytes, found.live) == (8, 10**9 + 100, 10)
    assert found.every == 16 * DAY
    assert found.requests_a_month == pytest.approx(10 * MONTH / (16 * DAY))


@given(PROFILES)
def test_at_the_due_date_the_promise_still_holds_and_later_it_does_not(profile: Profile) -> None:
    """A point made just then, which may lean on everything, is restorable for exactly as long as promised."""
    profile = replace(profile, rows=tuple(row for row in profile.rows if row.until), rewritten=None)
    found = outlook(profile, TERMS, NOW)
    if found.due is None:
        assert not profile.of(*ALWAYS, *SHARED)
        return
    ends = Horizons(profile).until(Own(uploaded=NOW + 999 * DAY, until=NOW + 999 * DAY))
    assert ends == found.due + PROMISED


def test_nothing_promised_nothing_to_renew() -> None:
    found = outlook(Profile(rows=(*CORE, stored(10))), Terms(period=PERIOD, promised=None), NOW)
    assert (found.due, found.every, found.requests_a_month, found.objects) == (None, None, 0.0, 0)


def test_what_has_no_lock_is_due_at_once() -> None:
    assert outlook(Profile(rows=(*CORE, replace(stored(1), until=None))), TERMS, NOW).due == NOW


@pytest.mark.parametrize(("promised", "feasible"), [(14, True), (29, True), (30, False), (45, False), (None, True)])
def test_a_promise_as_long_as_the_lock_cannot_be_kept(promised: int | None, feasible: bool) -> None:
    terms = Terms(period=PERIOD, promised=promised * DAY if promised is not None else None)
    assert terms.feasible is feasible
    assert feasible or outlook(Profile(rows=CORE), terms, NOW).requests_a_month == 0.0


def test_what_a_lock_keeps_in_vain_is_counted_until_it_ends() -> None:
    """Ten GB for thirty days and a twelfth of a year are ten and ten GB-months, nearly."""
    rows = (*CORE, *(stored(50, Part.HIDDEN, ends_in=days, bytes=10**10) for days in (30, -1)))
    found = outlook(Profile(rows=rows), TERMS, NOW)
    assert (found.hidden, found.hidden_bytes) == (1, 10**10)
    assert found.gb_months == pytest.approx(10 * 30 * DAY / MONTH)
    assert found.as_json()["gb_months_held"] == round(found.gb_months, 3)
