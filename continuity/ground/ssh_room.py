"""How much room a file system has behind an SSH connection, by what OpenSSH added to SFTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paramiko import SFTPClient

_STATVFS = "statvfs@openssh.com"  # OpenSSH's PROTOCOL file, section 4.4
_CMD_EXTENDED, _CMD_EXTENDED_REPLY = 200, 201  # draft-ietf-secsh-filexfer-02, section 3


@dataclass(frozen=True, kw_only=True)
class Room:
    """How much a file system holds, in bytes: in all, free, and free for an ordinary user."""

    whole: int
    free: int
    available: int


def room(session: SFTPClient, path: str) -> Room | None:
    """Return how much the file system of ``path`` holds, or None where the server does not say."""
    if not hasattr(session, "_request"):
        return None
    try:
        kind, answer = session._request(_CMD_EXTENDED, _STATVFS, path.encode())  # noqa: SLF001 - paramiko has no door
    except OSError:
        return None
    if kind != _CMD_EXTENDED_REPLY:
        return None
    _block, fragment, blocks, free, available = (int(answer.get_int64()) for _ in range(5))
    return Room(whole=fragment * blocks, free=fragment * free, available=fragment * available)
