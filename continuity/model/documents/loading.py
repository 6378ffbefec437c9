"""The door: find the documents, load them, and return the inventory or every fault at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import UsageError
from continuity.model.documents.build import build_client, build_policies
from continuity.model.documents.crosschecks import cross_check
from continuity.model.documents.faults import DocumentErrors, Fault, Place, fault
from continuity.model.documents.inactive import inactive, inactive_policy
from continuity.model.documents.phrases import PHRASES
from continuity.model.documents.reading import Document, World, read_document
from continuity.model.documents.scope import Scope, merge
from continuity.model.inventory import Inventory
from continuity.model.secrets import SecretRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from continuity.model.documents.fields import RepositorySettings
    from continuity.model.inventory import Client, Inactive

_SHARED_ONLY = ("state", "lab", "supervision")
_CLIENT_ONLY = ("repositories", "assets", "devices", "services")
_NOT_THE_PLACE = frozenset({"site", "medium", "credential", "password", "lock"})


def find(explicit: Path | None, environ: Mapping[str, str]) -> Path:
    """Return where the documents are: ``--config``, ``$CONTINUITY_CONFIG``, here, then ``/etc``.

    The first two must exist when given. Raises :class:`UsageError` that lists where it looked.
    """
    named = explicit or (Path(environ["CONTINUITY_CONFIG"]) if environ.get("CONTINUITY_CONFIG") else None)
    places = [named] if named else [Path("continuity.yaml"), Path("/etc/continuity/continuity.yaml")]
    for place in places:
        if _is(place.exists):
            return place
    phrase = PHRASES["no_document"]
    raise UsageError(phrase.problem, hint=phrase.remedy, places=", ".join(str(place.absolute()) for place in places))


def load(path: Path, environ: Mapping[str, str], adapters: Mapping[str, type[RepositorySettings]]) -> Inventory:
    """Return what the document, or the directory of documents, at ``path`` says.

    ``environ`` answers ``${NAME}``; ``adapters`` maps each installed storage adapter to its ``Settings``.
    Raises :class:`DocumentErrors` with every fault there is.
    """
    world = World(environ=environ, adapters=adapters)
    if not _is(path.is_dir):
        scope = merge([document := read_document(path, world)])
        return _inventory(path, scope, {"": scope}, [document], world)
    try:
        documents = [read_document(file, world) for file in _yaml_files(path)]
        shared = merge(documents)
        folders = [] if "client" in shared.singles else _client_folders(path)
    except OSError as error:
        raise DocumentErrors([fault("unreadable", Place(str(path)), reason=error.strerror or "error")]) from error
    if not documents and not folders:
        raise DocumentErrors([fault("no_yaml", Place(str(path)))])
    if not folders:
        return _inventory(path, shared, {"": shared}, documents, world)
    scopes: dict[str, Scope] = {}
    for folder in folders:
        own = [read_document(file, world) for file in _yaml_files(folder)]
        documents += own
        scopes[folder.name] = merge(own, above=shared)
        scopes[folder.name].faults += _misplaced(own, _SHARED_ONLY, "shared_only")
    shared.faults += _misplaced(documents[: len(_yaml_files(path))], _CLIENT_ONLY, "client_only")
    return _inventory(path, shared, scopes, documents, world)


def _is(question: Callable[[], bool]) -> bool:
    """Answer a question about a path; what cannot even be asked (a folder above is closed) is no."""
    try:
        return question()
    except OSError:
        return False


def _yaml_files(folder: Path) -> list[Path]:
    files = sorted(file for file in folder.iterdir() if not file.name.startswith(".") and _is(file.is_file))
    misnamed = [file for file in files if file.suffix == ".yml"]
    if misnamed:
        raise DocumentErrors([fault("yml", Place(str(file))) for file in misnamed])
    return [file for file in files if file.suffix == ".yaml"]


def _client_folders(path: Path) -> list[Path]:
    folders = (folder for folder in path.iterdir() if not folder.name.startswith(".") and _is(folder.is_dir))
    return sorted(folder for folder in folders if _yaml_files(folder))


def _misplaced(documents: Iterable[Document], keys: Iterable[str], phrase: str) -> list[Fault]:
    return [
        fault(phrase, document.root.keys[key], key, key=key)
        for document in documents
        if document.root
        for key in keys
        if key in document.root.value
    ]


def _inventory(
    path: Path, shared: Scope, scopes: Mapping[str, Scope], documents: list[Document], world: World
) -> Inventory:
    faults = [found for document in documents for found in document.faults]
    faults += [
        found for scope in {id(one): one for one in (shared, *scopes.values())}.values() for found in scope.faults
    ]
    if all(document.root for document in documents):  # else names may be missing only because a file cannot be read
        for folder, scope in scopes.items():
            faults += cross_check(scope, world.adapters)
            faults += _needed(scope, path / folder)
    if faults:
        raise DocumentErrors({str(one): one for one in faults}.values())
    clients = {client.name: client for client in map(build_client, scopes.values())}
    faults = [*_same_clients(scopes), *_shared_places(clients)]
    if faults:
        raise DocumentErrors(faults)
    many = len(scopes) > 1
    return Inventory(
        source=path,
        language=shared.single("language") or "en",
        timezone=shared.single("timezone") or "UTC",
        state=shared.single("state"),
        lab=bool(shared.single("lab")),
        clients=clients,
        policies=next(iter(clients.values())).policies if not many else build_policies(shared),
        inactive=tuple(_inactive(scopes, clients)),
    )


def _needed(scope: Scope, place: Path) -> Iterator[Fault]:
    if "client" not in scope.singles:
        yield fault("no_client", Place(str(place)))
    if "state" not in scope.singles:
        yield fault("no_state", Place(str(place)), "state")


def _inactive(scopes: Mapping[str, Scope], clients: Mapping[str, Client]) -> Iterator[Inactive]:
    """Yield what is inactive once each, however many clients share it; of shipped policies, those in use."""
    seen = set()
    for scope in scopes.values():
        name = scope.single("client").name
        label = name if len(scopes) > 1 else ""
        policies = clients[name].policies
        documents = [policies[one] for one in dict.fromkeys([*scope.sections["policies"], *_used(clients[name])])]
        policy_lines = [found for document in documents for found in inactive_policy(document)]
        for one in (*inactive(scope, label), *policy_lines):
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


def _same_clients(scopes: Mapping[str, Scope]) -> Iterator[Fault]:
    first: dict[str, Place] = {}
    for scope in scopes.values():
        entry, name = scope.singles["client"], scope.single("client").name
        if name in first:
            yield fault("same_client", entry.place, "client.name", name=name, other=str(first[name]))
        first.setdefault(name, entry.place)


def _shared_places(clients: Mapping[str, Client]) -> Iterator[Fault]:
    """Yield a fault for each repository that another client declared before."""
    first: dict[str, tuple[str, str]] = {}
    for client in clients.values():
        for repository in client.repositories.values():
            key = repr(place_of(repository.settings))
            owner, other = first.setdefault(key, (client.name, f"{client.name}/{repository.name}"))
            if owner != client.name:
                file, _, line = repository.where.rpartition(":")
                yield fault(
                    "shared_repository", Place(file, int(line), 1), f"repositories.{repository.name}", other=other
                )


def place_of(settings: RepositorySettings) -> dict[str, Any]:
    """Return what says *where* a repository is: its settings without secrets, labels and locks."""
    names = sorted(set(type(settings).model_fields) - _NOT_THE_PLACE)
    values = {name: getattr(settings, name) for name in names}
    return {name: value for name, value in values.items() if not isinstance(value, SecretRef)}
