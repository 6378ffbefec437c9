"""The objects of one repository moved to another of the same key: packs, then their indexes, then the snapshots.

Every index of the origin that the copy lacks is moved, and before it every pack that it names. So the copy holds all
that the origin's indexes know, whatever either of them removed before; nothing is listed that is not whole, and a move
that broke off is taken up where it ended. Each object must be what its name says, so that damage does not travel.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from continuity.ground import cancel
from continuity.ground.errors import NotProven, Unavailable
from continuity.ground.parallel import parallel
from continuity.storage.objects import CONFIG, Part, object_path

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from continuity.storage.objects import ObjectAccess

_LANES = 3  # objects on the way at once: each is in memory meanwhile, 16 to 128 MiB
_FEW = 64  # packs: more than that, and the copy's own list costs less than asking for each


@dataclass(kw_only=True)
class Move:
    """One move from ``origin`` to ``copy``, both open. ``packs_of`` tells which packs some indexes name."""

    names: tuple[str, str]
    origin: ObjectAccess
    copy: ObjectAccess
    packs_of: Callable[[Collection[str]], frozenset[str]]
    progress: Callable[[float], None]
    bytes: int = 0
    objects: int = 0
    _lock: Lock = field(default_factory=Lock, repr=False)

    def make(self, snapshots: Collection[str]) -> None:
        """Move what these snapshots need, and them last.

        Raises ``Unavailable`` where the two have different keys or one of them breaks off, ``NotProven`` where an
        object of the origin is damaged.
        """
        if self.origin.read(CONFIG) != self.copy.read(CONFIG):
            raise Unavailable(
                "{name} has another key than {origin}",
                hint="a repository gets the key of another where `init` makes it: begin one anew to replicate to it",
                name=self.names[1],
                origin=self.names[0],
            )
        self._free()
        indexes = self.origin.names(Part.INDEX) - self.copy.names(Part.INDEX)
        packs = self.packs_of(indexes) if indexes else frozenset()
        if len(packs) > _FEW:
            packs -= self.copy.names(Part.DATA)
        self._all(Part.DATA, packs)
        self._free()
        self._all(Part.INDEX, indexes)
        self._all(Part.SNAPSHOTS, snapshots)
        self._free()

    def _free(self) -> None:
        """Raise ``Unavailable`` where a restic works in the copy: it might remove what no index names yet.

        A lock of restic's is sealed like all else, so who holds it, and for what, cannot be told from outside.
        """
        if self.copy.names("locks"):
            raise Unavailable(
                "another restic works in {name}: nothing is moved there meanwhile",
                hint="wait for it to end; what a dead one left is removed by `restic unlock`",
                name=self.names[1],
            )

    def _all(self, part: Part, names: Iterable[str]) -> None:
        waiting = sorted(names)
        parallel([partial(self._one, part, name, len(waiting)) for name in waiting], at_once=_LANES)

    def _one(self, part: Part, name: str, of: int) -> None:
        cancel.current().check()
        path = object_path(part, name)
        content = self.origin.read(path)
        if hashlib.sha256(content).hexdigest() != name:
            raise NotProven(
                "{path} is damaged in {origin}: it was not moved to {name}",
                hint="look at the repository: continuity verify --repository {origin}",
                path=path,
                origin=self.names[0],
                name=self.names[1],
            )
        added = self.copy.add(path, content)
        with self._lock:
            self.objects += added
            self.bytes += len(content) if added else 0
        if part is Part.DATA:
            self.progress(1 / of)
