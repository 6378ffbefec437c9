"""Who touched the vault: every access by a person is a record, committed with the access or before the secret shows."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from continuity.evidence.format.checkpoint import SERVER
from continuity.faces.entries import password_entry, signing_entry
from continuity.ground.actor import actor
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from continuity.faces.app import App
    from continuity.model.inventory import Inventory, RepositorySpec

READ, SET, EXPORTED = "vault.read", "vault.set", "vault.exported"
UNNAMED = "(another entry of this server)"
_OF_CLIENTS = frozenset({"repositories", "old"})  # which of their repositories a password is of


@contextmanager
def recorded(app: App, kind: str, names: Iterable[str] | None, **body: Any) -> Iterator[None]:
    """Record an access to these entries (None: to the vault itself), together with what is done inside.

    Where that raises, nothing is recorded; where the record cannot be committed, this raises. A process killed between
    the two leaves the change without its record, never a secret shown without one. Raises ``Unavailable``.
    """
    names = None if names is None else tuple(names)
    told = dict.fromkeys(app.inventory.clients, ()) if names is None else concerned(app.inventory, names)
    for client in told:
        if signing_entry(client) not in app.vault.names():
            raise Unavailable(
                "the log of {client} is not there yet, and an access must be recorded in it",
                hint="create it: continuity init",
                client=client,
            )
    logs, server = {client: app.log(client) for client in told}, app.server_log
    with app.store.transaction() as tx:
        for client, entries in told.items():
            told_there: dict[str, Any] = {"by": actor(app.command)}
            told_there |= {"entries": list(entries)} if names is not None else {}
            logs[client].journal.record(tx.records, kind, app.clock.now(), told_there | body)
        if server and (said := _of_the_server(app.inventory, names, body)) is not None:
            server.note(tx, kind, {"by": actor(app.command)} | said)
        yield
    for log in logs.values():
        log.sequencer.run()
    if server:
        server.sequence()


def concerned(inventory: Inventory, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return client -> the names its log is to hold.

    An entry of a client (``acme/…``) is told there. One of the server, which its own log names, is told to the clients
    whose documents refer to it, too; one that nobody refers to is told to all, by its name where there is one client,
    and unnamed where there are several: one client must not learn another's names. The key of the server's own log is
    nobody else's.
    """
    found: dict[str, list[str]] = {}
    for name in names:
        owner = name.partition("/")[0]
        if owner == SERVER:
            continue
        users = [owner] if "/" in name and owner in inventory.clients else _users(inventory, name)
        alone = len(inventory.clients) == 1
        for client in users or inventory.clients:
            told = name if users or alone else UNNAMED
            if told not in found.setdefault(client, []):
                found[client].append(told)
    return {client: tuple(told) for client, told in found.items()}


def _of_the_server(inventory: Inventory, names: tuple[str, ...] | None, body: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the server's log is to hold; None where only clients' own entries were touched."""
    plain = {key: value for key, value in body.items() if key not in _OF_CLIENTS}
    if names is None:
        return plain
    entries = [name for name in names if "/" not in name or name.partition("/")[0] not in inventory.clients]
    return {"entries": entries} | plain if entries else None


def _users(inventory: Inventory, name: str) -> list[str]:
    return [
        client.name
        for client in inventory.clients.values()
        if any(name in references(spec) for spec in client.repositories.values())
    ]


def references(spec: RepositorySpec) -> set[str]:
    """Return the vault's entries that a repository's settings refer to."""
    return {value.vault for value in spec.settings.secrets() if value.vault}


def entry_of(spec: RepositorySpec) -> str | None:
    """Return the vault's entry that holds a repository's restic password, None where it is kept elsewhere."""
    reference = spec.settings.password
    return reference.vault if reference else password_entry(spec)
