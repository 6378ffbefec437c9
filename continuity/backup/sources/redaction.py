"""What of a device's output is never kept: replaced line by line, before anything of it touches a disk.

All rules look at the line as it came, and what any of them matches is replaced: no rule can hide a secret from
another, and their order does not matter. A block (a private key between its two marks) is replaced as one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from continuity.ground.patterns import Pattern

REDACTED = b"<redacted>"
#: The longest line that is looked at: what goes on without an end is no text of a device.
LONGEST_LINE = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Block:
    """Lines from one that ``begins`` matches to the next that ``ends`` matches, both included."""

    begins: Pattern
    ends: Pattern


@dataclass(kw_only=True)
class Redactor:
    """Takes output in pieces of any length, and gives back whole lines without what the rules match."""

    rules: Sequence[Pattern] = ()
    blocks: Sequence[Block] = ()
    _rest: bytearray = field(default_factory=bytearray, repr=False)
    _within: Block | None = None

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Yield the lines that are whole by now; raises ``NotProven`` for one that does not end."""
        self._rest += piece
        *whole, rest = self._rest.split(b"\n")
        self._rest = rest
        for line in whole:
            yield from self._line(bytes(line) + b"\n")
        if len(self._rest) > LONGEST_LINE:
            raise NotProven(
                "a line of the output is longer than {limit} bytes: what has to be redacted cannot be found in it",
                hint="have the device print text, line by line",
                limit=LONGEST_LINE,
            )

    def end(self) -> Iterator[bytes]:
        """Yield the last line, which nothing ended; raises ``NotProven`` where a block is still open."""
        if self._rest:
            yield from self._line(bytes(self._rest))
        self._rest = bytearray()
        if self._within:
            raise NotProven(
                "a block that begins with {begins} never came to its end ({ends}): nothing of it may be kept",
                hint="correct `redact` of the source; nothing was backed up",
                begins=self._within.begins.text,
                ends=self._within.ends.text,
            )

    def text(self, text: str) -> str:
        """Return a short text, such as a complaint, with what the rules match replaced; blocks that do not end, too."""
        one = Redactor(rules=self.rules, blocks=self.blocks)
        try:
            return b"".join([*one.feed(text.encode(errors="replace")), *one.end()]).decode(errors="replace")
        except NotProven:
            return REDACTED.decode()

    def _line(self, line: bytes) -> Iterator[bytes]:
        bare = line.rstrip(b"\r\n")
        end = line[len(bare) :]
        if self._within:
            self._within = None if self._within.ends.found(bare) else self._within
            return
        self._within = next((one for one in self.blocks if one.begins.found(bare)), None)
        if self._within:
            self._within = None if _ended(self._within, bare) else self._within
            yield REDACTED + end
            return
        try:
            bare.decode()
        except UnicodeDecodeError:  # a banner of the last century: patterns look at UTF-8
            yield _without(bare.decode("latin-1").encode(), self.rules).decode().encode("latin-1") + end
        else:
            yield _without(bare, self.rules) + end


def _ended(block: Block, line: bytes) -> bool:
    """Tell whether a block ends on the line on which it begins: behind the mark of that, which may look alike."""
    begun = max((stop for _, stop in block.begins.matches(line)), default=0)
    return any(start >= begun for start, _ in block.ends.matches(line))


def _without(line: bytes, rules: Sequence[Pattern]) -> bytes:
    """Return the line with one mark for each stretch that is matched; what overlaps or touches is one stretch."""
    stretches: list[tuple[int, int]] = []
    for span in sorted(span for rule in rules for span in rule.spans(line) if span[0] < span[1]):
        if stretches and span[0] <= stretches[-1][1]:
            start, stop = stretches.pop()
            stretches.append((start, max(stop, span[1])))
        else:
            stretches.append(span)
    for start, stop in reversed(stretches):
        line = line[:start] + REDACTED + line[stop:]
    return line
