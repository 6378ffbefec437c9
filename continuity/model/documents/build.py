"""From checked documents to the inventory: frozen dataclasses, positions kept only as ``file:line``."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.model.alerts import Alert, Destination, When
from continuity.model.anchor import Authority, EvidenceSpec, Witness
from continuity.model.documents.build_asset import build_asset, build_service
from continuity.model.documents.build_contract import build_contract
from continuity.model.documents.build_device import build_device, forecast_warn
from continuity.model.documents.build_privacy import build_privacy
from continuity.model.documents.build_ticket import build_tickets
from continuity.model.documents.drills import DrillShelf, drill
from continuity.model.documents.frameworks import framework
from continuity.model.documents.inactive import inactive, inactive_policy
from continuity.model.documents.procedures import RunbookShelf, procedure
from continuity.model.documents.shipped import PolicyShelf, policy_document
from continuity.model.inventory import (
    Calendar,
    Client,
    Inventory,
    Lock,
    RepositorySpec,
    Site,
    Unprotected,
)
from continuity.model.sharing import Sharing
from continuity.model.supervision import PingSpec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from continuity.model.documents.fields import RepositorySettings
    from continuity.model.documents.gathering import Gathered
    from continuity.model.documents.schema_device import DeviceModel
    from continuity.model.documents.scope import Scope
    from continuity.model.drill import Drill
    from continuity.model.inventory import Inactive, PolicyDocument
    from continuity.model.procedure import Procedure

_PING_EVERY = timedelta(minutes=5)


def build_inventory(
    path: Path, gathered: Gathered, scopes: Mapping[str, Scope], clients: Mapping[str, Client]
) -> Inventory:
    """Return all that ``clients``, each read from its scope, and what they share, say."""
    shared = gathered.shared
    policies = build_policies(shared) if gathered.many else next(iter(clients.values())).policies
    return Inventory(
        source=path,
        language=shared.single("language") or "en",
        timezone=shared.single("timezone") or "UTC",
        state=shared.single("state"),
        ping=_ping(shared),
        lab=bool(shared.single("lab")),
        clients=clients,
        policies=policies,
        inactive=tuple(_inactive(scopes, clients, labelled=gathered.many)),
        fleet=gathered.many,
        evidence=_evidence(shared),
    )


def build_client(scope: Scope) -> Client:
    """Return the client that a scope without faults describes."""
    name, contract = scope.single("client").name, scope.single("client").contract
    return Client(
        name=name,
        title=scope.single("client").title or name,
        sites={one: Site(name=one, title=scope.model("sites", one).title or one) for one in scope.sections["sites"]},
        repositories={one: _repository(scope, name, one) for one in scope.sections["repositories"]},
        assets={one: build_asset(scope, name, one) for one in scope.sections["assets"]},
        policies=build_policies(scope),
        devices={
            one: build_device(scope, name, one, _sharing(scope.model("devices", one)))
            for one in scope.sections["devices"]
        },
        forecast_warn=forecast_warn(scope),
        services={one: build_service(scope, name, one) for one in scope.sections["services"]},
        unprotected=tuple(_unprotected(scope, one) for one in scope.sections["unprotected"]),
        notifications={one: _destination(scope, one) for one in scope.sections["notifications"]},
        alerts=tuple(_alert(scope, one) for one in scope.sections["alerts"]),
        tickets=build_tickets(scope.single("tickets")),
        language=scope.single("language") or "en",
        timezone=scope.single("timezone") or "UTC",
        country=(contract.country if contract else None) or "",
        region=(contract.region if contract else None) or "",
        contract=build_contract(contract),
        privacy=build_privacy(scope.single("client").privacy),
        runbooks=build_runbooks(scope),
        drills=build_drills(scope),
        frameworks={one: framework(one, scope.model("controls", one)) for one in scope.sections["controls"]},
        evidence=_evidence(scope),
    )


def build_runbooks(scope: Scope) -> Mapping[str, Procedure]:
    """Return the runbooks in scope: those of the documents above the shipped ones."""
    entries = scope.sections["runbooks"].items()
    return RunbookShelf({name: procedure(name, scope.model("runbooks", name), entry.line()) for name, entry in entries})


def build_drills(scope: Scope) -> Mapping[str, Drill]:
    """Return the drills in scope: those of the documents above the shipped ones."""
    entries = scope.sections["drills"].items()
    return DrillShelf({name: drill(name, scope.model("drills", name), entry.line()) for name, entry in entries})


def build_policies(scope: Scope) -> Mapping[str, PolicyDocument]:
    """Return the policies in scope: those of the documents above the shipped ones."""
    entries = scope.sections["policies"].items()
    own = {
        name: policy_document(name, entry.line(), scope.model("policies", name), entry.node) for name, entry in entries
    }
    return PolicyShelf(own)


def _repository(scope: Scope, client: str, name: str) -> RepositorySpec:
    settings = scope.model("repositories", name)
    return RepositorySpec(
        name=name,
        client=client,
        adapter=settings.adapter,
        site=settings.site,
        medium=settings.medium,
        credential=settings.credential,
        lock=Lock(mode=settings.lock.mode, period=settings.lock.period) if settings.lock else None,
        settings=settings,
        where=scope.sections["repositories"][name].line(),
        sharing=_sharing(settings),
        rehearsal=bool(settings.rehearsal),
        declared=settings.model_dump(mode="json", exclude={"rehearsal"}),
    )


def _sharing(model: RepositorySettings | DeviceModel) -> Sharing:
    line = model.bandwidth
    if line is None:
        return Sharing(at_once=model.at_once)
    during = tuple(line.during)
    return Sharing(at_once=model.at_once, upload=line.upload, download=line.download, during=during)


def _unprotected(scope: Scope, name: str) -> Unprotected:
    model = scope.model("unprotected", name)
    where = scope.sections["unprotected"][name].line()
    return Unprotected(name=name, path=model.path, device=model.device, reason=model.reason, where=where)


def _destination(scope: Scope, name: str) -> Destination:
    return Destination(name=name, urls=tuple(one.url for one in scope.model("notifications", name)))


def _alert(scope: Scope, name: str) -> Alert:
    model, client = scope.model("alerts", name), scope.single("client")
    return Alert(
        name=name,
        client=client.name,
        title=client.title or client.name,
        when=frozenset(map(When, model.when)) if model.when else frozenset(When),
        to=tuple(model.to),
        quiet=model.quiet,
        digest=Calendar(model.digest) if model.digest else None,
        repeat=model.repeat,
        timezone=scope.single("timezone") or "UTC",
        language=scope.single("language") or "en",
        where=scope.sections["alerts"][name].line(),
    )


def _ping(shared: Scope) -> PingSpec | None:
    model = shared.single("supervision")
    if model is None or model.ping is None:
        return None
    return PingSpec(url=model.ping.url, every=model.ping.every or _PING_EVERY)


def _evidence(scope: Scope) -> EvidenceSpec:
    model = scope.single("evidence")
    if model is None:
        return EvidenceSpec()
    return EvidenceSpec(
        anchor_every=model.anchor_every or EvidenceSpec.anchor_every,
        timestamps=tuple(Authority(name=one.name, url=one.url, ca=one.ca) for one in model.timestamps),
        witnesses=tuple(Witness(name=one.name, vkey=one.vkey) for one in model.witnesses),
    )


def _inactive(scopes: Mapping[str, Scope], clients: Mapping[str, Client], *, labelled: bool) -> Iterator[Inactive]:
    """Yield what is inactive once each, however many clients share it; of shipped policies, those in use."""
    seen = set()
    for name, client in clients.items():
        scope = scopes[name]
        used = dict.fromkeys([*scope.sections["policies"], *_used(client)])
        policy_lines = [found for one in used for found in inactive_policy(client.policies[one])]
        for one in (*inactive(scope, name if labelled else ""), *policy_lines):
            if one.where not in seen:
                seen.add(one.where)
                yield one


def _used(client: Client) -> Iterator[str]:
    """Yield the policies of the assets that are backed up, and what those extend."""
    for asset in client.assets.values():
        following = asset.policy if asset.active else None
        while following is not None:
            yield following
            following = client.policies[following].values.get("extends")
