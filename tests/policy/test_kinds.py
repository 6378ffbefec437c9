"""Kinds: what a repository's share is compared with, and what it honestly becomes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from continuity.policy.kinds import WHOLE, Reading, decide, last_full, without_parent
from continuity.policy.policy import BackupKind
from continuity.policy.reasons import REASONS
from tests.policy.cases import point

if TYPE_CHECKING:
    from continuity.model.point import Point

FULL, ARCHIVE, DIFFERENTIAL, INCREMENTAL = (
    BackupKind.FULL, BackupKind.ARCHIVE, BackupKind.DIFFERENTIAL, BackupKind.INCREMENTAL,
)  # fmt: skip


def of(kind: str, age_h: float) -> Point:
    return replace(point("disk", age_h), kind=kind, snapshot=f"{kind} {age_h}")


points = st.lists(st.builds(of, st.sampled_from([str(kind) for kind in BackupKind]), st.integers(0, 9)), max_size=8)


def test_a_differential_after_incrementals_compares_with_the_last_full() -> None:
    listed = [of("full", 9), of("full", 8), of("incremental", 7), of("differential", 6), of("incremental", 5)]
    assert decide(DIFFERENTIAL, listed) == Reading(kind=DIFFERENTIAL, parent="full 8")
    assert decide(INCREMENTAL, listed) == Reading(kind=INCREMENTAL, parent="incremental 5")
    assert decide(DIFFERENTIAL, [*listed, of("archive", 4)]).parent == "archive 4", "an archive is a full"
    assert decide(FULL, listed) == Reading(kind=FULL)
    assert decide(ARCHIVE, listed) == Reading(kind=ARCHIVE)


def test_without_a_parent_it_is_a_full_and_says_why() -> None:
    for wanted, listed in ((INCREMENTAL, []), (DIFFERENTIAL, []), (DIFFERENTIAL, [of("incremental", 3)])):
        found = decide(wanted, listed)
        assert (found.kind, found.parent) == (FULL, "")
        assert str(found.reason) == REASONS["kind_no_parent"]
    assert (without_parent().kind, without_parent().parent) == (FULL, "")
    assert str(without_parent().reason) == REASONS["kind_parent_gone"]


@given(st.sampled_from(BackupKind), points)
def test_a_parent_is_listed_and_none_means_that_all_is_read(wanted: BackupKind, listed: list[Point]) -> None:
    found = decide(wanted, listed)
    assert bool(found.parent) == (found.kind not in WHOLE)
    assert (found.reason is None) == (found.kind is wanted)
    if found.parent:
        parent = next(one for one in listed if one.snapshot == found.parent)
        rivals = listed if wanted is INCREMENTAL else [one for one in listed if one.kind in WHOLE]
        assert parent.data_time == max(one.data_time for one in rivals)
        assert wanted is not DIFFERENTIAL or parent.kind in WHOLE
    else:
        assert wanted in WHOLE or not listed or (wanted is DIFFERENTIAL and last_full(listed) is None)
