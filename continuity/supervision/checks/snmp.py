"""``snmp``: a figure that an agent tells, by a community (v2c) or as a user with keys (v3)."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import UsageError
from continuity.supervision.checks import snmp_metrics
from continuity.supervision.checks.snmp_access import access_of
from continuity.supervision.checks.snmp_interfaces import Interfaces
from continuity.supervision.checks.snmp_session import Session, installed, session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.supervision.checks.ports import Answer
    from continuity.supervision.checks.snmp_line import Line

_OID = re.compile(r"[0-2](\.[0-9]{1,10}){1,127}")
_METRICS = {
    "cpu": snmp_metrics.cpu,
    "memory": snmp_metrics.memory,
    "disk": snmp_metrics.disk,
    "uptime": snmp_metrics.uptime,
}
_INTERFACES = "interfaces"


class SnmpCheck:
    """Asks the agent of ``host`` for a ``metric``: cpu, memory, disk, interfaces, uptime, or what stands at an ``oid``.

    ``of`` names one disk or interface. ``version`` 2 takes ``community``; 3 takes ``user``, ``auth`` and ``privacy``,
    each a protocol and a password. All checks of a device share one session.
    """

    required: Sequence[str] = ("host", "version", "metric")
    optional: Sequence[str] = ("port", "community", "user", "auth", "privacy", "oid", "of")

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._access, self._of = access_of(parameters), str(parameters.get("of", ""))
        metric, oid = str(parameters["metric"]), str(parameters.get("oid", ""))
        if oid and not _OID.fullmatch(oid):
            raise UsageError("{oid} is no OID", hint="write numbers with points between", oid=oid)
        if not oid and metric not in (*_METRICS, _INTERFACES):
            names = ", ".join((*_METRICS, _INTERFACES))
            raise UsageError(
                "{metric} is no metric that is known", hint="{names}; or give its oid", metric=metric, names=names
            )
        if oid:
            self._question: Any = partial(snmp_metrics.value, oid=oid, name=metric)
        else:
            asks = Interfaces() if metric == _INTERFACES else _METRICS[metric]
            self._question = partial(_with, asks, self._of)
        self._session: Session | None = None

    async def once(self) -> Answer:
        """Ask for it."""
        installed()
        if self._session is None:
            self._session = session(self._access)
        return await self._session.ask(self._question)

    async def close(self) -> None:
        """Let the session go; the last check of a device ends it."""
        self._session = None


async def _with(asks: Any, of: str, line: Line) -> Answer:
    found: Answer = await asks(line, of)
    return found
