"""``restic copy``, and what restic knows of an index: for copies that are made from another repository."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING

from continuity.backup.restic import command, messages
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import timedelta

    from continuity.backup.restic.client import ResticClient
    from continuity.storage.ports import Address


def copy(client: ResticClient, origin: ResticClient, snapshots: Sequence[str], patience: timedelta | None) -> None:
    """Copy these snapshots of ``origin``; restic leaves out those that are there already.

    Raises ``Unavailable`` where one process cannot reach both, or restic could not copy. A dead process's lock is
    cleared once, as by a backup.
    """
    both = replace(client, address=joined(client, origin))
    argv = command.copy(snapshots, "" if "RESTIC_REPOSITORY" in origin.address.environment else origin.address.url)
    done = both.stream(argv, _ignore, patience=patience)
    if messages.locked(done.returncode, done.stderr):
        client.unlock()
        origin.unlock()
        done = both.stream(argv, _ignore, patience=patience)
    if done.returncode != 0:
        client.explain(done)


def joined(client: ResticClient, origin: ResticClient) -> Address:
    """Return the address of ``client`` with all that reaching ``origin`` needs beside it.

    restic has one set of options and one environment for both repositories: raises ``Unavailable`` where they differ.
    """
    here, there = client.address, origin.address
    named = {"RESTIC_REPOSITORY": "RESTIC_FROM_REPOSITORY"}  # restic's two names for what an environment may say
    wanted = {named.get(key, key): value for key, value in there.environment.items()}
    if _differ(here.environment, wanted) or _differ(_options(here), _options(there)):
        raise Unavailable(
            "one restic cannot open both {origin} and {name}: they need different credentials or options",
            hint="let both be opened by the same credentials, or make each copy from the source (`copying: each`)",
            origin=origin.name,
            name=client.name,
        )
    options = (_options(here) | _options(there)).values()
    environment = {**here.environment, **wanted, "RESTIC_FROM_PASSWORD": origin.password}
    return replace(here, options=tuple(options), environment=environment)


@dataclass(frozen=True)
class Indexes:
    """The indexes of a repository, each read once, whoever asks: reading one costs a process."""

    client: ResticClient
    _known: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)
    _turn: Lock = field(default_factory=Lock, repr=False)

    def packs(self, indexes: Collection[str]) -> frozenset[str]:
        """Return the packs that these indexes name; raises ``Unavailable``."""
        with self._turn:
            for index in set(indexes) - self._known.keys():
                self._known[index] = self._read(index)
            return frozenset().union(*(self._known[index] for index in indexes))

    def _read(self, index: str) -> frozenset[str]:
        done = self.client.ask(command.index(index))
        if done.returncode != 0:
            self.client.explain(done)
        try:
            return frozenset(str(pack["id"]) for pack in json.loads(done.stdout)["packs"])
        except (ValueError, KeyError, TypeError) as error:
            raise Unavailable(
                "what restic says of {name} cannot be read: {cause}", name=self.client.name, cause=error
            ) from error


def _differ(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return any(one[key] != other[key] for key in one.keys() & other.keys())


def _options(address: Address) -> dict[str, str]:
    """Return the options by what they set: `sftp.command` of one server is not that of another."""
    return {option.strip('"').partition("=")[0]: option for option in address.options}


def _ignore(_line: str) -> None:
    pass
