"""What the 3-2-1-1-0 judge is given, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from continuity.model.measurement import Verdict
    from continuity.policy.policy import CopiesRule
    from continuity.policy.reasons import Reason

_DOMAIN_PARTS = ("device", "host", "endpoint", "credential")


@dataclass(frozen=True, kw_only=True)
class FailureDomain:
    """What was observed to hold data up; an empty part says nothing. All empty: nobody looked yet."""

    device: str = ""
    host: str = ""
    endpoint: str = ""
    credential: str = ""

    @property
    def known(self) -> bool:
        """Whether anything was observed."""
        return any(getattr(self, part) for part in _DOMAIN_PARTS)

    def shared_with(self, other: FailureDomain) -> str:
        """Return the first part that both have in common, or an empty string."""
        same = (part for part in _DOMAIN_PARTS if getattr(self, part) and getattr(self, part) == getattr(other, part))
        return next(same, "")


@dataclass(frozen=True, kw_only=True)
class DeclaredCopy:
    """A repository as the documents describe it; ``locked`` where they promise a lock."""

    repository: str
    site: str
    medium: str
    credential: str
    locked: bool = False


@dataclass(frozen=True, kw_only=True)
class ObservedCopy:
    """What was last seen of an asset in one repository.

    ``data_time`` and ``locked_until`` are those of its newest point; ``lock_reported_by_store`` is whether the
    store was asked at all; ``errors`` those of the last verification, None where there never was one.
    """

    repository: str
    has_point: bool
    data_time: datetime | None = None
    domain: FailureDomain = FailureDomain()
    locked_until: datetime | None = None
    lock_reported_by_store: bool = False
    errors: int | None = None
    verified_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Production:
    """The data itself, which counts as copy 1; ``hosts`` are the names by which the machine that holds it is observed.

    A second disk of that machine is a copy, and never one off site.
    """

    site: str
    medium: str = "disk"
    domain: FailureDomain = FailureDomain()
    hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Digits:
    """The five digits as observed; ``errors`` None where something was never verified."""

    copies: int
    media: int
    offsite: int
    immutable: int
    errors: int | None


@dataclass(frozen=True, kw_only=True)
class CopiesVerdict:
    """The verdict on one asset's copies, with every reason there is."""

    rule: str
    verdict: Verdict
    observed: Digits
    reasons: tuple[Reason, ...]

    def as_json(self) -> dict[str, Any]:
        """Return ``copies`` of ``continuity.status/1``."""
        reasons = [str(reason) for reason in self.reasons]
        return {"rule": self.rule, "verdict": str(self.verdict), "observed": vars(self.observed), "reasons": reasons}


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is judged: the rule, the production data, and what was declared and observed of each repository.

    ``immutable_for`` is how long after its data time the policy promises a point cannot be destroyed.
    """

    rule: CopiesRule
    production: Production
    declared: Sequence[DeclaredCopy]
    observed: Sequence[ObservedCopy]
    lab: bool = False
    immutable_for: timedelta | None = None
