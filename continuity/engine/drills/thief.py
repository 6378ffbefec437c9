"""A thief with the keys of the backup server: destroys what the store lets him, and counts what it refuses.

He knows what restic is given, and nothing else of ours. He keeps to the objects of one repository: the settings of a
bucket, which may hold others, are left alone. Where anything lies there that is none of restic's, he touches nothing.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from continuity.engine.drills.loot import Loot, refuse_foreign
from continuity.ground.errors import NotProven, Refused, Unavailable
from continuity.ground.mounts import below, mounted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from continuity.backup.place import Place

    #: A descriptor of a directory, a name in it, and whether that is a directory.
    _Found = tuple[int, str, bool]


def rob(place: Place) -> Loot:
    """Write over, delete, and destroy for good every object of the repository, as far as the writer's keys reach.

    Raises ``NotProven`` where there was nothing to destroy, ``Unavailable`` where the store cannot be reached, and
    ``Refused``, before anything is touched, where anything there may be somebody else's.
    """
    found = _rob_directory(place) if place.spec.adapter == "local" else _rob_bucket(place)
    if not found.tried:
        raise NotProven("{name} holds nothing that could be destroyed", name=place.spec.name)
    return found


def scout(place: Place) -> None:
    """Look at all that he would strike, and touch nothing.

    Raises ``Refused`` where anything there may be somebody else's, ``Unavailable`` where it cannot be looked at.
    """
    if place.spec.adapter == "local":
        _in_directory(place, lambda _found: None)
        return
    from continuity.engine.drills.thief_s3 import scout_bucket

    scout_bucket(place)


def _rob_bucket(place: Place) -> Loot:
    from continuity.engine.drills.thief_s3 import rob_bucket  # its library takes a third of a second to load

    loot = Loot()
    rob_bucket(place, loot)
    return loot


def _rob_directory(place: Place) -> Loot:
    """Remove the files of a repository that is a directory; the directory itself stays."""
    loot = Loot()

    def strike(found: Iterator[_Found]) -> None:
        for handle, name, folder in found:
            if folder:
                os.rmdir(name, dir_fd=handle)
            else:
                os.unlink(name, dir_fd=handle)
                loot.add("destroyed", "")

    _in_directory(place, strike)
    return loot


def _in_directory(place: Place, strike: Callable[[Iterator[_Found]], None]) -> None:
    """Have struck what lies in the one directory that was opened, once all of it was seen to be the repository's."""
    path = Path(place.port.address().url)
    try:
        root = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            _refuse_elsewhere(path, root)
            for _ in _own_files(path, root):
                pass
            strike(_own_files(path, root))
        finally:
            os.close(root)
    except OSError as error:
        raise Unavailable("{name} cannot be struck: {cause}", name=place.spec.name, cause=error) from error


def _refuse_elsewhere(path: Path, root: int) -> None:
    """Raise ``Refused`` where the path is not the directory that was opened, or something is mounted below it."""
    same = os.path.samestat(os.fstat(root), path.stat(follow_symlinks=False))
    if path.resolve() != path or not same or below(mounted(), path):
        raise _leads_elsewhere(path)


def _own_files(path: Path, root: int) -> Iterator[_Found]:
    """Yield, from the deepest up, all that lies there.

    Raises ``Refused`` for a link, another name of a file, another file system, and what is none of restic's.
    """
    device = os.fstat(root).st_dev
    for here, folders, files, handle in os.fwalk(
        ".", topdown=False, onerror=_unseen, follow_symlinks=False, dir_fd=root
    ):
        for name in (*files, *folders):
            seen = os.stat(name, dir_fd=handle, follow_symlinks=False)
            folder, inner = stat.S_ISDIR(seen.st_mode), PurePosixPath(here, name)
            if seen.st_dev != device or not (folder or (stat.S_ISREG(seen.st_mode) and seen.st_nlink == 1)):
                raise _leads_elsewhere(path / inner)
            refuse_foreign(str(inner), str(path), folder=folder)
            yield handle, name, folder


def _unseen(error: OSError) -> None:
    raise error


def _leads_elsewhere(path: Path) -> Refused:
    return Refused(
        "{path} may lead elsewhere: a link, another name of a file, or a mount",
        hint="a repository that may be destroyed has its place to itself: see what lies there",
        path=path,
    )
