"""The S3 adapter's own promises and faults; locks are read back from a store that enforces them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from continuity.faces.demo.lab.ports import free_ports
from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.errors import ContinuityError, Refused, Unavailable
from continuity.model.secrets import SecretRef
from tests.storage.places import S3, place, silent_port, unique

if TYPE_CHECKING:
    from continuity.faces.demo.lab.ceph import Ceph, S3User

CLOCK = SystemClock()


@pytest.fixture
def s3(ceph_server: Ceph, s3_user: S3User) -> S3:
    return S3(ceph_server, s3_user)


def ends(where: Any, *, within_s: float) -> list[ContinuityError]:
    """Every look must fail in time; returns what each raised."""
    raised = []
    for look in (where.probe, where.prepare, where.lock_state):
        begun = CLOCK.mark()
        with pytest.raises(ContinuityError) as caught:
            look()
        assert elapsed(begun, CLOCK.mark()).seconds < within_s
        assert caught.value.hint
        raised.append(caught.value)
    return raised


def put(s3: S3, bucket: str, key: str, body: bytes = b"x") -> str:
    return str(s3.boto.put_object(Bucket=bucket, Key=key, Body=body)["VersionId"])


def test_a_wrong_secret_is_told_within_seconds(s3: S3) -> None:
    wrong = place(s3.settings(), s3.secrets | {"SECRET": "0" * 40})
    for error in ends(wrong, within_s=5):
        assert isinstance(error, Unavailable)
        assert "the secret key does not fit the access key" in str(error)
        assert "0" * 40 not in str(error) + error.hint


def test_an_unknown_access_key_is_told_within_seconds(s3: S3) -> None:
    for error in ends(place(s3.settings(), s3.secrets | {"ACCESS": "NOBODY"}), within_s=5):
        assert "does not know this access key" in str(error)


def test_an_absent_bucket_is_told_within_seconds(s3: S3) -> None:
    begun = CLOCK.mark()
    for look in (
        s3.fresh().probe,
        s3.fresh().snapshot_names,
        s3.fresh().lock_state,
        lambda: list(s3.fresh().objects()),
    ):
        with pytest.raises(Unavailable, match="there is no bucket") as caught:
            look()
        assert "init" in caught.value.hint
    assert elapsed(begun, CLOCK.mark()).seconds < 10


def test_a_refused_port_is_told_within_seconds(s3: S3) -> None:
    (port,) = free_ports(1)
    for error in ends(s3.open(endpoint=f"http://127.0.0.1:{port}"), within_s=5):
        assert "the connection is refused" in str(error)


def test_a_host_that_does_not_resolve_is_told(s3: S3) -> None:
    for error in ends(s3.open(endpoint="http://no-such-host.invalid"), within_s=15):
        assert "no such host" in str(error)


@pytest.mark.usefixtures("hurried")
def test_an_endpoint_that_never_answers_ends_in_time(s3: S3) -> None:
    with silent_port() as port:
        silent = s3.open(endpoint=f"http://127.0.0.1:{port}")
        begun = CLOCK.mark()
        with pytest.raises(Unavailable, match="the store does not answer"):
            silent.probe()
        assert elapsed(begun, CLOCK.mark()).seconds < 15


def test_https_where_http_is_spoken_is_told(s3: S3) -> None:
    for error in ends(s3.open(endpoint=s3.server.endpoint.replace("http:", "https:")), within_s=10):
        assert "its certificate is not trusted" in str(error)
        assert "https" in error.hint


def test_a_server_that_is_no_s3_store_is_told(s3: S3, sshd_server: Any) -> None:
    for error in ends(s3.open(endpoint=f"http://127.0.0.1:{sshd_server.port}"), within_s=20):
        assert "it does not speak S3" in str(error)


def test_a_bucket_of_somebody_else_is_told(s3: S3, ceph_server: Ceph) -> None:
    bucket = unique("theirs")
    other = S3(ceph_server, ceph_server.create_user(unique("other")))
    other.open(bucket=bucket).prepare()
    with pytest.raises(Unavailable, match="may not do this in the bucket"):
        s3.open(bucket=bucket).prepare()


def test_a_bucket_is_made_with_the_promised_lock(s3: S3) -> None:
    there = s3.open(lock={"mode": "governance", "period": "3d"})
    assert there.prepare() is True
    state = there.lock_state()
    assert (state.versioning, state.object_lock, state.mode, state.period) == (
        True,
        True,
        "governance",
        timedelta(days=3),
    )


def test_a_bucket_without_object_lock_is_refused_and_not_changed(s3: S3) -> None:
    bucket = unique("plain")
    s3.boto.create_bucket(Bucket=bucket)
    with pytest.raises(Refused, match=r"has no Object Lock, and the document promises compliance 30d") as caught:
        s3.open(bucket=bucket).prepare()
    assert caught.value.exit_code == 5
    assert s3.open(bucket=bucket).lock_state().object_lock is False


@pytest.mark.parametrize(
    ("found", "promised", "accepted"),
    [
        (("compliance", "30d"), ("compliance", "30d"), True),
        (("compliance", "60d"), ("compliance", "30d"), True),
        (("compliance", "30d"), ("governance", "30d"), True),
        (("compliance", "29d"), ("compliance", "30d"), False),
        (("governance", "90d"), ("compliance", "30d"), False),
        (("compliance", "29d"), ("governance", "30d"), False),
    ],
)
def test_a_default_is_held_against_the_promise(
    s3: S3, found: tuple[str, str], promised: tuple[str, str], *, accepted: bool
) -> None:
    bucket = unique("default")
    s3.open(bucket=bucket, lock=dict(zip(("mode", "period"), found, strict=True))).prepare()
    asked = s3.open(bucket=bucket, lock=dict(zip(("mode", "period"), promised, strict=True)))
    if accepted:
        assert asked.prepare() is False
        return
    with pytest.raises(Refused) as caught:
        asked.prepare()
    assert " ".join(found) in str(caught.value)
    assert " ".join(promised) in str(caught.value)


def test_a_bucket_made_by_half_is_completed(s3: S3) -> None:
    """Killed between the two requests, `init` run again gives the default retention that is missing."""
    bucket = unique("half")
    s3.boto.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True)
    assert s3.open(bucket=bucket).prepare() is True
    assert s3.open(bucket=bucket).lock_state().period == timedelta(days=30)
    assert s3.open(bucket=bucket).prepare() is False


def test_without_a_promise_a_plain_bucket_does(s3: S3) -> None:
    there = s3.open(lock=None)
    assert there.prepare() is True
    assert there.prepare() is False
    assert there.lock_state().object_lock is False
    s3.boto.put_object(Bucket=there.settings.bucket, Key="client/one/config", Body=b"x")
    (one,) = there.objects()
    assert (one.key, one.mode, one.locked_until) == ("config", "", None)


def test_every_version_and_marker_is_listed_across_pages(s3: S3) -> None:
    there = s3.open(lock={"mode": "compliance", "period": "1d"})
    there.prepare()
    bucket = there.settings.bucket
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: put(s3, bucket, f"client/one/data/{number:04}"), range(1005)))
    first = put(s3, bucket, "client/one/config")
    second = put(s3, bucket, "client/one/config")
    put(s3, bucket, "client/onetwo/data/not-ours")
    put(s3, bucket, "other")
    s3.boto.delete_object(Bucket=bucket, Key="client/one/config")
    seen = list(there.objects())
    assert len(seen) == 1005 + 3
    config = {one.version: one for one in seen if one.key == "config"}
    assert not config[first].latest
    assert not config[second].latest
    (marker,) = (one for one in config.values() if one.delete_marker)
    assert (marker.latest, marker.mode, marker.locked_until, marker.size) == (True, "", None, 0)
    assert all(one.locked_until and one.locked_until.tzinfo is UTC for one in seen if not one.delete_marker)


def test_a_longer_lock_of_one_version_is_read_back(s3: S3) -> None:
    there = s3.open(lock={"mode": "compliance", "period": "1d"})
    there.prepare()
    version = put(s3, there.settings.bucket, "client/one/data/aa")
    until = CLOCK.now().replace(microsecond=0) + timedelta(days=400)
    s3.boto.put_object_retention(
        Bucket=there.settings.bucket,
        Key="client/one/data/aa",
        VersionId=version,
        Retention={"Mode": "COMPLIANCE", "RetainUntilDate": until},
    )
    (one,) = there.objects()
    assert one.locked_until == until


def test_the_keys_are_in_the_environment_only(s3: S3) -> None:
    there = s3.fresh()
    address = there.address()
    assert address.environment["AWS_SECRET_ACCESS_KEY"] == s3.user.secret_key
    assert address.url.endswith(f"/{there.settings.bucket}/client/one")
    for secret in s3.secrets.values():
        assert secret not in repr(there) + repr(address) + address.url + "".join(address.options)


def test_keys_in_our_own_environment_are_never_used(s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "OTHER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "other")
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert s3.fresh().prepare() is True


def test_a_secret_that_is_missing_is_told_by_its_reference(s3: S3) -> None:
    with pytest.raises(Unavailable, match=r"\{env: SECRET\}"):
        place(s3.settings(), {"ACCESS": "a"}).address()
    assert str(SecretRef(env="SECRET")) == "{env: SECRET}"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("endpoint", "127.0.0.1:9000"),
        ("endpoint", "http://host/path"),
        ("bucket", "Upper"),
        ("bucket", "a"),
        ("prefix", "/slash/"),
        ("prefix", "a//b"),
        ("lock", {"mode": "compliance", "period": "36h"}),
        ("lock", {"mode": "compliance", "period": "0d"}),
        ("lock", {"mode": "legal", "period": "30d"}),
        ("secret_key", "written out"),
    ],
)
def test_settings_that_cannot_work_are_document_errors(s3: S3, key: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        s3.open(**{key: value})
    assert key in str(caught.value)
