"""The objects of a restic repository, moved whole: a port of places between which packs can be replicated.

restic names every object but ``config`` by the SHA-256 of its content (its design.rst, Repository Format), so whoever
moves one can tell whether it is what was written. Nothing here overwrites and nothing removes: an object is added where
there is none of its name, and whatever stands there already stays as it is.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


class Part(StrEnum):
    """The folders of a repository whose objects are named by their content; its locks are nobody's to move."""

    DATA = "data"
    INDEX = "index"
    KEYS = "keys"
    SNAPSHOTS = "snapshots"


#: The one object that has a name of its own: which chunks are cut, and who the repository is, sealed by its key.
CONFIG = "config"


#: The folders of an empty repository, as `restic init` makes them.
FOLDERS = ("data", "index", "keys", "locks", "snapshots")


def object_path(part: Part, name: str) -> str:
    """Return where restic's default layout keeps an object, relative to the repository."""
    return f"{part}/{name[:2]}/{name}" if part is Part.DATA else f"{part}/{name}"


def same_size(name: str, path: object, found: int, size: int) -> None:
    """Raise ``Unavailable`` where what stands under an object's name cannot be that object."""
    if found != size:
        raise Unavailable(
            "{path} is there already with {found} bytes, where it should have {size}",
            hint="look at the repository: continuity verify --repository {name}",
            name=name,
            path=path,
            found=found,
            size=size,
        )


class ObjectAccess(Protocol):
    """A repository's objects, while the place is open. Paths are :func:`object_path` or :data:`CONFIG`."""

    def lay_out(self) -> None:
        """Make the folders of an empty repository where the place has folders; repeatable."""

    def names(self, part: Part | Literal["locks"]) -> frozenset[str]:
        """Return the full names of a part (or of the locks) as the place lists them; none where there is no folder."""

    def read(self, path: str) -> bytes:
        """Return one object as it is; raises ``Unavailable`` where it cannot be read or is not there."""

    def add(self, path: str, content: bytes) -> bool:
        """Add one object, whole or not at all; False where one of that path and size is there already.

        Raises ``Unavailable`` where one of another size is there, or the place does not take it.
        """


@runtime_checkable
class Objects(Protocol):
    """A place whose objects can be read and added one by one."""

    def objects_opened(self) -> AbstractContextManager[ObjectAccess]:
        """Open the place for reading and adding objects, from several threads; raises ``Unavailable``."""
