"""Checks between names: whatever a document refers to must exist, and nothing may go in a circle.

They look at the tree rather than at the models, so that they speak together with the faults of single values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.model.documents.circles import circle_from
from continuity.model.documents.faults import Fault, Place, fault, listed, naming_fault
from continuity.model.documents.procedure_checks import procedure_faults
from continuity.model.documents.shipped import shipped_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from continuity.model.documents.scope import Entry, Scope
    from continuity.model.documents.tree import Node

#: (section, key of its entries, section that is named, word for messages); a key ending in [] holds a list, and one
#: with a dot stands below another.
_REFERENCES = (
    ("assets", "site", "sites", "site"),
    ("assets", "policy", "policies", "policy"),
    ("assets", "copies[]", "repositories", "repository"),
    ("assets", "archives[]", "repositories", "repository"),
    ("assets", "depends_on[]", "assets", "asset"),
    ("assets", "source.device", "devices", "device"),
    ("assets", "source.on", "devices", "device"),
    ("repositories", "site", "sites", "site"),
    ("devices", "site", "sites", "site"),
    ("drills", "service", "services", "service"),
    ("devices", "parents[]", "devices", "device"),
    ("services", "assets[]", "assets", "asset"),
    ("services", "devices[]", "devices", "device"),
    ("policies", "extends", "policies", "policy"),
    ("unprotected", "device", "devices", "device"),
    ("alerts", "to[]", "notifications", "notification"),
)


def cross_check(scope: Scope, adapters: Iterable[str]) -> list[Fault]:
    """Return every reference that leads nowhere, and every circle."""
    installed = sorted(adapters)
    faults = [
        found
        for section, key, target, what in _REFERENCES
        for name, entry in scope.sections[section].items()
        for found in _references(entry, f"{section}.{name}", key, _names(scope, target), what)
    ]
    for name, entry in scope.sections["repositories"].items():
        for word, place, path in _words(entry.node, f"repositories.{name}", "adapter"):
            if word not in installed:
                faults.append(fault("no_adapter", place, path, name=word, names=listed(installed)))
    for name, entry in scope.sections["services"].items():
        faults += _up_when(scope, entry, f"services.{name}")
        faults += _waits(scope, entry, f"services.{name}.waits")
    for name, entry in scope.sections["assets"].items():
        faults += _reached(scope, entry, f"assets.{name}")
        faults += _shelved_and_used(entry, f"assets.{name}")
    faults += _escalation(scope)
    faults += _activities(scope)
    faults += _rhythms(scope)
    faults += _circles(scope.sections["assets"], "assets", "depends_on[]")
    faults += _circles(scope.sections["devices"], "devices", "parents[]")
    faults += _circles(scope.sections["policies"], "policies", "extends")
    for name, entry in scope.sections["runbooks"].items():
        faults += procedure_faults(entry.node, f"runbooks.{name}")
    return faults


def _names(scope: Scope, section: str) -> set[str]:
    names = set(scope.sections[section])
    return names | set(shipped_names()) if section == "policies" else names


def _references(entry: Entry, path: str, key: str, names: set[str], what: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for word, place, here in _words(entry.node, path, key):
        if word not in names:
            yield naming_fault("unknown_name", place, here, names, what=what, name=word)
        elif word in seen:
            yield fault("twice_in_list", place, here, name=word)
        seen.add(word)


def _words(node: Node, path: str, key: str) -> Iterator[tuple[str, Place, str]]:
    """Yield the words under ``key`` that are text and whose substitutions are known, each with its place."""
    name = key.removesuffix("[]")
    child = _below(node, name)
    if child is None:
        return
    items = list(enumerate(child.value)) if key.endswith("[]") and isinstance(child.value, list) else [(None, child)]
    for index, item in items:
        if isinstance(item.value, str) and not item.unset:
            yield item.value, item.place, f"{path}.{name}" + (f".{index}" if index is not None else "")


def _below(node: Node | None, path: str) -> Node | None:
    for step in path.split("."):
        node = node.value.get(step) if node and isinstance(node.value, dict) else None
    return node


def _waits(scope: Scope, entry: Entry, path: str) -> Iterator[Fault]:
    """Return the assets that a service's waits name and that are not there."""
    waits = _below(entry.node, "waits")
    for index, wait in enumerate(waits.value if waits and isinstance(waits.value, list) else []):
        for word, place, here in _words(wait, f"{path}.{index}", "before[]"):
            if word not in scope.sections["assets"]:
                yield naming_fault("unknown_name", place, here, scope.sections["assets"], what="asset", name=word)


def _up_when(scope: Scope, entry: Entry, path: str) -> Iterator[Fault]:
    for word, place, here in _words(entry.node, path, "up_when"):
        device, slash, kind = word.partition("/")
        if not slash or not kind:
            yield fault("up_when", place, here, value=repr(word))
        elif device not in scope.sections["devices"]:
            yield naming_fault("unknown_name", place, here, scope.sections["devices"], what="device", name=device)
        else:
            kinds = set(_check_names(scope.sections["devices"][device].node))
            if kind not in kinds:
                yield fault("no_check", place, here, device=device, kind=kind, names=listed(sorted(kinds)))


def _reached(scope: Scope, entry: Entry, path: str) -> Iterator[Fault]:
    """Yield a fault where a source reads a device that no `ssh` settings lead to."""
    source = _below(entry.node, "source")
    named = [one for key in ("device", "on") for one in _words(source, f"{path}.source", key)] if source else []
    for word, place, here in named:
        device = scope.sections["devices"].get(word)
        if device and _below(device.node, "ssh") is None:
            yield fault("no_ssh", place, here, device=word)


def _shelved_and_used(entry: Entry, path: str) -> Iterator[Fault]:
    """Yield a fault for each archive that is among the copies, too: those must always be there."""
    copies = {word for word, _, _ in _words(entry.node, path, "copies[]")}
    for word, place, here in _words(entry.node, path, "archives[]"):
        if word in copies:
            yield fault("archive_is_copy", place, here, name=word)


def _check_names(device: Node) -> Iterator[str]:
    checks = device.value.get("checks") if isinstance(device.value, dict) else None
    for check in checks.value if checks and isinstance(checks.value, list) else []:
        for key in ("kind", "name"):
            for word, _, _ in _words(check, "", key):
                yield word


def _escalation(scope: Scope) -> Iterator[Fault]:
    client = scope.singles.get("client")
    steps = _below(client.node, "contract.escalation") if client else None
    for index, step in enumerate(steps.value if steps and isinstance(steps.value, list) else []):
        for word, place, path in _words(step, f"client.contract.escalation.{index}", "notify[]"):
            if word not in scope.sections["notifications"]:
                names = scope.sections["notifications"]
                yield naming_fault("unknown_name", place, path, names, what="notification", name=word)


def _activities(scope: Scope) -> Iterator[Fault]:
    client = scope.singles.get("client")
    found = _below(client.node, "privacy.activities") if client else None
    names = scope.sections["assets"]
    for activity, node in found.value.items() if found and isinstance(found.value, dict) else ():
        for word, place, path in _words(node, f"client.privacy.activities.{activity}", "assets[]"):
            if word not in names:
                yield naming_fault("unknown_name", place, path, names, what="asset", name=word)


def _rhythms(scope: Scope) -> Iterator[Fault]:
    """Yield a fault for each policy that asks for verification and, with all that it extends, never says how often."""
    policies = scope.sections["policies"]
    for name, entry in policies.items():
        place = entry.node.keys.get("verify") if isinstance(entry.node.value, dict) else None
        seen: set[str] = set()
        following: str | None = name if place else None
        while following in policies and following not in seen:
            seen.add(following)
            node = policies[following].node
            every = _below(node, "verify.every")
            if every and every.value is not None:
                break
            following = next((word for word, _, _ in _words(node, "", "extends")), None)
        else:
            if place and following is None:  # an unknown name and a circle are told elsewhere
                yield fault("missing", place, f"policies.{name}.verify", key="every")


def _circles(entries: Mapping[str, Entry], section: str, key: str) -> Iterator[Fault]:
    """Yield one fault for each circle, at the first of its members in the documents."""
    edges = {name: [word for word, _, _ in _words(entry.node, "", key)] for name, entry in entries.items()}
    done: set[str] = set()
    for start in edges:
        circle = circle_from(start, edges, done)
        if circle:
            place, path = entries[circle[0]].place, f"{section}.{circle[0]}"
            what = key.removesuffix("[]")
            yield fault("cycle", place, path, what=what, circle=" → ".join([*circle, circle[0]]))
