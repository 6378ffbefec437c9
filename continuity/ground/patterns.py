"""Regular expressions from documents: matched in time that grows with the text, whatever the expression.

Python's own engine goes back and tries again: an expression such as ``(a+)+$`` keeps it busy for years on a line of
sixty characters, and whoever writes on a switch's banner would decide when a backup ends. RE2 never goes back; what
it gives up for that (look-around, back-references) is refused when the document is read.
Syntax: https://github.com/google/re2/wiki/Syntax
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEMORY_BYTES = 8 << 20  # RE2's own default; a larger expression is refused


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One expression; ``text`` as it was written. It looks at UTF-8, and counts in bytes."""

    text: str
    _compiled: Any

    def found(self, line: bytes) -> bool:
        """Tell whether it matches anywhere in the line."""
        return self._compiled.search(line) is not None

    def matches(self, line: bytes) -> Iterator[tuple[int, int]]:
        """Yield where each match lies."""
        yield from (match.span() for match in self._compiled.finditer(line))

    def spans(self, line: bytes) -> Iterator[tuple[int, int]]:
        """Yield where the groups of each match lie; where it has none, or none took part, where the match lies."""
        for match in self._compiled.finditer(line):
            groups = [match.span(number) for number in range(1, self._compiled.groups + 1)]
            yield from [span for span in groups if span[0] >= 0] or [match.span()]


@lru_cache(maxsize=256)
def pattern(text: str) -> Pattern:
    """Return the expression; raises ``ValueError`` with RE2's own words where it is none."""
    import re2  # the command line starts without it

    options = re2.Options()
    options.log_errors = False  # else its words reach people's stderr, outside of every format
    options.max_mem = _MEMORY_BYTES
    try:
        return Pattern(text=text, _compiled=re2.compile(text.encode(), options))
    except (re2.error, UnicodeEncodeError) as error:
        cause = error.args[0]
        raise ValueError(cause.decode(errors="replace") if isinstance(cause, bytes) else str(error)) from error
