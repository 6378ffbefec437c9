"""botocore's client as the adapter wants it: nothing ambient, short limits, what a provider needs (part of ``s3``)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, cast

from .s3_providers import provider

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

    from continuity.storage.ports import Reveal

    from .s3_settings import S3Settings

READERS = 16  # a lock date costs one request per version, and a distant store answers in tens of milliseconds
_NOTHING_AMBIENT: Any = {  # botocore's session_vars: what a user's own AWS setup says must not decide here
    "profile": (None, None, None, None),
    "config_file": (None, None, "/dev/null", None),
    "credentials_file": (None, None, "/dev/null", None),
}


def build_client(settings: S3Settings, reveal: Reveal, *, attempts: int, read_s: int) -> S3Client:
    """Return a client for one store; each request is tried so often and each answer waited for so long."""
    from botocore.config import Config
    from botocore.session import Session

    checksums = provider(settings.endpoint).checksums
    client: Any = Session(session_vars=_NOTHING_AMBIENT).create_client(
        "s3",
        endpoint_url=settings.endpoint,
        region_name=settings.region,
        aws_access_key_id=reveal(settings.access_key),
        aws_secret_access_key=reveal(settings.secret_key),
        verify=os.environ.get("SSL_CERT_FILE"),  # the variable that restic, a Go program, trusts authorities by
        config=Config(
            connect_timeout=5,
            read_timeout=read_s,
            retries={"total_max_attempts": attempts, "mode": "standard"},
            max_pool_connections=READERS,
            request_checksum_calculation=checksums,
            response_checksum_validation=checksums,
            s3={"addressing_style": "path" if settings.style == "path" else "virtual"},
        ),
    )
    return cast("S3Client", client)
