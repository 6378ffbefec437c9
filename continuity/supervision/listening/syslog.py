"""Syslog messages as they come: RFC 5424 and RFC 3164, and how TCP carries them (RFC 6587). Pure; refuses nothing.

Whoever can reach the port decides what stands in a datagram, so nothing here raises, and each expression takes time
that grows with the text: the quantifiers give nothing back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: Longer messages are cut: RFC 5425 asks for 8,192 bytes.
LONGEST = 8192
SEVERITIES = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
#: What RFC 3164 has a relay assume of a message without a priority: user, notice.
_ASSUMED = 13
_PRIORITY = re.compile(rb"<([0-9]{1,3})>")
_NEW = re.compile(
    rb"1 (?P<time>\S++) (?P<host>\S++) (?P<program>\S++) (?P<process>\S++) (?P<id>\S++) "
    rb'(?:-|(?:\[(?:[^\]\\"]|\\.|"(?:[^"\\]|\\.)*+")*+\])++)(?: (?P<text>.*+))?',
    re.DOTALL,
)
#: ``Nov 23 02:20:00``, or RFC 3339 where Debian's rsyslog forwards.
_OLD = re.compile(
    rb"(?:[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2}T\S++) (?P<host>\S++) (?P<rest>.*+)", re.DOTALL
)
_TAG = re.compile(rb"(?P<program>[^\s\[:]{1,64})(?:\[[^\]\s]{0,64}\])?: ?(?P<text>.*+)", re.DOTALL)
_MARK = b"\xef\xbb\xbf"  # RFC 5424 has UTF-8 begin with it


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message; what it does not say is empty. ``severity`` is its place in :data:`SEVERITIES`, 0 the worst."""

    severity: int
    host: str = ""
    program: str = ""
    text: bytes = b""

    def shown(self, most: int, veil: Callable[[str], str]) -> str:
        """Return the beginning of the text as one line that can be shown; what is secret is veiled before it is cut."""
        line = veil(self.text.decode(errors="replace"))[: 4 * most]
        return "".join(one if one.isprintable() else " " for one in line).strip()[:most]


def message(data: bytes) -> Message:
    """Return what was said; of what is no syslog message the whole is its text. Never raises."""
    data = data[:LONGEST].rstrip(b"\r\n\0")
    found = _PRIORITY.match(data)
    priority = int(found[1]) if found and int(found[1]) < 192 else _ASSUMED  # noqa: PLR2004 - 24 facilities of 8
    rest, severity = data[found.end() :] if found else data, priority % 8
    if new := _NEW.fullmatch(rest):
        text = (new["text"] or b"").removeprefix(_MARK)
        return Message(severity=severity, host=_word(new["host"]), program=_word(new["program"]), text=text)
    host = ""
    if old := _OLD.fullmatch(rest):
        host, rest = _word(old["host"]), old["rest"]
    tag = _TAG.fullmatch(rest)
    if tag is None:
        return Message(severity=severity, host=host, text=rest)
    return Message(severity=severity, host=host, program=_word(tag["program"]), text=tag["text"])


def _word(said: bytes) -> str:
    return "" if said == b"-" else said.decode(errors="replace")


class Garbled(Exception):
    """What a connection carries is no framing at all: it cannot be found again where a message begins."""


class Frames:
    """Cuts what one connection carries into messages: counted octets, or lines. Keeps one message's bytes at most."""

    def __init__(self) -> None:
        self._left = b""
        self._skipping = False  # the rest of a line that was too long

    def fed(self, data: bytes) -> list[bytes]:
        """Return the messages that are whole now. Raises :class:`Garbled` for a count that cannot be."""
        self._left += data
        found: list[bytes] = []
        while (one := self._next()) is not None:
            if one:
                found.append(one)
        return found

    def _next(self) -> bytes | None:
        """Return the next message, empty where there is nothing in it; None where more must come."""
        if not self._skipping and self._left[:1].isdigit():
            return self._counted()
        line, ended, after = self._left.partition(b"\n")
        if not ended and len(line) <= LONGEST:
            return None
        skipped, self._skipping = self._skipping, not ended
        self._left = after
        return b"" if skipped else line[:LONGEST]

    def _counted(self) -> bytes | None:
        count, space, after = self._left.partition(b" ")
        if not count.isdigit() or len(count) > 6 or (count.startswith(b"0")):  # noqa: PLR2004 - a megabyte is no message
            raise Garbled
        if not space:
            return None
        length = int(count)
        if length > 8 * LONGEST:
            raise Garbled
        if len(after) < length:
            return None
        self._left = after[length:]
        return after[:length]
