"""What a store or the way to it may say, and the two sentences a person needs instead (part of ``s3``)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError, Refused, Unavailable

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

_INIT = "check the name; `continuity init` makes a bucket that is missing"
_FAULTS: dict[str, tuple[type[ContinuityError], str, str]] = {
    "AccessDenied": (
        Unavailable,
        "the key may not do this in the bucket {bucket}",
        "check the bucket's policy and that the bucket belongs to this key",
    ),
    "BucketAlreadyExists": (
        Refused,
        "the bucket {bucket} belongs to somebody else",
        "choose another name: bucket names are shared by all users of a store",
    ),
    "InvalidAccessKeyId": (
        Unavailable,
        "the store does not know this access key",
        "check access_key: the reference may lead to the key of another store or user",
    ),
    "NoSuchBucket": (Unavailable, "there is no bucket {bucket}", _INIT),
    "RequestTimeTooSkewed": (
        Unavailable,
        "the clocks of the store and of this machine differ too much",
        "set this machine's clock (timedatectl set-ntp true); lock dates depend on it",
    ),
    "SignatureDoesNotMatch": (
        Unavailable,
        "the secret key does not fit the access key",
        "check secret_key: it may be cut, or that of another key",
    ),
    "QuotaExceeded": (Unavailable, "the store's quota is used up", "raise the quota of the bucket or of its owner"),
} | dict.fromkeys(
    ("AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "PermanentRedirect"),
    (Unavailable, "the bucket {bucket} is in another region", "write the region that the store names"),
)


def code(error: Any) -> str:
    """Return the S3 error code of a botocore ``ClientError``."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def explained(name: str, *, endpoint: str, bucket: str) -> Iterator[None]:
    """Turn botocore's errors into our families; ours pass unchanged."""
    from botocore import exceptions

    place: dict[str, object] = {"name": name, "endpoint": endpoint, "bucket": bucket}
    try:
        yield
    except exceptions.ClientError as error:
        raise _from_code(code(error), error, place) from error
    except (exceptions.ConnectTimeoutError, exceptions.ReadTimeoutError) as error:
        raise _way("it does not answer", "check the host, the port, and what filters between", place) from error
    except exceptions.SSLError as error:
        raise _way("its certificate is not trusted", "give this machine the authority's certificate", place) from error
    except exceptions.EndpointConnectionError as error:
        raise _way(_unreached(error), "check the address and that the store is running", place) from error
    except (exceptions.HTTPClientError, exceptions.ParamValidationError) as error:
        raise _way("it does not speak S3", "check scheme and port: http or https, the S3 port", place) from error
    except exceptions.BotoCoreError as error:
        raise _way(type(error).__name__, "check the address", place) from error


def _unreached(error: Any) -> str:
    """Say why no connection came about; botocore keeps urllib3's error as a value, whose text names the cause."""
    text = str(error.kwargs.get("error", "")).lower()
    if "resol" in text:
        return "no such host"
    return "the connection is refused" if "refused" in text else "no way leads there"


def _from_code(found: str, error: Any, place: dict[str, object]) -> ContinuityError:
    family, message, hint = _FAULTS.get(found, (Unavailable, "the store says {code}: {text}", ""))
    text = error.response.get("Error", {}).get("Message", "")
    template = "repository {name} at {endpoint}: " + message
    return family(template, hint=hint, code=found, text=text, **place)


def _way(cause: str, hint: str, place: dict[str, object]) -> Unavailable:
    return Unavailable("repository {name}: {endpoint} cannot be used: {cause}", hint=hint, cause=cause, **place)
