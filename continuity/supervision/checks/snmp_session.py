"""Sessions with SNMP agents, by the library gufo-snmp: one a device and loop, its keys derived once.

The agent's clock and count of starts belong to a session of version 3. After a silence, or a while without a question,
they are asked for anew by a fresh session; what is dear, keys from passwords, is kept.
"""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING, TypeVar, cast
from weakref import WeakKeyDictionary, WeakValueDictionary

from continuity.supervision.checks.ports import BadAnswer, NotAsked

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from continuity.supervision.checks.snmp_access import Access
    from continuity.supervision.checks.snmp_line import Line

WHY = {
    "extra": "SNMP needs the library gufo-snmp: pip install 'continuity[snmp]'",
    "keys": "it does not accept the user {user} with these passwords and algorithms",
    "private": "it answers, and not to the user {user}: is the privacy password its own, with its algorithm?",
    "garbage": "it answers with what is no SNMP, or is not signed by these keys",
    "error": "it answered with an error: {cause}",
    "name": "{host} has no address",
}
_STALE_S = 100.0  # RFC 3414 lets clocks differ by 150 s; whoever is asked seldomly is greeted anew
_FIRST_S = (1.0, 2.0)  # datagrams get lost: asked again after these
_LATER_S = 4.0
_T = TypeVar("_T")


_OF_LOOPS: WeakKeyDictionary[asyncio.AbstractEventLoop, WeakValueDictionary[Access, Session]] = WeakKeyDictionary()


def session(access: Access) -> Session:
    """Return the session of this loop with an agent; it lasts as long as somebody holds it."""
    known = _OF_LOOPS.setdefault(asyncio.get_running_loop(), WeakValueDictionary())
    found = known.get(access)
    if found is None:
        found = known[access] = Session(access)
    return found


class Session:
    """One question at a time, as the library wants it; each asked again while nobody answers."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._turn = asyncio.Lock()
        self._line: Line | None = None
        self._spoke_at = 0.0
        self._accepted = False

    async def ask(self, question: Callable[[Line], Awaitable[_T]]) -> _T:
        """Return what it found. Raises ``BadAnswer``, ``NotAsked`` or ``OSError``; silence has no end here."""
        for wait_s in _waits():
            async with self._turn:
                answered, found = await self._once(question, wait_s)
            if answered:
                return cast("_T", found)
            if wait_s >= _FIRST_S[-1]:
                self._judge_silence()
            self._line = None
        raise AssertionError  # the waits have no end

    async def _once(self, question: Callable[[Line], Awaitable[_T]], wait_s: float) -> tuple[bool, _T | None]:
        """Return whether there was an answer, and what was found."""
        from gufo.snmp import SnmpAuthError, SnmpError

        try:
            line = await self._opened(wait_s)
            found = await question(line)
        except TimeoutError:
            return False, None
        except SnmpAuthError:
            self._line = None
            raise NotAsked(WHY["keys"].format(user=self._access.user)) from None
        except SnmpError as error:
            raise BadAnswer(WHY["error"].format(cause=error)) from None
        except (BadAnswer, NotAsked):
            self._heard()
            raise
        except BaseException as error:  # cancelled in the middle, or refused: an answer may be on its way, to nobody
            self._line = None
            if type(error).__name__ == "PanicException":  # of the library; no ``Exception``, and nowhere to import from
                raise BadAnswer(WHY["garbage"]) from None
            raise
        self._heard()
        return True, found

    def _heard(self) -> None:
        if self._line and self._line.greeted:
            self._spoke_at, self._accepted = asyncio.get_running_loop().time(), True

    async def _opened(self, wait_s: float) -> Line:
        """Return the line, its agent's clock known; one that was silent for long, or is none yet, is made."""
        from continuity.supervision.checks.snmp_line import line_of

        loop = asyncio.get_running_loop()
        if self._line and self._line.greeted and (not self._access.user or loop.time() - self._spoke_at < _STALE_S):
            self._line.wait_s = wait_s
            return self._line
        try:
            found = await loop.getaddrinfo(self._access.host, self._access.port)
        except OSError:
            raise NotAsked(WHY["name"].format(host=self._access.host)) from None
        self._line = line_of(self._access, str(found[0][4][0]), wait_s)
        await self._line.refresh()
        self._line.greeted = True
        return self._line

    def _judge_silence(self) -> None:
        """Raise what is known about a silence that was not of the network alone."""
        if self._line is None:
            return
        if self._line.garbage:
            raise BadAnswer(WHY["garbage"])
        if self._access.user and self._line.get_engine_id() and not self._accepted:
            raise NotAsked(WHY["private"].format(user=self._access.user))


def _waits() -> Iterator[float]:
    return itertools.chain(_FIRST_S, itertools.repeat(_LATER_S))


def installed() -> None:
    """Raise ``NotAsked`` with the remedy where the library is not installed."""
    try:
        import gufo.snmp  # noqa: F401 - whether it is there
    except ImportError:
        raise NotAsked(WHY["extra"]) from None
