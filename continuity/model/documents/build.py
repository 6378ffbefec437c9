"""From checked documents to the inventory: frozen dataclasses, positions kept only as ``file:line``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.model.documents.schema import AssetModel, FreshnessCanary
from continuity.model.documents.shipped import PolicyShelf, policy_document
from continuity.model.inventory import Asset, Client, Lock, RepositorySpec, Site, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from continuity.model.documents.scope import Scope
    from continuity.model.inventory import PolicyDocument


def build_client(scope: Scope) -> Client:
    """Return the client that a scope without faults describes."""
    name = scope.single("client").name
    return Client(
        name=name,
        title=scope.single("client").title or name,
        sites={one: Site(name=one, title=scope.model("sites", one).title or one) for one in scope.sections["sites"]},
        repositories={one: _repository(scope, name, one) for one in scope.sections["repositories"]},
        assets={one: _asset(scope, name, one) for one in scope.sections["assets"]},
        policies=build_policies(scope),
        language=scope.single("language") or "en",
        timezone=scope.single("timezone") or "UTC",
    )


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
        declared=settings.model_dump(mode="json"),
    )


def _asset(scope: Scope, client: str, name: str) -> Asset:
    model: AssetModel = scope.model("assets", name)
    return Asset(
        name=name,
        client=client,
        title=model.title or name,
        criticality=model.criticality,
        site=model.site,
        policy=model.policy,
        source=Source(kind=model.source.kind, settings=_settings(model.source)),
        copies=tuple(model.copies),
        canary=_canary(model),
        depends_on=tuple(model.depends_on),
        where=scope.sections["assets"][name].line(),
        medium=model.medium,
        commands=tuple(tuple(check.command) for check in model.checks if check.command),
    )


def _canary(model: AssetModel) -> str:
    if isinstance(model.canary, FreshnessCanary):
        return "freshness"
    return model.canary or ("sidecar" if model.source.kind == "files" else "none")


def _settings(model: BaseModel) -> dict[str, Any]:
    names = [name for name in type(model).model_fields if name != "kind"]
    values = {name: getattr(model, name) for name in names}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
