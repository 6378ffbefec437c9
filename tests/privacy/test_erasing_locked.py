"""Under Object Lock an old key's file outlives its removal: who still has the old password opens the copies with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.buckets import with_bucket
from tests.privacy.test_erasing import ERASE

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.faces.demo.lab.ceph import Ceph, S3User


@pytest.mark.slow
def test_it_stays_unproven_while_the_store_locks_old_keys(
    place: Path, ceph_server: Ceph, s3_user: S3User, fresh_bucket: str
) -> None:
    client = with_bucket(place, ceph_server, fresh_bucket, s3_user)
    client.run("backup")
    found = client.run(*ERASE, "--confirm", "acme", "--json", code=1).json
    (one,) = found["repositories"]
    assert (found["verdict"], one["opens"], one["closed"]) == ("unproven", False, False)
    (version,) = one["versions"]
    assert version["locked_until"] > found["at"]
    assert version["key"].startswith("keys/")
    again = client.run("privacy", "erase", "--client", "acme", "--look", code=1)
    assert version["locked_until"][:10] in again.out
    assert client.run("evidence", "verify", "--json").json["verdict"] == "valid"
