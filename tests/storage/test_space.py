"""Space really given back, on the real gateway: what locks and listings say after its own lifecycle has run."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.ground.clock import SystemClock
from continuity.storage.rules import Standing
from tests.storage.places import S3, unique

if TYPE_CHECKING:
    from continuity.faces.demo.lab.ceph import Ceph, S3User

LONG, SHORT = timedelta(hours=1), timedelta(seconds=2)
DAY = timedelta(days=1)


def test_the_lifecycle_rule_frees_what_no_lock_holds(ceph_server: Ceph, s3_user: S3User) -> None:
    """A day of the rule's is a second here: the gateway's own setting for tests."""
    made = S3(ceph_server, s3_user)
    bucket = unique("space")
    place = made.open(bucket=bucket)
    place.prepare()
    made.boto.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"})
    assert place.rules(DAY).lifecycle is Standing.NONE

    def put(key: str, held: timedelta) -> None:
        lock = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": SystemClock().now() + held}
        made.boto.put_object(Bucket=bucket, Key=f"client/one/{key}", Body=b"x" * 1000, **lock)

    for key, held in (("data/current", SHORT), ("data/gone", SHORT), ("data/held", LONG), ("locks/old", SHORT)):
        put(key, held)
        if key != "data/current":
            made.boto.delete_object(Bucket=bucket, Key=f"client/one/{key}")
    before = [(one.key, one.delete_marker) for one in place.objects()]
    assert len(before) == 7

    made.boto.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration=place.space_rules(DAY))
    assert place.rules(DAY).lifecycle is Standing.SOUND
    assert place.rules(2 * DAY).lifecycle is Standing.WEAKER
    left: Any = None
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        time.sleep(1)
        ceph_server.admin("--rgw-lc-debug-interval=1", "lc", "process")
        left = sorted((one.key, one.delete_marker) for one in place.objects())
        if len(left) <= 3:
            break
    assert left == [("data/current", False), ("data/held", False), ("data/held", True)], "what a lock holds stays"
