"""``init``: create what is missing, any number of times; nothing that exists is ever changed."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.faces.entries import password_entry, signing_entry
from continuity.faces.presence import tell_standing
from continuity.ground.actor import actor
from continuity.ground.errors import ContinuityError, Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from continuity.engine.vault import Unlock
    from continuity.faces.app import App
    from continuity.model.inventory import RepositorySpec

_KEY_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that ``init`` looked at: made now, there already, or impossible (``fault``)."""

    what: str  # a template, filled from ``values``
    values: dict[str, Any]
    made: bool
    fault: ContinuityError | None = None


def initialise(app: App, anew: Collection[str] = ()) -> Iterator[Step]:
    """Create state, vault, keys and repositories, yielding each step; a repository that fails stops no other.

    Raises a ``ContinuityError`` where the documents, the state directory or the vault cannot be used at all.
    """
    opener = _opener(app)  # first: where nothing opens the vault, nothing is left behind
    yield _state(app)
    yield _vault(app, opener)
    yield server_key(app)
    for client in app.inventory.clients.values():
        yield _signing_key(app, client.name)
        for spec in client.repositories.values():
            yield _repository(app, spec, anew=spec.name in anew)
    tell_standing(app)


def _state(app: App) -> Step:
    state = app.inventory.state
    made = not (state / "server").exists()
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        if made:
            name = re.sub(r"[^a-z0-9-]+", "-", platform.node().lower()).strip("-") or "server"
            (state / "server").write_text(name + "\n")
    except OSError as error:
        raise Refused(
            "the state directory {path} cannot be made: {cause}",
            hint="name a directory that you may write, in `state:`",
            path=state,
            cause=error.strerror,
        ) from error
    _ = app.store
    return Step(what="state directory {path}", values={"path": state}, made=made)


def _opener(app: App) -> Unlock | None:
    """Return what will open a vault that is to be made; None where there is one, or a key file is to be made."""
    if app.vault_path.exists() or (app.key_file and not app.key_file.exists()):
        return None
    return app.unlock("Choose a passphrase for the vault")


def _vault(app: App, opener: Unlock | None) -> Step:
    from continuity.engine.vault import Vault, make_key_file

    path = app.vault_path
    made = not path.exists()
    if made:
        if app.key_file and not app.key_file.exists():
            make_key_file(app.key_file, app.ids.nonce())
        Vault.create(path, opener or app.unlock(), app.ids.nonce)
    _ = app.vault
    return Step(what="vault {path}", values={"path": path}, made=made)


def server_key(app: App) -> Step:
    """Begin the server's own log where there is none yet."""
    from continuity.evidence.format.checkpoint import SERVER

    return _signing_key(app, SERVER)


def _signing_key(app: App, client: str) -> Step:
    from continuity.evidence.format.checkpoint import SERVER, origin
    from continuity.evidence.format.note import Signer
    from continuity.evidence.publish import CHECKPOINT
    from continuity.evidence.server import KEY
    from continuity.state.records import DatabaseLog

    entry, public = signing_entry(client), app.state / "log" / client / "key.vkey"
    made = entry not in app.vault.names() and not public.exists()
    if made:
        name = origin(app.server, client)
        app.vault.set(entry, Signer(name, app.ids.nonce()).secret())
    try:
        signer = app.signer(client)
    except ContinuityError as error:  # a log that lost its key gets no other one behind its readers' backs
        return Step(what="log of {client}", values={"client": client}, made=False, fault=error)
    public.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not public.exists():
        public.write_text(signer.verifier.vkey() + "\n")
    log, kept = app.log(client), DatabaseLog(app.store)
    # A log that is still empty has no first record yet, also where an earlier `init` died between key and record; one
    # that was published has one, also where its database is lost.
    known = kept.checkpoint(signer.name) is not None or (public.parent / CHECKPOINT).exists()
    if not known and not kept.pending(signer.name, 1):
        with app.store.transaction() as tx:
            body = {"vkey": signer.verifier.vkey(), "fingerprint": signer.verifier.fingerprint}
            log.journal.record(tx.records, "log.created", app.clock.now(), body)
            if app.server_log and client != SERVER:
                app.server_log.note(tx, KEY, {"log": signer.name, "previous": None, "by": actor(app.command)} | body)
    log.sequencer.run()
    values = {"client": client, "fingerprint": signer.verifier.fingerprint}
    if client == SERVER:
        return Step(what="the server's own log {client}, signed by the key {fingerprint}", values=values, made=made)
    return Step(what="log of {client}, signed by the key {fingerprint}", values=values, made=made)


def _repository(app: App, spec: RepositorySpec, *, anew: bool) -> Step:
    values = {"client": spec.client, "name": spec.name}
    try:
        made, lost = _create(app, spec, anew=anew)
    except ContinuityError as error:
        return Step(what="repository {client}/{name}", values=values, made=False, fault=error)
    if lost:
        what = "repository {client}/{name}, made anew: {lost} recovery point(s) that it held are gone"
        return Step(what=what, values=values | {"lost": lost}, made=made)
    return Step(what="repository {client}/{name}", values=values, made=made)


def _refuse_to_replace(app: App, spec: RepositorySpec) -> None:
    """Raise what keeps a place from being used, if it held points: an empty repository must not take their place."""
    with app.store.reading() as tx:
        held = tx.points.all(spec.client, repository=spec.name)
    if held:
        app.place(spec).ready()


def _create(app: App, spec: RepositorySpec, *, anew: bool) -> tuple[bool, int]:
    """Create a repository where there is none; return whether something was made, and how many points are gone.

    Its password is sealed before it is used, so it cannot be lost.
    """
    from continuity.engine.renewing import begin
    from continuity.storage.registry import open_repository

    port, entry = open_repository(spec, app.reveal), password_entry(spec)
    if not anew:
        _refuse_to_replace(app, spec)
        if spec.declared.get("label") and entry in app.vault.names():
            port.probe()  # its medium was labelled once: a fresh one in the same drive is another's, or needs --anew
    made = port.prepare()
    there = port.probe().initialised
    if spec.settings.password is None and entry not in app.vault.names():
        if there:
            raise Refused(
                "there is a repository at {name} already, and the vault has no password for it",
                hint="put its password into the vault: continuity vault set {entry}; or name an empty place",
                name=spec.name,
                entry=entry,
            )
        app.vault.set(entry, app.ids.nonce().hex()[: 2 * _KEY_BYTES])
    place = app.place(spec)
    if place.fault:
        raise place.fault
    lost = 0
    if there is False:
        begin(app.inventory.clients[spec.client], place, app.place, app.policy)
        made, lost = True, _created(app, spec)
    place.ready()
    return made, lost


def _created(app: App, spec: RepositorySpec) -> int:
    """Record a repository that was made; return how many points an earlier one at its place had held."""
    at = app.clock.now()
    with app.store.transaction() as tx:
        gone = tx.points.listed(spec.client, spec.name, (), at)
        body = {"repository": spec.name, "adapter": spec.adapter, "declared": dict(spec.declared)}
        body |= {"points_gone": [point.snapshot for point in gone]}
        app.log(spec.client).journal.record(tx.records, "repository.created", at, body)
    app.log(spec.client).sequencer.run()
    return len(gone)
