"""What changed in a text from one point to the next: lines that came, lines that went. Pure.

Lines that change by themselves (a clock, an uptime) are left out by patterns; they are neither counted nor shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from continuity.ground.patterns import Pattern

_AROUND = 3  # lines shown before and after a change, as diff -u does


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many lines came and went; a line that was changed counts as one of each, one that moved, too."""

    added: int
    removed: int


def lasting(lines: Iterable[bytes], ignore: Sequence[Pattern]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that no pattern ignores, without their ends, each with its number from 1."""
    for number, line in enumerate(lines, 1):
        bare = line.rstrip(b"\r\n")
        if not any(one.found(bare) for one in ignore):
            yield number, bare


def counted(old: Sequence[Hashable], new: Sequence[Hashable]) -> Counted:
    """Return what changed between two lists of lines, or of what stands for lines."""
    if old == new:
        return Counted(added=0, removed=0)
    kept = sum(block.size for block in SequenceMatcher(None, old, new).get_matching_blocks())
    return Counted(added=len(new) - kept, removed=len(old) - kept)


def unified(old: Iterable[bytes], new: Iterable[bytes], ignore: Sequence[Pattern]) -> Iterator[str]:
    """Yield what changed as ``diff -u`` writes it: ``@@ -4,2 +4,3 @@``, then lines marked with a space, - or +.

    A stretch that is shown begins at its number in the text itself, and goes past lines that are ignored in it: there
    the length is that of the lines shown.
    """
    before, after = list(lasting(old, ignore)), list(lasting(new, ignore))
    texts = [line for _, line in before], [line for _, line in after]
    for group in SequenceMatcher(None, *texts).get_grouped_opcodes(_AROUND):
        (_, first, _, other, _), (_, _, last, _, end) = group[0], group[-1]
        yield f"@@ -{_range(before, first, last)} +{_range(after, other, end)} @@"
        for kind, i, j, k, m in group:
            if kind == "equal":
                yield from (f" {_text(line)}" for line in texts[0][i:j])
                continue
            yield from (f"-{_text(line)}" for line in texts[0][i:j])
            yield from (f"+{_text(line)}" for line in texts[1][k:m])


def _range(lines: Sequence[tuple[int, bytes]], first: int, last: int) -> str:
    if first == last:  # nothing on this side: the line before it, as POSIX asks for
        return f"{lines[first - 1][0] if first else 0},0"
    return f"{lines[first][0]},{last - first}" if last - first > 1 else str(lines[first][0])


def _text(line: bytes) -> str:
    return line.decode(errors="replace")
