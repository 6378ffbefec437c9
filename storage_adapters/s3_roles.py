"""Who may do what in a bucket: one policy document with least privilege for each role, as data (part of ``s3``).

The words are AWS's (S3 API reference, Actions; IAM reference, policy elements); what each statement really allows
and refuses is tried on a RADOS Gateway by ``tests/storage/test_roles.py``. Two things the tests taught:

- Whoever uploads an object *owns* it there, so what an owner could do is denied by name, not merely not allowed.
- A permission to delete a delete marker is a permission to delete a version; only its lock protects a version from
  the recovery role, which is therefore time-boxed like the pruner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.storage.access import Role
from continuity.storage.ports import SEALED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

_VERSION = "2012-10-17"  # of the policy language, not of ours

#: What restic may find below a repository, its own lock files apart: what the recovery role brings back.
_KEPT = ("config", "data/*", "index/*", "keys/*", "snapshots/*")
#: Of that, what restic reads whole: there the recovery role may also hide what an intruder added, by a delete marker.
_HIDEABLE = ("index/*", "keys/*", "snapshots/*")
_LOCKS = "locks/*"
_SEALED = f"{SEALED}*"  # anchors: the bucket's default locks them, and all that was ever put under a name can be read

_SEE = (
    "s3:GetBucketLocation",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketPolicy",
    "s3:GetBucketVersioning",
    "s3:GetLifecycleConfiguration",
)
_LIST = ("s3:ListBucket", "s3:ListBucketVersions")

#: What no role of a running backup may do to the bucket, whatever else allows it.
_GOVERNING = (
    "s3:DeleteBucket",
    "s3:DeleteBucketPolicy",
    "s3:PutBucketAcl",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutBucketPolicy",
    "s3:PutBucketVersioning",
    "s3:PutLifecycleConfiguration",
    "s3:PutReplicationConfiguration",
)
_UNDOING = (
    "s3:BypassGovernanceRetention",
    "s3:PutObjectAcl",
    "s3:PutObjectLegalHold",
    "s3:PutObjectVersionAcl",
)
_EXTENDING = "s3:PutObjectRetention"
_DESTROYING = "s3:DeleteObjectVersion"
_DELETING = "s3:DeleteObject"


@dataclass(frozen=True, kw_only=True)
class Rights:
    """What one role may do with objects, by where; ``denied`` is refused even where something else allows it.

    Resources are names below the repository's prefix. ``boxed``: the permission to change anything ends at a date.
    """

    allowed: Mapping[str, Sequence[str]]  # resource -> actions
    denied: Sequence[str]
    deletes_only: str = ""  # the one resource where a delete is not denied
    boxed: bool = False
    at_once: bool = False  # deletes by requests of many: a RADOS Gateway (16) wants that allowed on the bucket, too


RIGHTS: Mapping[Role, Rights] = {
    Role.WRITER: Rights(
        allowed={
            "*": ("s3:GetObject", "s3:GetObjectRetention", "s3:PutObject"),
            _LOCKS: ("s3:DeleteObject",),
            _SEALED: ("s3:GetObjectVersion",),
        },
        denied=(_EXTENDING, _DESTROYING, *_UNDOING),
        deletes_only=_LOCKS,
    ),
    Role.KEEPER: Rights(
        allowed={"*": ("s3:GetObjectRetention", _EXTENDING)},
        denied=("s3:DeleteObject", "s3:PutObject", _DESTROYING, *_UNDOING),
    ),
    Role.PRUNER: Rights(
        allowed={"*": ("s3:DeleteObject", "s3:GetObject", "s3:GetObjectRetention", "s3:PutObject")},
        denied=(_EXTENDING, _DESTROYING, *_UNDOING),
        boxed=True,
    ),
    Role.READER: Rights(
        allowed={"*": ("s3:GetObject", "s3:GetObjectRetention"), _SEALED: ("s3:GetObjectVersion",)},
        denied=("s3:DeleteObject", "s3:PutObject", _EXTENDING, _DESTROYING, *_UNDOING),
    ),
    Role.RECOVERY: Rights(
        allowed={
            "*": ("s3:GetObject", "s3:GetObjectRetention", "s3:GetObjectVersion"),
            **dict.fromkeys(_KEPT, (_DESTROYING, "s3:PutObject")),
            **dict.fromkeys(_HIDEABLE, (_DESTROYING, _DELETING, "s3:PutObject")),
        },
        denied=(_EXTENDING, *_UNDOING),
        boxed=True,
        at_once=True,
    ),
}


def bucket_policy(
    bucket: str, prefix: str, principals: Mapping[Role, Sequence[str]], until: datetime | None
) -> dict[str, Any]:
    """Return the bucket's policy for these roles, each with the users that hold it; boxed roles end at ``until``.

    A role without users becomes a policy to attach to a user: it names nobody, and so counts for whoever has it.
    A boxed role without an end is a programming error (``ValueError``): no such policy is ever written.
    """
    place = _Place(bucket=bucket, prefix=prefix)
    statements = [one for role, users in principals.items() for one in _statements(place, role, users, until)]
    return {"Version": _VERSION, "Statement": statements}


@dataclass(frozen=True, kw_only=True)
class _Place:
    bucket: str
    prefix: str

    @property
    def root(self) -> str:
        return f"arn:aws:s3:::{self.bucket}"

    def below(self, name: str) -> str:
        return "/".join(part for part in (self.root, self.prefix, name) if part)

    def listing(self) -> dict[str, Any]:
        """Return the condition under which names may be listed: a neighbour's below another prefix are not ours."""
        return {"StringLike": {"s3:prefix": [f"{self.prefix}/*"]}} if self.prefix else {}


def _statements(place: _Place, role: Role, users: Sequence[str], until: datetime | None) -> list[dict[str, Any]]:
    rights = RIGHTS[role]
    end: dict[str, Any] = {}
    if rights.boxed:
        if until is None:
            msg = f"the role {role} has no end"
            raise ValueError(msg)
        end = {"DateLessThan": {"aws:CurrentTime": until.strftime("%Y-%m-%dT%H:%M:%SZ")}}

    def one(name: str, effect: str, actions: Sequence[str], **where: Any) -> dict[str, Any]:
        head: dict[str, Any] = {"Sid": f"{role.capitalize()}{name}", "Effect": effect}
        head |= {"Principal": {"AWS": list(users)}} if users else {}
        return head | {"Action": sorted(actions)} | {key: value for key, value in where.items() if value}

    found = [
        one("SeesTheBucket", "Allow", _SEE, Resource=place.root),
        one("ListsItsOwn", "Allow", _LIST, Resource=place.root, Condition=place.listing()),
    ]
    by_actions: dict[Sequence[str], list[str]] = {}
    for resource, actions in rights.allowed.items():
        by_actions.setdefault(actions, []).append(place.below(resource))
    for number, (actions, resources) in enumerate(by_actions.items(), 1):
        if rights.at_once and _DELETING in actions:
            resources.append(place.root)  # of each object the gateway asks again
        found.append(one(f"May{number}", "Allow", actions, Resource=resources, Condition=end))
    found.append(one("NeverGoverns", "Deny", _GOVERNING, Resource=place.root))
    found.append(one("NeverUndoes", "Deny", rights.denied, Resource=f"{place.root}/*"))
    if rights.deletes_only:
        kept = place.below(rights.deletes_only)
        found.append(one("DeletesNothingElse", "Deny", ("s3:DeleteObject",), NotResource=kept))
    return found
