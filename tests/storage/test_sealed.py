"""What is sealed in a bucket: by its default, by ourselves where that is weaker, by the writer's own credentials."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.ground.errors import Refused
from continuity.storage.access import Role
from continuity.storage.ports import SEALED, WriteOnce
from continuity.storage.retrying import retrying
from tests.storage.places import S3, unique
from tests.storage.test_roles import CLOCK, PREFIX, make, refused

if TYPE_CHECKING:
    from continuity.faces.demo.lab.ceph import Ceph, S3User

KEY = f"{SEALED}continuity/s/acme/000000000007"


@pytest.fixture
def s3(ceph_server: Ceph, s3_user: S3User) -> S3:
    return S3(ceph_server, s3_user)


def test_a_governed_bucket_seals_by_compliance(s3: S3) -> None:
    place = s3.open(lock={"mode": "governance", "period": "2d"})
    place.prepare()
    found = place.seal(KEY, b"note")
    assert found.mode == "compliance"
    assert found.locked_until - found.modified >= timedelta(days=2)
    assert not s3.destroy(place, KEY, found.version)


def test_a_shorter_default_is_made_up_for(s3: S3) -> None:
    bucket = unique("short")
    s3.open(bucket=bucket, lock={"mode": "compliance", "period": "1d"}).prepare()
    found = s3.open(bucket=bucket).seal(KEY, b"note")
    assert found.locked_until - found.modified >= timedelta(days=30)


def test_a_bucket_without_locks_seals_nothing(s3: S3) -> None:
    bucket = unique("open")
    s3.open(bucket=bucket, lock=None).prepare()
    with pytest.raises(Refused, match="no compliance lock"):
        s3.open(bucket=bucket).seal(KEY, b"note")
    with pytest.raises(Refused, match="promises no lock"):
        s3.open(bucket=bucket, lock=None).seal(KEY, b"note")


def test_what_hides_a_sealed_object_is_listed_with_it(s3: S3) -> None:
    place = s3.open()
    place.prepare()
    found = place.seal(KEY, b"note")
    s3.boto.delete_object(Bucket=place.settings.bucket, Key=f"client/one/{KEY}")
    forged = place.seal(KEY, b"x" * (1 << 17))
    listed = list(place.sealed(SEALED))
    assert {one.version for one in listed if not one.delete_marker} == {found.version, forged.version}
    assert [one.delete_marker for one in listed].count(True) == 1
    assert place.read_sealed(KEY, found.version) == b"note"
    assert len(place.read_sealed(KEY, forged.version)) == 1 << 16, "what is too big is not read to its end"


def test_the_writer_seals_and_can_take_nothing_back(ceph_server: Ceph) -> None:
    bucket = make(ceph_server, until=CLOCK.now() + timedelta(hours=2))
    place = retrying(bucket.adapter(Role.WRITER), budget=timedelta(seconds=1), clock=CLOCK)
    assert isinstance(place, WriteOnce), "patience hands the port on"
    found = place.seal(KEY, b"note")
    assert found.mode == "compliance"
    whole = {"Bucket": bucket.name, "Key": f"{PREFIX}/{KEY}"}
    refused(bucket.boto(Role.WRITER).delete_object, **whole, VersionId=found.version)
    refused(bucket.boto(Role.WRITER).delete_object, **whole)
    assert place.read_sealed(KEY, found.version) == b"note"
    reader = bucket.adapter(Role.READER)
    assert [one.version for one in reader.sealed(SEALED)] == [found.version]
