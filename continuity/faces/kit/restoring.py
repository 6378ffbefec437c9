"""A lost server comes back: from a kit and one surviving repository, all of it or nothing, over nothing that exists."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.backup.restic.client import ResticClient
from continuity.engine.kit.returning import Returned, return_state, survivors
from continuity.engine.vault import Vault
from continuity.evidence.format.checkpoint import SERVER
from continuity.faces.app import App
from continuity.faces.entries import password_entry, signing_entry
from continuity.faces.kit.heads import LogBack, logs_back
from continuity.faces.kit.unpacking import refuse_full, take_back, write_documents, write_files
from continuity.faces.revealing import revealed
from continuity.ground.actor import actor
from continuity.ground.errors import Refused, Unavailable
from continuity.ground.secrecy import keep
from continuity.ground.timestamps import write_time
from continuity.model.secrets import SecretRef
from continuity.storage.registry import open_repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from continuity.model.inventory import RepositorySpec
    from continuity.recovery.kit.contents import Contents
    from continuity.recovery.phases import Marks
    from continuity.storage.ports import Repository

RESTORED = "kit.restored"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a person asks of a kit: documents into ``target``, the state where they say it is.

    ``repository`` empty: whichever gives the newest state; ``history`` False: none is brought back.
    """

    target: Path
    server: str
    kit_sha256: str
    repository: str = ""
    history: bool = True
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    key_file: Path | None = None
    ask: Callable[[str], str] | None = None


@dataclass(frozen=True, kw_only=True)
class Back:
    """A server that is back; ``returned`` None where it came without its history."""

    config: Path
    state: Path
    returned: Returned | None
    logs: tuple[LogBack, ...]
    kept: tuple[Path, ...]  # files that were there already, and are not as in the kit
    phases: Mapping[str, float]
    total_s: float


def bring_back(contents: Contents, wanted: Wanted, marks: Marks) -> Back:
    """Bring the server back. Raises ``Refused`` where something is in the way, ``Unavailable``, ``NotProven``."""
    marks.take("opened")
    refuse_full(wanted.target)
    with _documents(contents, wanted) as (config, kept):
        app = _app(config, contents, wanted)
        opener = app.new_unlock()
        marks.take("documents")
        with _room(app.inventory.state) as room:
            returned = _returned(app, contents, wanted, room)
            marks.take("restored")
            clients = (*app.inventory.clients, SERVER)
            logs = logs_back(room, clients, contents.heads) if returned else ()
            marks.take("verified")
            if returned is None:
                (room / "server").write_text(wanted.server + "\n")
            Vault.create(room / "vault.json", opener, app.ids.nonce).change(
                _secrets(app, contents, history=returned is not None)
            )
    again = _app(config, contents, wanted)
    _ = again.vault
    marks.take("usable")
    if returned:
        _record(again, returned, wanted, marks)
    return Back(
        config=config,
        state=again.inventory.state,
        returned=returned,
        logs=logs,
        kept=tuple(kept),
        phases=marks.phases(),
        total_s=marks.total(),
    )


def _app(config: Path, contents: Contents, wanted: Wanted) -> App:
    app = App(config, {**contents.environment, **wanted.environ}, wanted.key_file, wanted.ask)
    app.command = "continuity kit restore"
    return app


@contextmanager
def _documents(contents: Contents, wanted: Wanted) -> Iterator[tuple[Path, list[Path]]]:
    """Write documents and files, and take them back where what follows fails."""
    made, written = not wanted.target.exists(), list[Path]()
    try:
        config = write_documents(contents, wanted.target)
        yield config, write_files(contents, wanted.target, written)
    except BaseException:
        take_back(wanted.target, written, made=made)
        raise


@contextmanager
def _room(state: Path) -> Iterator[Path]:
    """Yield a directory that becomes the state when all went well; raises ``Refused`` where there is a state."""
    if state.exists() and (not state.is_dir() or any(state.iterdir())):
        raise Refused(
            "there is a state at {path} already",
            hint="a kit brings back what is lost, and replaces nothing: move it away, or name another in the documents",
            path=state,
        )
    if state.is_mount():
        raise Refused(
            "the state directory {path} is a mount point, and the state is put there as a whole",
            hint="unmount it, bring the server back, then move the state onto that file system",
            path=state,
        )
    room = state.with_name(f".{state.name}.coming-back")
    try:
        shutil.rmtree(room, ignore_errors=True)  # of one who was killed
        room.mkdir(mode=0o700, parents=True)
        yield room
        room.rename(state)
    except OSError as error:
        raise Unavailable(
            "the state directory {path} cannot be made: {cause}", path=state, cause=error.strerror
        ) from error
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _returned(app: App, contents: Contents, wanted: Wanted, room: Path) -> Returned | None:
    if not wanted.history:
        return None
    found = survivors(app.inventory, wanted.repository)
    if not found:
        raise Unavailable(
            "no repository holds the state of this server, by the documents in the kit",
            hint="bring documents and secrets back without history and evidence: --without-history",
        )

    def reveal(reference: SecretRef) -> str:
        if reference.vault is None:
            return revealed(reference, app.environ)
        if reference.vault not in contents.secrets:
            raise Unavailable(
                "the kit holds no secret {name}",
                hint="another repository may give the state back; a newer kit may hold it",
                name=reference.vault,
            )
        return contents.secrets[reference.vault]

    def reach(spec: RepositorySpec) -> tuple[Repository, ResticClient]:
        port = open_repository(spec, reveal)
        entry = password_entry(spec)
        password = reveal(spec.settings.password or SecretRef(vault=entry))
        address = port.address()
        return port, ResticClient(
            name=spec.name,
            password_entry=entry,
            address=address,
            cache=room.with_name(f"{room.name}-cache"),
            password=keep(password),
        )

    try:
        return return_state(found, reach, room, app.inventory.clients)
    finally:
        shutil.rmtree(room.with_name(f"{room.name}-cache"), ignore_errors=True)


def _secrets(app: App, contents: Contents, *, history: bool) -> dict[str, str | None]:
    """Return what the new vault holds: without history no keys of logs, which would contradict what they signed."""
    logs = {signing_entry(name) for name in (*app.inventory.clients, SERVER)}
    return {name: secret for name, secret in contents.secrets.items() if history or name not in logs}


def _record(app: App, returned: Returned, wanted: Wanted, marks: Marks) -> None:
    """Record it in every log; nothing is signed before a person said from where each log goes on."""
    body: dict[str, Any] = {
        "by": actor(app.command),
        "kit": wanted.kit_sha256,
        "phases": marks.phases(),
        "total_s": marks.total(),
    }
    point = {
        "repository": returned.repository,
        "snapshot": returned.snapshot,
        "data_time": write_time(returned.data_time),
    }
    now = app.clock.now()
    with app.store.transaction() as tx:
        for client in app.inventory.clients:
            of_it = point if client == returned.asset.client else {}
            app.log(client).journal.record(tx.records, RESTORED, now, body | of_it)
        if server := app.server_log:
            server.note(tx, RESTORED, body | {"point": returned.asset.reference})
