"""Repositories and clients by the names that people give them."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Client, RepositorySpec


def repositories(session: Session, names: tuple[str, ...]) -> list[RepositorySpec]:
    """Return the repositories named ``name`` or ``client/name``; all of them without names."""
    known = [one for client in session.app.inventory.clients.values() for one in client.repositories.values()]
    for name in names:
        if not any(name in (one.name, f"{one.client}/{one.name}") for one in known):
            written = [text for one in known for text in (one.name, f"{one.client}/{one.name}")]
            near = difflib.get_close_matches(name, written, n=3) or written[1::2]
            raise UsageError(
                "there is no repository named {name}", hint="known: {names}", name=name, names=", ".join(near)
            )
    return [one for one in known if not names or one.name in names or f"{one.client}/{one.name}" in names]


def clients_of(session: Session, client: str | None) -> list[str]:
    """Return the client of that name alone, or all of them without a name."""
    known = list(session.app.inventory.clients)
    if client is not None and client not in known:
        raise UsageError("there is no client named {name}", hint="known: {names}", name=client, names=", ".join(known))
    return [client] if client else known


def logs_of(session: Session, client: str | None) -> list[str]:
    """Return the client of that name alone, or all of them; the server's own log where it is named."""
    from continuity.evidence.format.checkpoint import SERVER

    known = list(session.app.inventory.clients)
    if client is not None and client not in [*known, SERVER]:
        names = ", ".join([*known, SERVER])
        raise UsageError("there is no client named {name}", hint="known: {names}", name=client, names=names)
    return [SERVER] if client == SERVER else clients_of(session, client)


def one_log(session: Session, client: str | None) -> str:
    """Return the client of that name, or the only one there is; the server's own log where it is named."""
    from continuity.evidence.format.checkpoint import SERVER

    return SERVER if client == SERVER else one_client(session, client)


def one_client(session: Session, client: str | None) -> str:
    """Return the client of that name, or the only one there is; what is done concerns one log."""
    names = clients_of(session, client)
    if len(names) != 1:
        raise UsageError("this is about one client's log", hint="add --client; known: {names}", names=", ".join(names))
    return names[0]


def contracted(session: Session, client: str | None) -> Client:
    """Return the client of that name, or the only one. Raises ``UsageError`` where its documents hold no contract."""
    found = session.app.inventory.clients[one_client(session, client)]
    if found.contract is None:
        raise UsageError(
            "the documents of {client} hold no contract", hint="add `contract:` below `client:`", client=found.name
        )
    return found
