"""Who touched the vault: every access by a person is a record, committed with the access or before the secret shows."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from continuity.faces.entries import password_entry, signing_entry
from continuity.ground.actor import actor
from continuity.ground.errors import Unavailable
from continuity.model.secrets import SecretRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from continuity.faces.app import App
    from continuity.model.inventory import Inventory, RepositorySpec

READ, SET, ROTATED, EXPORTED = "vault.read", "vault.set", "vault.rotated", "vault.exported"
UNNAMED = "(another entry of this server)"


@contextmanager
def recorded(app: App, kind: str, names: Iterable[str] | None, **body: Any) -> Iterator[None]:
    """Record an access to these entries (None: to the vault itself), together with what is done inside.

    Where that raises, nothing is recorded; where the record cannot be committed, this raises. A process killed between
    the two leaves the change without its record, never a secret shown without one. Raises ``Unavailable``.
    """
    told = dict.fromkeys(app.inventory.clients, ()) if names is None else concerned(app.inventory, names)
    for client in told:
        if signing_entry(client) not in app.vault.names():
            raise Unavailable(
                "the log of {client} is not there yet, and an access must be recorded in it",
                hint="create it: continuity init",
                client=client,
            )
    logs = {client: app.log(client) for client in told}
    with app.store.transaction() as tx:
        for client, entries in told.items():
            told_there: dict[str, Any] = {"by": actor(app.command)}
            told_there |= {"entries": list(entries)} if names is not None else {}
            logs[client].journal.record(tx.records, kind, app.clock.now(), told_there | body)
        yield
    for log in logs.values():
        log.sequencer.run()


def concerned(inventory: Inventory, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return client -> the names its log is to hold.

    An entry of a client (``acme/…``) is told there. There is no log of the server yet, so one of the server is told to
    the clients whose documents refer to it; one that nobody refers to is told to all, by its name where there is one
    client, and unnamed where there are several: one client must not learn another's names.
    """
    found: dict[str, list[str]] = {}
    for name in names:
        owner = name.partition("/")[0]
        users = [owner] if "/" in name and owner in inventory.clients else _users(inventory, name)
        alone = len(inventory.clients) == 1
        for client in users or inventory.clients:
            told = name if users or alone else UNNAMED
            if told not in found.setdefault(client, []):
                found[client].append(told)
    return {client: tuple(told) for client, told in found.items()}


def _users(inventory: Inventory, name: str) -> list[str]:
    return [
        client.name
        for client in inventory.clients.values()
        if any(name in references(spec) for spec in client.repositories.values())
    ]


def references(spec: RepositorySpec) -> set[str]:
    """Return the vault's entries that a repository's settings refer to."""
    values = (value for _, value in spec.settings)
    return {value.vault for value in values if isinstance(value, SecretRef) and value.vault}


def entry_of(spec: RepositorySpec) -> str | None:
    """Return the vault's entry that holds a repository's restic password, None where it is kept elsewhere."""
    reference = spec.settings.password
    return reference.vault if reference else password_entry(spec)
