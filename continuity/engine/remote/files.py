"""A backup of files of another host: by restic there, where it may and can, or by a stream of tar into restic here."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from continuity.backup import emptiness
from continuity.backup.remote.endpoint import Endpoint
from continuity.backup.remote.source import HostFiles
from continuity.backup.remote.stream import fetch
from continuity.backup.remote.there import ResticThere
from continuity.backup.sources.files import FilesSource
from continuity.engine import sources
from continuity.engine.remote.way import host_of
from continuity.ground.errors import Unavailable
from continuity.ground.ssh_tunnel import from_there
from continuity.model.job import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from continuity.backup.attempt import Task
    from continuity.backup.place import Place
    from continuity.backup.remote.host import Has, Host
    from continuity.engine.workshop import Workshop
    from continuity.ground.errors import ContinuityError
    from continuity.model.inventory import Asset
    from continuity.model.job import Result

    BackUp = Callable[[Task, Sequence[Place]], Result]

#: The key of a run's detail that tells the way which the data of a host took.
KEY = "remote"
REQUIRED = "required"
_HASHING = frozenset({"sha256sum", "xargs", "stat"})
#: Why restic does not run on a host, in sentences that faces know again.
WHY = {
    "never": "the document asks for a stream",
    "no_hashing": "it has no GNU coreutils and xargs to hash files with",
    "elsewhere": "not all of its repositories are directories of this machine",
}


def reached(workshop: Workshop, task: Task, places: Sequence[Place], back_up: BackUp) -> Result:
    """Back up with the files of the host in their place: read there, or brought here. As it is, for this machine's.

    Raises ``Refused`` for a host whose key is not the one that is pinned, ``Unavailable`` where it cannot be reached or
    read, ``NotProven`` where what it sent is not whole; nothing is backed up then.
    """
    asset = task.asset
    if asset.source.on is None or asset.source.kind != "files":
        return back_up(task, places)
    with host_of(workshop, asset) as host:
        has = host.look()
        host.needs(has, "find")
        there = HostFiles(**vars(FilesSource.from_settings(asset.source.settings)), host=host)
        there.missing()
        emptiness.refuse_links(there)
        why = _not_there(asset, has, places)
        with ExitStack() as doors:
            try:
                served = [] if why else [_served(host, one, workshop.ids.nonce().hex(), doors) for one in places]
            except Unavailable as error:  # its sshd forwards nothing
                why = str(error)
            if not why:
                return _told(back_up(replace(task, source=there), served), _how(there, has), ())
        if asset.source.settings["restic"] == REQUIRED:
            raise Unavailable(
                "restic cannot run on {host}: {why}",
                hint="mend that, or write `restic: auto` to have the files streamed here",
                host=host.name,
                why=why,
            )
        host.needs(has, "tar")
        return _streamed(workshop, there, why, task, lambda one, at: back_up(one, [_at(place, at) for place in places]))


def _not_there(asset: Asset, has: Has, places: Sequence[Place]) -> str:
    """Return why restic is not run on the host; empty where it is."""
    wish = asset.source.settings["restic"]
    if wish == "never":
        return WHY["never"]
    if has.no_restic or has.lacks & _HASHING:
        return has.no_restic or WHY["no_hashing"]
    if wish != REQUIRED and any(place.spec.adapter != "local" for place in places):
        return WHY["elsewhere"]
    return ""


def _how(there: HostFiles, has: Has) -> dict[str, str]:
    version = ".".join(map(str, has.restic or ()))
    return {"host": there.host.name, "how": "restic", "restic": version, "manifest": "hashed there"}


def _served(host: Host, place: Place, secret: str, doors: ExitStack) -> Place:
    """Return the place as the host's restic reaches it, for as long as ``doors`` are open."""
    if place.spec.adapter != "local":
        fault = Unavailable(
            "{name} is no directory of this machine, and cannot be handed to a restic on {host}",
            hint="write `restic: auto` to have the files streamed here, which every repository can take",
            name=place.spec.name,
            host=host.name,
        )
        return replace(place, fault=place.fault or fault)
    endpoint = Endpoint(root=place.spec.settings.path, secret=secret)
    port = doors.enter_context(from_there(host.connection, endpoint.attend))
    known = {one.name: getattr(place.restic, one.name) for one in fields(place.restic)}
    return replace(place, restic=ResticThere(**known, host=host, port=port, endpoint=endpoint))


def _at(place: Place, root: Path) -> Place:
    """Return the place with a restic that takes ``root`` for the root of all."""
    return replace(place, restic=replace(place.restic, directory=root))


def _streamed(
    workshop: Workshop, there: HostFiles, why: str, task: Task, back_up: Callable[[Task, Path], Result]
) -> Result:
    """Bring the files here, back them up, and keep none of them beside the copies."""
    staging, began = sources.staging(workshop.directories, task.asset), workshop.clock.now()
    sources.clear(workshop.directories, task.asset)
    try:
        root = staging / "root"  # it takes the rights of the host's own root: `staging`, above it, lets nobody in
        with sources.room_for(staging):
            root.mkdir(mode=0o700)
            source, streamed = fetch(there, root)
        result = back_up(replace(task, source=source, data_time=began), root)
    finally:
        sources.clear(workshop.directories, task.asset)
    told = {"host": there.host.name, "how": "tar", "why": why, "manifest": "hashed here", "vanished": streamed.vanished}
    return _told(result, told, streamed.problems)


def _told(result: Result, how: Mapping[str, Any], faults: Sequence[ContinuityError]) -> Result:
    """Add the way that the data took, and what went wrong on it."""
    outcome = Outcome.INCOMPLETE if faults and result.outcome is Outcome.SUCCEEDED else result.outcome
    return replace(
        result,
        outcome=outcome,
        reason="; ".join(filter(None, [result.reason, *map(str, faults)])),
        problems=(*result.problems, *faults),
        detail=result.detail | {KEY: dict(how)},
    )
