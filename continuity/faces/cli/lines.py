"""Lines from a person, or from a file, waited for no longer than they may be."""

from __future__ import annotations

import os
import re
import select
import socket
import sys

from continuity.ground import cancel

#: What keys without a letter send: ECMA-48 control sequences, and a letter that was taken back.
_KEYS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[O@-Z\\-_].?|[^\x08\x7f][\x08\x7f]")


class Lines:
    """The lines of standard input. They are read past Python's own buffer, so that waiting for one can end."""

    def __init__(self) -> None:
        self._kept, self._over = b"", False

    def next(self, within_s: float | None) -> str | None:
        """Return the next line without its end; None where none came in time. Raises ``EOFError`` at the end.

        Raises ``KeyboardInterrupt`` as soon as the work at hand is cancelled: then nobody is waited for.
        """
        while b"\n" not in self._kept and not self._over:
            if not self._ready(sys.stdin.fileno(), within_s):
                return None
            got = os.read(sys.stdin.fileno(), 4096)
            self._kept, self._over = self._kept + got, not got
        line, end, rest = self._kept.partition(b"\n")
        if not line and not end:
            raise EOFError
        self._kept = rest
        return typed(line)

    @staticmethod
    def _ready(file: int, within_s: float | None) -> bool:
        """Wait until there is something to read; False where nothing came in time."""
        woken, wake = socket.socketpair()
        with woken, wake:
            with cancel.current().ending(wake.close):
                found = select.select([file, woken.fileno()], [], [], within_s)[0]
            cancel.current().check()
        return bool(found)


def typed(line: bytes) -> str:
    """Return what was typed: the keys that print nothing (arrows, the end of a Windows line) leave nothing behind."""
    try:
        text = line.decode()
    except UnicodeDecodeError:  # a terminal that does not speak UTF-8
        text = line.decode("latin-1")
    return "".join(one for one in _KEYS.sub("", text) if one.isprintable() or one in "\t\u00a0").strip()
