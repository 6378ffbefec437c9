"""RFC 3339 in UTC, the one way times are written in records, JSON and the database."""

from __future__ import annotations

from datetime import UTC, datetime


def write_time(when: datetime) -> str:
    """Return ``2026-11-23T02:20:07.806562Z``; a time without a zone is a programming error."""
    if when.tzinfo is None:
        msg = "a time without a zone cannot be written"
        raise ValueError(msg)
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_time(text: str) -> datetime:
    """Read RFC 3339; digits beyond microseconds (restic writes nanoseconds) are cut. Raises ``ValueError``."""
    head, dot, tail = text.partition(".")
    if dot:
        digits = len(tail) - len(tail.lstrip("0123456789"))
        text = f"{head}.{tail[:digits][:6]}{tail[digits:]}"
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        msg = f"{text!r} has no time zone"
        raise ValueError(msg)
    return when.astimezone(UTC)
