"""The door: load the documents, and return the inventory or every fault at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from continuity.model.documents.build import build_client, build_inventory
from continuity.model.documents.crosschecks import cross_check
from continuity.model.documents.faults import DocumentErrors, Fault, Place, fault
from continuity.model.documents.finding import find
from continuity.model.documents.gathering import gather
from continuity.model.documents.reading import World
from continuity.model.secrets import SecretRef

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from continuity.model.documents.fields import RepositorySettings, SourceSettings
    from continuity.model.documents.gathering import Part
    from continuity.model.documents.scope import Scope
    from continuity.model.inventory import Client, Inventory

__all__ = ["Loaded", "find", "load", "load_valid", "place_of"]

_NOT_THE_PLACE = frozenset({"site", "medium", "credential", "password", "lock"})


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What is valid, and the faults of each client that is not, by its folder's name."""

    inventory: Inventory
    faults: Mapping[str, DocumentErrors] = field(default_factory=dict)


def load(
    path: Path,
    environ: Mapping[str, str],
    adapters: Mapping[str, type[RepositorySettings]],
    sources: Mapping[str, type[SourceSettings]] = MappingProxyType({}),
) -> Inventory:
    """Return what the document, or the directory of documents, at ``path`` says.

    ``environ`` answers ``${NAME}``; ``adapters`` maps each installed storage adapter to its ``Settings``, and
    ``sources`` each kind of source that another package provides.
    Raises :class:`DocumentErrors` with every fault there is.
    """
    loaded = _load(path, World(environ=environ, adapters=adapters, sources=sources), tolerant=False)
    if loaded.faults:
        raise DocumentErrors(one for errors in loaded.faults.values() for one in errors.faults)
    return loaded.inventory


def load_valid(
    path: Path,
    environ: Mapping[str, str],
    adapters: Mapping[str, type[RepositorySettings]],
    sources: Mapping[str, type[SourceSettings]] = MappingProxyType({}),
) -> Loaded:
    """Return as :func:`load` does, but a client whose own documents are wrong stops no other: for daemons.

    Raises :class:`DocumentErrors` where what all clients share is wrong, or no client is right.
    """
    return _load(path, World(environ=environ, adapters=adapters, sources=sources), tolerant=True)


def _load(path: Path, world: World, *, tolerant: bool) -> Loaded:
    gathered = gather(path, world)
    common = [*(one for document in gathered.documents for one in document.faults), *gathered.shared.faults]
    readable = all(document.root for document in gathered.documents)
    faults = {part.place.name: _faults(part, world.adapters, whole=readable) for part in gathered.parts}
    accepted = _Accepted()
    for part in () if common else gathered.parts:
        if not faults[part.place.name]:
            faults[part.place.name] = accepted.take(part.scope)
    found = [*common, *(one for some in faults.values() for one in some)]
    shared = {document.file for document in gathered.documents}
    if found and (not tolerant or not accepted.clients or any(one.file in shared for one in found)):
        raise DocumentErrors({str(one): one for one in found}.values())
    wrong = {name: DocumentErrors(some) for name, some in faults.items() if some}
    return Loaded(inventory=build_inventory(path, gathered, accepted.scopes, accepted.clients), faults=wrong)


class _Accepted:
    """The clients without faults so far: each must differ from those before it, in its name and in its places."""

    def __init__(self) -> None:
        self.clients: dict[str, Client] = {}
        self.scopes: dict[str, Scope] = {}
        self._places: dict[str, str] = {}

    def take(self, scope: Scope) -> list[Fault]:
        """Accept a client, or return what is wrong between it and the others."""
        client = build_client(scope)
        if client.name in self.clients:
            place, other = (one.singles["client"].place for one in (scope, self.scopes[client.name]))
            return [fault("same_client", place, "client.name", name=client.name, other=str(other))]
        places = {name: repr(place_of(one.settings)) for name, one in client.repositories.items()}
        taken = [name for name, where in places.items() if where in self._places]
        if taken:
            return [_taken(scope, name, self._places[places[name]]) for name in taken]
        self.clients[client.name], self.scopes[client.name] = client, scope
        self._places |= {where: f"{client.name}/{name}" for name, where in places.items()}
        return []


def _taken(scope: Scope, name: str, other: str) -> Fault:
    return fault("shared_repository", scope.sections["repositories"][name].place, f"repositories.{name}", other=other)


def _faults(part: Part, adapters: Mapping[str, type[RepositorySettings]], *, whole: bool) -> list[Fault]:
    found = [one for document in part.documents for one in document.faults]
    found += part.scope.faults
    if whole and all(document.root for document in part.documents):  # else a name may be missing with its file alone
        found += cross_check(part.scope, adapters)
        found += _needed(part.scope, part.place)
    return found


def _needed(scope: Scope, place: Path) -> Iterator[Fault]:
    if _unsaid(scope, "client"):
        yield fault("no_client", Place(str(place)))
    if _unsaid(scope, "state"):
        yield fault("no_state", Place(str(place)), "state")


def _unsaid(scope: Scope, key: str) -> bool:
    """Tell whether a key is missing, or stands there with nothing behind it."""
    return key not in scope.singles or scope.singles[key].node.value is None


def place_of(settings: RepositorySettings) -> dict[str, Any]:
    """Return what says *where* a repository is: its settings without secrets, labels and locks."""
    names = sorted(set(type(settings).model_fields) - _NOT_THE_PLACE)
    values = {name: getattr(settings, name) for name in names}
    return {name: value for name, value in values.items() if not isinstance(value, SecretRef)}
