"""An attacker, for the demo: whoever holds the writer's credentials, speaking to the store directly.

Nothing of the engine is used, and nothing in the engine can do this. Run as
``python -m continuity.faces.demo.attack BUCKET`` with the credentials in the environment; exits 0 where the store
refused everything, 1 where something was destroyed.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from continuity.faces.language import Language

if TYPE_CHECKING:
    from collections.abc import Callable

_TRIED = 25  # versions of each kind: enough to see the answer, few enough to watch


def main() -> int:
    """Try to delete versions, shorten a lock, and suspend versioning; print the store's answers."""
    import boto3
    from botocore.config import Config

    fill = Language(os.environ.get("CONTINUITY_LANG", "en")).fill
    client: Any = boto3.client(
        "s3",
        endpoint_url=os.environ["DEMO_S3_ENDPOINT"],
        aws_access_key_id=os.environ["DEMO_S3_ACCESS_KEY"],
        aws_secret_access_key=os.environ["DEMO_S3_SECRET_KEY"],
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}),
    )
    bucket = sys.argv[1]
    versions = client.list_object_versions(Bucket=bucket)["Versions"]
    wanted = [one for one in versions if not one["Key"].startswith("locks/")]
    kinds = {one["Key"].split("/")[0]: one for one in wanted}
    destroyed = 0
    attacked = [*kinds.values(), *(one for one in wanted if one not in kinds.values())][: _TRIED + len(kinds)]
    for one in attacked:
        place = {"Bucket": bucket, "Key": one["Key"], "VersionId": one["VersionId"]}
        what = fill("delete {key}…", key=one["Key"][:24])
        destroyed += _try(client.delete_object, what, shown=one in kinds.values(), **place)
    newest = max(wanted, key=lambda one: one["LastModified"])
    place = {"Bucket": bucket, "Key": newest["Key"], "VersionId": newest["VersionId"]}
    sooner = (newest["LastModified"].astimezone(UTC) + timedelta(days=1)).isoformat()
    weaker = {"Mode": "GOVERNANCE", "RetainUntilDate": sooner}
    destroyed += _try(client.put_object_retention, fill("shorten its lock to one day"), **place, Retention=weaker)
    suspended = {"Status": "Suspended"}
    call = client.put_bucket_versioning
    destroyed += _try(call, fill("suspend versioning"), Bucket=bucket, VersioningConfiguration=suspended)
    counts = {"versions": len(attacked), "count": destroyed}
    print(fill("  {versions} versions attacked, {count} attempt(s) succeeded", **counts))
    return 1 if destroyed else 0


def _try(call: Callable[..., Any], what: str, *, shown: bool = True, **request: Any) -> int:
    """Return 1 where the store let it happen."""
    from botocore.exceptions import ClientError

    try:
        call(**request)
    except ClientError as error:
        answer = error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"].get("Code", "")
        if shown:
            print(f"  {what:<40} {answer[0]} {answer[1]}")
        return 0
    print(f"  {what:<40} !!!")
    return 1


if __name__ == "__main__":
    sys.exit(main())
