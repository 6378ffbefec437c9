"""The records of processing (GDPR, article 30): what was declared, what is computed, and what nobody declared.

Nothing is invented: retention comes from the policies, measures from what was last done and recorded, all else from
the documents; what they leave out is listed in ``missing``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.engine.privacy.measures import measures
from continuity.ground.timestamps import write_time
from continuity.model.privacy import Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from continuity.engine.privacy.measures import Measure
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset, Client
    from continuity.model.privacy import Activity, Party
    from continuity.policy.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Kept:
    """How long an asset's copies are kept: ``counts`` points by class; none where nothing is ever removed.

    ``days`` is the age that the oldest point kept reaches, None where the policy does not say; ``locked_days`` the
    longest lock that a repository promises, before whose end nothing can be removed.
    """

    asset: str
    policy: str
    counts: dict[str, int]
    days: int | None
    locked_days: int | None


@dataclass(frozen=True, kw_only=True)
class Register:
    """One client's register as of a moment; ``missing`` names what was not declared."""

    client: Client
    at: datetime
    kept: tuple[Kept, ...]
    measures: tuple[Measure, ...]
    missing: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return ``continuity.privacy-register/1``."""
        privacy, contract = self.client.privacy, self.client.contract
        return {
            "schema": "continuity.privacy-register/1",
            "client": self.client.name,
            "at": write_time(self.at),
            "role": str(privacy.role),
            "controller": _party(privacy.controller),
            "processor": _party(privacy.processor),
            "dpo": _party(privacy.dpo),
            "activities": [_activity(one) for one in privacy.activities.values()],
            "retention": [vars(one) for one in self.kept],
            "transfers": None if privacy.transfers is None else [vars(one) for one in privacy.transfers],
            "sub_processors": [
                vars(one) | {"since": one.since.isoformat() if one.since else None}
                for one in (contract.sub_processors if contract else ())
            ],
            "aipd": privacy.aipd or None,
            "measures": [one.as_json() for one in self.measures],
            "missing": list(self.missing),
        }


def register(workshop: Workshop, client: Client, now: datetime) -> Register:
    """Return the register of a client as of now."""
    return Register(
        client=client,
        at=now,
        kept=tuple(_kept(client, asset, workshop.policy(asset)) for asset in client.assets.values() if asset.active),
        measures=tuple(measures(workshop, client)),
        missing=tuple(_missing(client)),
    )


def _kept(client: Client, asset: Asset, policy: Policy) -> Kept:
    counts = {name: count for name, count in vars(policy.retention).items() if count}
    span = policy.retention.span()
    held = [spec.lock.period for name in asset.copies if (spec := client.repositories[name]).lock]
    return Kept(
        asset=asset.name,
        policy=policy.name,
        counts=counts,
        days=span.days if span else None,
        locked_days=max(held).days if held else None,
    )


def _missing(client: Client) -> Iterator[str]:
    """Yield what article 30 asks for and nobody declared, by the key of the document that would say it."""
    privacy = client.privacy
    who = ("controller",) if privacy.role is Role.CONTROLLER else ("controller", "processor")
    for name in (*who, "dpo"):
        if getattr(privacy, name) is None:
            yield f"privacy.{name}"
    if not privacy.activities:
        yield "privacy.activities"
    for one in privacy.activities.values():
        yield from (
            f"privacy.activities.{one.name}.{key}" for key in ("people", "data", "recipients") if not getattr(one, key)
        )
    named = {asset for one in privacy.activities.values() for asset in one.assets}
    if privacy.activities:
        yield from (f"assets.{one.name}" for one in client.assets.values() if one.name not in named)
    if privacy.transfers is None:
        yield "privacy.transfers"
    yield from (f"privacy.transfers.{one.to}.safeguards" for one in privacy.transfers or () if not one.safeguards)
    if not privacy.aipd:
        yield "privacy.aipd"


def _party(party: Party | None) -> dict[str, str] | None:
    return vars(party) if party else None


def _activity(one: Activity) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in vars(one).items()}
