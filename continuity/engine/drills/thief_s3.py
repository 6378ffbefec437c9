"""The thief at an S3 store: by its own library, as a stranger who found restic's environment would come."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from continuity.engine.drills.loot import refuse_foreign
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from continuity.backup.place import Place
    from continuity.engine.drills.loot import Loot

_GARBAGE = b"your files are ours now\n" * 20
_AT_ONCE = 8


def rob_bucket(place: Place, loot: Loot) -> None:
    """Strike every object of the repository, and count it. Raises ``Unavailable`` where the store cannot be asked.

    Raises ``Refused``, before anything is touched, where any object or version there is none of the repository's.
    """
    with _asked(place):
        _struck(place, loot)


def scout_bucket(place: Place) -> None:
    """Look at every object that would be struck. Raises ``Refused`` and ``Unavailable`` as the thief does."""
    with _asked(place):
        _seen(_client_of(place), place)


@contextmanager
def _asked(place: Place) -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise Unavailable("{name} cannot be struck: {cause}", name=place.spec.name, cause=error) from error


def _seen(client: Any, place: Place) -> list[str]:
    """Return the objects to strike, after a look at the versions as well."""
    names = list(_listed(client, place.spec.settings.bucket, _below(place)))
    _versions(client, place.spec.settings.bucket, _below(place))
    return names


def _struck(place: Place, loot: Loot) -> None:
    client = _client_of(place)
    names, bucket = _seen(client, place), {"Bucket": place.spec.settings.bucket}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        _each(pool, loot, "written_over", lambda key: client.put_object(**bucket, Key=key, Body=_GARBAGE), names)
        _each(pool, loot, "deleted", lambda key: client.delete_object(**bucket, Key=key), names)
        versions, refusal = _versions(client, bucket["Bucket"], _below(place))
        if refusal:
            loot.add("destroyed", refusal)
        destroy = lambda one: client.delete_object(**bucket, Key=one[0], VersionId=one[1])  # noqa: E731
        _each(pool, loot, "destroyed", destroy, versions)


def _below(place: Place) -> str:
    return f"{place.spec.settings.prefix}/" if place.spec.settings.prefix else ""


def _client_of(place: Place) -> Any:
    return _client(place.spec.settings, place.port.address().environment)


def _each(pool: ThreadPoolExecutor, loot: Loot, deed: str, act: Callable[[Any], Any], some: list[Any]) -> None:
    for refusal in pool.map(lambda one: _refusal(act, one), some):
        loot.add(deed, refusal)


def _refusal(act: Callable[[Any], Any], one: Any) -> str:
    """Return the store's own word where it refused; empty where it let it happen."""
    try:
        act(one)
    except ClientError as error:
        return str(error.response["Error"].get("Code") or error.response["ResponseMetadata"]["HTTPStatusCode"])
    return ""


def _listed(client: Any, bucket: str, below: str) -> Iterator[str]:
    """Yield the repository's objects but for its locks. Raises ``Refused`` for any that is none of its own."""
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=below):
        yield from (one["Key"] for one in page.get("Contents", ()) if _to_strike(one["Key"], bucket, below))


def _versions(client: Any, bucket: str, below: str) -> tuple[list[tuple[str, str]], str]:
    """Return every version with content; none, and the store's word, where the writer may not even list them.

    Raises ``Refused`` for the version of an object that is none of the repository's own.
    """
    try:
        found = [
            (one["Key"], one["VersionId"])
            for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=below)
            for one in page.get("Versions", ())
            if _to_strike(one["Key"], bucket, below)
        ]
    except ClientError as error:
        return [], str(error.response["Error"].get("Code", ""))
    return found, ""


def _to_strike(key: str, bucket: str, below: str) -> bool:
    name = key.removeprefix(below)
    refuse_foreign(name, f"{bucket}/{below}")
    return not name.startswith("locks/")


def _client(settings: Any, keys: Mapping[str, str]) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=settings.endpoint,
        region_name=settings.region,
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        verify=os.environ.get("SSL_CERT_FILE"),
        config=Config(
            max_pool_connections=_AT_ONCE, s3={"addressing_style": "path" if settings.style == "path" else "virtual"}
        ),
    )
