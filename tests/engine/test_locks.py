"""Until when points stay restorable, on a real bucket with short locks: told, recorded, and moved by real renewals."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from continuity.ground.clock import SystemClock
from tests.engine.buckets import DAY, opened, with_bucket

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.faces.demo.lab.ceph import Ceph, S3User
    from tests.engine.kit import Client


@pytest.fixture
def bucket(place: Path, ceph_server: Ceph, s3_user: S3User, fresh_bucket: str) -> Client:
    return with_bucket(place, ceph_server, fresh_bucket, s3_user)


@pytest.fixture
def store(ceph_server: Ceph, s3_user: S3User) -> Any:
    return opened(ceph_server, s3_user)


def extend(store: Any, client: Client, until: datetime, but: str = "") -> None:
    """Lock every version anew, but one."""
    name = client.repositories["object"]["bucket"]
    for one in store.list_object_versions(Bucket=name)["Versions"]:
        if one["Key"] != but:
            store.put_object_retention(
                Bucket=name,
                Key=one["Key"],
                VersionId=one["VersionId"],
                Retention={"Mode": "COMPLIANCE", "RetainUntilDate": until},
            )


def locked_until(client: Client) -> datetime:
    (point,) = client.points()
    return datetime.fromisoformat(point["locked_until"])


def test_a_point_stays_restorable_as_long_as_the_first_thing_it_needs(bucket: Client, store: Any) -> None:
    began = SystemClock().now()
    bucket.run("backup")
    found = bucket.run("storage", "check", "--json").json
    assert found["verdict"] == "met"
    outlook = found["outlook"]
    due = datetime.fromisoformat(outlook["renew_by"])
    assert began + 1.4 * DAY < due < SystemClock().now() + 1.5 * DAY, "three days from upload, less those promised"
    assert outlook["renew_every_s"] == 1.5 * 86400
    assert outlook["renew_objects"] == outlook["objects_needed"] == found["objects"] - 1, "all but the snapshot"
    assert outlook["points_short"] == outlook["older_objects"] == 0
    assert locked_until(bucket) == datetime.fromisoformat(found["shortest_lock_until"])

    name = bucket.repositories["object"]["bucket"]
    pack = store.list_objects_v2(Bucket=name, Prefix="data/")["Contents"][0]["Key"]
    before, far = locked_until(bucket), began.replace(microsecond=0) + 60 * DAY
    extend(store, bucket, far, but=pack)
    told = bucket.run("storage", "check").out
    assert locked_until(bucket) - before < 0.01 * DAY, "one pack alone was forgotten"
    assert "to be locked anew by" in told
    assert "1 object(s)" in told
    extend(store, bucket, far)
    bucket.run("storage", "check")
    assert locked_until(bucket) == far


def test_what_is_to_be_renewed_is_told_where_people_look(bucket: Client) -> None:
    """In the check of the documents, in the explanation of an asset, and behind each point."""
    (asked,) = bucket.run("policy", "check", "--json").json["locks"]
    assert (asked["period_s"], asked["promised_s"], asked["feasible"]) == (3 * 86400, 1.5 * 86400, True)
    assert asked["outlook"] is asked["asked_at"] is None, "nobody asked the store yet"
    bucket.run("backup")
    bucket.run("storage", "check")
    (asked,) = bucket.run("policy", "explain", "share", "--json").json["locks"]
    assert asked["outlook"]["renew_every_s"] == 1.5 * 86400
    told = bucket.run("policy", "explain", "share").out
    assert "is to be locked anew every 1 d 12 h" in told
    assert "to be locked anew by" in told
    (point,) = bucket.run("points", "--why", "--json").json["points"]
    assert point["renew_by"] is None, "three days are longer than those promised"
    assert point["promised_until"] < point["locked_until"]
    assert "locks keep all that it needs until" in bucket.run("points", "--why").out
    bucket.more["policies"]["short"]["retention"]["immutable_for"] = "5d"
    bucket.write()
    assert "locks for 3 d, the policy short promises 5 d" in bucket.run("policy", "check", code=5).out
    (point,) = bucket.run("points", "--why", "--json").json["points"]
    assert point["renew_by"] == point["locked_until"] < point["promised_until"]
    assert "must be locked anew before that" in bucket.run("points", "--why").out
    assert "doit être reverrouillé avant" in bucket.run("points", "--why", "--lang", "fr").out


def test_what_retention_removes_and_a_lock_keeps_is_counted(bucket: Client) -> None:
    bucket.more["policies"]["short"]["retention"].pop("immutable_for")
    for number in (1, 2):
        (bucket.share / f"{number}.bin").write_bytes(bytes(str(number), "ascii") * 100_000)
        bucket.write()
        bucket.run("backup")
    bucket.run("storage", "forget")
    bucket.run("storage", "prune")
    found = bucket.run("storage", "check", "--json").json
    assert (found["verdict"], found["exceptions"]) == ("met", []), "what we removed ourselves is no fault"
    outlook = found["outlook"]
    assert outlook["versions_held"] > 0
    assert outlook["bytes_held"] > 0
    assert outlook["renew_by"] is outlook["renew_every_s"] is None, "nothing is promised any more"
    with sqlite3.connect(bucket.state / "state.db") as database:
        database.execute("delete from run where kind in ('forget', 'prune')")
    found = bucket.run("storage", "check", "--json", code=None).json
    assert found["verdict"] == "missed", "what nobody of us removed is"
