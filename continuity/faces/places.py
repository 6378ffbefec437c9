"""The way to a repository: its adapter, its password from the vault, and patience with a server that restarts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.faces.entries import password_entry
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from continuity.backup.place import Place
    from continuity.faces.app import App
    from continuity.model.inventory import RepositorySpec

_PATIENCE = timedelta(seconds=5)  # for a server that restarts; longer, and people would wait for one that is gone


def place_of(app: App, spec: RepositorySpec) -> Place:
    """Return the way to a repository; nothing is touched yet."""
    from continuity.backup.place import Place
    from continuity.backup.restic.client import ResticClient
    from continuity.storage.ports import Address
    from continuity.storage.registry import open_repository
    from continuity.storage.retrying import retrying

    port = retrying(open_repository(spec, app.reveal), budget=_PATIENCE, clock=app.clock)
    address, password, fault = Address(url=""), "", None
    try:
        address, password = port.address(), _password(app, spec)
    except Unavailable as error:  # told where the place is used: one without its secret harms no other
        fault = error
    client = ResticClient(
        name=spec.name,
        password_entry=password_entry(spec),
        address=address,
        cache=app.inventory.state / "cache",
        password=password,
    )
    with app.store.reading() as tx:
        known = len(tx.points.all(spec.client, repository=spec.name))
    return Place(spec=spec, port=port, restic=client, known=known, fault=fault)


def _password(app: App, spec: RepositorySpec) -> str:
    if spec.settings.password:
        return app.reveal(spec.settings.password)
    if password_entry(spec) not in app.vault.names():
        raise Unavailable(
            "the repository {client}/{name} was never created",
            hint="create it: continuity init",
            client=spec.client,
            name=spec.name,
        )
    return app.vault.get(password_entry(spec))
