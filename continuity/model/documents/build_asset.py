"""From checked documents to assets and services: what is read of them, and what proves that they came back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.model.documents.canaries import canary_of
from continuity.model.documents.fields import SourceSettings
from continuity.model.documents.schema import AssetModel, FreshnessCanary
from continuity.model.documents.schema_hooks import hooks_of
from continuity.model.expectation import PRINTED_SOURCES, Expectation, Freshness, Query
from continuity.model.inventory import Asset
from continuity.model.service import Service, Wait
from continuity.model.source import QUERYABLE_SOURCES, Source

if TYPE_CHECKING:
    from pydantic import BaseModel

    from continuity.model.documents.schema_device import ServiceModel
    from continuity.model.documents.scope import Entry, Scope


def build_asset(scope: Scope, client: str, name: str) -> Asset:
    """Return the asset of that name, of a scope without faults."""
    model: AssetModel = scope.model("assets", name)
    return Asset(
        name=name,
        client=client,
        title=model.title or name,
        criticality=model.criticality,
        site=model.site,
        policy=model.policy,
        source=_source(model.source),
        copies=tuple(model.copies),
        archives=tuple(model.archives),
        canary=canary_of(model),
        freshness=_freshness(model),
        hooks=hooks_of(model.hooks),
        depends_on=tuple(model.depends_on),
        rehearsal=bool(model.rehearsal),
        where=scope.sections["assets"][name].line(),
        lines=_lines(scope.sections["assets"][name]),
        medium=model.medium,
        commands=tuple(tuple(check.command) for check in model.checks if check.command),
        boots=tuple(check.boot.spec for check in model.checks if check.boot),
        queries=_queries(model),
    )


def build_service(scope: Scope, client: str, name: str) -> Service:
    """Return the service of that name, of a scope without faults."""
    model: ServiceModel = scope.model("services", name)
    return Service(
        name=name,
        client=client,
        title=model.title or name,
        criticality=model.criticality,
        assets=tuple(model.assets),
        devices=tuple(model.devices),
        up_when=model.up_when or "",
        hours=model.hours,
        rto=model.rto,
        rpo=model.rpo,
        waits=tuple(Wait(who=one.who, why=one.why, time=one.time, before=tuple(one.before)) for one in model.waits),
        where=scope.sections["services"][name].line(),
    )


def _source(model: Any) -> Source:
    if isinstance(model, SourceSettings):
        return Source(kind=model.kind, settings={}, foreign=model)
    return Source(kind=model.kind, settings=_settings(model))


def _settings(model: BaseModel) -> dict[str, Any]:
    names = [name for name in type(model).model_fields if name != "kind"]
    values = {name: getattr(model, name) for name in names}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def _queries(model: AssetModel) -> tuple[Query, ...]:
    if model.source.kind in PRINTED_SOURCES:
        looked_for = ((check.contains, check.expect or "> 0") for check in model.checks if check.contains)
        return tuple(Query(sql=text, expect=Expectation.parse(expect)) for text, expect in looked_for)
    if model.source.kind not in QUERYABLE_SOURCES and not isinstance(model.source, SourceSettings):
        return ()
    asked = ((check.sql, check.expect) for check in model.checks if check.sql and check.expect)
    return tuple(Query(sql=sql, expect=Expectation.parse(expect)) for sql, expect in asked)


def _lines(entry: Entry) -> dict[str, int]:
    written = entry.node.value.items()
    return {key: entry.node.keys[key].line for key, node in written if node.value is not None}


def _freshness(model: AssetModel) -> Freshness | None:
    if canary_of(model) != "freshness" or not isinstance(model.canary, FreshnessCanary):
        return None
    return Freshness(sql=model.canary.freshness.sql or "", path=model.canary.freshness.path)
