"""The vault's file: read whole, written atomically by one writer at a time, the version before it kept beside it."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from continuity.engine.vault.slots import FORMAT, MOST_SLOTS
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_MOST_BYTES = 2**26  # thousands of secrets; larger is no vault of ours
_CANNOT = "the vault {path} cannot be written: {cause}"
_MEND = "check the owner and the free space of the state directory; the vault is as it was"


def previous_of(path: Path) -> Path:
    """Return where the version before the last writing is kept."""
    return path.with_suffix(".previous")


def read(path: Path) -> dict[str, Any]:
    """Return the vault as plain data, every part there and of its kind; whether it is genuine only its keys can tell.

    Raises ``Unavailable`` where there is none, it cannot be read, or it is no vault.
    """
    try:
        with path.open("rb") as file:
            plain = json.loads(file.read(_MOST_BYTES))
        if not _whole(plain):
            raise KeyError(FORMAT)  # noqa: TRY301 - told with the other ways a file can be wrong, below
    except FileNotFoundError as error:
        raise Unavailable("there is no vault at {path} yet", hint="make it: continuity init", path=path) from error
    except OSError as error:
        raise Unavailable(
            "the vault {path} cannot be read: {cause}",
            hint="run the command as the user that owns the state directory",
            path=path,
            cause=error.strerror,
        ) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unavailable(
            "the vault {path} is damaged", hint="take the previous version beside it (….previous)", path=path
        ) from error
    return dict(plain)


def _whole(plain: Any) -> bool:
    slots, keys, entries = plain["slots"], plain["keys"], plain["entries"]
    kinds = isinstance(slots, list) and isinstance(keys, dict) and isinstance(entries, dict)
    if plain["format"] != FORMAT or not kinds or not 0 < len(slots) <= MOST_SLOTS:
        return False
    in_slots = (slot[name] for slot in slots for name in ("kind", "salt", "key"))
    texts = [plain["id"], plain["seal"], *keys.values(), *entries.values(), *in_slots]
    return all(isinstance(text, str) for text in texts)


def version(path: Path) -> tuple[int, ...]:
    """Return what changes with every writing of the file; empty where there is none."""
    try:
        info = path.stat()
    except OSError:
        return ()
    return (info.st_dev, info.st_ino, info.st_size, info.st_mtime_ns)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Be the only writer meanwhile: others wait. Raises ``Unavailable`` where the directory cannot be written."""
    try:
        descriptor = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Unavailable(_CANNOT, hint=_MEND, path=path, cause=error.strerror) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write(path: Path, plain: dict[str, Any], check: Callable[[Path], None] | None = None) -> None:
    """Write the vault, all of it or nothing, and keep the version before it.

    ``check`` may look at the new version on the disk before it counts, and stop it by raising. Raises
    ``Unavailable`` where the disk is full or the directory cannot be written; the vault is then as it was.
    """
    partial = path.with_suffix(".partial")
    try:
        _fill(partial, json.dumps(plain, indent=1, sort_keys=True).encode())
        if check:
            check(partial)
        if path.exists():
            draft = path.with_suffix(".previous-partial")
            _fill(draft, path.read_bytes())
            draft.replace(previous_of(path))
        partial.replace(path)
        _settle(path.parent)
    except OSError as error:
        raise Unavailable(_CANNOT, hint=_MEND, path=path, cause=error.strerror) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def forget_previous(path: Path) -> None:
    """Remove the version before the last writing: what it holds must open with nothing any more."""
    try:
        previous_of(path).unlink(missing_ok=True)
        _settle(path.parent)
    except OSError as error:
        raise Unavailable(
            "the previous version of the vault cannot be removed: {path}: {cause}",
            hint="remove it by hand: it still opens with what opened it before",
            path=previous_of(path),
            cause=error.strerror,
        ) from error


def _fill(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)  # a dead writer's, and whoever may read that file must not read this one
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(directory: Path) -> None:
    """Have the directory itself reach the disk: a name counts only then (fsync(2))."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
