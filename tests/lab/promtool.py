"""Prometheus' own checker: the installed one, else fetched by apt into a directory, not installed.

In Debian 12 it comes with the server, in 96 MB; the newer release has it alone. ``python -m tests.lab.promtool``
prints its path.
"""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

from tests.lab.newer_restic import fetch_packages

CACHE = Path(__file__).parents[2] / ".cache" / "promtool"


def fetch(cache: Path = CACHE) -> Path:
    """Return the path of ``promtool``; cached between runs."""
    if installed := shutil.which("promtool"):
        return Path(installed)
    found = cache / "promtool"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:  # several test workers ask at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.exists():
            fetch_packages(cache, "promtool")
            (cache / "tree" / "usr" / "bin" / "promtool").rename(found)
            for left in ("tree", "archives", "lists"):
                shutil.rmtree(cache / left)
            for package in cache.glob("*.deb"):
                package.unlink()
    return found


if __name__ == "__main__":
    print(fetch())
