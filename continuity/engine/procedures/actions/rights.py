"""``rights``: the owners and rights of restored files held against a point; the answer is how many are others."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.engine.candidates import choices
from continuity.engine.procedures.actions.wishing import asset_in, moment, options, workshop_of
from continuity.engine.wishes import Wish
from continuity.ground.errors import ContinuityError, NotProven, Unavailable, UsageError
from continuity.recovery.actions.asked import shell
from continuity.recovery.actions.ports import Context, Performed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.backup.restic.messages import Node
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset

_NAMED = 5  # files that are named in the journal; all are counted
_RIGHTS = 0o777


class RightsAction:
    """Compares owners and rights of the files below ``directory`` with a point of ``asset``, as ``at``, ``from`` say.

    Equal bytes that their user may not read are of no use. A file that is not there is no matter of this. Owners are
    compared where we are root: nobody else can give a file away.
    """

    required: Sequence[str] = ("asset", "directory")
    optional: Sequence[str] = ("at", "from")
    changes = False

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return a command that shows them; another restore shows what they should be."""
        argv = ["continuity", "restore", str(parameters["asset"]), "--to", f"{parameters['directory']}.again"]
        shown = ["find", str(parameters["directory"]), "-type", "f", "-printf", "%m %U %G %p\\n"]
        return f"{shell([*argv, *options(parameters)])} && {shell(shown)}"

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether there is such an asset, and such a directory."""
        try:
            asset_in(parameters, context)
        except ContinuityError as error:
            return error
        return None if _directory(parameters).is_dir() else _no_directory(_directory(parameters))

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Compare. Raises ``NotProven`` where no file could be compared."""
        directory = _directory(parameters)
        if not directory.is_dir():
            raise _no_directory(directory)
        found = _Found(directory)
        wish = Wish(target=directory, at=moment(parameters), repository=str(parameters.get("from", "")))
        _read(workshop_of(context), asset_in(parameters, context), wish, found)
        if not found.compared:
            raise NotProven("no file of the point lies below {path}", path=directory)
        names = ", ".join(found.others[:_NAMED])
        return Performed(answer=str(len(found.others)), told=names, values={"compared": found.compared, "files": names})


class _Found:
    """What was compared, and which files have another owner or other rights."""

    def __init__(self, directory: Path) -> None:
        self._base, self._root = str(directory).rstrip("/"), os.geteuid() == 0
        self.compared, self.others = 0, list[str]()

    def take(self, node: Node) -> None:
        """Compare one file."""
        try:
            there = os.lstat(self._base + node.path)
        except OSError:
            return
        self.compared += 1
        same = node.mode is None or there.st_mode & _RIGHTS == node.mode & _RIGHTS
        if not same or (self._root and (there.st_uid, there.st_gid) != (node.uid, node.gid)):
            self.others.append(node.path)


def _read(workshop: Workshop, asset: Asset, wish: Wish, found: _Found) -> None:
    """Read the list of the point from the first repository that has it. Raises ``Unavailable`` where none has."""
    places, faults = {place.spec.name: place for place in workshop.places(asset)}, []
    for point in choices(workshop, asset, wish, wish.at or workshop.clock.now()):
        try:
            places[point.repository].ready()
            places[point.repository].restic.nodes(point.snapshot, found.take)
        except Unavailable as error:
            faults.append(str(error))
        else:
            return
    raise Unavailable(
        "no repository can say what a point of {asset} holds: {faults}",
        hint="bring one of them back, or name another with from",
        asset=asset.name,
        faults="; ".join(faults),
    )


def _directory(parameters: Mapping[str, Any]) -> Path:
    found = Path(str(parameters["directory"]))
    if not found.is_absolute():
        raise UsageError("{path} is not an absolute path", hint="begin it with /", path=found)
    return found


def _no_directory(path: Path) -> UsageError:
    return UsageError("{path} is not a directory", hint="name the directory that a restore went to", path=path)
