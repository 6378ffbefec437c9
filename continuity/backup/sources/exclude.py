"""restic's exclude patterns, decided by us too, so that the manifest covers what the snapshot covers. Pure.

Semantics (restic's manual, "Excluding Files"; its ``internal/filter``; Go's ``filepath.Match``): a pattern is cleaned
and cut at ``/``; an absolute one matches from the root, any other a run of consecutive names anywhere; ``*``, ``?``
and ``[…]`` match within one name, character by character, and ``**`` any number of names. What matches excludes all
that lies below it, wherever the walk began. The patterns are asked in turn, and one with ``!`` includes again.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOREIGN = re.compile("[\udc80-\udcff]")  # a byte that is not UTF-8, as Python decodes it (PEP 383)


@dataclass(frozen=True)
class Excluder:
    """Decides whether a path is excluded by any of the patterns; build it once, ask it per path."""

    patterns: Sequence[str]

    @cached_property
    def _rules(self) -> list[tuple[re.Pattern[str], bool]]:
        return [(_rule(pattern.removeprefix("!")), pattern.startswith("!")) for pattern in self.patterns if pattern]

    def excludes(self, path: bytes) -> bool:
        """Tell whether this absolute path is excluded; its parents are asked before it by whoever walks."""
        text = path.decode("utf-8", "surrogateescape")
        verdict = False
        for rule, includes in self._rules:
            if verdict is includes and rule.match(text):
                verdict = not includes
        return verdict


def faulty(patterns: Sequence[str]) -> str | None:
    """Return the first pattern that restic would refuse, and with it the whole backup; None where all are good."""
    for pattern in patterns:
        try:
            _rule(pattern.removeprefix("!"))
        except ValueError:
            return pattern
    return None


def _rule(pattern: str) -> re.Pattern[str]:
    """Translate one pattern, to be matched from the start of a path; raises ``ValueError`` for a bad one."""
    clean = posixpath.normpath(pattern)
    names = [name for name in clean.split("/") if name]
    if not names:  # the root itself
        return re.compile("/")
    body = "".join("(?:/[^/]+)*" if name == "**" else "/" + _name(name) for name in names)
    anywhere = "" if clean.startswith("/") else "(?:/[^/]+)*?"
    # restic counts every `**` but one as a name when it decides whether a path is long enough to match at all
    least = len(names) - 1 - bool(anywhere)
    long_enough = f"(?=(?:/[^/]+){{{least}}})" if names.count("**") > 1 else ""
    return re.compile(f"{long_enough}{anywhere}{body}(?=/|\\Z)", re.DOTALL)


def _name(pattern: str) -> str:
    """Translate one name of a pattern, as Go's ``filepath.Match`` reads it."""
    out, rest = "", pattern
    while rest:
        letter, rest = rest[0], rest[1:]
        if letter == "[":
            found, rest = _class(rest)
            out += found
        elif letter == "\\":
            escaped, rest = _letter(rest, inside=False)
            out += re.escape(escaped)
        else:
            out += {"*": "[^/]*", "?": "[^/]"}.get(letter, re.escape(letter))
    return out


def _class(rest: str) -> tuple[str, str]:
    """Translate what follows ``[``; also return what follows its ``]``."""
    negated = rest.startswith("^")
    rest = rest[negated:]
    ranges: list[str] = []
    while not (ranges and rest.startswith("]")):
        low, rest = _letter(rest)
        high = low
        if rest.startswith("-"):
            high, rest = _letter(rest[1:])
        ranges.append(f"{re.escape(low)}-{re.escape(high)}" if low <= high else "")
    inside = "".join(ranges)
    if not inside:  # only ranges that hold nothing, such as z-a
        return ("[^/]" if negated else "(?!)"), rest[1:]
    return f"[{'^' if negated else ''}{inside}]", rest[1:]


def _letter(rest: str, *, inside: bool = True) -> tuple[str, str]:
    """Take one letter, escaped or not; inside ``[…]`` some cannot stand for themselves."""
    if inside and rest[:1] in ("-", "]"):
        raise ValueError(rest)
    if inside and rest.startswith("\\"):
        rest = rest[1:]
    if not rest or (inside and (len(rest) == 1 or _FOREIGN.match(rest))):
        raise ValueError(rest)
    return rest[0], rest[1:]
