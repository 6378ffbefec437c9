"""Waiting for a server that we started to answer."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from datetime import timedelta

_STEP_S = 0.05


def wait_for(child: subprocess.Popen[bytes], ready: Callable[[], bool], *, limit: timedelta) -> bool:
    """Ask again and again until it is ready; False where it ended, or takes longer than ``limit``."""
    end = time.monotonic() + limit.total_seconds()
    while child.poll() is None and time.monotonic() < end:
        if ready():
            return True
        time.sleep(_STEP_S)
    return False
