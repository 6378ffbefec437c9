"""Files encrypted as ransomware does it: in place, by a key that nobody keeps, under other names, with a note."""

from __future__ import annotations

import filecmp
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20

from continuity.engine.drills.set_aside import plain_files
from continuity.ground.errors import Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence


ENDING = ".locked"
NOTE = "READ-ME-TO-GET-YOUR-FILES-BACK.txt"
_SAID = "A drill of continuity encrypted these files. The key was thrown away.\n"
_PIECE = 1 << 20
_KEY, _NONCE = 32, 16


def keep(roots: Sequence[Path], place: Path) -> None:
    """Copy the directories aside, each below its own whole path; ``place`` is there once all of them are, and alike.

    Raises ``Refused`` where something is there already, ``Unavailable`` where a copy could not be made whole.
    """
    if place.exists():
        raise Refused("{path} is there already", hint="give it a place that does not exist", path=place)
    making = place.with_name(place.name + ".making")
    try:
        for root in roots:
            shutil.copytree(root, _kept(root, making), symlinks=True, copy_function=_copy)
            _compare(_kept(root, making), root)
    except OSError as error:  # of copytree, too
        raise Unavailable(
            "the files of the drill could not be kept, and none was touched: {cause}", cause=error
        ) from None
    os.sync()  # on the disk before the first of them is written over
    making.rename(place)


def put_back(roots: Sequence[Path], place: Path) -> int:
    """Put back what was kept, file by file, then remove what else lies there; returns how many files. Twice is once.

    What was kept is removed last, once all of it is back and alike. Raises as :func:`encrypt`.
    """
    if not place.is_dir():
        return 0
    roots = [root for root in roots if _kept(root, place).is_dir()]
    for root in roots:
        _ = list(plain_files(root))  # a link anywhere is refused before anything is changed
    count = sum(_put_back(_kept(root, place), root) for root in roots)
    shutil.rmtree(place)
    return count


def _put_back(kept: Path, root: Path) -> int:
    names = [path.relative_to(kept) for path in kept.rglob("*") if not path.is_dir()]
    for name in names:
        there = root / name
        there.parent.mkdir(parents=True, exist_ok=True)
        making = there.with_name(there.name + ".making")
        _copy(str(kept / name), str(making))
        making.replace(there)
    known = {root / name for name in names}
    for _, _, path in list(plain_files(root)):
        if path not in known:
            path.unlink()
    _compare(kept, root)
    return len(names) - 1  # the marker was never touched


def _copy(source: str, target: str) -> None:
    """Copy a file with its owner, modes and times."""
    seen = Path(source).stat(follow_symlinks=False)
    shutil.copyfile(source, target, follow_symlinks=False)
    os.chown(target, seen.st_uid, seen.st_gid, follow_symlinks=False)
    shutil.copystat(source, target, follow_symlinks=False)


def _compare(kept: Path, root: Path) -> None:
    """Raise ``Unavailable`` where a file that is kept is another than the one in its place."""
    for path in kept.rglob("*"):
        there = root / path.relative_to(kept)
        if not path.is_dir() and not (there.is_file() and filecmp.cmp(path, there, shallow=False)):
            raise Unavailable("{path} is not what was kept of it", path=there)


def encrypt(root: Path, secret: bytes) -> int:
    """Encrypt every file below a directory that was set aside, and change its name; returns how many.

    Raises ``Refused`` at the first that may lead elsewhere, before it is touched.
    """
    count = 0
    for handle, name, _ in plain_files(root):
        count += 1
        _encrypt_one(handle, name, secret[:_KEY], count.to_bytes(_NONCE, "little"))
        os.rename(name, name + ENDING, src_dir_fd=handle, dst_dir_fd=handle)
    (root / NOTE).write_text(_SAID)
    return count


def _encrypt_one(folder: int, name: str, secret: bytes, nonce: bytes) -> None:
    """Write a file over with what it becomes, piece by piece, in its place on the disk."""
    flow = Cipher(ChaCha20(secret, nonce), mode=None).encryptor()
    handle = os.open(name, os.O_RDWR | os.O_NOFOLLOW, dir_fd=folder)
    with open(handle, "r+b", buffering=0) as file:  # noqa: PTH123 - by its descriptor
        if os.fstat(file.fileno()).st_nlink != 1:
            raise Refused("{path} may lead elsewhere: a link, another name of a file, or a mount", path=name)
        at = 0
        while piece := file.read(_PIECE):
            file.seek(at)
            file.write(flow.update(piece))
            at += len(piece)
            file.seek(at)
        os.fsync(file.fileno())


def _kept(root: Path, place: Path) -> Path:
    return place / str(root).lstrip("/")
