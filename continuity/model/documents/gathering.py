"""From a path to names in scope: which files are read, what clients share, and what stands in a wrong one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.model.documents.faults import DocumentErrors, Fault, Place, fault
from continuity.model.documents.finding import answered
from continuity.model.documents.reading import Document, World, read_document
from continuity.model.documents.scope import Scope, merge

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_SHARED_ONLY = ("state", "lab", "supervision")
_CLIENT_ONLY = ("repositories", "assets", "devices", "services")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One client's part of the documents: its folder (the whole path, where there is one client), its own files."""

    place: Path
    documents: tuple[Document, ...]
    scope: Scope


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Everything that was read. ``shared`` is what all parts build upon; where there is one client, its own."""

    documents: tuple[Document, ...]
    shared: Scope
    parts: tuple[Part, ...]

    @property
    def many(self) -> bool:
        """Whether there are several clients."""
        return len(self.parts) > 1


def gather(path: Path, world: World) -> Gathered:
    """Read the document, or the directory of documents, at ``path``; faults stay with the documents and scopes.

    Raises :class:`DocumentErrors` where it cannot be told which files are meant.
    """
    if not answered(path.is_dir):
        return _one(path, [read_document(path, world)])
    try:
        documents = [read_document(file, world) for file in _yaml_files(path)]
        shared = merge(documents)
        folders = [] if "client" in shared.singles else _client_folders(path)
        if not documents and not folders:
            raise DocumentErrors([fault("no_yaml", Place(str(path)))])
        if not folders:
            return _one(path, documents, shared)
        parts = tuple(_part(folder, shared, world) for folder in folders)
    except OSError as error:
        place = Place(str(error.filename or path))
        raise DocumentErrors([fault("unreadable", place, reason=error.strerror or "error")]) from error
    shared.faults += _misplaced(documents, _CLIENT_ONLY, "client_only")
    return Gathered(documents=tuple(documents), shared=shared, parts=parts)


def _one(path: Path, documents: Iterable[Document], scope: Scope | None = None) -> Gathered:
    own = tuple(documents)
    scope = scope or merge(own)
    return Gathered(documents=own, shared=scope, parts=(Part(place=path, documents=own, scope=scope),))


def _part(folder: Path, shared: Scope, world: World) -> Part:
    own = tuple(read_document(file, world) for file in _yaml_files(folder))
    scope = merge(own, above=shared)
    scope.faults += _misplaced(own, _SHARED_ONLY, "shared_only")
    return Part(place=folder, documents=own, scope=scope)


def _yaml_files(folder: Path) -> list[Path]:
    """Return all that is named as a document, whatever it is: what cannot be read must be told, not passed over."""
    files = sorted(file for file in folder.iterdir() if not file.name.startswith("."))
    misnamed = [file for file in files if file.suffix == ".yml" and not answered(file.is_dir)]
    if misnamed:
        raise DocumentErrors([fault("yml", Place(str(file))) for file in misnamed])
    return [file for file in files if file.suffix == ".yaml"]


def _client_folders(path: Path) -> list[Path]:
    folders = (file for file in path.iterdir() if not file.name.startswith(".") and file.suffix != ".yaml")
    return sorted(folder for folder in folders if answered(folder.is_dir) and _yaml_files(folder))


def _misplaced(documents: Iterable[Document], keys: Iterable[str], phrase: str) -> list[Fault]:
    return [
        fault(phrase, document.root.keys[key], key, key=key)
        for document in documents
        if document.root
        for key in keys
        if key in document.root.value
    ]
