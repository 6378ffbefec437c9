"""What really lies where a repository is to be destroyed: asked of restic, since a document may say what is not so.

A snapshot's name is the sum of what it holds under its repository's own key. So the snapshots of which this state
knows points there are the repository itself: another one, or a repository that others use, holds none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.backup.restic import command, messages
from continuity.ground.errors import ContinuityError, Refused
from continuity.storage.objects import Objects, Part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from continuity.backup.place import Place
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset, RepositorySpec
    from continuity.storage.ports import Repository

_HOW = "see what lies there, and which place the document names: continuity storage check {name}"


def refuse_unknown(workshop: Workshop, asset: Asset, spec: RepositorySpec) -> None:
    """Raise ``Refused`` unless every snapshot there is a known point of this asset in this repository, and one is.

    Nothing is written there, not even a lock.
    """
    place = workshop.place(spec)
    with workshop.store.reading() as tx:
        points = {one.snapshot for one in tx.points.all(spec.client, repository=spec.name, asset=asset.name)}
        runs = tx.points.runs(spec.client, spec.name)
    try:
        place.ready()
        listed = set(place.port.snapshot_names())
        found = messages.snapshots(_said(place, (*command.snapshots(), "--no-lock")))
    except (ContinuityError, ValueError) as error:
        raise Refused(
            "{name} cannot be looked into, and is not destroyed unseen: {cause}", hint=_HOW, name=spec.name, cause=error
        ) from error
    for one in found:
        ours = one.id in points and one.tagged(command.RUN_TAG) in runs
        if not ours or one.tagged(command.ASSET_TAG) != asset.name:
            raise _foreign(one.id, spec, asset)
    for name in sorted(listed ^ {one.id for one in found}):
        raise _foreign(name, spec, asset)
    if not found:
        raise Refused("{name} holds no point of {asset}", hint=_HOW, name=spec.name, asset=asset.reference)


def refuse_twice(workshop: Workshop, spec: RepositorySpec, others: Iterable[RepositorySpec]) -> None:
    """Raise ``Refused`` where another repository is this place by another way, told by what lies there.

    One of another adapter that cannot be asked may be this place; one of the same adapter is told by its settings.
    """
    mine = workshop.place(spec).port
    here = frozenset(mine.snapshot_names()) | _keys(mine)
    for other in others:
        try:
            shared = here & _marks(workshop.place(other).port)
        except ContinuityError as error:
            if other.adapter == spec.adapter:
                continue
            raise Refused(
                "whether {other} is the same place as {name} cannot be told: {cause}",
                hint=_HOW,
                name=spec.name,
                other=other.name,
                cause=error,
            ) from error
        if shared:
            raise Refused(
                "the repositories {name} and {other} are one place", hint=_HOW, name=spec.name, other=other.name
            )


def _marks(port: Repository) -> frozenset[str]:
    """Return names of objects that no other place has; none where there is no repository. Needs no password.

    Snapshots may be moved as they are to where objects can be moved; there, the keys are of the place alone.
    """
    if port.probe().initialised is False:
        return frozenset()
    return _keys(port) if isinstance(port, Objects) else frozenset(port.snapshot_names())


def _keys(port: Repository) -> frozenset[str]:
    if not isinstance(port, Objects):
        return frozenset()
    with port.objects_opened() as there:
        return there.names(Part.KEYS)


def _said(place: Place, argv: tuple[str, ...]) -> str:
    done = place.restic.ask(argv)
    if done.returncode:
        place.restic.explain(done)
    return done.stdout


def _foreign(snapshot: str, spec: RepositorySpec, asset: Asset) -> Refused:
    return Refused(
        "{name} holds the snapshot {snapshot}, which is no known point of {asset}",
        hint=_HOW,
        name=spec.name,
        snapshot=snapshot,
        asset=asset.reference,
    )
