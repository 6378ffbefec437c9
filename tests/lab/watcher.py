"""Somebody who uses a service from another machine, twenty times a second, and writes down how it went."""

from __future__ import annotations

import ctypes
import http.client
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

_CLONE_NEWNET = 0x40000000  # sched.h
_BETWEEN_S = 0.05


class Watcher:
    """Asks for a page until told to stop; :attr:`seen` holds what each poll got, empty where nothing came in time."""

    def __init__(self, network: str, host: str) -> None:
        self._network, self._host = network, host
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.seen: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        self.until(lambda: bool(self.seen))
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def lost(self) -> int:
        """How many polls got no answer."""
        return self.seen.count("")

    def until(self, what: Callable[[], bool], limit_s: float = 40) -> None:
        """Wait until something is so."""
        end = time.monotonic() + limit_s
        while not what():
            assert time.monotonic() < end, self.seen[-20:]
            time.sleep(_BETWEEN_S / 5)

    def _watch(self) -> None:
        with Path(self._network).open("rb") as namespace:
            if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), _CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
        due = time.monotonic()
        while not self._over.is_set():
            self.seen.append(self._poll())
            due = max(due + _BETWEEN_S, time.monotonic())
            time.sleep(max(due - time.monotonic(), 0))

    def _poll(self) -> str:
        """One poll takes its place in time, whether it is answered or not."""
        line = http.client.HTTPConnection(self._host, 80, timeout=_BETWEEN_S)
        try:
            line.request("GET", "/", headers={"Connection": "close"})
            answer = line.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return ""
        finally:
            line.close()
        return text if answer.status == http.client.OK else ""
