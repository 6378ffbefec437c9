"""What was promised when: a client's log holds each change of its policies and of its other documents.

Runs name the digest of their policy; here the policy with that digest enters the log, resolved, before the first run
that goes by it. Of the other documents the log holds digests: they show that, when and by whom something was changed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from threading import Lock
from typing import TYPE_CHECKING, Any

from continuity.ground.canonical import digest
from continuity.state.observations import Observation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from continuity.engine.orders import ClientLog
    from continuity.ground.clock import Clock
    from continuity.model.inventory import Asset, Client, Inventory
    from continuity.policy.policy import Policy
    from continuity.state.store import Store, Transaction

POLICY, CONFIG = "policy", "config"
#: Names of changed documents that one record lists; of more, it says how many.
LISTED = 1000
_KIND = "declared"  # of the observation that keeps the digests of what was recorded last
_NOT_DECLARED = frozenset({"where", "lines", "policies", "assets", "repositories"})


class Declared:
    """The documents of one process. Safe for threads; ``by`` names who acts, as access records do."""

    def __init__(self, inventory: Inventory, policy: Callable[[Asset], Policy], by: Mapping[str, Any]) -> None:
        self._inventory, self._policy, self.by = inventory, policy, by
        self._lock = Lock()
        self._recorded: set[str] = set()

    def record(self, client: str, store: Store, clock: Clock, log: ClientLog) -> bool:
        """Record what changed of a client's documents since the log last heard of them; the first call does it.

        Raises ``Unavailable`` where the database cannot be written: the next call tries again.
        """
        with self._lock:
            if client in self._recorded or client not in self._inventory.clients:
                return False
            changed = self._record(self._inventory.clients[client], store, clock, log)
            self._recorded.add(client)
            return changed

    def _record(self, client: Client, store: Store, clock: Clock, log: ClientLog) -> bool:
        policies = {name: self._policy(asset) for name, asset in _by_policy(client).items()}
        items = {f"policy/{name}": one.digest for name, one in policies.items()} | dict(_digests(client))
        with store.reading() as tx:
            if _known(tx, client.name) == items:
                return False
        with store.transaction() as tx:
            before, at = _known(tx, client.name), clock.now()
            for kind, body in _bodies(before, items, policies):
                log.journal.record(tx.records, kind, at, {"by": dict(self.by)} | body)
            tx.observations.note((client.name, "", _KIND), Observation(at=at, run="", facts=items))
        return before != items  # it gets its place with the run that follows: a log that cannot be signed stops no work


def digest_of(inventory: Inventory) -> str:
    """Return one digest of all that the documents say of all clients, with the policies that they go by."""
    policies = {name: _plain(one) for name, one in sorted(inventory.policies.items())}
    return digest(
        {"policies": policies, "clients": {one.name: dict(_digests(one)) for one in inventory.clients.values()}}
    )


def _bodies(
    before: Mapping[str, str], after: Mapping[str, str], policies: Mapping[str, Policy]
) -> Iterator[tuple[str, dict[str, Any]]]:
    changed = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    for name in changed:
        found = policies.get(name.removeprefix("policy/")) if name.startswith("policy/") else None
        if found:
            yield POLICY, _pair(before, after, name) | {"resolved": found.as_plain(), "chain": list(found.chain)}
        elif name.startswith("policy/"):
            yield POLICY, _pair(before, after, name) | {"resolved": None, "chain": []}
    if others := [name for name in changed if not name.startswith("policy/")]:
        listed = [_pair(before, after, name) for name in others[:LISTED]]
        whole = {side: digest(dict(items)) if items else None for side, items in (("before", before), ("after", after))}
        yield CONFIG, whole | {"documents": len(after), "changed": len(others), "listed": listed}


def _pair(before: Mapping[str, str], after: Mapping[str, str], name: str) -> dict[str, Any]:
    return {"name": name.removeprefix("policy/"), "before": before.get(name), "after": after.get(name)}


def _known(tx: Transaction, client: str) -> dict[str, str]:
    found = tx.observations.latest(client, "", _KIND)
    return found.facts if found else {}


def _by_policy(client: Client) -> dict[str, Asset]:
    """Return each policy in force by its name, with one asset that it holds for."""
    return {asset.policy: asset for asset in client.assets.values()}


def _digests(client: Client) -> Iterator[tuple[str, str]]:
    for folder, things in (("asset", client.assets), ("repository", client.repositories)):
        for name, thing in things.items():
            yield f"{folder}/{name}", digest(_plain(thing))
    yield "client", digest(_plain(client))


def _plain(value: Any) -> Any:
    """Return a document as data that JSON carries: where it stands in a file is no part of what it says."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in dataclasses.fields(value) if one.name not in _NOT_DECLARED]
        # a repository's settings are a model of its adapter; ``declared`` are the same without secrets
        return {
            name: _plain(getattr(value, name)) for name in names if not hasattr(value, "declared") or name != "settings"
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        parts = [_plain(part) for part in value]
        return sorted(parts, key=str) if isinstance(value, (set, frozenset)) else parts
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, timedelta):
        return str(value.total_seconds())
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
