"""What goes into a kit: everything that a lost server needs to come back, gathered from the one that still lives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.engine.kit.age import PASSPHRASE_ENTRY
from continuity.engine.kit.named import named_files, named_variables
from continuity.engine.own_state import document_files
from continuity.engine.procedures.on_paper import on_paper
from continuity.evidence.format.checkpoint import SERVER
from continuity.evidence.publish import CHECKPOINT, locked
from continuity.faces.language import Language
from continuity.faces.runbook_forms import forms_here, written
from continuity.faces.runbook_paper import runbook_paper
from continuity.ground.errors import ContinuityError, Unavailable
from continuity.recovery.kit.access import Access
from continuity.recovery.kit.contents import Contents

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from continuity.faces.app import App
    from continuity.model.inventory import Inventory, RepositorySpec

_MOST_LOGS = 2**25  # half of what a kit may hold: hundreds of thousands of records
_MOST_PDF = 2**23  # of runbooks, whose HTML prints as well: enough for two dozen clients


@dataclass(frozen=True, kw_only=True)
class Collected:
    """What was gathered; ``missing`` is what could not be, and the kit does without."""

    contents: Contents
    access: tuple[Access, ...]
    missing: tuple[ContinuityError, ...]


class Asked(Mapping[str, str]):
    """An environment that remembers what it was asked for and had."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.found: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        self.found[name] = value = self._environ[name]
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._environ)

    def __len__(self) -> int:
        return len(self._environ)


def collect(app: App) -> Collected:
    """Gather it all; what is missing is told and stops nothing.

    Raises a ``ContinuityError`` without documents, state or vault.
    """
    inventory, missing = app.inventory, list[ContinuityError]()
    files: dict[str, bytes] = {}
    for path in named_files(inventory):
        try:
            files[str(path)] = path.read_bytes()
        except OSError as error:
            missing.append(
                Unavailable(
                    "the file {path}, which the documents name, cannot be read: {cause}",
                    hint="put it there and make the kit again",
                    path=path,
                    cause=error.strerror,
                )
            )
    access = []
    for spec in _repositories(inventory):
        found = _access(app, spec)
        access += [found] if isinstance(found, Access) else []
        missing += [found] if isinstance(found, ContinuityError) else []
    names = [name for name in app.vault.names() if name != PASSPHRASE_ENTRY]
    source = inventory.source.absolute()
    contents = Contents(
        home=str(source.parent if source.is_file() else source),
        config=source.name if source.is_file() else ".",
        documents={name: path.read_bytes() for name, path in document_files(source)},
        environment=_environment(app),
        secrets={name: app.vault.get(name) for name in names},
        files=files,
        heads=_heads(app),
        runbooks=dict(_runbooks(app, app.clock.now())),
    )
    return Collected(contents=contents, access=tuple(access), missing=tuple(missing))


def _repositories(inventory: Inventory) -> Iterator[RepositorySpec]:
    for client in inventory.clients.values():
        yield from client.repositories.values()


def _runbooks(app: App, at: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield the runbooks of each client as they are printed, in its language and in English; open inputs stay open."""
    room = _MOST_PDF
    for client in app.inventory.clients.values():
        doing = on_paper(client, app.reveal, app.clock)
        for name, procedure in client.runbooks.items():
            inputs = {key: one.default for key, one in procedure.inputs.items() if one.default}
            for language in map(Language, dict.fromkeys((client.language, "en"))):
                paper = runbook_paper(procedure, inputs | {"client": client.name}, doing, language, at)
                for form in forms_here():
                    if form == "pdf" and room <= 0:
                        continue
                    content = written(paper, form, at)
                    room -= len(content) if form == "pdf" else 0
                    yield f"{client.name}/{name}.{language.name}.{form}", content


def _access(app: App, spec: RepositorySpec) -> Access | ContinuityError:
    place = app.place(spec)
    if place.fault:
        return place.fault
    address = place.restic.address
    return Access(
        client=spec.client,
        name=spec.name,
        shown=address.url,
        words=address.words(),
        environment=address.environment,
        password=place.restic.password,
    )


def _environment(app: App) -> dict[str, str]:
    asked = Asked(app.environ)
    app.reread(asked)
    found = asked.found | {name: app.environ[name] for name in named_variables(app.inventory) if name in app.environ}
    return {name: value for name, value in found.items() if name != "CONTINUITY_CONFIG"}


def _heads(app: App) -> dict[str, bytes]:
    """Return the published logs, commitments and signatures alone; of logs that are too large only heads and keys."""
    logs, found = app.state / "log", dict[str, bytes]()
    for log in (*app.inventory.clients, SERVER):
        if (logs / log / CHECKPOINT).exists():
            with locked(logs / log):
                found |= {f"{log}/{name}": content for name, content in _published(logs / log)}
    if sum(map(len, found.values())) <= _MOST_LOGS:
        return found
    return {name: content for name, content in found.items() if "/tile/" not in name}


def _published(directory: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(directory.rglob("*")):
        if path.is_file() and not path.name.startswith(".") and path.suffix not in (".partial", ".new"):
            yield str(path.relative_to(directory)), path.read_bytes()
