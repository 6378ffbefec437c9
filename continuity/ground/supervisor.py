"""Telling the service manager how we are: sd_notify(3), in the standard library.

Without ``$NOTIFY_SOCKET`` nobody asked, and every call does nothing. A message that cannot be delivered is dropped: a
service does not fail for its supervisor's sake. A supervisor that hears no ``WATCHDOG=1`` in time restarts us.
"""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Notifier:
    """The way to the service manager that the environment names. Safe for threads."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        limit = environ.get("WATCHDOG_USEC", "")
        meant = environ.get("WATCHDOG_PID") in (None, "", str(os.getpid()))
        #: Within which time :meth:`watchdog` must be called; None where nobody watches.
        self.patience = timedelta(microseconds=int(limit)) if limit.isascii() and limit.isdigit() and meant else None

    def ready(self, status: str = "") -> None:
        """Say that the start, or a reload, is complete."""
        self._send("READY=1", *_status(status))

    def reloading(self) -> None:
        """Say that a reload begins; :meth:`ready` ends it."""
        # the manager orders reloads by this clock, which is not the boot-time one of our marks
        self._send("RELOADING=1", f"MONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")

    def stopping(self, status: str = "") -> None:
        """Say that the end has begun."""
        self._send("STOPPING=1", *_status(status))

    def watchdog(self, status: str = "") -> None:
        """Say that we live."""
        self._send("WATCHDOG=1", *_status(status))

    def _send(self, *lines: str) -> None:
        if self._address[:1] not in ("/", "@"):
            return
        # a leading @ stands for the null byte of Linux's abstract sockets, unix(7)
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as link:
            link.settimeout(0)  # a manager that does not listen must not hang us
            link.sendto("\n".join(lines).encode(), address)


def _status(text: str) -> tuple[str, ...]:
    return (f"STATUS={' '.join(text.split())}",) if text else ()
