"""SNMP: how many questions of version 3 (authPriv) one core asks, against forked programs of monitoring-plugins.

One session each of several agents' users on one snmpd, as devices of a round would be; snmpd has the other core. Both
by the processor's time. Beside it, what a new session costs, whose keys are known from another one.
"""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING

from bench.measure import report
from bench.probes import _forked
from continuity.supervision.checks.asking import asked
from continuity.supervision.checks.installed import made
from tests.lab.snmp_agent import AUTH, PRIVACY, SnmpAgent

if TYPE_CHECKING:
    from pathlib import Path

_UPTIME = "1.3.6.1.2.1.1.3.0"
_TARGET = 50


def snmp(folder: Path, scale: float) -> None:
    """Measure both on one core."""
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(mine)})
    with SnmpAgent(folder) as agent:
        os.sched_setaffinity(0, {min(mine)})
        try:
            _measure(agent, max(1000, round(8000 * scale)))
        finally:
            os.sched_setaffinity(0, mine)


def _measure(agent: SnmpAgent, count: int) -> None:
    words = ["check_snmp", "-H", "127.0.0.1", "-p", str(agent.port), "-P", "3", "-L", "authPriv", "-U", "monitor"]
    words += ["-a", "SHA", "-A", AUTH, "-x", "AES", "-X", PRIVACY, "-o", _UPTIME]
    theirs = _forked(words, max(100, count // 20))
    ours, anew = asyncio.run(_kept(agent, count)), asyncio.run(_anew(agent, count // 8))
    if not theirs:
        print(f"snmp: {ours:.0f} questions a second; no monitoring-plugins to hold it against", flush=True)
        return
    told = f"{ours:.0f} a second against {theirs:.0f}: {ours / theirs:.1f} times as many; {anew:.0f} by new sessions"
    report("one SNMPv3 check, against a forked program", theirs / ours, 1 / _TARGET, "x", told)


async def _kept(agent: SnmpAgent, count: int) -> float:
    """Return how many questions of kept sessions a second of the processor asks."""
    check = made("snmp", agent.parameters(metric="uptime-of-agent", oid=_UPTIME))
    assert (await asked(check, 5)).serves
    begun = time.process_time()
    for _ in range(count):
        found = await asked(check, 5)
        assert found.serves, found.said
    rate = count / (time.process_time() - begun)
    await check.close()
    return rate


async def _anew(agent: SnmpAgent, count: int) -> float:
    """Return the same of sessions that each greet the agent first."""
    begun = time.process_time()
    for _ in range(count):
        check = made("snmp", agent.parameters(metric="uptime-of-agent", oid=_UPTIME))
        found = await asked(check, 5)
        assert found.serves, found.said
        await check.close()
    return count / (time.process_time() - begun)
