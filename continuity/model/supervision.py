"""Who watches the service from outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta

    from continuity.model.secrets import SecretRef


@dataclass(frozen=True, kw_only=True)
class PingSpec:
    """An address that is called ``every`` so often while the service is well: whoever waits there rings in silence."""

    url: str | SecretRef = field(repr=False)
    every: timedelta
