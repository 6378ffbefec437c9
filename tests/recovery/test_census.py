"""Two lists of files are held side by side without being held: what differs is found, the sample is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from continuity.recovery.census import Census, Within, most_differing
from continuity.recovery.challenge import select

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

LISTS = st.dictionaries(st.text(max_size=4).map("/{}".format), st.integers(0, 3), max_size=12)


def census(files: Mapping[str, int], sample: int = 3) -> Census:
    found = Census("nonce", sample)
    for path, size in files.items():
        found.take(path, size)
    return found


@given(LISTS, LISTS, st.randoms(use_true_random=False))
def test_lists_differ_where_their_files_do(one: dict[str, int], two: dict[str, int], chance: Random) -> None:
    shuffled = dict(chance.sample(list(one.items()), len(one)))
    assert not census(one).apart(census(shuffled))
    buckets = census(one).apart(census(two))
    here, there = Within(buckets), Within(buckets)
    for files, within in ((one, here), (two, there)):
        for path, size in files.items():
            within.take(path, size)
    assert here.differing(there) == sorted({path for path, _size in one.items() ^ two.items()})


@given(LISTS, st.integers(1, 5))
def test_the_sample_is_the_one_of_a_challenge(files: dict[str, int], count: int) -> None:
    chosen = census(files, count).chosen
    expected = select("nonce", [path.encode("utf-8", "surrogatepass") for path in files], count)
    assert [path.encode("utf-8", "surrogatepass") for path in chosen] == expected
    assert all(files[path] == size for path, size in chosen.items())


def test_the_bound_is_the_rule_of_three() -> None:
    assert abs(most_differing(100) - 3 / 100) < 0.001
    assert most_differing(0) == 1
