"""What is said about documents before anything runs: findings, each with its place and its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from continuity.policy.reasons import Reason, because

if TYPE_CHECKING:
    from continuity.model.inventory import Asset


class Severity(StrEnum):
    """What a finding means for the promise."""

    #: the promise cannot be kept: refused
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding: ``where`` is ``file:line``, ``subject`` a ``client/asset`` or a ``client/repository``."""

    severity: Severity
    where: str
    subject: str
    reason: Reason

    def __str__(self) -> str:
        return f"{self.where}: {self.subject}: {self.reason}"

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "severity": str(self.severity),
            "where": self.where,
            "subject": self.subject,
            "message": str(self.reason),
        }


def finding(severity: Severity, where: str, subject: str, name: str, /, **values: object) -> Finding:
    """Return the finding called ``finding_name`` in the table of reasons."""
    return Finding(severity=severity, where=where, subject=subject, reason=because(f"finding_{name}", **values))


def of_asset(severity: Severity, asset: Asset, name: str, /, **values: object) -> Finding:
    """Return a finding at the place of an asset."""
    return finding(severity, asset.where, asset.reference, name, **values)
