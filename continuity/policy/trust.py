"""Who may read what, where restic runs on another host: it is given the password of each repository meanwhile. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.policy.findings import Finding, Severity, of_asset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.model.inventory import Asset, Client

_SERVED = "local"  # the adapter of what can be held out to a host


def trust(client: Client) -> Iterator[Finding]:
    """Yield what a host could read of others, and the copies that cannot be made from there."""
    for asset in client.assets.values():
        if not _may_run_there(client, asset):
            continue
        for name in asset.copies:
            if client.repositories[name].adapter != _SERVED:
                yield of_asset(Severity.ERROR, asset, "not_served", asset=asset.name, repository=name)
                continue
            others = sorted(one.name for one in client.assets.values() if name in one.copies and _elsewhere(one, asset))
            if others:
                values = {"host": asset.source.on, "repository": name, "others": ", ".join(others)}
                yield of_asset(Severity.WARNING, asset, "trust", **values)


def _may_run_there(client: Client, asset: Asset) -> bool:
    """Tell whether restic may run on the host of an asset, as its document says."""
    wish = asset.source.settings.get("restic", "never") if asset.source.on else "never"
    served = all(client.repositories[name].adapter == _SERVED for name in asset.copies)
    return wish == "required" or (wish == "auto" and served)


def _elsewhere(other: Asset, asset: Asset) -> bool:
    return other.source.on != asset.source.on
