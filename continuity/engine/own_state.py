"""The source of kind ``state``: what this server needs to be itself again, staged as it is at one instant.

The vault is never part of it: it holds the keys of erased data, and bringing them back would undo an erasure. Nor are
caches, sandboxes and what is only of use while a run lives.

What is staged: the published logs first, then the database (so that the logs are never ahead of it, which would look
like a database that was rolled back), the server's name, and the documents. Manifests and the files that records name
never change once they are written and are read where they are.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from continuity.backup.sources.files import FilesSource
from continuity.evidence.format.checkpoint import SERVER
from continuity.evidence.published_keys import published_keys
from continuity.evidence.verify import verify_log
from continuity.ground import sqlite
from continuity.ground.errors import ContinuityError, NotProven
from continuity.state.records import DatabaseLog
from continuity.state.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from continuity.engine.workshop import Workshop

_DATABASE, _SERVER, _LOGS, _DOCUMENTS = "state.db", "server", "log", "documents"
_UNCHANGING = ("manifests", "attachments")
#: What is half written, or a lock: of no use to anybody else.
_PASSING = ("*.partial", "*.new", ".lock")


HOW = "the restored database, read whole, and every log in it, verified"


class OwnState:
    """The state of this server; satisfies :class:`~continuity.backup.sources.staged.Staged`."""

    how = HOW

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def files(self, staging: Path) -> FilesSource:
        """Return what was staged, and what never changes where it is."""
        state = self._workshop.directories.state
        return FilesSource(paths=(staging, *(state / name for name in _UNCHANGING)), exclude=_PASSING)

    def stage(self, staging: Path) -> None:
        """Put a consistent copy of it all into ``staging``."""
        state = self._workshop.directories.state
        for name in _UNCHANGING:
            (state / name).mkdir(mode=0o700, exist_ok=True)  # at the very first backup there is none yet
        ignored = shutil.ignore_patterns(*_PASSING)
        shutil.copytree(state / _LOGS, staging / _LOGS, ignore=ignored)
        sqlite.copy(state / _DATABASE, staging / _DATABASE, hint="free some disk space below the state directory")
        for keys in (state / _LOGS).glob("*/keys"):  # again: the database may hold a head of a key made meanwhile
            shutil.copytree(keys, staging / keys.relative_to(state), ignore=ignored, dirs_exist_ok=True)
        shutil.copy2(state / _SERVER, staging / _SERVER)
        _copy_documents(self._workshop.inventory.source, staging / _DOCUMENTS)

    @contextmanager
    def opened(self, restored: Path, room: Path) -> Iterator[Callable[[str], str]]:
        """Read the restored database whole and verify every log in it; no queries are asked of it."""
        verify_state(restored, self._workshop.inventory.clients)
        yield _no_queries


def verify_state(restored: Path, clients: Iterable[str]) -> None:
    """Raise ``NotProven`` where a state that came back is damaged, or a log in it does not verify."""
    sqlite.refuse_damaged(restored / _DATABASE)
    store = Store.open(restored / _DATABASE)
    try:
        own = [SERVER] if (restored / _LOGS / SERVER).exists() else []  # a state of before may have none
        for client in (*clients, *own):
            for fault in _log_faults(store, restored / _LOGS, client):
                raise fault
    finally:
        store.close()


def _no_queries(query: str) -> str:
    raise NotProven("no query can be asked of the state of this server: {query}", query=query)


def _log_faults(store: Store, logs: Path, client: str) -> Iterator[ContinuityError]:
    try:
        verifier = published_keys(logs / client)
        if verifier is None:
            raise NotProven("the log of {client} has no public key", client=client)
        found = verify_log(DatabaseLog(store), verifier, logs / client)
    except (OSError, ContinuityError) as error:
        yield NotProven("the restored log of {client} cannot be read: {cause}", client=client, cause=error)
        return
    if not found.valid:
        yield NotProven("the restored log of {client} does not verify: {said}", client=client, said=found.problems[0])


def document_files(source: Path) -> Iterator[tuple[str, Path]]:
    """Yield the documents by their names below ``source``, and nothing that lies beside them: a key file may."""
    if source.is_file():
        yield source.name, source
        return
    for file in sorted([*source.glob("*.yaml"), *source.glob("*/*.yaml")]):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(source).parts):
            yield str(file.relative_to(source)), file


def _copy_documents(source: Path, target: Path) -> None:
    target.mkdir(mode=0o700)
    for name, file in document_files(source):
        (target / name).parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copy2(file, target / name)
