"""The source of kind ``state``: what this server needs to be itself again, staged as it is at one instant.

The vault is never part of it: it holds the keys of erased data, and bringing them back would undo an erasure. Nor are
caches, sandboxes and what is only of use while a run lives.

What is staged: the published logs first, then the database (so that the logs are never ahead of it, which would look
like a database that was rolled back), the server's name, and the documents. Manifests never change once they are
written and are read where they are.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from continuity.backup.sources.files import FilesSource
from continuity.evidence.format.note import Verifier
from continuity.evidence.verify import verify_log
from continuity.ground.errors import ContinuityError, NotProven, Unavailable
from continuity.state.copying import copy_database, refuse_damaged
from continuity.state.records import DatabaseLog
from continuity.state.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from continuity.engine.workshop import Directories, Workshop
    from continuity.model.inventory import Asset

KIND = "state"
_DATABASE, _SERVER, _LOGS, _DOCUMENTS = "state.db", "server", "log", "documents"
#: What is half written, or a lock: of no use to anybody else.
_PASSING = ("*.partial", "*.new", ".lock")


def source_of(workshop: Workshop, asset: Asset) -> FilesSource:
    """Return what is read of an asset: the paths of its document, or the state of this server."""
    if asset.source.kind != KIND:
        return FilesSource.from_settings(asset.source.settings)
    manifests = workshop.directories.state / "manifests"
    return FilesSource(paths=(_staging(workshop.directories, asset), manifests), exclude=_PASSING)


@contextmanager
def staged(workshop: Workshop, asset: Asset) -> Iterator[None]:
    """Have what an asset's source needs in its place meanwhile. Raises ``Unavailable`` where it cannot be put there."""
    if asset.source.kind != KIND:
        yield
        return
    staging = _staging(workshop.directories, asset)
    try:
        _stage(workshop, staging)
        yield
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def clear(directories: Directories, asset: Asset) -> None:
    """Remove what a dead backup had staged."""
    if asset.source.kind == KIND:
        shutil.rmtree(_staging(directories, asset), ignore_errors=True)


def faults(workshop: Workshop, asset: Asset, restored: Path) -> list[ContinuityError]:
    """Return what is wrong with a restored state: its database is read whole, and every log in it verified."""
    if asset.source.kind != KIND:
        return []
    root = restored / str(_staging(workshop.directories, asset)).lstrip("/")
    try:
        refuse_damaged(root / _DATABASE)
        store = Store.open(root / _DATABASE)
    except ContinuityError as error:
        return [error]
    try:
        return [found for client in workshop.inventory.clients for found in _log_faults(store, root / _LOGS, client)]
    finally:
        store.close()


def _log_faults(store: Store, logs: Path, client: str) -> Iterator[ContinuityError]:
    try:
        verifier = Verifier.parse((logs / client / "key.vkey").read_text().strip())
        found = verify_log(DatabaseLog(store), verifier, logs / client)
    except (OSError, ContinuityError) as error:
        yield NotProven("the restored log of {client} cannot be read: {cause}", client=client, cause=error)
        return
    if not found.valid:
        yield NotProven("the restored log of {client} does not verify: {said}", client=client, said=found.problems[0])


def _staging(directories: Directories, asset: Asset) -> Path:
    """Return where an asset is staged: the same at every run, so that restic finds its parent snapshot."""
    return directories.state / "staging" / asset.client / asset.name


def _stage(workshop: Workshop, staging: Path) -> None:
    try:
        _copy_all(workshop, staging)
    except OSError as error:
        raise Unavailable(
            "the state cannot be staged in {path}: {cause}",
            hint="free some disk space below the state directory",
            path=staging,
            cause=error.strerror or error,
        ) from error


def _copy_all(workshop: Workshop, staging: Path) -> None:
    state = workshop.directories.state
    (state / "manifests").mkdir(mode=0o700, exist_ok=True)  # at the very first backup there is none yet
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700, parents=True)
    shutil.copytree(state / _LOGS, staging / _LOGS, ignore=shutil.ignore_patterns(*_PASSING))
    copy_database(state / _DATABASE, staging / _DATABASE)
    shutil.copy2(state / _SERVER, staging / _SERVER)
    _copy_documents(workshop.inventory.source, staging / _DOCUMENTS)


def _copy_documents(source: Path, target: Path) -> None:
    """Copy the documents and nothing that lies beside them: a key file may."""
    target.mkdir(mode=0o700)
    if source.is_file():
        shutil.copy2(source, target / source.name)
        return
    for file in sorted([*source.glob("*.yaml"), *source.glob("*/*.yaml")]):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(source).parts):
            (target / file.relative_to(source)).parent.mkdir(mode=0o700, exist_ok=True)
            shutil.copy2(file, target / file.relative_to(source))
