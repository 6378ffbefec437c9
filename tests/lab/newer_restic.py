"""The newest restic that Debian has, next to the installed one: fetched by apt into a directory, not installed.

A scratch apt tree copies the machine's own sources with the release's name replaced, so no address stands here.
Run as a program it prints the path: ``python -m tests.lab.newer_restic``. Works without root.
"""

from __future__ import annotations

import fcntl
import re
from datetime import timedelta
from pathlib import Path

from continuity.faces.demo.lab.programs import call, program
from continuity.ground.errors import Unavailable
from continuity.ground.process import run

RELEASE = "trixie"
CACHE = Path(__file__).parents[2] / ".cache" / f"restic-{RELEASE}"
_SOURCES = Path("/etc/apt/sources.list.d"), Path("/etc/apt/sources.list")


def fetch(cache: Path = CACHE) -> Path:
    """Return the path of the newer restic (``restic-rest-server`` stands beside it); cached between runs."""
    found = cache / "tree" / "usr" / "bin" / "restic"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:  # several test workers ask at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.exists():
            _fetch(cache)
    return found


def _fetch(cache: Path) -> None:
    fetch_packages(cache, "restic", "restic-rest-server")


def fetch_packages(cache: Path, *names: str) -> None:
    """Fetch packages of the newer release into ``cache/tree``, without those they depend on."""
    for folder in ("lists/partial", "archives/partial", "parts"):
        (cache / folder).mkdir(parents=True, exist_ok=True)
    (cache / "status").touch()
    (cache / "sources.list").write_text(_sources())
    apt = ["apt-get", *(word for key, value in _options(cache).items() for word in ("-o", f"{key}={value}"))]
    call([*apt, "update"], limit_s=120)
    done = run([*apt, "download", *names], cwd=cache, timeout=timedelta(minutes=3))
    packages = sorted(cache.glob("*.deb"))
    if done.returncode != 0 or not packages:
        raise Unavailable("{names} cannot be fetched: {text}", names=" ".join(names), text=done.stderr.strip()[-500:])
    for package in packages:
        call([program("dpkg-deb"), "-x", str(package), str(cache / "half")])
    (cache / "half").rename(cache / "tree")  # whole or not at all


def _options(cache: Path) -> dict[str, str]:
    """Everything that apt would write or read elsewhere; the sandbox user cannot enter our directories."""
    return {
        "Dir::Etc::sourcelist": str(cache / "sources.list"),
        "Dir::Etc::sourceparts": str(cache / "parts"),
        "Dir::State": str(cache),
        "Dir::State::status": str(cache / "status"),
        "Dir::State::lists": str(cache / "lists"),
        "Dir::Cache": str(cache),
        "Dir::Cache::archives": str(cache / "archives"),
        "APT::Sandbox::User": "",
        "Acquire::Check-Valid-Until": "false",
        "Acquire::Languages": "none",
    }


def _sources() -> str:
    """Return one line for the newer release from whichever form the machine's sources have (sources.list(5))."""
    for path in (*sorted(_SOURCES[0].glob("*.sources")), *sorted(_SOURCES[0].glob("*.list")), _SOURCES[1]):
        text = path.read_text() if path.exists() else ""
        for uri, suite in _entries(text):
            if re.fullmatch(r"[a-z]+", suite) and "debian" in uri and "security" not in uri:
                return f"deb {_options_of(text)}{uri} {RELEASE} main\n"
    raise Unavailable("this machine has no Debian source to take the newer restic from")


def _entries(text: str) -> list[tuple[str, str]]:
    """The (address, suite) pairs of a file in either form."""
    lines = re.findall(r"^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)", text, re.MULTILINE)
    stanzas = [dict(re.findall(r"^(\w[\w-]*):\s*(.*)$", part, re.MULTILINE)) for part in text.split("\n\n")]
    return lines + [
        (uri, suite)
        for stanza in stanzas
        for uri in stanza.get("URIs", "").split()
        for suite in stanza.get("Suites", "").split()
    ]


def _options_of(text: str) -> str:
    signed = re.search(r"signed-by[=:]\s*([^\s\]]+)", text, re.IGNORECASE)
    return f"[signed-by={signed[1]}] " if signed else ""


if __name__ == "__main__":
    print(fetch())
