"""What documents say and this version does not act upon: validated, listed here, never ignored in silence.

Each later version takes its lines out of this table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.model.documents.canaries import asked_for, can_have, canary_of
from continuity.model.documents.fields import SourceSettings, UnreadSource
from continuity.model.expectation import PRINTED_SOURCES
from continuity.model.inventory import Inactive
from continuity.model.source import ACTIVE_SOURCES, QUERYABLE_SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.model.documents.schema import AssetModel
    from continuity.model.documents.scope import Entry, Scope
    from continuity.model.inventory import PolicyDocument

#: Why something is inactive, by what it is; faces translate by template.
WHY = {
    "source": "sources of kind {kind} are not read yet: the asset is listed and not backed up",
    "unread": "the package for sources of kind {kind} does not load or cannot read it: each backup of the asset fails",
    "checks": "queries on restored data are not run yet",
    "contains": "patterns are not looked for in sources of kind {kind}",
    "canary": "this source (kind {kind}) can have no such canary ({asked}): it has {has} instead",
    "services": "no check decides whether it is up (up_when): its availability stays unproven",
    "notifications": "no entry of `alerts` names it, and no level of the escalation: nothing is sent there",
    "policy": "asked for, not acted upon yet: {keys}",
}

#: Keys of a policy that this version acts upon; of the sections in :data:`_BY_KEY`, the keys named here alone.
ACTIVE_POLICY_KEYS = frozenset(
    {
        "title",
        "extends",
        "objectives",
        "copies",
        "copying",
        "retention",
        "schedule",
        "window",
        "blackout",
        "bandwidth",
        "load",
        "retries",
        "priority",
        "verify.every",
        "verify.share",
        "restore_test.every",
        "kit_test.every",
        "drill.every",
        "drill.runbook",
        "drill.mode",
        "restore_test.select",
        "restore_test.sandbox",
    }
)
_BY_KEY = ("verify", "restore_test", "kit_test", "drill")


def inactive(scope: Scope, client: str) -> Iterator[Inactive]:
    """Yield what a scope without faults holds and this version leaves alone; paths begin with the client's name."""
    for name, entry in scope.sections["assets"].items():
        yield from _of_asset(scope.model("assets", name), entry, client, f"assets.{name}")
    for name, entry in scope.sections["services"].items():
        if not scope.model("services", name).up_when:
            yield _said(entry.line(), client, f"services.{name}", "services")
    yield from _unnamed(scope, client)


def _of_asset(model: AssetModel, entry: Entry, client: str, path: str) -> Iterator[Inactive]:
    kind = model.source.kind
    foreign = isinstance(model.source, SourceSettings)
    if isinstance(model.source, UnreadSource):
        yield _said(entry.line("source"), client, f"{path}.source", "unread", kind=kind)
    elif not foreign and kind not in ACTIVE_SOURCES:
        yield _said(entry.line("source"), client, f"{path}.source", "source", kind=kind)
    if not foreign and kind not in QUERYABLE_SOURCES and any(check.sql for check in model.checks):
        yield _said(entry.line("checks"), client, f"{path}.checks", "checks")
    if kind not in PRINTED_SOURCES and any(check.contains for check in model.checks):
        yield _said(entry.line("checks"), client, f"{path}.checks", "contains", kind=kind)
    if not can_have(model):
        asked, has = asked_for(model), canary_of(model)
        yield _said(entry.line("canary"), client, f"{path}.canary", "canary", asked=asked, kind=kind, has=has)


def _unnamed(scope: Scope, client: str) -> Iterator[Inactive]:
    """Yield the notifications that nobody names."""
    named = {name for alert in scope.sections["alerts"] for name in scope.model("alerts", alert).to}
    contract = scope.single("client").contract
    named |= {name for step in (contract.escalation if contract else ()) for name in step.notify}
    for name, entry in scope.sections["notifications"].items():
        if name not in named:
            yield _said(entry.line(), client, f"notifications.{name}", "notifications")


def inactive_policy(document: PolicyDocument, client: str = "") -> Iterator[Inactive]:
    """Yield what one policy asks for and this version leaves alone: one entry, at the first such key."""
    keys = [key for key in document.values if key not in _BY_KEY]
    keys += [f"{section}.{key}" for section in _BY_KEY for key in document.values.get(section, {})]
    left = sorted(set(keys) - ACTIVE_POLICY_KEYS, key=lambda key: document.lines.get(key, 0))
    if left:
        file, colon, tail = document.where.rpartition(":")
        place = file if colon and tail.isdigit() else document.where
        where = f"{place}:{document.lines.get(left[0], 0)}"
        yield _said(where, client, f"policies.{document.name}", "policy", keys=", ".join(left))


def _said(where: str, client: str, path: str, why: str, **values: object) -> Inactive:
    return Inactive(where=where, path=f"{client}: {path}" if client else path, why=WHY[why], values=values)
