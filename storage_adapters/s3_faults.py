"""What a store or the way to it may say, and the two sentences a person needs instead (part of ``s3``)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError, Passing, Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Answers that mean "there is no lock here": AWS, Ceph, and stores that know no Object Lock at all.
NO_LOCK = frozenset(
    {
        "InvalidRequest",
        "MethodNotAllowed",
        "NoSuchObjectLockConfiguration",
        "NotImplemented",
        "ObjectLockConfigurationNotFoundError",
    }
)

#: What the store says, by its error code (AWS's S3 API reference, Error Responses).
_SAID: dict[str, tuple[type[ContinuityError], str, str]] = {
    "AccessDenied": (
        Unavailable,
        "repository {name} at {endpoint}: the key may not do this in the bucket {bucket}",
        "check the bucket's policy and that the bucket belongs to this key",
    ),
    "BucketAlreadyExists": (
        Refused,
        "repository {name} at {endpoint}: the bucket {bucket} belongs to somebody else",
        "choose another name: bucket names are shared by all users of a store",
    ),
    "InvalidAccessKeyId": (
        Unavailable,
        "repository {name} at {endpoint}: the store does not know this access key",
        "check access_key: the reference may lead to the key of another store or user",
    ),
    "NoSuchBucket": (
        Unavailable,
        "repository {name} at {endpoint}: there is no bucket {bucket}",
        "check the name; `continuity init` makes a bucket that is missing",
    ),
    "QuotaExceeded": (
        Unavailable,
        "repository {name} at {endpoint}: the store's quota is used up",
        "raise the quota of the bucket or of its owner",
    ),
    "RequestTimeTooSkewed": (
        Unavailable,
        "repository {name} at {endpoint}: the clocks of the store and of this machine differ too much",
        "set this machine's clock (timedatectl set-ntp true); lock dates depend on it",
    ),
    "SignatureDoesNotMatch": (
        Unavailable,
        "repository {name} at {endpoint}: the secret key does not fit the access key",
        "check secret_key: it may be cut, or that of another key",
    ),
} | dict.fromkeys(
    ("AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "PermanentRedirect"),
    (
        Unavailable,
        "repository {name} at {endpoint}: the bucket {bucket} is in another region",
        "write the region that the store names",
    ),
)

#: What keeps us from the store, by how we learn of it.
_WAY = {
    "silent": (
        "repository {name} at {endpoint}: the store does not answer",
        "check the host, the port, and what filters between",
    ),
    "untrusted": (
        "repository {name} at {endpoint}: its certificate is not trusted",
        "give this machine the certificate of the store's authority, or check that https is spoken there",
    ),
    "unknown": ("repository {name} at {endpoint}: no such host", "check the address, and this machine's name service"),
    "refused": (
        "repository {name} at {endpoint}: the connection is refused",
        "check the address and the port, and that the store is running",
    ),
    "unreached": (
        "repository {name} at {endpoint}: no way leads there",
        "check this machine's network and the route to the store",
    ),
    "foreign": (
        "repository {name} at {endpoint}: it does not speak S3",
        "check scheme and port: http or https, the S3 port",
    ),
}


_PASSING = frozenset({"silent", "refused", "unreached"})
_BUSY = frozenset({"InternalError", "RequestTimeout", "ServiceUnavailable", "SlowDown"})  # AWS: "try again"


def code(error: Any) -> str:
    """Return the S3 error code of a botocore ``ClientError``."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def explained(name: str, *, endpoint: str, bucket: str) -> Iterator[None]:
    """Turn botocore's errors into our families; ours pass unchanged."""
    from botocore.exceptions import BotoCoreError, ClientError

    place: dict[str, object] = {"name": name, "endpoint": endpoint, "bucket": bucket}
    try:
        yield
    except ClientError as error:
        raise _said(error, place) from error
    except BotoCoreError as error:
        way = _way(error)
        message, hint = _WAY[way]
        told = Unavailable(message, hint=hint, **place)
        raise (told.that_may_pass() if way in _PASSING else told) from error


def _said(error: Any, place: dict[str, object]) -> ContinuityError:
    if found := _SAID.get(code(error)):
        family, message, hint = found
        return family(message, hint=hint, **place)
    told = Unavailable(
        "repository {name} at {endpoint}: the store says {code}: {text}",
        hint="look the code up in the store's own documentation",
        code=code(error),
        text=error.response.get("Error", {}).get("Message", ""),
        **place,
    )
    return told.that_may_pass(Passing.BUSY) if code(error) in _BUSY else told


def _way(error: Any) -> str:
    """Name what kept us from the store; botocore keeps urllib3's error as a value, whose text tells the cause."""
    from botocore import exceptions

    if isinstance(error, exceptions.ConnectTimeoutError | exceptions.ReadTimeoutError):
        return "silent"
    if isinstance(error, exceptions.SSLError):
        return "untrusted"
    if not isinstance(error, exceptions.EndpointConnectionError):
        return "foreign"
    text = str(error.kwargs.get("error", "")).lower()
    if "resol" in text:
        return "unknown"
    return "refused" if "refused" in text else "unreached"
