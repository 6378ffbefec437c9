"""The store's clock, who owns a bucket, and what its writer can really do (part of ``s3``).

A gateway checks permission first and content second, so an act on the bucket that carries worthless content tells
both: ``AccessDenied`` means that the writer may not, any complaint about the content that he might have.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.storage.access import Act, Answer, Attempt, ahead

from .s3_faults import NO_LOCK, code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from types_boto3_s3 import S3Client

_DENIED = frozenset({"AccessDenied", "AllAccessDisabled", "AuthorizationError", "MethodNotAllowed"})
#: Worthless on purpose: an unknown state, an unknown mode, half a JSON document.
_NONSENSE: Any = "continuity-probe"
_BUCKET_ACTS: tuple[tuple[Act, str, dict[str, Any]], ...] = (
    (Act.SUSPEND_VERSIONING, "put_bucket_versioning", {"VersioningConfiguration": {"Status": _NONSENSE}}),
    (
        Act.CHANGE_LIFECYCLE,
        "put_bucket_lifecycle_configuration",
        {
            "LifecycleConfiguration": {
                "Rules": [{"ID": _NONSENSE, "Status": _NONSENSE, "Filter": {"Prefix": _NONSENSE}}]
            }
        },
    ),
    (
        Act.CHANGE_LOCK,
        "put_object_lock_configuration",
        {
            "ObjectLockConfiguration": {
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": _NONSENSE, "Days": 1}},
            }
        },
    ),
    (Act.CHANGE_POLICY, "put_bucket_policy", {"Policy": "{"}),
)


def clock_skew(client: S3Client, bucket: str, now: Callable[[], datetime]) -> timedelta | None:
    """Return how far the store's clock is ahead of ours, None where its answers carry no date."""
    before = now()
    try:
        answer: Any = client.list_objects_v2(Bucket=bucket, MaxKeys=1)
    except client.exceptions.ClientError as error:
        answer = error.response
    after = now()
    return ahead(answer["ResponseMetadata"]["HTTPHeaders"].get("date"), before, after)


def is_owner(client: S3Client, bucket: str) -> bool | None:
    """Tell whether the bucket is among those that the store lists as ours; None where it lists none to us."""
    try:
        owned = client.list_buckets().get("Buckets", [])
    except client.exceptions.ClientError as error:
        if code(error) in _DENIED:
            return None
        raise
    return any(one.get("Name") == bucket for one in owned)


def attempts(client: S3Client, bucket: str, key: str, now: datetime) -> Iterator[Attempt]:
    """Try every forbidden act once; the acts on an object on one that is made here, of a few bytes."""
    body = b"continuity tried what the writer may do. Nothing needs this object.\n"
    version = client.put_object(Bucket=bucket, Key=key, Body=body).get("VersionId", "null")
    place = {"Bucket": bucket, "Key": key}
    whole = {**place, "VersionId": version}
    yield _tried(
        client, Act.EXTEND_RETENTION, "put_object_retention", {**whole, "Retention": _longer(client, whole, now)}
    )
    bypassing = {**whole, "BypassGovernanceRetention": True}
    for act, name, request in (
        *_BUCKET_ACTS,
        (Act.DELETE_OBJECT, "delete_object", place),
        (Act.DELETE_VERSION, "delete_object", whole),
        (Act.BYPASS_GOVERNANCE, "delete_object", bypassing),
    ):
        yield _tried(client, act, name, {"Bucket": bucket, **request})


def _longer(client: S3Client, whole: dict[str, str], now: datetime) -> Any:
    """Return a retention one day longer than the object has: extending it by mistake costs a day."""
    held: Any = {}
    with suppress(client.exceptions.ClientError):  # a writer may be refused the look, too; the act is what counts
        held = client.get_object_retention(**whole).get("Retention", {})  # type: ignore[arg-type]
    until = held.get("RetainUntilDate") or now
    return {"Mode": held.get("Mode", "GOVERNANCE"), "RetainUntilDate": until + timedelta(days=1)}


def _tried(client: Any, act: Act, name: str, request: dict[str, Any]) -> Attempt:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        getattr(client, name)(**request)
    except ClientError as error:
        said = code(error)
        return Attempt(act=act, answer=_answer(act, said, error), said=said)
    except BotoCoreError as error:
        return Attempt(act=act, answer=Answer.UNCLEAR, said=type(error).__name__)
    return Attempt(act=act, answer=Answer.ALLOWED)


def _answer(act: Act, said: str, error: Any) -> Answer:
    if said in _DENIED:
        return Answer.REFUSED
    if act is Act.EXTEND_RETENTION and said in NO_LOCK:
        return Answer.UNCLEAR  # nothing is locked here, so there is nothing to extend
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return Answer.ALLOWED if 400 <= status < 500 else Answer.UNCLEAR  # noqa: PLR2004 - it judged the content, not us
