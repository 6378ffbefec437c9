"""Who said so: each value in force for an asset, and the document, line and ``extends`` step that set it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.model.inventory import Asset
    from continuity.policy.policy import Origin, Policy

_OF_ASSET = ("title", "criticality", "site", "medium", "policy", "copies", "canary", "depends_on")


class SetBy(StrEnum):
    """What set a value."""

    DOCUMENT = "document"
    DEFAULT = "default"
    #: worked out from another value
    DERIVED = "derived"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One value in force. ``where`` is ``file:line`` (empty where no document set it).

    ``chain`` leads from the asset's policy through what it extends to the one that set the value; empty for values of
    the asset itself, and for defaults. ``source`` is the key that a derived value comes from.
    """

    key: str
    value: Any
    set_by: SetBy
    where: str = ""
    chain: tuple[str, ...] = ()
    source: str = ""

    @property
    def step(self) -> int | None:
        """How many ``extends`` lie between the asset's policy and who set the value; None outside policies."""
        return len(self.chain) - 1 if self.chain else None


def explain(asset: Asset, policy: Policy) -> tuple[Setting, ...]:
    """Return what is in force: the asset's own values first, then its policy's in the order of their keys."""
    return (*_of_asset(asset), *_of_policy(policy))


def _of_asset(asset: Asset) -> Iterator[Setting]:
    file = asset.where.rpartition(":")[0]
    derived = {"title": "name", "canary": "source.kind"}
    for key in _OF_ASSET:
        value = getattr(asset, key)
        if key in asset.lines:
            where = f"{file}:{asset.lines[key]}"
            yield Setting(key=key, value=value, set_by=SetBy.DOCUMENT, where=where)
        elif key in derived:
            yield Setting(key=key, value=value, set_by=SetBy.DERIVED, source=derived[key])
        elif value:
            yield Setting(key=key, value=value, set_by=SetBy.DEFAULT)


def _of_policy(policy: Policy) -> Iterator[Setting]:
    for key, origin in sorted(policy.origins.items()):
        if key == "title":
            continue  # the policy's name for itself, in force for nobody
        value: Any = policy.copies if key == "copies" else policy.values
        for part in key.split(".") if key != "copies" else ():
            value = value[part]
        yield _setting(f"policy.{key}", value, origin, policy)
    if not policy.schedule:
        yield Setting(key="policy.schedule", value=None, set_by=SetBy.DERIVED, source="policy.objectives.rpo")


def _setting(key: str, value: Any, origin: Origin, policy: Policy) -> Setting:
    if not origin.policy:
        return Setting(key=key, value=value, set_by=SetBy.DEFAULT)
    chain = policy.chain[: origin.step + 1]
    return Setting(key=key, value=value, set_by=SetBy.DOCUMENT, where=str(origin), chain=chain)
