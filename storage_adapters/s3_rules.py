"""A bucket's policy and lifecycle, read and held against what we print (part of ``s3``).

Lifecycle rules never remove a version that is locked (AWS, User Guide, "Object Lock and lifecycle"; Ceph 16.2: tried by
tests/storage/test_space.py), so that the rule which gives space back costs no protection.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from continuity.storage.access import Role
from continuity.storage.rules import Rules, Standing

from .s3_faults import code
from .s3_locks import DAY
from .s3_part import S3Part
from .s3_roles import bucket_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from types_boto3_s3 import S3Client


_NO_POLICY = "NoSuchBucketPolicy"
_NO_LIFECYCLE = "NoSuchLifecycleConfiguration"
_HIDDEN = frozenset({"AccessDenied", "MethodNotAllowed", "NotImplemented"})
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_LOCKS = "locks/"

#: What may be wrong, as people read it.
SAID = {
    "lax": "the bucket's policy lets a role or somebody else do more than `storage policy` prints",
    "open": "the bucket's policy lets everybody in",
    "missing": "the document names keys by role, and the bucket has no policy that keeps them apart",
    "removes": "a lifecycle rule of the bucket removes objects that are needed",
    "too_soon": "a lifecycle rule of the bucket removes what is hidden before anybody could notice",
}


class Ruling(S3Part):
    """The methods of ``Ruled`` for an adapter of a bucket."""

    def rules(self, reserve: timedelta) -> Rules:
        """Read both documents; one that the store does not show is told as such, and is no fault."""
        import json

        client, bucket = self._quick, self.settings.bucket
        with self._explained():
            policy = _asked(client, lambda: json.loads(client.get_bucket_policy(Bucket=bucket)["Policy"]), _NO_POLICY)
            lifecycle = _asked(
                client, lambda: client.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"], _NO_LIFECYCLE
            )
        roles = any(keys for _, keys in self.settings.roles)
        standing, found = standing_of(policy, bucket, self.settings.prefix, roles=roles)
        rest = list(lifecycle_faults(lifecycle, self._key(""), reserve)) if lifecycle else []
        return Rules(
            policy=standing,
            lifecycle=_standing(lifecycle, rest),
            faults=tuple(dict.fromkeys(found + rest)),
        )

    def space_rules(self, reserve: timedelta) -> Mapping[str, Any]:
        """Return a lifecycle configuration: old versions go after the reserve, restic's lock files after a day."""
        return {
            "Rules": [
                _rule("continuity-space", self._key(""), max(-(-reserve // DAY), 1)),
                _rule("continuity-locks", self._key(_LOCKS), 1),
            ]
        }


def standing_of(policy: Any, bucket: str, prefix: str, *, roles: bool) -> tuple[Standing, list[str]]:
    """Judge a bucket's policy (None: it has none, False: it is not shown); ``roles``: keys are named by role.

    One that names none of our roles is none of ours, and never sound.
    """
    ours = policy is False or any(_role_of(one) and one["Principal"] for one in _statements(policy or {}))
    weak = policy_faults(policy, bucket, prefix) if policy else []
    missing = [] if ours or not roles else [SAID["missing"]]
    return _standing(policy if ours or weak else None, weak), missing + weak


def policy_faults(policy: Mapping[str, Any], bucket: str, prefix: str) -> list[str]:
    """Say what a bucket's policy allows beyond what we print, or does not deny; empty where there is nothing.

    Who holds a role is read from the statements that bear its name; whoever else is allowed anything is one too many.
    """
    statements = _statements(policy)
    allowing = [one for one in statements if one["Effect"] == "Allow"]
    if any("NotPrincipal" in one["Turned"] or any("*" in user for user in one["Principal"]) for one in allowing):
        return [SAID["open"]]
    known: set[str] = set()
    for role in Role:
        users = sorted({user for one in statements if _role_of(one) is role for user in one["Principal"]})
        known.update(users)
        if users and not _as_strict(statements, _printed(bucket, prefix, role, users), set(users)):
            return [SAID["lax"]]
    told = all(one["Principal"] and known.issuperset(one["Principal"]) and not one["Turned"] for one in allowing)
    return [] if told else [SAID["lax"]]


def lifecycle_faults(rules: list[Any], start: str, reserve: timedelta) -> Iterator[str]:
    """Say which rules remove what is needed, or what is hidden sooner than the reserve ends."""
    for rule in rules:
        below = _prefix(rule)
        if rule.get("Status") != "Enabled" or not (below.startswith(start) or start.startswith(below)):
            continue
        if below.startswith(f"{start}{_LOCKS}"):
            continue
        expiration = rule.get("Expiration", {})
        if "Days" in expiration or "Date" in expiration:
            yield SAID["removes"]
        days = rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays")
        if days is not None and days * DAY < reserve:
            yield SAID["too_soon"]


def _as_strict(found: list[dict[str, Any]], printed: list[dict[str, Any]], users: set[str]) -> bool:
    """Tell whether these users are allowed nothing more, and denied nothing less, than what is printed."""
    ours = [one for one in found if users & set(one["Principal"])]
    allowed = [one for one in ours if one["Effect"] == "Allow"]
    denied = [one for one in ours if one["Effect"] == "Deny" and not one["Conditional"]]
    return all(_covered(one, [two for two in printed if two["Effect"] == "Allow"]) for one in allowed) and all(
        _covered(one, denied) for one in printed if one["Effect"] == "Deny"
    )


def _covered(one: dict[str, Any], others: list[dict[str, Any]]) -> bool:
    """Tell whether some statement about the same things names at least these actions for at least these users."""
    return any(
        (other["Where"], other["Boxed"]) == (one["Where"], one["Boxed"])
        and set(other["Action"]) >= set(one["Action"])
        and set(other["Principal"]) >= set(one["Principal"])
        for other in others
    )


def _statements(policy: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [_plain(one) for one in _listed(policy.get("Statement"))]


def _role_of(statement: Mapping[str, Any]) -> Role | None:
    return next((role for role in Role if str(statement["Sid"]).startswith(role.capitalize())), None)


def _printed(bucket: str, prefix: str, role: Role, users: list[str]) -> list[dict[str, Any]]:
    return _statements(bucket_policy(bucket, prefix, {role: users}, _ANY_TIME))


def _plain(statement: Any) -> dict[str, Any]:
    """Return a statement as stores may write it, a list or a single word, in one way."""
    principal = statement.get("Principal", [])
    named = principal.values() if isinstance(principal, dict) else [principal]  # not users alone: services, canonical
    users = [str(user) for kind in named for user in _listed(kind)]
    condition = statement.get("Condition", {})
    prefixes = _listed(condition.get("StringLike", {}).get("s3:prefix"))
    where = (tuple(sorted(_listed(statement.get("Resource")))), tuple(sorted(_listed(statement.get("NotResource")))))
    return {
        "Sid": statement.get("Sid", ""),
        "Effect": statement.get("Effect"),
        "Principal": users,
        "Action": _listed(statement.get("Action")),
        "Where": (*where, tuple(sorted(prefixes))),
        "Boxed": "aws:CurrentTime" in condition.get("DateLessThan", {}),
        "Conditional": bool(condition),
        "Turned": {"NotPrincipal", "NotAction"} & statement.keys(),
    }


def _listed(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list) else [value]


def _prefix(rule: Any) -> str:
    found = rule.get("Filter", {})
    return str(found.get("Prefix") or found.get("And", {}).get("Prefix") or rule.get("Prefix") or "")


def _rule(name: str, below: str, days: int) -> dict[str, Any]:
    return {
        "ID": name,
        "Status": "Enabled",
        "Filter": {"Prefix": below},
        "NoncurrentVersionExpiration": {"NoncurrentDays": days},
        "Expiration": {"ExpiredObjectDeleteMarker": True},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
    }


def _asked(client: S3Client, ask: Callable[[], Any], absent: str) -> Any:
    """Return a document of the bucket, None where it has none, False where the store does not show it to us."""
    try:
        return ask()
    except client.exceptions.ClientError as error:
        if code(error) == absent:
            return None
        if code(error) in _HIDDEN:
            return False
        raise


def _standing(document: Any, faults: list[str]) -> Standing:
    if document is None or document is False:
        return Standing.NONE if document is None else Standing.UNTOLD
    return Standing.WEAKER if faults else Standing.SOUND
