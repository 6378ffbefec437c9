"""Copies, points and policies for the tests of the pure judges, made from as few words as each test needs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from continuity.model.inventory import PolicyDocument
from continuity.model.point import Point
from continuity.policy.copies import Case, DeclaredCopy, FailureDomain, ObservedCopy, Production
from continuity.policy.policy import CopiesRule, Policy, resolve

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STRICT = CopiesRule(copies=3, media=2, offsite=1, immutable=1, errors=0)
SOURCE = FailureDomain(device="8:1", host="server")


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def declared(repository: str, **other: Any) -> DeclaredCopy:
    known: dict[str, Any] = {"site": repository, "medium": "disk", "credential": repository}
    return DeclaredCopy(repository=repository, **(known | other))


def observed(repository: str, **other: Any) -> ObservedCopy:
    """A good copy: fresh, apart from all others, verified without errors."""
    domain = FailureDomain(host=f"host-{repository}", endpoint=f"end-{repository}", credential=f"key-{repository}")
    known: dict[str, Any] = {"has_point": True, "data_time": NOW - hours(1), "domain": domain, "errors": 0}
    return ObservedCopy(repository=repository, **(known | other))


def locked(repository: str, **other: Any) -> ObservedCopy:
    """A good copy under a lock that the store reported."""
    known: dict[str, Any] = {"locked_until": NOW + timedelta(days=30), "lock_reported_by_store": True}
    return observed(repository, **(known | other))


def case(*pairs: tuple[DeclaredCopy, ObservedCopy], rule: CopiesRule = STRICT, **other: Any) -> Case:
    known: dict[str, Any] = {"production": Production(site="here", domain=SOURCE)}
    return Case(rule=rule, declared=[one for one, _ in pairs], observed=[one for _, one in pairs], **(known | other))


def good_case(**other: Any) -> Case:
    """Three repositories that keep 3-2-1-1-0."""
    return case(
        (declared("disk", site="here"), observed("disk")),
        (declared("remote"), observed("remote")),
        (declared("object", medium="object", locked=True), locked("object")),
        **other,
    )


def policy(**objectives: Any) -> Policy:
    values: dict[str, Any] = {"objectives": {"rpo": hours(4), "rto": hours(8)} | objectives}
    return resolve("p", {"p": PolicyDocument(name="p", where="t.yaml:1", values=values)})


def point(repository: str, age_h: float, *, verified: bool = False) -> Point:
    return Point(
        client="acme",
        asset="files",
        repository=repository,
        snapshot=f"{repository}-{age_h}",
        run=f"run-{age_h}",
        data_time=NOW - hours(age_h),
        kind="incremental",
        bytes=1,
        listed_at=NOW,
        verified_at=NOW if verified else None,
    )
