"""Lengths of time as people say them."""

from __future__ import annotations

from datetime import timedelta

_UNITS = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))


def said(length: timedelta | float) -> str:
    """Return a length (or a count of seconds) with at most two units: ``3 h 20 min``, ``45 s``, ``0.4 s``."""
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds:.1f} s" if seconds % 1 else f"{seconds:.0f} s"
    counts = []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        counts.append((int(count), unit))
    first = next(index for index, (count, _) in enumerate(counts) if count)
    return " ".join(f"{count} {unit}" for count, unit in counts[first : first + 2] if count)
