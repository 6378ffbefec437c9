"""restic's exclude patterns, decided by us too, so that the manifest covers what the snapshot covers. Pure.

Semantics (restic's manual, "Excluding Files"): a pattern is cut at ``/``; an absolute one must match from the root,
any other matches a run of consecutive names anywhere in the path; ``*``, ``?`` and ``[…]`` match within one name,
``**`` matches any number of names; what is below a match is excluded with it. ``!`` re-includes, the last match wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def _name(pattern: str) -> str:
    """Translate one component, Go's filepath.Match: ``*`` and ``?`` never cross a slash."""
    out, rest = "", pattern
    while rest:
        letter, rest = rest[0], rest[1:]
        if letter == "[" and "]" in rest[1:]:
            inside, _, rest = rest.partition("]")
            out += f"[{inside}]"
        elif letter == "\\" and rest:
            out, rest = out + re.escape(rest[0]), rest[1:]
        else:
            out += {"*": "[^/]*", "?": "[^/]"}.get(letter, re.escape(letter))
    return out


def _translate(pattern: str) -> str:
    absolute = pattern.startswith("/")
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    body = ""
    for part in parts:
        body += "(?:/[^/]+)*" if part == "**" else "/" + _name(part)
    return ("" if absolute else "(?:/[^/]+)*") + body


@dataclass(frozen=True)
class Excluder:
    """Decides whether a path is excluded by any of the patterns; build it once, ask it per path."""

    patterns: Sequence[str]

    @cached_property
    def _rules(self) -> list[tuple[re.Pattern[bytes], bool]]:
        rules = []
        for pattern in self.patterns:
            includes = pattern.startswith("!")
            source = _translate(pattern.removeprefix("!"))
            rules.append((re.compile(source.encode("utf-8", "surrogateescape"), re.DOTALL), includes))
        return rules

    def excludes(self, path: bytes) -> bool:
        """Tell whether this absolute path is excluded; its parents are asked before it by whoever walks."""
        verdict = False
        for rule, includes in self._rules:
            if rule.fullmatch(path):
                verdict = not includes
        return verdict
