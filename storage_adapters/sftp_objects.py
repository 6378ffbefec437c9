"""The objects of a repository on an SFTP server (part of ``sftp``): what ``storage/objects`` promises.

An object is sent under another name and renamed: SFTP's own rename (version 3 of the draft) fails where the new name
exists, so nothing is overwritten.
"""

from __future__ import annotations

import posixpath
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Literal

from continuity.ground.ids import SystemIds
from continuity.storage.objects import FOLDERS, Part, same_size
from continuity.storage.ports import full_names

if TYPE_CHECKING:
    from paramiko import SFTPClient


_ANSWER_S = 60.0
_PREFIX = 2  # digits: packs lie in folders called by the first of their names


@dataclass(frozen=True)
class SftpObjects:
    """The objects below ``root``, over one session, whose owner turns what goes wrong into words.

    paramiko writes a packet in pieces and locks none of them: only one thread at a time has its ``turn``.
    """

    name: str
    root: str
    session: SFTPClient
    turn: Lock = field(default_factory=Lock, repr=False)

    @classmethod
    def patient(cls, name: str, root: str, session: SFTPClient) -> SftpObjects:
        """Return the objects, each answer waited for longer than a look waits: others use the line, too."""
        channel = session.get_channel()
        if channel is not None:
            channel.settimeout(_ANSWER_S)
        return cls(name, root, session)

    def lay_out(self) -> None:
        """Make the folders of an empty repository."""
        for folder in frozenset(FOLDERS) - frozenset(self.session.listdir(self.root)):
            self.session.mkdir(posixpath.join(self.root, folder), 0o700)

    def names(self, part: Part | Literal["locks"]) -> frozenset[str]:
        """Return the full names below the part's folder; packs stand one folder deeper."""
        folder = posixpath.join(self.root, part)
        try:
            found = self.session.listdir(folder)
        except FileNotFoundError:
            return frozenset()
        if part is not Part.DATA:
            return full_names(found)
        deeper = (self.session.listdir(posixpath.join(folder, name)) for name in found if len(name) == _PREFIX)
        return full_names(name for names in deeper for name in names)

    def read(self, path: str) -> bytes:
        """Return one object, fetched ahead."""
        with self.turn, self.session.open(posixpath.join(self.root, path), "rb") as file:
            file.prefetch(file.stat().st_size)
            return file.read()

    def add(self, path: str, content: bytes) -> bool:
        """Add one object."""
        with self.turn:
            return self._add(path, content)

    def _add(self, path: str, content: bytes) -> bool:
        target = posixpath.join(self.root, path)
        if self._there(target, len(content)):
            return False
        partial = f"{target}-tmp-{SystemIds().nonce().hex()[:8]}"  # restic passes over such names
        try:
            self._write(partial, content)
            self.session.rename(partial, target)
        except OSError:
            with suppress(OSError):
                self.session.remove(partial)
            if not self._there(target, len(content)):
                raise
            return False
        return True

    def _write(self, partial: str, content: bytes) -> None:
        try:
            file = self.session.open(partial, "wx")
        except FileNotFoundError:
            folder = posixpath.dirname(partial)
            for missing in (posixpath.dirname(folder), folder):
                with suppress(OSError):  # it is there, or another thread made it meanwhile
                    self.session.mkdir(missing, 0o700)
            file = self.session.open(partial, "wx")
        with file:
            file.set_pipelined(True)
            file.write(content)
        if self._size(partial) != len(content):
            msg = "the server kept less than was sent"
            raise OSError(msg)

    def _there(self, target: str, size: int) -> bool:
        found = self._size(target)
        if found is not None:
            same_size(self.name, target, found, size)
        return found is not None

    def _size(self, path: str) -> int | None:
        try:
            return self.session.stat(path).st_size
        except FileNotFoundError:
            return None
