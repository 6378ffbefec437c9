"""Which places work must wait for: the repository, the host that holds it, and the host of the data it reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from continuity.model.job import JobKind
from continuity.policy.bandwidth import begins, in_force, share, strictest, tighter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from continuity.model.device import Device
    from continuity.model.inventory import Asset, Client, RepositorySpec
    from continuity.model.sharing import Sharing
    from continuity.policy.bandwidth import Bandwidth
    from continuity.policy.policy import Policy


@dataclass(frozen=True, order=True, kw_only=True)
class Turn:
    """A place where no more than ``limit`` of our jobs may work at once; ``name`` is the same whoever asks."""

    name: str
    limit: int


def of_repository(client: Client, spec: RepositorySpec) -> tuple[Turn, ...]:
    """Return what work in a repository waits for: its own turns, and those of the device that holds it."""
    own = spec.sharing.turns
    there = (Turn(name=f"{client.name}/{spec.name}", limit=own),) if own else ()
    return there + _of_device(_holding(client, spec))


def of_source(client: Client, asset: Asset) -> tuple[Turn, ...]:
    """Return what reading an asset waits for, where its data lies on a device."""
    settings = asset.source.settings
    return _of_device(client.devices.get(str(settings.get("on") or settings.get("device") or "")))


def of_copy(client: Client, asset: Asset, spec: RepositorySpec, within: str) -> tuple[Turn, ...]:
    """Return what a copy waits for, while its backup, called ``within``, holds the turns of its source.

    Where both are in one place the backup counts once there: its copies use that turn, one after the other.
    """
    held = {one.name for one in of_source(client, asset)}
    return tuple(
        Turn(name=f"{one.name} within {within}", limit=1) if one.name in held else one
        for one in of_repository(client, spec)
    )


def of_backup(client: Client, asset: Asset) -> tuple[Turn, ...]:
    """Return all that a backup waits for, each place once: two copies on one host take turns there."""
    copies = (of_repository(client, client.repositories[name]) for name in asset.copies)
    return together([of_source(client, asset), *copies])


def of_work(client: Client, kind: JobKind, subject: str) -> tuple[Turn, ...]:
    """Return all that a planned job waits for. A restore test reads nothing of the source."""
    name = subject.removeprefix(f"{client.name}/")
    if name in client.assets and kind in (JobKind.BACKUP, JobKind.RESTORE_TEST):
        asset = client.assets[name]
        copies = together(of_repository(client, client.repositories[one]) for one in asset.copies)
        return of_backup(client, asset) if kind is JobKind.BACKUP else copies
    return of_repository(client, client.repositories[name]) if name in client.repositories else ()


def together(several: Iterable[Iterable[Turn]]) -> tuple[Turn, ...]:
    """Return each place once, with the strictest limit that was named for it."""
    limits: dict[str, int] = {}
    for one in (turn for turns in several for turn in turns):
        limits[one.name] = min(one.limit, limits.get(one.name, one.limit))
    return tuple(Turn(name=name, limit=limits[name]) for name in sorted(limits))


def bandwidth_of(client: Client, spec: RepositorySpec, at: datetime) -> Bandwidth:
    """Return what one process may take of the line to a repository: its own share, or its host's, if that is less."""
    return strictest(share(one, client.timezone, at) for one in sharings(client, spec))


def line(policy: Policy, client: Client, spec: RepositorySpec, at: datetime) -> Bandwidth:
    """Return what a copy made under a policy may take of the line to a repository."""
    return strictest([in_force(policy, client.timezone, at), bandwidth_of(client, spec, at)])


def tightens(policy: Policy, client: Client, spec: RepositorySpec, at: datetime) -> datetime | None:
    """Return when less of the line than ``at`` is left to a copy for the first time; None where that never is."""
    asked = policy.values.get("bandwidth", {})
    spans = [tuple(asked.get("during", ())), *(one.during for one in sharings(client, spec))]
    times = (begins(during, client.timezone, at) for during in spans)
    now = line(policy, client, spec, at)
    return min((one for one in times if one and tighter(now, line(policy, client, spec, one))), default=None)


def sharings(client: Client, spec: RepositorySpec) -> tuple[Sharing, ...]:
    """Return what the documents allow in a repository, and on the device that holds it."""
    device = _holding(client, spec)
    return (spec.sharing, device.sharing) if device else (spec.sharing,)


def _of_device(device: Device | None) -> tuple[Turn, ...]:
    limit = device.sharing.turns if device else None
    return (Turn(name=f"host {device.address.lower()}", limit=limit),) if device and limit else ()


def _holding(client: Client, spec: RepositorySpec) -> Device | None:
    """Return the device of the documents at whose address a repository is; None where none is."""
    host = _host(spec.settings)
    return next((one for one in client.devices.values() if host and one.address.lower() == host), None)


def _host(settings: Any) -> str:
    """Return the host in an adapter's settings (``host``, or that of ``url`` or ``endpoint``), empty for a path."""
    if host := getattr(settings, "host", None):
        return str(host).strip("[]").lower()
    where = getattr(settings, "url", None) or getattr(settings, "endpoint", None)
    return (urlsplit(str(where)).hostname or "") if where else ""
