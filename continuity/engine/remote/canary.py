"""Where a canary stands on another host."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from continuity.model.inventory import Asset


def there(asset: Asset) -> Path:
    """Return the path of a sidecar: in a directory of its own, where every user may make one."""
    return Path(f"/tmp/continuity-{asset.client}-{asset.name}/canary.json")  # noqa: S108 - made for us alone, or refused
