"""What the work of every job needs, put together once by the composition root."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.evidence.format.checkpoint import SERVER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from continuity.backup.place import Place
    from continuity.engine.engine import Engine
    from continuity.engine.orders import ClientLog
    from continuity.engine.server_log import ServerLog
    from continuity.ground.clock import Clock
    from continuity.ground.ids import Ids
    from continuity.model.inventory import Asset, Inventory, RepositorySpec
    from continuity.model.secrets import Reveal
    from continuity.policy.policy import Policy
    from continuity.state.store import Store


@dataclass(frozen=True, kw_only=True)
class Directories:
    """Where things of one client's asset lie below the state directory."""

    state: Path

    def sidecar(self, client: str, asset: str) -> Path:
        """Return the canary's path: the same at every run, so that restic finds its parent snapshot."""
        return self.state / "canary" / client / asset / "canary.json"

    def manifests(self, client: str, asset: str) -> Path:
        """Return the directory of the asset's manifests, one a run."""
        return self.state / "manifests" / client / asset

    def memory(self, client: str, asset: str) -> Path:
        """Return the directory in which an asset's source remembers what it needs from one backup to the next."""
        return self.state / "memory" / client / asset

    def spool(self, client: str, asset: str) -> Path:
        """Return where a source keeps what it receives all the time."""
        return self.state / "continuous" / client / asset

    def attachments(self, client: str) -> Path:
        """Return where the files are kept that the client's records name by their hash."""
        return self.state / "attachments" / client

    def sandbox(self, run: str) -> Path:
        """Return the private directory of one rehearsal."""
        return self.state / "sandbox" / run

    def log(self, client: str) -> Path:
        """Return where the client's log is published."""
        return self.state / "log" / client


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """The inventory, the memory, the clocks and the way to every repository.

    ``server`` is the server's own log; None where ``init`` or the daemon has not made it yet.
    """

    inventory: Inventory
    store: Store
    engine: Engine
    logs: Mapping[str, ClientLog]
    clock: Clock
    ids: Ids
    directories: Directories
    place: Callable[[RepositorySpec], Place]
    policy: Callable[[Asset], Policy]
    reveal: Reveal
    server: ServerLog | None = None

    def log(self, name: str) -> ClientLog:
        """Return a client's log, or the server's (``SERVER``, where there is one)."""
        return self.server.log() if self.server is not None and name == SERVER else self.logs[name]

    def places(self, asset: Asset) -> list[Place]:
        """Return the repositories of an asset, in the order of its document."""
        repositories = self.inventory.clients[asset.client].repositories
        return [self.place(repositories[name]) for name in asset.copies]
