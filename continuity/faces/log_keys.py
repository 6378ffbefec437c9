"""The keys of a client's log: the public ones beside the published log, the private one in the vault; their rotation.

A rotation is decided by its record. What comes before the record (a new key, sealed as ``….next``) is nobody's key yet;
what comes after it (publishing it, promoting the new key, the first head that it signs) is made up for by whoever
writes into the log next, so that a process that dies anywhere leaves a log that goes on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from continuity.evidence import publish
from continuity.evidence.format.checkpoint import SERVER, open_checkpoint
from continuity.evidence.format.keys import KINDS, CurrentSigner, KeyHistory, Rotation
from continuity.evidence.format.note import Signer, Verifier
from continuity.evidence.format.record import parse, record_time
from continuity.evidence.journal import Journal
from continuity.evidence.published_keys import publish_rotation, published_keys, rotations
from continuity.evidence.server import KEY
from continuity.faces.entries import signing_entry
from continuity.ground.actor import actor
from continuity.ground.errors import ContinuityError, Refused, Unavailable, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.faces.app import App

_BATCH = 1024


def directory_of(app: App, client: str) -> Path:
    """Return where a client's log is published."""
    return app.state / "log" / client


def verifier_of(app: App, client: str) -> Verifier:
    """Return the public key, with its history where it was rotated; raises ``Unavailable`` where there is none."""
    found = published_keys(directory_of(app, client))
    if found is None:
        raise Unavailable(
            "the log of {client} has no public key at {path}",
            hint="create it: continuity init",
            client=client,
            path=directory_of(app, client) / "key.vkey",
        )
    return found


def signer_of(app: App, client: str) -> Signer:
    """Return the private key that the published history ends with; raises ``Unavailable`` where it is lost."""
    known, names = published_keys(directory_of(app, client)), app.vault.names()
    for entry in (signing_entry(client), _next(client)):
        if known and entry in names:
            found = Signer.parse(app.vault.get(entry))
            if found.verifier.public_key == known.public_key:
                past = known.past if isinstance(known, KeyHistory) else ()
                return CurrentSigner(found.name, found.seed, past) if past else found
    if known and signing_entry(client) not in names:
        raise Unavailable(
            "the vault has no key of the log {log}",
            hint="take it from a copy of the vault; if it is lost: continuity evidence rotate-key --lost",
            log=known.name,
        )
    return Signer.parse(app.vault.get(signing_entry(client)))


def rotate(app: App, client: str, reason: str, *, lost: bool) -> tuple[Rotation, bool]:
    """Give a log a new key; returns the rotation, and whether it ended one that had been interrupted.

    Raises ``Refused`` where the key is said to be lost and is at hand, or the reverse; ``UsageError`` without a reason.
    """
    if not reason.strip():
        raise UsageError("a change of key needs a reason", hint="say why in a sentence: --reason TEXT")
    with publish.locked(directory_of(app, client)):
        _make_up(app, client)
        unfinished = _promote(app, client)
        if unfinished is None:
            _announce(app, client, reason, lost=lost)
            _make_up(app, client)
            done = _promote(app, client)
        app.log(client).sequencer.drain()
    ended = unfinished or done
    if ended is None:
        raise Refused("the new key of {client} was not published", hint="run the command again", client=client)
    if client != SERVER and app.server_log:
        body: dict[str, Any] = {"log": ended.new.name, "fingerprint": ended.new.fingerprint, "vkey": ended.new.vkey()}
        body |= {"previous": ended.old.fingerprint, "vouched": ended.vouched, "by": actor("evidence rotate-key")}
        app.server_log.fact(KEY, body)
        app.server_log.sequence()
    return ended, unfinished is not None


def adopt_keys(app: App, client: str, source: Path) -> None:
    """Publish the rotations that a newer copy of the published log holds, where they end with the vault's key.

    The state came back from a backup that is older than they are; the vault, which is kept apart, did not. Raises
    ``NotProven`` where they do not hold.
    """
    newer, known, entry = published_keys(source), published_keys(directory_of(app, client)), signing_entry(client)
    if not isinstance(newer, KeyHistory) or known is None or entry not in app.vault.names():
        return
    ours = known.first if isinstance(known, KeyHistory) else known
    if newer.first == ours and Signer.parse(app.vault.get(entry)).verifier.public_key == newer.public_key:
        for note in rotations(source):
            publish_rotation(directory_of(app, client), note)


def _announce(app: App, client: str, reason: str, *, lost: bool) -> None:
    """Record the rotation: from this transaction on the new key is the log's."""
    old = _old(app, client, lost=lost)
    known, entry = verifier_of(app, client), _next(client)
    if entry not in app.vault.names():
        app.vault.set(entry, Signer(known.name, app.ids.nonce()).secret())
    new = Signer.parse(app.vault.get(entry))
    key = known.keys()[-1] if isinstance(known, KeyHistory) else known
    at = app.clock.now()
    plain = Rotation(old=key, new=new.verifier, at=record_time(at), size=0, reason=reason)
    while True:
        if old:
            app.log(client).sequencer.drain()
        with app.store.transaction() as tx:
            if old and tx.records.pending(known.name, 1):
                continue  # recorded since: the old key signs that first
            note = tx.records.checkpoint(known.name, None)
            size = open_checkpoint(note, known).size if note else 0
            rotation = replace(plain, size=size, vouched=old is not None)
            body = {"note": rotation.sign(new, old), "by": actor("evidence rotate-key"), "reason": reason}
            body |= {"previous": key.fingerprint, "fingerprint": new.verifier.fingerprint}
            Journal(known.name, app.ids).record(tx.records, rotation.kind, at, body)
            return


def _old(app: App, client: str, *, lost: bool) -> Signer | None:
    """Return the old key where it is at hand, None where it is lost; refuse what is not as it was said to be."""
    try:
        old = signer_of(app, client)
    except ContinuityError:
        if not lost:
            raise
        return None
    if lost and old.verifier.public_key == verifier_of(app, client).public_key:
        raise Refused(
            "the key of the log {log} is in the vault: it is not lost",
            hint="leave --lost out: the old key then vouches for the new one, also where it was stolen",
            log=old.name,
        )
    return None if lost else old


def _make_up(app: App, client: str) -> None:
    """Publish a rotation that was recorded, and not yet published."""
    log = verifier_of(app, client).name
    with app.store.reading() as tx:
        pending = tx.records.pending(log, _BATCH)
    for record in pending:
        if record.kind in KINDS:
            publish_rotation(directory_of(app, client), parse(record.body).body["note"])


def _promote(app: App, client: str) -> Rotation | None:
    """Let the new key take the old one's place in the vault, where its rotation is published; return that rotation."""
    known, entry = verifier_of(app, client), _next(client)
    if entry not in app.vault.names():
        return None
    secret = app.vault.get(entry)
    if Signer.parse(secret).verifier.public_key != known.public_key or not isinstance(known, KeyHistory):
        return None
    app.vault.change({signing_entry(client): secret, entry: None})
    return known.past[-1]


def _next(client: str) -> str:
    return f"{signing_entry(client)}.next"
