"""Where a canary stands on another host."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from continuity.model.inventory import Asset


def there(asset: Asset, word: str) -> Path:
    """Return the path of a sidecar: in a directory of its own, where every user may make one.

    ``word`` belongs to one run, or whoever made that directory before us would stop the backup. No name of a document
    holds a point, so that no asset's directories are taken for another's.
    """
    return Path(f"/tmp/continuity-{asset.client}.{asset.name}.{word}/canary.json")  # noqa: S108 - made anew, or refused
