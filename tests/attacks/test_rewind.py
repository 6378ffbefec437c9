"""A repository that an attacker hid and wrote over comes back as it was, through `storage rewind`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.attacks.stronghold import GARBAGE, Stronghold, build

if TYPE_CHECKING:
    from continuity.faces.demo.lab.ceph import Ceph


@pytest.fixture(scope="module")
def stronghold(ceph_server: Ceph, tmp_path_factory: pytest.TempPathFactory) -> Stronghold:
    return build(tmp_path_factory.mktemp("stronghold"), ceph_server)


def test_what_was_hidden_and_written_over_comes_back(stronghold: Stronghold) -> None:
    at, before = stronghold.now(), stronghold.contents()
    stronghold.each(
        lambda one: stronghold.owner.put_object(Bucket=stronghold.bucket, Key=one["Key"], Body=GARBAGE),
        [one for one in stronghold.versions("data/") if one["IsLatest"]],
    )
    stronghold.each(
        lambda one: stronghold.owner.delete_object(Bucket=stronghold.bucket, Key=one["Key"]),
        [one for one in stronghold.versions() if one["IsLatest"]],
    )
    assert not stronghold.current()
    stronghold.rewind("--yes", "object", at=at)
    assert stronghold.contents() == before
