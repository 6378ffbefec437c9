"""restic's JSON, read by pure functions; what one version adds or leaves out is settled here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import read_time

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The last line of ``backup --json``. ``snapshot`` may be cut to 8 characters (0.14)."""

    snapshot: str
    bytes_added: int
    bytes_processed: int
    files: int
    files_new: int
    files_changed: int


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """One snapshot as restic lists it; ``parent`` is what it was compared with, empty where everything was read."""

    id: str
    time: datetime
    tree: str
    paths: tuple[str, ...]
    tags: tuple[str, ...]
    parent: str = ""

    def tagged(self, prefix: str) -> str:
        """Return what follows ``prefix`` in the first tag that has it; empty if none has."""
        return next((tag.removeprefix(prefix) for tag in self.tags if tag.startswith(prefix)), "")


@dataclass(frozen=True, kw_only=True)
class Node:
    """One file of a snapshot, as restic saw it; ``inode`` and ``mode`` None where this restic does not tell.

    A name that is not UTF-8 comes with U+FFFD in place of each foreign byte.
    """

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int | None
    mode: int | None = None
    uid: int = 0
    gid: int = 0


#: What reading a value raises that is not of the kind, or not in the range, that restic writes.
_STRANGE = (KeyError, TypeError, AttributeError, OverflowError, RecursionError, ValueError)


def parse_line(line: str) -> dict[str, Any]:
    """Return the JSON object of a line; an empty one for anything else (old restics mix in plain text)."""
    if not line.startswith("{"):
        return {}
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def summary(plain: dict[str, Any]) -> Summary | None:
    """Read a ``summary`` message; None for any other, and for one that saved no snapshot."""
    if plain.get("message_type") != "summary" or not plain.get("snapshot_id"):
        return None
    return Summary(
        snapshot=str(plain["snapshot_id"]),
        bytes_added=_count(plain.get("data_added_packed", plain.get("data_added"))),
        bytes_processed=_count(plain.get("total_bytes_processed")),
        files=_count(plain.get("total_files_processed")),
        files_new=_count(plain.get("files_new")),
        files_changed=_count(plain.get("files_changed")),
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def fraction_done(plain: dict[str, Any]) -> float | None:
    """Return how far a ``status`` message says it is, 0 to 1; None for any other message."""
    if plain.get("message_type") != "status":
        return None
    share = plain.get("percent_done", 0.0)
    return float(max(0.0, min(1.0, share))) if isinstance(share, int | float) else 0.0


def unreadable(stderr: str) -> tuple[str, ...]:
    """Return the items that restic could not read, each once, from its JSON ``error`` lines."""
    found = (str(plain.get("item", "?")) for plain in _errors(stderr))
    return tuple(dict.fromkeys(found))


def uncompared(stderr: str) -> tuple[str, ...]:
    """Return the folders of which restic could not read what the repository holds, each once; they were read anew.

    Old versions tell nothing but the name, while of a folder that nobody may read they complain when counting, too.
    """
    plains = _errors(stderr)
    counted = {plain.get("item") for plain in plains if plain.get("during") == "scan"}
    found = (
        str(plain.get("item"))
        for plain in plains
        if _NOT_LOADED in str(cause := plain.get("error")) or (cause == {} and plain.get("item") not in counted)
    )
    return tuple(dict.fromkeys(found))


_NOT_LOADED = "could not be loaded; the repository could be damaged"


def _errors(stderr: str) -> list[dict[str, Any]]:
    plains = (parse_line(line) for line in stderr.splitlines())
    return [plain for plain in plains if plain.get("message_type") == "error"]


def snapshots(stdout: str) -> tuple[Snapshot, ...]:
    """Read ``snapshots --json``; raises ``ValueError`` for what is not a list of snapshots."""
    try:
        plains = json.loads(stdout)
        if not isinstance(plains, list | None):
            raise TypeError(type(plains).__name__)
        return tuple(
            Snapshot(
                id=_text(plain["id"]),
                time=read_time(plain["time"]),
                tree=_text(plain.get("tree", "")),
                paths=tuple(plain.get("paths") or ()),
                tags=tuple(plain.get("tags") or ()),
                parent=_text(plain.get("parent") or ""),
            )
            for plain in plains or ()
        )
    except _STRANGE as error:
        msg = f"not a list of snapshots: {error}"
        raise ValueError(msg) from error


def node(plain: dict[str, Any]) -> Node | None:
    """Read one line of ``ls --json``; None for a directory, a link, or the snapshot's own line.

    Raises ``ValueError`` for a file that is not described as restic describes one.
    """
    if plain.get("type") != "file":
        return None
    try:
        return Node(
            path=_text(plain["path"]),
            size=int(plain.get("size", 0)),
            mtime_ns=nanoseconds(plain["mtime"]),
            ctime_ns=nanoseconds(plain["ctime"]),
            inode=plain.get("inode"),
            mode=plain.get("mode"),
            uid=int(plain.get("uid", 0)),
            gid=int(plain.get("gid", 0)),
        )
    except _STRANGE as error:
        msg = f"not a file of a snapshot: {error}"
        raise ValueError(msg) from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        msg = f"not text: {value!r}"
        raise TypeError(msg)
    return value


def nanoseconds(text: str) -> int:
    """Return an RFC 3339 time with up to nine digits of fraction as nanoseconds since 1970, exactly."""
    head, dot, tail = text.partition(".")
    digits = tail[: len(tail) - len(tail.lstrip("0123456789"))] if dot else ""
    whole = read_time(head + tail[len(digits) :]) if dot else read_time(text)
    return int(whole.timestamp()) * 10**9 + int(digits.ljust(9, "0")[:9] or 0)


def current_key(stdout: str) -> str | None:
    """Return the id of the key that ``key list --json`` says is in use, None where it does not say."""
    try:
        return next((str(one["id"]) for one in json.loads(stdout) if one.get("current")), None)
    except _STRANGE:
        return None


def locked(returncode: int, stderr: str) -> bool:
    """Tell whether another restic's lock was in the way; old versions say it in words alone."""
    return returncode == 11 or "already locked" in stderr  # noqa: PLR2004 - restic's documented exit code


def lock_holder(stderr: str) -> str:
    """Return whose lock is in the way, as restic says it (process, host and user), empty where none is."""
    found = _HOLDER.search(stderr)
    return found[1] if found else ""


_HOLDER = re.compile(r"already locked.*? by (PID \d+ on \S+ by \S+)")


def wrong_password(returncode: int, stderr: str) -> bool:
    """Tell whether the password opens no key; old versions say it in words alone."""
    return returncode == 12 or "wrong password" in stderr  # noqa: PLR2004 - restic's documented exit code


def last_words(stderr: str, limit: int = 300) -> str:
    """Return what restic said last, for a person: its JSON unwrapped, blank lines and stack traces dropped."""
    said: list[str] = []
    for line in (part for whole in stderr.splitlines() for part in _unwrapped(whole).splitlines()):
        if _FRAME.match(line):
            del said[-1:]  # the name of the function, which stands before its place
        elif line.strip():
            said.append(line.strip())
    return "; ".join(said[-3:])[-limit:]


_FRAME = re.compile(r"\s*\S+\.(?:go|s):\d+(?: \+0x[0-9a-f]+)?$")  # of a Go stack trace, which tells a person nothing


def _unwrapped(line: str) -> str:
    """Return a line as a person should read it: an ``exit_error`` (0.17), or an ``error`` about one item."""
    plain = parse_line(line)
    if plain.get("message_type") != "error":
        return str(plain.get("message", line))
    cause = plain.get("error")
    words = cause.get("message") if isinstance(cause, dict) else None
    return str(words or f"{plain.get('item', '?')}: cannot be read")
