"""Asking once: bounded in time, timed, and whatever happens an observation; only being cancelled is raised."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from continuity.supervision.checks.ports import BadAnswer, NotAsked, Observed, State

if TYPE_CHECKING:
    from continuity.supervision.checks.ports import Answer, Check

WHY = {"late": "no answer in time"}


async def asked(check: Check, limit_s: float) -> Observed:
    """Return what the check sees now, at the latest ``limit_s`` seconds from now."""
    loop = asyncio.get_running_loop()
    begun = loop.time()

    def seen(state: State, said: str, answer: Answer | None = None) -> Observed:
        """Return what was seen after the time that it took."""
        took = round(loop.time() - begun, 6)
        return Observed(state=state, said=said, latency_s=took, figures=answer.figures if answer else ())

    try:
        async with asyncio.timeout(limit_s):
            answer = await check.once()
    except TimeoutError:
        return seen(State.CRITICAL, WHY["late"])
    except BadAnswer as error:
        return seen(State.CRITICAL, str(error))
    except OSError as error:
        return seen(State.CRITICAL, error.strerror or type(error).__name__)
    except NotAsked as error:
        return seen(State.UNKNOWN, str(error))
    except Exception as error:  # noqa: BLE001 - a fault of one check is no end of the others, and no fault of what it asks
        return seen(State.UNKNOWN, f"{type(error).__name__}: {error}")
    return seen(answer.state, answer.said, answer)
