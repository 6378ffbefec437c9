"""Least privilege, tried: each role does its work on a store that enforces policies, and is refused everything else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from continuity.ground import process
from continuity.ground.clock import SystemClock
from continuity.ground.errors import Unavailable
from continuity.storage.access import Act, Answer, Clocked, Governed, Role
from continuity.storage.keeping import Keeping
from tests.storage.places import S3, place, unique

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.faces.demo.lab.ceph import Ceph, S3User

CLOCK = SystemClock()
ROLES = import_module("continuity.storage_adapters.s3_roles")  # a catalogue, mapped into the package when installed
PREFIX = "client/one"
NEVER = datetime(2099, 1, 1, tzinfo=UTC)
LIMIT = timedelta(minutes=2)


def arn(user: S3User) -> str:
    return f"arn:aws:iam:::user/{user.name}"


@dataclass(frozen=True)
class Bucket:
    """A locked bucket of an owner's, and one user for each role."""

    name: str
    owner: S3
    users: dict[Role, S3User]

    def boto(self, role: Role) -> Any:
        user = self.users[role]
        return boto3.client(
            "s3",
            endpoint_url=self.owner.server.endpoint,
            region_name="us-east-1",
            aws_access_key_id=user.access_key,
            aws_secret_access_key=user.secret_key,
        )

    def adapter(self, role: Role) -> Any:
        user = self.users[role]
        secrets = {"ACCESS": user.access_key, "SECRET": user.secret_key}
        return place(self.owner.settings(bucket=self.name, lock=LOCK), secrets)

    def declared(self) -> Any:
        """Open the place as the document of a server that has a pruner declares it."""
        pruner = {"access_key": {"env": "PRUNER"}, "secret_key": {"env": "PRUNER_SECRET"}}
        settings = self.owner.settings(bucket=self.name, lock=LOCK, roles={"pruner": pruner})
        user = self.users[Role.PRUNER]
        return place(settings, {"PRUNER": user.access_key, "PRUNER_SECRET": user.secret_key})

    def restic(self, role: Role | None, work: Path, *words: str) -> process.Completed:
        """Run restic as a role, or as the owner."""
        where = self.adapter(role) if role else self.owner.open(bucket=self.name, lock=LOCK)
        address = where.address()
        options = [word for option in address.options for word in ("-o", option)]
        env = {**address.environment, "RESTIC_PASSWORD": "lab"}
        cache = ("--cache-dir", str(work / f"cache-{role}"))
        return process.run(("restic", "-r", address.url, *cache, *options, *words), timeout=LIMIT, env=env)

    def versions(self, below: str) -> list[dict[str, Any]]:
        answer = self.owner.boto.list_object_versions(Bucket=self.name, Prefix=f"{PREFIX}/{below}")
        return [*answer.get("Versions", []), *answer.get("DeleteMarkers", [])]


LOCK = {"mode": "compliance", "period": "2d"}


def make(ceph: Ceph, *, until: datetime) -> Bucket:
    owner = S3(ceph, ceph.create_user(unique("owner")))
    name = unique("roles")
    adapter = owner.open(bucket=name, lock=LOCK)
    adapter.prepare()
    users = {role: ceph.create_user(unique(str(role))) for role in Role}
    policy = adapter.access_policy({role: [arn(user)] for role, user in users.items()}, until)
    owner.boto.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))
    return Bucket(name, owner, users)


@pytest.fixture(scope="module")
def bucket(ceph_server: Ceph, tmp_path_factory: pytest.TempPathFactory) -> Bucket:
    """A repository with one snapshot, made by the writer: restic's `init` wants to see the whole bucket."""
    found = make(ceph_server, until=CLOCK.now() + timedelta(hours=2))
    work = tmp_path_factory.mktemp("writer")
    (work / "share").mkdir()
    (work / "share" / "ledger").write_text("1,2,3\n" * 1000)
    for role, words in ((None, ("init",)), (Role.WRITER, ("backup", str(work / "share")))):
        done = found.restic(role, work, *words)
        assert done.returncode == 0, done.stderr
    return found


def refused(call: Callable[..., Any], **request: Any) -> None:
    with pytest.raises(ClientError) as caught:
        call(**request)
    assert caught.value.response["Error"]["Code"] == "AccessDenied", caught.value


def one_of(bucket: Bucket, below: str) -> dict[str, str]:
    found = next(one for one in bucket.versions(below) if "Size" in one)
    return {"Bucket": bucket.name, "Key": found["Key"], "VersionId": found["VersionId"]}


def current(whole: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in whole.items() if name != "VersionId"}


def governing(client: Any, name: str) -> list[tuple[Callable[..., Any], dict[str, Any]]]:
    """Everything by which a bucket's rules are changed; none of it belongs to any role."""
    expire = {"Rules": [{"ID": "x", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}]}
    shorter = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1}}}
    return [
        (client.put_bucket_versioning, {"VersioningConfiguration": {"Status": "Suspended"}}),
        (client.put_bucket_lifecycle_configuration, {"LifecycleConfiguration": expire}),
        (client.put_object_lock_configuration, {"ObjectLockConfiguration": shorter}),
        (client.put_bucket_policy, {"Policy": json.dumps(ROLES.bucket_policy(name, "", {}, None))}),
        (client.delete_bucket_policy, {}),
        (client.put_bucket_acl, {"ACL": "public-read"}),
        (client.delete_bucket, {}),
    ]


@pytest.mark.parametrize("role", Role)
def test_no_role_governs_the_bucket(bucket: Bucket, role: Role) -> None:
    for call, request in governing(bucket.boto(role), bucket.name):
        refused(call, Bucket=bucket.name, **request)


@pytest.mark.parametrize("role", Role)
def test_no_role_undoes_a_lock(bucket: Bucket, role: Role) -> None:
    client, whole = bucket.boto(role), one_of(bucket, "data/")
    refused(client.delete_object, **whole)
    refused(client.delete_object, **whole, BypassGovernanceRetention=True)
    many = {"Objects": [{"Key": whole["Key"], "VersionId": whole["VersionId"]}]}
    try:
        told = client.delete_objects(Bucket=bucket.name, Delete=many)["Errors"][0]  # the gateway answers 200, or 403
    except ClientError as error:
        told = error.response["Error"]
    assert told["Code"] == "AccessDenied"
    sooner = {"Mode": "GOVERNANCE", "RetainUntilDate": CLOCK.now() + timedelta(hours=1)}
    refused(client.put_object_retention, **whole, Retention=sooner, BypassGovernanceRetention=True)
    refused(client.put_object_acl, **whole, ACL="public-read")
    refused(client.put_object_acl, **current(whole), ACL="public-read")
    refused(client.put_object_legal_hold, **whole, LegalHold={"Status": "ON"})


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.KEEPER])
def test_only_the_keeper_extends_a_lock(bucket: Bucket, role: Role) -> None:
    until = {"Mode": "COMPLIANCE", "RetainUntilDate": NEVER}
    refused(bucket.boto(role).put_object_retention, **one_of(bucket, "data/"), Retention=until)


def test_the_writer_backs_up_and_deletes_locks_only(bucket: Bucket, tmp_path: Path) -> None:
    (tmp_path / "more").write_text("more\n")
    done = bucket.restic(Role.WRITER, tmp_path, "backup", str(tmp_path / "more"))
    assert done.returncode == 0, done.stderr
    lock = f"{PREFIX}/locks/"
    assert not bucket.owner.boto.list_objects_v2(Bucket=bucket.name, Prefix=lock).get("Contents")
    client = bucket.boto(Role.WRITER)
    for below in ("data/", "index/", "keys/", "snapshots/", "config"):
        refused(client.delete_object, **current(one_of(bucket, below)))


@pytest.mark.slow
def test_a_forget_by_the_writer_removes_nothing(bucket: Bucket, tmp_path: Path) -> None:
    before = bucket.versions("snapshots/")
    done = bucket.restic(Role.WRITER, tmp_path, "forget", "latest")
    assert bucket.versions("snapshots/") == before
    assert "Access Denied" in done.stderr


def test_the_writer_sees_what_init_and_checks_need(bucket: Bucket) -> None:
    writer = bucket.adapter(Role.WRITER)
    assert writer.prepare() is False
    assert writer.probe().initialised is True
    assert writer.snapshot_names()
    assert writer.lock_state().mode == "compliance"
    assert {one.mode for one in writer.objects() if not one.delete_marker} == {"compliance"}


def test_a_neighbour_below_another_prefix_is_out_of_reach(bucket: Bucket) -> None:
    bucket.owner.boto.put_object(Bucket=bucket.name, Key="client/onetwo/config", Body=b"theirs")
    for role in Role:
        client = bucket.boto(role)
        refused(client.list_objects_v2, Bucket=bucket.name)
        refused(client.list_objects_v2, Bucket=bucket.name, Prefix="client/onetwo/")
        refused(client.get_object, Bucket=bucket.name, Key="client/onetwo/config")
        refused(client.put_object, Bucket=bucket.name, Key="client/onetwo/more", Body=b"")
        refused(client.delete_object, Bucket=bucket.name, Key="client/onetwo/config")


def test_the_keeper_reads_and_extends_locks_and_nothing_else(bucket: Bucket) -> None:
    client, whole = bucket.boto(Role.KEEPER), one_of(bucket, "index/")
    held = client.get_object_retention(**whole)["Retention"]
    until = (held["RetainUntilDate"] + timedelta(days=1)).replace(microsecond=0)
    client.put_object_retention(**whole, Retention={"Mode": "COMPLIANCE", "RetainUntilDate": until})
    assert client.get_object_retention(**whole)["Retention"]["RetainUntilDate"] == until
    assert list(bucket.adapter(Role.KEEPER).objects())
    refused(client.get_object, **whole)
    refused(client.put_object, **current(whole), Body=b"")
    refused(client.delete_object, **current(whole))


def test_a_governance_lock_that_ends_late_is_made_strong_by_whoever_may_bypass_it(bucket: Bucket) -> None:
    """The gateway refuses that to the keeper, who must not bypass anything; the how-to says what its owner does."""
    until = CLOCK.now().replace(microsecond=0) + timedelta(days=20)
    key, own = "data/governed", {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": until}
    bucket.owner.boto.put_object(Bucket=bucket.name, Key=f"{PREFIX}/{key}", Body=b"x", **own)
    keeper, now = bucket.adapter(Role.KEEPER), CLOCK.now()
    keeping = Keeping(until=now + timedelta(days=4), needed=now + timedelta(days=2), compliance=True)
    (seen,) = (one for one in keeper.objects() if one.key == key)
    assert (seen.mode, seen.locked_until, keeping.short(seen)) == ("governance", until, True)
    assert (keeping.end(seen), keeping.mode(seen)) == (until, "compliance")
    with pytest.raises(Unavailable, match="may not do this"):
        keeper.extend(seen, keeping.end(seen), keeping.mode(seen))
    strong = {"Mode": "COMPLIANCE", "RetainUntilDate": until}
    whole = {"Bucket": bucket.name, "Key": f"{PREFIX}/{key}", "VersionId": seen.version}
    bucket.owner.boto.put_object_retention(**whole, Retention=strong, BypassGovernanceRetention=True)
    after = keeper.with_lock(seen)
    assert (after.mode, after.locked_until, keeping.short(after)) == ("compliance", until, False)


def test_the_reader_restores_and_changes_nothing(bucket: Bucket, tmp_path: Path) -> None:
    done = bucket.restic(Role.READER, tmp_path, "restore", "--no-lock", "latest", "--target", str(tmp_path / "back"))
    assert done.returncode == 0, done.stderr
    client, whole = bucket.boto(Role.READER), one_of(bucket, "data/")
    refused(client.put_object, **current(whole), Body=b"")
    refused(client.put_object, Bucket=bucket.name, Key=f"{PREFIX}/locks/new", Body=b"")
    refused(client.delete_object, **current(whole))


def test_recovery_undoes_delete_markers_and_overwrites(bucket: Bucket) -> None:
    owner, client, whole = bucket.owner.boto, bucket.boto(Role.RECOVERY), one_of(bucket, "keys/")
    hidden = owner.delete_object(**current(whole))
    client.delete_object(**current(whole), VersionId=hidden["VersionId"])
    bucket.boto(Role.WRITER).put_object(**current(whole), Body=b"garbage")
    client.copy_object(**current(whole), CopySource=whole)
    assert client.get_object(**current(whole))["Body"].read() == client.get_object(**whole)["Body"].read()
    assert b"garbage" not in client.get_object(**current(whole))["Body"].read()


def test_recovery_leaves_old_locks_hidden(bucket: Bucket) -> None:
    markers = [one for one in bucket.versions("locks/") if "Size" not in one]
    assert markers
    marker = {"Bucket": bucket.name, "Key": markers[0]["Key"], "VersionId": markers[0]["VersionId"]}
    client = bucket.boto(Role.RECOVERY)
    refused(client.delete_object, **marker)
    refused(client.delete_object, **current(marker))
    refused(client.put_object, **current(marker), Body=b"")
    refused(client.put_object, Bucket=bucket.name, Key=f"{PREFIX}/continuity-anchors/mine", Body=b"")


def test_the_pruner_prunes_until_its_date(ceph_server: Ceph, tmp_path: Path) -> None:
    found = make(ceph_server, until=CLOCK.now() + timedelta(hours=1))
    pruner = found.users[Role.PRUNER]
    for role, words in ((None, ("init",)), (Role.WRITER, ("backup", str(Path(__file__))))):
        assert found.restic(role, tmp_path, *words).returncode == 0
    before = [one for one in found.versions("data/") if "Size" in one]
    assert found.declared().acting_as(Role.PRUNER).address().environment["AWS_ACCESS_KEY_ID"] == pruner.access_key
    assert found.declared().acting_as(Role.READER) is found.adapter(Role.WRITER).acting_as(Role.PRUNER) is None
    done = found.restic(Role.PRUNER, tmp_path, "forget", "--prune", "latest")
    assert done.returncode == 0, done.stderr
    assert not found.adapter(Role.READER).snapshot_names()
    assert [one for one in found.versions("data/") if "Size" in one][: len(before)], "versions stay"
    over = found.owner.open(bucket=found.name, lock=LOCK).access_policy(
        {role: [arn(user)] for role, user in found.users.items()}, CLOCK.now() - timedelta(minutes=1)
    )
    found.owner.boto.put_bucket_policy(Bucket=found.name, Policy=json.dumps(over))
    for role in (Role.PRUNER, Role.RECOVERY):
        client, whole = found.boto(role), one_of(found, "config")
        refused(client.delete_object, **current(whole))
        refused(client.put_object, **current(whole), Body=b"")
        refused(client.delete_object, **whole)


def test_every_forbidden_act_of_the_writer_is_refused(bucket: Bucket) -> None:
    writer = bucket.adapter(Role.WRITER)
    assert isinstance(writer, Governed)
    tried = list(writer.attempt_forbidden(unique("probe"), CLOCK.now()))
    assert {one.act for one in tried} == set(Act)
    assert {one.answer for one in tried} == {Answer.REFUSED}, tried
    assert writer.is_owner() is False


def test_what_an_owner_may_do_is_seen_and_changes_nothing(bucket: Bucket) -> None:
    owner = bucket.owner.open(bucket=bucket.name, lock=LOCK)
    kept = [bucket.owner.boto.get_bucket_policy(Bucket=bucket.name)["Policy"], owner.lock_state()]
    tried = {one.act: one.answer for one in owner.attempt_forbidden(unique("probe"), CLOCK.now())}
    assert owner.is_owner() is True
    assert [bucket.owner.boto.get_bucket_policy(Bucket=bucket.name)["Policy"], owner.lock_state()] == kept
    assert {act for act, answer in tried.items() if answer is Answer.REFUSED} == {
        Act.DELETE_VERSION,
        Act.BYPASS_GOVERNANCE,
    }
    with pytest.raises(ClientError, match="NoSuchLifecycleConfiguration"):
        bucket.owner.boto.get_bucket_lifecycle_configuration(Bucket=bucket.name)


def test_the_stores_clock_is_read(bucket: Bucket) -> None:
    for role in (Role.WRITER, Role.KEEPER):
        there = bucket.adapter(role)
        assert isinstance(there, Clocked)
        right = there.clock_skew(CLOCK.now)
        assert right is not None
        assert abs(right) < timedelta(seconds=3)
        ahead = there.clock_skew(lambda: CLOCK.now() - timedelta(minutes=10))
        assert ahead is not None
        assert timedelta(minutes=9, seconds=57) < ahead < timedelta(minutes=10, seconds=3)


def test_a_lock_brought_along_with_an_upload_is_not_refused(bucket: Bucket) -> None:
    """The gap that the how-to names: this gateway asks for no permission here (AWS does); `storage check` shows it."""
    until = CLOCK.now().replace(microsecond=0) + timedelta(days=4)
    own = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": until}
    key = f"{PREFIX}/data/brought-along"
    bucket.boto(Role.WRITER).put_object(Bucket=bucket.name, Key=key, Body=b"x", **own)
    (seen,) = (one for one in bucket.adapter(Role.WRITER).objects() if one.key == "data/brought-along")
    assert seen.locked_until == until


def test_a_role_without_its_end_is_never_written() -> None:
    for role, rights in ROLES.RIGHTS.items():
        if rights.boxed:
            with pytest.raises(ValueError, match="has no end"):
                ROLES.bucket_policy("b", "", {role: ["arn"]}, None)


def test_the_whole_bucket_needs_no_condition() -> None:
    (listing,) = (
        one
        for one in ROLES.bucket_policy("b", "", {Role.READER: ["arn"]}, None)["Statement"]
        if "s3:ListBucket" in one["Action"]
    )
    assert "Condition" not in listing
    assert listing["Resource"] == "arn:aws:s3:::b"
