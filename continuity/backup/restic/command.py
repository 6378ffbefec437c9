"""restic's command lines, as pure functions: no secret ever stands in an argument."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from continuity.storage.ports import Address

RUN_TAG = "continuity:run="
ASSET_TAG = "continuity:asset="
KIND_TAG = "continuity:kind="

_WHOLE_NAME = re.compile(r"[0-9a-f]{64}")


def tags(run: str, asset: str, kind: str) -> tuple[str, ...]:
    """Return the tags by which a snapshot is found again after a crash; that of an archive says so."""
    return (f"{RUN_TAG}{run}", f"{ASSET_TAG}{asset}", f"{KIND_TAG}{kind}")


def common(address: Address, cache: Path) -> tuple[str, ...]:
    """Return what every command begins with."""
    return ("restic", *address.words(), "--cache-dir", str(cache))


def limits(upload: int | None, download: int | None) -> tuple[str, ...]:
    """Return what keeps restic within these bytes per second; it counts whole KiB, and none is no limit to it."""
    given = (("--limit-upload", upload), ("--limit-download", download))
    return tuple(word for name, rate in given if rate is not None for word in (name, str(max(rate // 1024, 1))))


def backup(
    paths: Sequence[str],
    *,
    host: str,
    tags: Iterable[str],
    exclude: Iterable[str],
    parent: str = "",
    one_file_system: bool = False,
) -> tuple[str, ...]:
    """Back up ``paths`` under a stable host name, so that a rebuilt server's snapshots stand with the old ones.

    Files that look the same as in the snapshot ``parent`` are not read; without one every file is read (restic would
    choose a parent by itself). A ``parent`` that is not there is fatal to restic.
    """
    tagged = (word for tag in tags for word in ("--tag", tag))
    excluded = (f"--exclude={pattern}" for pattern in exclude)
    compared = ("--parent", parent) if parent else ("--force",)
    stays = ("--one-file-system",) if one_file_system else ()
    return ("backup", "--json", *compared, *stays, "--host", host, *tagged, *excluded, "--", *paths)


def initialise(like: str = "") -> tuple[str, ...]:
    """Create the repository, with the chunker parameters of the repository ``like``: equal content, equal trees."""
    return ("init", "-q", *(("--from-repo", like, "--copy-chunker-params") if like else ()))


def snapshots(tag: str = "") -> tuple[str, ...]:
    """List snapshots, those with ``tag`` only if given."""
    return ("snapshots", "--json", *(("--tag", tag) if tag else ()))


def nodes(snapshot: str) -> tuple[str, ...]:
    """List every node of a snapshot as JSON lines, taking no lock: it changes nothing."""
    return ("ls", "--json", "--no-lock", snapshot)


def dump(snapshot: str, path: str) -> tuple[str, ...]:
    """Write one file of a snapshot to standard output, taking no lock."""
    return ("dump", "--no-lock", snapshot, path)


def restore(snapshot: str, target: Path, include: Iterable[str], *, sparse: bool = False) -> tuple[str, ...]:
    """Restore below ``target``; ``include`` narrows it to paths of the snapshot, ``sparse`` leaves holes for zeros."""
    included = (f"--include={pattern}" for pattern in include)
    return ("restore", "--no-lock", *(("--sparse",) if sparse else ()), snapshot, "--target", str(target), *included)


def check(read: tuple[int, int]) -> tuple[str, ...]:
    """Check the structure and slice ``k`` of ``n`` of the data, without a lock: backups go on beside it."""
    return ("check", "--no-lock", "--read-data" if read == (1, 1) else f"--read-data-subset={read[0]}/{read[1]}")


def opening() -> tuple[str, ...]:
    """Open the repository and read its configuration, writing nothing, not even a lock."""
    return ("cat", "--no-lock", "config")


def copy(snapshots: Sequence[str], origin: str = "") -> tuple[str, ...]:
    """Copy exactly these snapshots of the repository ``origin``; without one, of ``$RESTIC_FROM_REPOSITORY``."""
    return ("copy", *(("--from-repo", origin) if origin else ()), *snapshots)


def index(name: str) -> tuple[str, ...]:
    """Print one index: which packs it knows, and what they hold."""
    return ("cat", "--no-lock", "index", name)


def unlock() -> tuple[str, ...]:
    """Remove the locks of dead processes; restic leaves those of living ones alone."""
    return ("unlock", "-q")


def mend_index(*, newer: bool) -> tuple[str, ...]:
    """Write the index anew from the packs that are there; only those that no index names are looked into."""
    return ("repair", "index", "-q") if newer else ("rebuild-index", "-q")


def forget(snapshots: Sequence[str]) -> tuple[str, ...]:
    """Remove exactly these snapshots, and no data yet.

    Raises ``ValueError`` for anything but whole names: restic would read a word like ``latest``, or no name at all, in
    its own way, and what it keeps by rule differs from version to version.
    """
    if not snapshots or not all(map(_WHOLE_NAME.fullmatch, snapshots)):
        msg = "only whole names of snapshots may be removed"
        raise ValueError(msg)
    return ("forget", "-q", *snapshots)


def prune(*, repack: bool) -> tuple[str, ...]:
    """Remove data that no snapshot needs; ``repack`` rewrites packs that are needed in part, to give back more."""
    return ("prune", *(() if repack else ("--max-unused", "unlimited")))


def keys() -> tuple[str, ...]:
    """List the keys, saying which one the password opened."""
    return ("key", "list", "--json")


def add_key(password_file: str) -> tuple[str, ...]:
    """Let the password in this file open the repository, too."""
    return ("key", "add", "--new-password-file", password_file)


def remove_key(key: str) -> tuple[str, ...]:
    """Remove a key; restic refuses for the one in use."""
    return ("key", "remove", key)


def include_pattern(path: str) -> str:
    """Return the pattern that matches exactly this path: restic's wildcards in it stand for themselves."""
    return "".join(f"[{letter}]" if letter in "*?[" else "\\\\" if letter == "\\" else letter for letter in path)
