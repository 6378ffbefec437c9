"""What differs between S3 providers, as data with its sources (part of ``s3``); there is no branch by a name anywhere.

Only what stands under ``tried`` was run by us. The rest is what providers and users write, with where and when it
was read (2026-11): a place to look, and a reason to run ``continuity storage validate`` before relying on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One kind of store. ``hosts`` matches the endpoint's host; ``checksums`` is botocore's setting of that name.

    ``when_supported`` sends a CRC with every upload, as AWS demands of uploads to a bucket with default retention;
    ``when_required`` leaves it out, for stores that refuse the header. restic itself sends Content-MD5.
    """

    name: str
    hosts: str
    checksums: Literal["when_supported", "when_required"] = "when_supported"
    tried: str = ""
    endpoint: str = ""
    lock: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


PROVIDERS = (
    Provider(
        name="AWS",
        hosts=r"s3([.-][a-z0-9-]+)*\.amazonaws\.com(\.cn)?",
        endpoint="https://s3.REGION.amazonaws.com, style host",
        lock="compliance and governance; on at creation, or later by the owner",
        notes=("an upload to a bucket with default retention needs Content-MD5 or a checksum",),
        sources=("docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html", "github.com/kopia/kopia/issues/711"),
    ),
    Provider(
        name="Wasabi",
        hosts=r"s3(\.[a-z0-9-]+)?\.wasabisys\.com",
        endpoint="https://s3.REGION.wasabisys.com",
        lock="compliance and governance, by bucket; not together with Wasabi's own compliance setting",
        notes=("governance is passed by the root user and by s3:BypassGovernanceRetention",),
        sources=(
            "docs.wasabi.com/apidocs/object-lock-on-buckets-with-the-wasabi-s3-api",
            "docs.wasabi.com/v1/docs/object-locking.md",
        ),
    ),
    Provider(
        name="Scaleway",
        hosts=r"s3\.[a-z]{2}-[a-z]{3}\.scw\.cloud",
        endpoint="https://s3.fr-par.scw.cloud, region fr-par",
        lock="compliance and governance, in buckets with versioning",
        notes=(
            "a third party reports (2026-08) that CreateBucket ignores the lock flag",
            "where `init` then finds no Object Lock: turn on versioning and Object Lock in the console, run it again",
        ),
        sources=(
            "scaleway.com/en/docs/object-storage/how-to/use-object-lock",
            "glama.ai/mcp/servers/gkrost/scaleway-ops-mcp-server/tools/scaleway_s3_enable_object_lock",
        ),
    ),
    Provider(
        name="OVHcloud",
        hosts=r"s3\.[a-z0-9-]+\.(io|perf)\.cloud\.ovh\.(net|us)",
        endpoint="https://s3.REGION.io.cloud.ovh.net, region in small letters (gra, rbx, sbg)",
        lock="compliance and governance, with versioning",
        notes=("lifecycle rules (old versions of restic's lock files) work on .io endpoints, not on .perf",),
        sources=(
            "help.ovhcloud.com/csm?id=kb_article_view&sysparm_article=KB0069687",
            "mintlify.com/ovh/docs/storage/object-storage",
        ),
    ),
    Provider(
        name="Backblaze B2",
        hosts=r"s3\.[a-z0-9-]+\.backblazeb2\.com",
        checksums="when_required",
        endpoint="https://s3.REGION.backblazeb2.com",
        notes=("the header x-amz-sdk-checksum-algorithm was refused (2025-01)",),
        sources=("github.com/boto/s3transfer/issues/327",),
    ),
    # MinIO and Ceph run under any name: what follows is told, and matched by no host.
    Provider(
        name="MinIO",
        hosts=r"(?!)",
        endpoint="your own, style path",
        lock="compliance and governance; at the creation of the bucket only, and not on a single plain disk (2020)",
        sources=("docs.min.io/docs/minio-bucket-object-lock-guide.html", "github.com/minio/minio/issues/9962"),
    ),
    Provider(
        name="Ceph RADOS Gateway",
        hosts=r"(?!)",
        tried="16.2: the whole contract, with restic 0.14 and 0.18",
        endpoint="your own, style path",
        lock="compliance and governance; at the creation of the bucket only",
        notes=("whoever uploads owns the object: deny PutObjectRetention to the writer explicitly",),
        sources=("our own tests, tests/storage",),
    ),
)
OTHER = Provider(name="", hosts="")


def provider(endpoint: str) -> Provider:
    """Return what is known of the store behind an endpoint; :data:`OTHER` where its host tells nothing."""
    host = (urlsplit(endpoint).hostname or "").lower()
    return next((one for one in PROVIDERS if re.fullmatch(one.hosts, host)), OTHER)
