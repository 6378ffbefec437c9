"""Waiting until something has arrived on a socket that no library of the loop owns; nothing of it is read."""

from __future__ import annotations

import asyncio


async def readable(line: int) -> None:
    """Return once the socket of this number has something to read, or its other side is gone."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Future[None] = loop.create_future()
    loop.add_reader(line, _arrive, arrived)
    try:
        await arrived
    finally:
        loop.remove_reader(line)


def _arrive(arrived: asyncio.Future[None]) -> None:
    if not arrived.done():
        arrived.set_result(None)
