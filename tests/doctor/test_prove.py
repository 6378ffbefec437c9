"""A writer of least privilege really works, and is proven by trying to be unable to do what an intruder would."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from continuity.faces.demo.lab.programs import call
from tests.doctor.test_doctor import checks, doctor
from tests.engine.kit import Client, local
from tests.storage.places import S3, unique

if TYPE_CHECKING:
    from continuity.faces.demo.lab.ceph import Ceph, S3User

LOCK = {"mode": "compliance", "period": "2d"}
ACTS = 8


class Bucket:
    """A client whose second repository is a bucket; ``environ`` are the keys that it is opened with."""

    def __init__(self, client: Client, ceph: Ceph, prefix: str) -> None:
        self.client, self.ceph = client, ceph
        self.owner, self.writer = ceph.create_user(unique("owner")), ceph.create_user(unique("writer"))
        self.store = S3(ceph, self.owner)
        settings = self.store.settings(site="cloud", credential="w", prefix=prefix, lock=LOCK)
        self.name = settings["bucket"]
        client.repositories["object"] = settings
        client.write()
        client.run("init", environ=self.keys(self.owner))

    def keys(self, user: S3User) -> dict[str, str]:
        return {"ACCESS": user.access_key, "SECRET": user.secret_key}

    def govern(self, policy: Any) -> None:
        self.store.boto.put_bucket_policy(Bucket=self.name, Policy=json.dumps(policy))

    def printed(self, *words: str) -> Any:
        """The policy as the command prints it."""
        principal = f"writer=arn:aws:iam:::user/{self.writer.name}"
        return json.loads(self.client.run("storage", "policy", "object", "--principal", principal, *words).out)

    def proof(self, user: S3User, code: int | None = None) -> list[dict[str, str]]:
        done = doctor(self.client, "--prove", "object", code=code, environ=self.keys(user))
        return [one for one in checks(done) if one["name"] == "writer"]


@pytest.fixture(params=[pytest.param("", marks=pytest.mark.slow), "client/one"], ids=["whole-bucket", "prefix"])
def bucket(client: Client, ceph_server: Ceph, request: pytest.FixtureRequest) -> Bucket:
    return Bucket(client, ceph_server, request.param)


def test_a_writer_by_the_printed_policy_backs_up_and_is_proven(bucket: Bucket) -> None:
    bucket.govern(bucket.printed("--role", "writer"))
    writer, client = bucket.keys(bucket.writer), bucket.client
    client.run("init", environ=writer)
    client.run("backup", environ=writer)
    client.run("storage", "check", "object", environ=writer)
    found = bucket.proof(bucket.writer)
    assert len(found) == ACTS
    assert {one["state"] for one in found} == {"ok"}, found
    owner = [one for one in checks(doctor(client, environ=writer)) if one["name"] == "owner"]
    assert [one["state"] for one in owner] == ["ok"] or owner == []


def test_the_proof_touches_nothing_but_its_own_object(bucket: Bucket) -> None:
    boto, prefix = bucket.store.boto, bucket.client.repositories["object"]["prefix"]

    def seen() -> dict[tuple[str, str], Any]:
        versions = boto.list_object_versions(Bucket=bucket.name)
        return {
            (one["Key"], one["VersionId"]): one.get("ETag")
            for one in [*versions["Versions"], *versions.get("DeleteMarkers", [])]
        }

    before, lock = seen(), boto.get_object_lock_configuration(Bucket=bucket.name)["ObjectLockConfiguration"]
    bucket.proof(bucket.owner)
    after = seen()
    assert {key: after[key] for key in before} == before
    place = "/".join(part for part in (prefix, "continuity-probe") if part)
    assert {key.rpartition("/")[0] for key, _ in set(after) - set(before)} == {place}
    assert boto.get_object_lock_configuration(Bucket=bucket.name)["ObjectLockConfiguration"] == lock
    assert boto.get_bucket_versioning(Bucket=bucket.name)["Status"] == "Enabled"
    with pytest.raises(boto.exceptions.ClientError, match="NoSuchBucketPolicy"):
        boto.get_bucket_policy(Bucket=bucket.name)
    with pytest.raises(boto.exceptions.ClientError, match="NoSuchLifecycle"):
        boto.get_bucket_lifecycle_configuration(Bucket=bucket.name)


def test_an_owner_is_doubtful_and_locks_hold_against_it(client: Client, ceph_server: Ceph) -> None:
    bucket = Bucket(client, ceph_server, "")
    found = bucket.proof(bucket.owner)
    assert {one["state"] for one in found} == {"ok", "warning"}
    assert sum(one["state"] == "ok" for one in found) == 2, "deleting a locked version is refused to its owner too"
    assert all("continuity storage policy acme/object --role writer" in one["remedy"] for one in found if one["remedy"])


def test_a_writer_with_too_many_rights_is_a_fault(client: Client, ceph_server: Ceph) -> None:
    bucket = Bucket(client, ceph_server, "")
    everything = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": [f"arn:aws:iam:::user/{bucket.writer.name}"]},
                "Action": "s3:*",
                "Resource": [f"arn:aws:s3:::{bucket.name}", f"arn:aws:s3:::{bucket.name}/*"],
            }
        ],
    }
    bucket.govern(everything)
    states = [one["state"] for one in bucket.proof(bucket.writer, code=4)]
    assert states.count("fault") == ACTS - 2
    assert states.count("ok") == 2


def test_the_stated_deny_is_what_keeps_a_writer_from_extending(client: Client, ceph_server: Ceph) -> None:
    bucket = Bucket(client, ceph_server, "")
    policy = bucket.printed("--role", "writer")
    policy["Statement"] = [one for one in policy["Statement"] if one["Effect"] == "Allow"]
    bucket.govern(policy)
    found = {one["message"]: one["state"] for one in bucket.proof(bucket.writer, code=4)}
    (extending,) = (state for message, state in found.items() if "extend a lock" in message)
    assert extending == "fault"
    assert list(found.values()).count("fault") == 1


def test_a_writer_that_may_not_write_is_told(client: Client, ceph_server: Ceph) -> None:
    bucket = Bucket(client, ceph_server, "")
    bucket.govern(bucket.printed("--role", "reader", "--principal", f"reader=arn:aws:iam:::user/{bucket.writer.name}"))
    (found,) = bucket.proof(bucket.writer, code=4)
    assert found["state"] == "fault"
    assert "may not do this in the bucket" in found["message"]


def test_a_policy_attached_to_the_user_does_the_same(client: Client, ceph_server: Ceph) -> None:
    """As OVHcloud, MinIO and AWS's IAM have it: the policy names nobody and counts for whoever has it."""
    bucket = Bucket(client, ceph_server, "client/one")
    document = json.loads(client.run("storage", "policy", "object", "--role", "writer", "--for-user").out)
    assert not [one for one in document["Statement"] if "Principal" in one]
    admin = ceph_server.create_user(unique("admin"))
    config = ("-c", str(ceph_server.work / "ceph.conf"))
    call(["radosgw-admin", *config, "caps", "add", f"--uid={admin.name}", "--caps=user-policy=*"])
    iam = boto3.client(
        "iam",
        endpoint_url=ceph_server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=admin.access_key,
        aws_secret_access_key=admin.secret_key,
    )
    iam.put_user_policy(UserName=bucket.writer.name, PolicyName="writer", PolicyDocument=json.dumps(document))
    client.run("backup", environ=bucket.keys(bucket.writer))
    found = bucket.proof(bucket.writer)
    assert len(found) == ACTS
    assert {one["state"] for one in found} == {"ok"}, found
    client.run("storage", "policy", "object", "--for-user", code=2)


def test_a_place_without_policies_is_said_to_be_unproven(client: Client) -> None:
    done = doctor(client, "--prove", "disk", code=1)
    (found,) = [one for one in checks(done) if one["name"] == "writer"]
    assert found["state"] == "unknown"
    client.run("doctor", "--prove", "nothing", code=2)


def test_a_policy_is_printed_for_people_and_for_programs(client: Client, ceph_server: Ceph) -> None:
    there = S3(ceph_server, ceph_server.create_user(unique("nobody")))
    client.repositories["object"] = there.settings(site="cloud", credential="w")
    client.write()
    document = client.run("storage", "policy", "object", "--json").json
    assert document["schema"] == "continuity.storage-policy/1"
    assert document["roles"] == ["writer", "keeper", "pruner", "reader", "recovery"]
    done = client.run("storage", "policy", "object")
    assert [one["Sid"] for one in json.loads(done.out)["Statement"]] == [
        one["Sid"] for one in document["policy"]["Statement"]
    ]
    assert "made-up names" in done.err
    until = "2030-01-01T00:00:00Z"
    boxed = client.run("storage", "policy", "object", "--role", "pruner", "--until", until).out
    assert until in boxed
    client.run("storage", "policy", "object", "--principal", "writer", code=2)
    client.run("storage", "policy", "disk", code=5)


def test_two_repositories_of_one_name_are_told_apart(client: Client) -> None:
    client.repositories["twin"] = local(client.root / "twin")
    client.write()
    client.run("storage", "policy", "acme/twin", code=5)
