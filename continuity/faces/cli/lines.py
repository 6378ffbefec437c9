"""Lines from a person, or from a file, waited for no longer than they may be."""

from __future__ import annotations

import os
import select
import sys


class Lines:
    """The lines of standard input. They are read past Python's own buffer, so that waiting for one can end."""

    def __init__(self) -> None:
        self._kept, self._over = b"", False

    def next(self, within_s: float | None) -> str | None:
        """Return the next line without its end; None where none came in time. Raises ``EOFError`` at the end."""
        file = sys.stdin.fileno()
        while b"\n" not in self._kept and not self._over:
            if not select.select([file], [], [], within_s)[0]:
                return None
            got = os.read(file, 4096)
            self._kept, self._over = self._kept + got, not got
        line, end, rest = self._kept.partition(b"\n")
        if not line and not end:
            raise EOFError
        self._kept = rest
        return line.decode("utf-8", "replace").strip()
