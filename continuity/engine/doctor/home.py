"""What belongs to this installation: its documents, its state directory, vault, database and logs. Changes nothing."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from continuity.engine.doctor import judging
from continuity.engine.doctor.check import Check, State, of_error
from continuity.evidence.format.checkpoint import open_checkpoint
from continuity.evidence.publish import read_checkpoint
from continuity.ground.errors import ContinuityError, UsageError
from continuity.policy.checking import Severity, check
from continuity.state.looking import revision
from continuity.state.migrations import HEAD
from continuity.storage.registry import adapters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from continuity.engine.doctor.patient import Patient
    from continuity.model.inventory import Inventory

_INIT = "make it: continuity init"


def examine_documents(inventory: Inventory, now: datetime) -> Iterator[Check]:
    """Yield that the documents load, and each promise in them that cannot be kept or is doubtful."""
    values = {"path": inventory.source, "clients": len(inventory.clients), "assets": len(list(inventory.assets()))}
    yield Check(name="documents", what="{path}: {clients} client(s), {assets} asset(s)", values=values)
    installed = adapters()
    used = {one.adapter for client in inventory.clients.values() for one in client.repositories.values()}
    lockable = {name for name in used if name in installed and installed[name].capabilities.object_lock}
    for finding in check(inventory, lockable=lockable, now=now):
        yield Check(
            name="policy",
            subject=finding.subject,
            state=State.FAULT if finding.severity is Severity.ERROR else State.WARNING,
            what=finding.reason.template,
            hint="promise less, or add what is missing: continuity policy check",
            values=finding.reason.values,
        )


def broken_documents(error: ContinuityError) -> Iterator[Check]:
    """Yield every mistake of documents that do not load."""
    for one in getattr(error, "faults", ()):
        subject = ": ".join(part for part in (str(one.place), one.path) if part)
        yield Check(
            name="documents",
            subject=subject,
            state=State.FAULT,
            what=one.problem,
            hint=one.remedy,
            values=one.values,
        )
    if not getattr(error, "faults", ()):
        yield of_error("documents", "", error)


def examine_state(state: Path) -> Iterator[Check]:
    """Yield how the state directory stands; nothing is made."""
    if not (state / "server").exists():
        yield Check(
            name="state",
            subject=str(state),
            state=State.FAULT,
            what="there is no state at {path} yet",
            hint="create it: continuity init",
            values={"path": state},
        )
        return
    status = state.stat()
    yield judging.private("state", str(state), status.st_mode, status.st_uid, os.geteuid())
    for name, path in (("state-writable", state), ("cache", state / "cache")):
        if path.exists() and not os.access(path, os.W_OK | os.X_OK):
            yield Check(
                name=name,
                subject=str(path),
                state=State.FAULT,
                what="{path} cannot be written",
                hint="run continuity as the user that owns it; if its file system is read-only, look for a disk error",
                values={"path": path},
            )
        else:
            yield Check(name=name, subject=str(path), what="{path} can be written", values={"path": path})
    space = os.statvfs(state)
    yield judging.space("state-space", str(state), space.f_bavail * space.f_frsize)
    yield examine_database(state / "state.db")


def examine_database(path: Path) -> Check:
    """Look at the database without opening it for work."""
    if not path.exists():
        what = "there is no database at {path}"
        return Check(name="database", state=State.FAULT, what=what, hint=_INIT, values={"path": path})
    try:
        return judging.schema(revision(path), HEAD)
    except ContinuityError as error:
        return of_error("database", "", error)


def examine_vault(patient: Patient) -> Iterator[Check]:
    """Yield whether the vault is there, private, and opens with what was given."""
    for name, path in (("vault", patient.vault_path), ("vault-key", patient.key_file)):
        with suppress(OSError):
            if path:
                status = path.stat()
                yield judging.private(name, str(path), status.st_mode, status.st_uid, os.geteuid())
    if not patient.vault_path.exists():
        what, values = "there is no vault at {path} yet", {"path": patient.vault_path}
        yield Check(name="vault-opens", state=State.FAULT, what=what, hint=_INIT, values=values)
        return
    try:
        entries = len(patient.vault.names())
    except UsageError as error:
        yield of_error("vault-opens", "", error, State.UNKNOWN)
    except ContinuityError as error:
        yield of_error("vault-opens", "", error)
    else:
        yield Check(name="vault-opens", what="the vault opens: {count} entries", values={"count": entries})


def examine_log(patient: Patient, client: str, directory: Path) -> Check:
    """Look for the published checkpoint of a client's log and hold it against the published key."""
    try:
        note = read_checkpoint(directory)
        if note is None:
            return Check(
                name="log",
                subject=client,
                state=State.WARNING,
                what="the log of {client} has no published checkpoint at {path}",
                hint="publish it again: continuity init",
                values={"client": client, "path": directory},
            )
        size = open_checkpoint(note, patient.verifier(client)).size
    except ContinuityError as error:
        return of_error("log", client, error)
    values = {"client": client, "size": size}
    return Check(name="log", subject=client, what="the log of {client} is published: {size} record(s)", values=values)
