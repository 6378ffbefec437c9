"""Can the promises be kept at all? Findings on an inventory before anything runs, each with its place.

What breaks a promise is an ``error`` (a face refuses, exit 5); what is worth knowing is a ``warning``.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.ground.timestamps import read_time
from continuity.policy.copies import Case, DeclaredCopy, ObservedCopy, Production, judge
from continuity.policy.copying import Copying, copying
from continuity.policy.findings import Finding, Severity, finding, of_asset
from continuity.policy.lengths import said
from continuity.policy.pace import pace
from continuity.policy.policy import Policy, resolve
from continuity.policy.renewals import SHORTEST, Terms
from continuity.policy.trust import trust

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from continuity.model.inventory import Asset, Client, Inventory, RepositorySpec
    from continuity.policy.deriving import Measured

__all__ = ["Finding", "Severity", "check", "refusals"]

_LABELS = frozenset({"site", "medium", "credential", "password", "lock"})
_ANY_TIME = read_time("2000-01-01T00:00:00Z")


def check(
    inventory: Inventory,
    *,
    lockable: Collection[str] | None = None,
    now: datetime = _ANY_TIME,
    measured: Mapping[str, Measured] | None = None,
) -> tuple[Finding, ...]:
    """Return every promise that cannot be kept and all that is doubtful, errors first.

    ``lockable`` names the adapters that can lock what they hold; None where nobody asked them. Schedules are looked at
    from ``now`` on; ``measured`` says by ``client/asset`` how long past backups took.
    """
    findings: list[Finding] = []
    for client in inventory.clients.values():
        findings += _repositories(client, lockable)
        findings += trust(client)
        for asset in client.assets.values():
            policy = resolve(asset.policy, client.policies)
            findings += _source(asset)
            findings += _objectives(asset, policy)
            findings += pace(asset, policy, client.timezone, (measured or {}).get(asset.reference), now)
            findings += _copies(client, asset, policy)
            findings += _immutability(client, asset, policy)
            findings += _copying(asset, policy)
    return tuple(sorted(findings, key=lambda one: (one.severity != Severity.ERROR, one.subject)))


def refusals(findings: Collection[Finding]) -> tuple[Finding, ...]:
    """Return the findings that break a promise."""
    return tuple(one for one in findings if one.severity is Severity.ERROR)


def _repositories(client: Client, lockable: Collection[str] | None) -> Iterator[Finding]:
    for one in client.repositories.values():
        subject = f"{client.name}/{one.name}"
        if one.lock and lockable is not None and one.adapter not in lockable:
            values = {"repository": one.name, "adapter": one.adapter}
            yield finding(Severity.ERROR, one.where, subject, "no_lock_there", **values)
        if one.lock and one.lock.mode != "compliance":
            yield finding(Severity.WARNING, one.where, subject, "lock_governance", repository=one.name)
    for one, other in combinations(client.repositories.values(), 2):
        if _place(one) == _place(other):
            values = {"repository": one.name, "other": other.name}
            yield finding(Severity.WARNING, other.where, f"{client.name}/{other.name}", "same_place", **values)


def _place(repository: RepositorySpec) -> str:
    return repr(sorted((key, str(value)) for key, value in repository.declared.items() if key not in _LABELS))


def _source(asset: Asset) -> Iterator[Finding]:
    """Files alone say beforehand what a point will hold."""
    if asset.source.kind != "files":
        return
    paths = [Path(one) for one in asset.source.settings["paths"]]
    for one in asset.boots:
        if not any(one.image.is_relative_to(path) for path in paths):
            yield of_asset(Severity.WARNING, asset, "boot_elsewhere", asset=asset.name, image=one.image)
    if asset.source.settings.get("snapshot", "none") != "none" and Path("/") in paths:
        yield of_asset(Severity.ERROR, asset, "snapshot_root", asset=asset.name)


def _objectives(asset: Asset, policy: Policy) -> Iterator[Finding]:
    values = {"policy": policy.name}
    if policy.rpo is None:
        yield of_asset(Severity.ERROR, asset, "no_rpo", **values)
    if policy.rto is None:
        yield of_asset(Severity.ERROR, asset, "no_rto", **values)
    if policy.copies is None:
        yield of_asset(Severity.ERROR, asset, "no_copies_rule", **values)
    if not policy.retention.asked and any(count == 0 for count in vars(policy.retention).values()):
        yield of_asset(Severity.ERROR, asset, "keeps_nothing", **values)
    kept = policy.retention.span()
    if kept and policy.immutable_for and kept < policy.immutable_for:
        lengths = {"kept": said(kept), "promised": said(policy.immutable_for)}
        yield of_asset(Severity.ERROR, asset, "retention", **values, **lengths)


def _copies(client: Client, asset: Asset, policy: Policy) -> Iterator[Finding]:
    """Judge the copies at their best: every repository reachable, listed, locked as declared and verified."""
    if policy.copies is None:
        return
    declared = [_declared(client.repositories[name]) for name in asset.copies]
    best = [ObservedCopy(repository=one.repository, has_point=True, errors=0) for one in declared]
    home = Production(site=asset.site, medium=asset.medium)
    digits = judge(Case(rule=policy.copies, production=home, declared=declared, observed=best, lab=True), now=_ANY_TIME)
    for name in ("copies", "media", "offsite"):
        found, needed = getattr(digits.observed, name), getattr(policy.copies, name)
        if found < needed:
            values = {"asset": asset.name, "policy": policy.name, "found": found, "needed": needed}
            yield of_asset(Severity.ERROR, asset, name, **values)
    if digits.observed.copies - 1 < policy.rpo_copies:
        values = {"needed": policy.rpo_copies, "found": digits.observed.copies - 1}
        yield of_asset(Severity.ERROR, asset, "rpo_copies", **values)


def _copying(asset: Asset, policy: Policy) -> Iterator[Finding]:
    """Say what copies that come from one another cost."""
    way, several = copying(policy), len(asset.copies) > 1
    if several and way is Copying.REPLICATE:
        values = {"asset": asset.name, "repositories": ", ".join(asset.copies)}
        yield of_asset(Severity.WARNING, asset, "shared_key", **values)
    if several and way is Copying.COPY:
        yield of_asset(Severity.WARNING, asset, "one_reading", asset=asset.name)


def _declared(repository: RepositorySpec) -> DeclaredCopy:
    return DeclaredCopy(
        repository=repository.name,
        site=repository.site,
        medium=repository.medium,
        credential=repository.credential,
        locked=repository.lock is not None,
    )


def _immutability(client: Client, asset: Asset, policy: Policy) -> Iterator[Finding]:
    """Locks as declared: enough of them, and each as long as the policy promises."""
    needed = max(policy.copies.immutable if policy.copies else 0, 1 if policy.immutable_for else 0)
    locked = [client.repositories[name] for name in asset.copies if client.repositories[name].lock]
    values = {"asset": asset.name, "policy": policy.name}
    if len(locked) < needed:
        found = {"found": len(locked), "needed": needed}
        yield of_asset(Severity.ERROR, asset, "immutable", **values, **found)
    if not needed or not policy.immutable_for:
        return
    terms = [(one, Terms(period=one.lock.period, promised=policy.immutable_for)) for one in locked if one.lock]
    severity = Severity.WARNING if sum(asked.feasible for _, asked in terms) >= needed else Severity.ERROR
    for one, asked in terms:
        if not asked.feasible:
            name, lengths = _shortness(asked)
            yield finding(severity, one.where, asset.reference, name, repository=one.name, **values, **lengths)


def _shortness(asked: Terms) -> tuple[str, dict[str, str]]:
    """Return how a lock falls short of the promise on it: at once, or as soon as points share what they store."""
    period, promised = asked.period or timedelta(), asked.promised or timedelta()
    lengths = {"period": said(period), "promised": said(promised)}
    if period < promised:
        return "lock_short", lengths
    return "lock_vain", lengths | {"every": said(period - promised), "needed": said(promised + SHORTEST)}
