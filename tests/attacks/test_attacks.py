"""What attackers with stolen keys can do to a bucket, tried on a real gateway; and the newest clean point comes back.

The writer's keys are those on every backup server; the owner's are those that should not be there.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.attacks.stronghold import GARBAGE, PREFIX, Stronghold, govern
from tests.engine.kit import tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOREVER = datetime(2099, 12, 31, tzinfo=UTC)
SHORTER = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}}
PROMISED = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 3}}}
EXPIRING = {
    "Rules": [
        {
            "ID": "gone",
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "Expiration": {"Days": 1},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
        }
    ]
}
LOCKED = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": FOREVER}
SOONER = {"Mode": "GOVERNANCE", "RetainUntilDate": FOREVER - timedelta(days=73 * 365)}


def tried(call: Callable[..., Any], **request: Any) -> str:
    """Return the store's word: empty where it let it happen."""
    try:
        answer = call(**request)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return str(answer.get("Errors", [{}])[0].get("Code", "") if answer.get("Errors") else "")


def destroying(stronghold: Stronghold, client: Any) -> set[str]:
    """Try to delete every version for good, in both ways, and to weaken each lock; returns what the store said."""
    said = set()
    content = [one for one in stronghold.versions() if "ETag" in one]
    for one in content:
        whole = stronghold.whole(one)
        said.add(tried(client.delete_object, **whole))
        said.add(tried(client.delete_object, **whole, BypassGovernanceRetention=True))
        said.add(tried(client.put_object_retention, **whole, Retention=SOONER, BypassGovernanceRetention=True))
    many = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in content]
    said.add(tried(client.delete_objects, Bucket=stronghold.bucket, Delete={"Objects": many}))
    assert [one for one in stronghold.versions() if "ETag" in one] == content, "every version is there still"
    return said


def governing(stronghold: Stronghold, client: Any) -> dict[str, str]:
    """Try to change the rules of the bucket; returns what the store said of each."""
    bucket = stronghold.bucket
    return {
        "versioning": tried(
            client.put_bucket_versioning, Bucket=bucket, VersioningConfiguration={"Status": "Suspended"}
        ),
        "lock": tried(client.put_object_lock_configuration, Bucket=bucket, ObjectLockConfiguration=SHORTER),
        "lifecycle": tried(client.put_bucket_lifecycle_configuration, Bucket=bucket, LifecycleConfiguration=EXPIRING),
        "policy": tried(client.delete_bucket_policy, Bucket=bucket),
        "bucket": tried(client.delete_bucket, Bucket=bucket),
    }


def injected(stronghold: Stronghold, client: Any) -> str:
    """Add what restic would read: junk under whole names, one of which sorts before every real one.

    All but a pack is locked until 2099, which this gateway lets an upload ask for; returns the pack.
    """
    names = [hashlib.sha256(bytes([number])).hexdigest() for number in range(3)]
    for key in (f"index/{names[0]}", f"snapshots/{names[1]}", f"keys/{'0' * 64}"):
        overwritten(stronghold, client, [f"{PREFIX}/{key}"], **LOCKED)
    pack = f"{PREFIX}/data/{names[2][:2]}/{names[2]}"
    client.put_object(Bucket=stronghold.bucket, Key=pack, Body=b"junk of another kind")
    return pack


def overwritten(stronghold: Stronghold, client: Any, keys: list[str], **more: Any) -> None:
    stronghold.each(lambda key: client.put_object(Bucket=stronghold.bucket, Key=key, Body=GARBAGE, **more), keys)


def test_the_writers_keys_destroy_nothing(stronghold: Stronghold, target: Path) -> None:
    """With the policy that `storage policy` prints: what is left to an attacker is to write; that is undone."""
    writer, at, before = stronghold.boto("writer"), stronghold.now(), stronghold.contents()
    assert destroying(stronghold, writer) == {"AccessDenied"}
    assert set(governing(stronghold, writer).values()) == {"AccessDenied"}
    one = next(one for one in stronghold.versions("data/") if one["IsLatest"])
    forever = {"Mode": "COMPLIANCE", "RetainUntilDate": FOREVER}
    assert tried(writer.put_object_retention, **stronghold.whole(one), Retention=forever) == "AccessDenied"
    hidden = {tried(writer.delete_object, Bucket=stronghold.bucket, Key=key) for key in before}
    assert hidden == {"AccessDenied"}

    overwritten(stronghold, writer, list(before))
    pack = injected(stronghold, writer)
    found = stronghold.client.run("storage", "check", "object", "--json", code=1).json["exceptions"]
    assert [one["why"] for one in found] == ["locked for far longer than anybody of ours asks"] * 3
    half = stronghold.rewind("--yes", "object", at=at, code=1)
    assert "--hide-newer" in half.err, "a repository with a strange key opens to nobody, and it is said what to do"
    stronghold.rewind("--yes", "object", "--hide-newer", at=at)
    after = stronghold.contents()
    assert {key: after[key] for key in before} == before
    assert after.keys() - before.keys() == {pack}, "a pack that no index names harms nobody"

    stronghold.client.run("restore", "share", "--to", target)
    assert tree(stronghold.client.restored(target)) == tree(stronghold.client.share)


@pytest.fixture
def mended(stronghold: Stronghold) -> Any:
    """The rules of the bucket, put back by its owner afterwards."""
    yield
    stronghold.owner.put_object_lock_configuration(Bucket=stronghold.bucket, ObjectLockConfiguration=PROMISED)
    stronghold.owner.delete_bucket_lifecycle(Bucket=stronghold.bucket)
    govern(stronghold)


@pytest.mark.usefixtures("mended")
def test_even_the_owners_keys_destroy_nothing_that_is_locked(stronghold: Stronghold) -> None:
    """He hides it all, and changes the rules for what comes next: found by `storage check`, undone by its owner."""
    owner, at, before = stronghold.owner, stronghold.now(), stronghold.contents()
    assert "" not in destroying(stronghold, owner)
    said = governing(stronghold, owner)
    assert {name for name, told in said.items() if not told} == {"lock", "lifecycle", "policy"}
    assert said["versioning"] == "InvalidBucketState"
    overwritten(stronghold, owner, list(before), **LOCKED)
    stronghold.hide(list(before))
    assert not stronghold.contents()

    govern(stronghold)  # the first step of the way back: the owner gives the roles their rights again
    found = stronghold.client.run("storage", "check", "object", code=1).all
    assert "weaker than promised" in found
    stronghold.rewind("--yes", "object", at=at)
    after = stronghold.contents()
    assert {key: after[key] for key in before} == before
