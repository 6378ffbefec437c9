"""The 3-2-1-1-0 judge: what was observed of each copy, held against what was declared and what the policy asks.

Two copies that share a device, a host, an endpoint or a credential fall together and count as one. Each digit is
the largest number of copies that share nothing with each other, so that one more good copy never lowers it.
What nobody observed yet is not counted as proven: a digit that would need it makes the verdict ``unproven``.
In a lab (``lab: true``) failure domains are taken as declared, and the verdict says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from continuity.ground.timestamps import write_time
from continuity.model.measurement import Verdict
from continuity.policy.facts import (
    Case,
    CopiesVerdict,
    DeclaredCopy,
    Digits,
    FailureDomain,
    ObservedCopy,
    Production,
)
from continuity.policy.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from continuity.policy.policy import CopiesRule

__all__ = [
    "Case",
    "CopiesVerdict",
    "DeclaredCopy",
    "Digits",
    "FailureDomain",
    "ObservedCopy",
    "Production",
    "judge",
    "outside_source",
]


def judge(case: Case, *, now: datetime) -> CopiesVerdict:
    """Return whether the copies of an asset keep the rule, as observed up to ``now``."""
    copies = _existing(case)
    observed = _digits(case, [copy for copy in copies if _known(case, copy)], lambda copy: _lock(case, copy, now) == "")
    hoped = _digits(case, copies, lambda copy: _lock(case, copy, now) in ("", "lock_unread"))
    errors = sum(copy.seen.errors or 0 for copy in copies)
    unverified = not copies or any(copy.seen.errors is None for copy in copies)  # nothing looked at proves nothing
    digits = replace(observed, errors=None if unverified and not errors else errors)
    verdict = Verdict.MET
    if not _reaches(case.rule, hoped) or (case.rule.errors is not None and errors > case.rule.errors):
        verdict = Verdict.MISSED
    elif not _reaches(case.rule, observed) or (case.rule.errors is not None and unverified):
        verdict = Verdict.UNPROVEN
    return CopiesVerdict(
        rule=str(case.rule), verdict=verdict, observed=digits, reasons=tuple(_reasons(case, copies, observed, now))
    )


def outside_source(case: Case) -> frozenset[str]:
    """Return the repositories that share nothing with the production data: those an RPO may count on."""
    seen = {one.repository: one.domain for one in case.observed}
    return frozenset(
        one.repository
        for one in case.declared
        if case.lab or not case.production.domain.shared_with(seen.get(one.repository, FailureDomain()))
    )


@dataclass(frozen=True, kw_only=True)
class _Copy:
    """A copy that exists, both sides of it."""

    declared: DeclaredCopy
    seen: ObservedCopy

    @property
    def name(self) -> str:
        return self.declared.repository


def _existing(case: Case) -> list[_Copy]:
    seen = {one.repository: one for one in case.observed if one.has_point}
    return [_Copy(declared=one, seen=seen[one.repository]) for one in case.declared if one.repository in seen]


def _known(case: Case, copy: _Copy) -> bool:
    return case.lab or (copy.seen.domain.known and case.production.domain.known)


def _share(case: Case, one: _Copy, other: _Copy) -> str:
    """Return what two copies have in common that makes them fall together, or an empty string."""
    if one.declared.credential == other.declared.credential:
        return "credential"
    return "" if case.lab else one.seen.domain.shared_with(other.seen.domain)


def _share_with_production(case: Case, copy: _Copy) -> str:
    return "" if case.lab else case.production.domain.shared_with(copy.seen.domain)


def _away(case: Case, copy: _Copy) -> bool:
    """Tell whether a copy is declared at another site than the production data."""
    return copy.declared.site != case.production.site


def _at_home(case: Case, copy: _Copy) -> bool:
    """Tell whether a copy was seen on the very machine that holds the production data."""
    seen = {copy.seen.domain.host, copy.seen.domain.endpoint}
    return not case.lab and not seen.isdisjoint(case.production.hosts)


def _digits(case: Case, copies: Sequence[_Copy], is_locked: Callable[[_Copy], bool]) -> Digits:
    """Return each digit as its maximum over all sets of copies that share nothing with each other or production."""
    home = case.production
    apart = [copy for copy in copies if not _share_with_production(case, copy)]
    sets = list(_independent_sets(case, apart))
    return Digits(
        copies=1 + max(len(group) for group in sets),
        media=max(len({home.medium} | {copy.declared.medium for copy in group}) for group in sets),
        offsite=max(sum(_away(case, copy) and not _at_home(case, copy) for copy in group) for group in sets),
        immutable=max(sum(map(is_locked, group)) for group in sets),
        errors=None,
    )


def _independent_sets(case: Case, copies: Sequence[_Copy]) -> Iterator[tuple[_Copy, ...]]:
    """Yield the empty set and every set without two that share anything; a document allows a dozen copies at most."""
    yield ()
    for index, copy in enumerate(copies):
        for rest in _independent_sets(case, [later for later in copies[index + 1 :] if not _share(case, copy, later)]):
            yield (copy, *rest)


def _lock(case: Case, copy: _Copy, now: datetime) -> str:
    """Return what keeps a copy from counting as immutable, as the name of a reason; empty where it counts."""
    if not copy.seen.lock_reported_by_store:
        return "lock_unread" if copy.declared.locked else "lock_absent"
    until, since = copy.seen.locked_until, copy.seen.data_time
    if until is None:
        return "lock_absent"
    if until <= now:
        return "lock_over"
    return "lock_short" if case.immutable_for and since and until < since + case.immutable_for else ""


def _reaches(rule: CopiesRule, digits: Digits) -> bool:
    return all(getattr(digits, name) >= getattr(rule, name) for name in ("copies", "media", "offsite", "immutable"))


def _reasons(case: Case, copies: Sequence[_Copy], digits: Digits, now: datetime) -> Iterator[Reason]:
    if case.lab:
        yield because("lab")
    for name in ("copies", "media", "offsite", "immutable"):
        found, needed = getattr(digits, name), getattr(case.rule, name)
        if found < needed:
            yield because(f"too_few_{name}", found=found, needed=needed)
    existing = {copy.name for copy in copies}
    for one in case.declared:
        if one.repository not in existing:
            yield because("without_point", repository=one.repository)
    yield from _domain_reasons(case, copies)
    if digits.immutable < case.rule.immutable:
        yield from _lock_reasons(case, copies, now)
    if case.rule.errors is not None:
        yield from _error_reasons(case.rule, copies)


def _domain_reasons(case: Case, copies: Sequence[_Copy]) -> Iterator[Reason]:
    if copies and not case.lab and not case.production.domain.known:
        yield because("production_unknown")
    for copy in copies:
        if not case.lab and not copy.seen.domain.known:
            yield because("domain_unknown", repository=copy.name)
        if what := _share_with_production(case, copy):
            yield because(f"same_{what}_production", repository=copy.name)
        if _away(case, copy) and _at_home(case, copy):
            yield because("not_away", repository=copy.name)
    for one, other in combinations(copies, 2):
        if what := _share(case, one, other):
            yield because(f"same_{what}", repository=one.name, other=other.name)


def _lock_reasons(case: Case, copies: Sequence[_Copy], now: datetime) -> Iterator[Reason]:
    for copy in copies:
        fault = _lock(case, copy, now)
        if fault and (copy.declared.locked or copy.seen.lock_reported_by_store):
            until, since = copy.seen.locked_until, copy.seen.data_time
            required = since + case.immutable_for if since and case.immutable_for else None
            times = {"until": write_time(until) if until else "", "required": write_time(required) if required else ""}
            yield because(fault, repository=copy.name, **times)


def _error_reasons(rule: CopiesRule, copies: Iterable[_Copy]) -> Iterator[Reason]:
    for copy in copies:
        if copy.seen.errors is None:
            yield because("never_verified", repository=copy.name)
        elif copy.seen.errors > (rule.errors or 0):
            yield because("errors_found", repository=copy.name, errors=copy.seen.errors)
