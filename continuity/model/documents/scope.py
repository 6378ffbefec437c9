"""Names in scope: several documents merged by name; a name defined twice is a fault that shows both places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.model.documents.faults import Fault, Place, fault
from continuity.model.documents.schema import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from continuity.model.documents.reading import Document
    from continuity.model.documents.tree import Node

#: Single values that a client may set again for itself.
_OVERRIDABLE = frozenset({"version", "language", "timezone", "evidence", "tickets"})


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One definition: where its key stands, its node, and the document it is in."""

    document: Document
    place: Place
    node: Node

    def line(self, *path: str) -> str:
        """Return ``file:line`` of the key that ``path`` leads to, or of the nearest key above it."""
        place, node = self.place, self.node
        for step in path:
            if not isinstance(node.value, dict) or step not in node.value:
                break
            place, node = node.keys[step], node.value[step]
        return f"{place.file}:{place.line}"


@dataclass(kw_only=True)
class Scope:
    """Everything that one client can name."""

    singles: dict[str, Entry] = field(default_factory=dict)
    sections: dict[str, dict[str, Entry]] = field(default_factory=lambda: {name: {} for name in SECTIONS})
    faults: list[Fault] = field(default_factory=list)

    def model(self, section: str, name: str) -> Any:
        """Return the checked model of one entry; only for scopes without faults."""
        return getattr(self.sections[section][name].document.model, section)[name]

    def single(self, key: str) -> Any:
        """Return a single value, or None where no document sets it; only for scopes without faults."""
        return getattr(self.singles[key].document.model, key) if key in self.singles else None


def merge(documents: Iterable[Document], above: Scope | None = None) -> Scope:
    """Return the names of ``documents`` on top of the shared ones of ``above``."""
    scope = Scope()
    if above:
        scope.singles |= above.singles
        scope.sections = {section: dict(entries) for section, entries in above.sections.items()}
    inherited = frozenset(scope.singles) & _OVERRIDABLE
    for document in documents:
        if document.root is None:
            continue
        for key, node in document.root.value.items():
            entry = Entry(document=document, place=document.root.keys[key], node=node)
            if key in SECTIONS:
                _merge_section(scope, key, entry)
            elif key in inherited and scope.singles[key] is (above or scope).singles.get(key):
                scope.singles[key] = entry
            else:
                _define(scope, scope.singles, key, entry, key)
    return scope


def _merge_section(scope: Scope, section: str, whole: Entry) -> None:
    if not isinstance(whole.node.value, dict):
        return  # validation has said so
    for name, node in whole.node.value.items():
        entry = Entry(document=whole.document, place=whole.node.keys[name], node=node)
        _define(scope, scope.sections[section], name, entry, f"{section}.{name}")


def _define(scope: Scope, names: dict[str, Entry], name: str, entry: Entry, path: str) -> None:
    if name in names:
        scope.faults.append(fault("defined_twice", entry.place, path, name=name, other=str(names[name].place)))
    else:
        names[name] = entry
