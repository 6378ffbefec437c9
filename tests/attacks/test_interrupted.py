"""A rewind that is killed half way: the same command does what is left."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from tests.attacks.stronghold import PREFIX, Stronghold

if TYPE_CHECKING:
    from collections.abc import Iterator

MANY = 1500


@pytest.fixture
def many(stronghold: Stronghold) -> Iterator[list[str]]:
    """Packs that no index names: restic passes over them, a rewind does not."""
    keys = [f"{PREFIX}/data/{number % 256:02x}/{number:064x}" for number in range(MANY)]
    writer = stronghold.boto("writer")
    stronghold.each(lambda key: writer.put_object(Bucket=stronghold.bucket, Key=key, Body=b"x"), keys)
    yield keys
    stronghold.hide(keys)


@pytest.mark.slow
def test_a_rewind_that_is_killed_goes_on_where_it_was(stronghold: Stronghold, many: list[str]) -> None:
    at, before = stronghold.now(), stronghold.current()
    stronghold.hide([key for key in before if "/locks/" not in key])
    words = ("storage", "rewind", "object", "--to", at.isoformat(), "--yes", "object")
    child = stronghold.client.spawn(*words)
    listing = {"Bucket": stronghold.bucket, "Prefix": f"{PREFIX}/data/", "MaxKeys": 1}
    while "Contents" not in stronghold.owner.list_objects_v2(**listing):  # a quick look: most are to be left
        assert child.poll() is None, child.communicate()
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate()
    done = stronghold.rewind("--yes", "object", "--json", at=at).json
    assert 0 < done["done"] < len(many), "it was killed too late, or too early, to prove anything"
    assert (done["left"], done["outcome"]) == (0, "succeeded")
    assert {key for key in stronghold.current() if "/locks/" not in key} == {k for k in before if "/locks/" not in k}
    ends = [one["body"] for one in stronghold.client.records() if one["kind"] == "run.outcome"]
    assert [one["outcome"] for one in ends if one["kind"] == "rewind"][-2:] == ["aborted", "succeeded"]
    stronghold.client.check_evidence()
