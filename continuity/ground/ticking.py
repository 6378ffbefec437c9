"""A clock's ticks for a loop: each at its own time, none made up for one that was missed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


async def ticks(every_s: float) -> AsyncIterator[int]:
    """Yield the number of each tick when it is due, from 0 at once, ``every_s`` apart, for as long as it is asked.

    Whoever is late by a whole interval or more does not catch up: the numbers of what was missed are left out.
    """
    loop = asyncio.get_running_loop()
    first, number = loop.time(), 0
    while True:
        await asyncio.sleep(max(first + number * every_s - loop.time(), 0))
        number = max(number, int((loop.time() - first) / every_s))
        yield number
        number += 1


async def pause(seconds: float) -> None:
    """Let others of the loop work for so long, at least once."""
    await asyncio.sleep(max(seconds, 0.0))
