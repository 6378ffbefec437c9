"""From checked documents to devices and their checks: defaults by criticality, and the parameters that a kind takes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from continuity.model.check import PASSIVE, CheckSpec, Limit
from continuity.model.device import Device, SshAccess
from continuity.model.documents.values import Threshold
from continuity.model.inventory import FORECAST_WARN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.model.documents.schema_check import Limits
    from continuity.model.documents.schema_device import Check, DeviceModel, Supervision
    from continuity.model.documents.scope import Scope
    from continuity.model.sharing import Sharing

#: How often is asked where no document says it.
EVERY = {
    "critical": timedelta(seconds=30),
    "important": timedelta(minutes=1),
    "standard": timedelta(minutes=5),
}
_LIMIT, _ATTEMPTS = timedelta(seconds=10), 3
#: What comes by itself comes once: there is nothing to ask again.
_ATTEMPTS_PASSIVE = 1
#: How much later a call or a result may come, and how long an alarm of syslog holds.
_GRACE, _LASTS = timedelta(minutes=5), timedelta(hours=1)
_LOOPBACK, _TRAPS = "127.0.0.1", 162
#: The kind of check that does what a word of the documents says.
_KINDS = {"ping": "icmp"}
#: What a document calls otherwise, since `name` is the check's own.
_CALLED = {"server_name": "name", "ask": "name"}
_PACKETS = 5
_FULL = Limit(threshold=Threshold(sign=">", figure=Decimal(85), unit="%"))
#: From which figure on figures warn or alarm, by kind and metric, where no document sets either.
_USUAL: dict[tuple[str, str], tuple[Limit | None, Limit | None]] = {
    ("ssh", "memory"): (_FULL, None),
    ("ssh", "disk"): (_FULL, None),
    ("ssh", "services"): (None, Limit(threshold=Threshold(sign=">", figure=Decimal(0), unit=""))),
    ("ssh", "updates"): (Limit(threshold=Threshold(sign=">", figure=Decimal(0), unit=""), figure="security"), None),
    ("snmp", "cpu"): (_FULL, None),
    ("snmp", "memory"): (_FULL, None),
    ("snmp", "disk"): (_FULL, None),
    ("snmp", "interfaces"): (Limit(threshold=Threshold(sign=">", figure=Decimal("0.1"), unit="%")), None),
}


def build_device(scope: Scope, client: str, name: str, sharing: Sharing) -> Device:
    """Return the device of that name, of a scope without faults."""
    model: DeviceModel = scope.model("devices", name)
    entry = scope.sections["devices"][name]
    way = model.ssh
    ssh = SshAccess(port=way.port, user=way.user, identity=way.identity, known_hosts=way.known_hosts) if way else None
    usual: Supervision | None = scope.single("supervision") if "supervision" in scope.singles else None
    return Device(
        name=name,
        client=client,
        title=model.title or name,
        address=model.address,
        criticality=model.criticality,
        ssh=ssh,
        parents=tuple(model.parents),
        checks=tuple(_checks(client, name, model, usual, entry.line("checks"))),
        sharing=sharing,
        where=entry.line(),
    )


def forecast_warn(scope: Scope) -> timedelta:
    """Return how soon something may be full before it is told of."""
    usual: Supervision | None = scope.single("supervision") if "supervision" in scope.singles else None
    said = usual.forecast.warn if usual and usual.forecast else None
    return FORECAST_WARN if said is None else said


def _checks(client: str, device: str, model: DeviceModel, usual: Supervision | None, where: str) -> Iterator[CheckSpec]:
    seen: dict[str, int] = {}
    for check in model.checks:
        name = check.name or _name(check)
        seen[name] = seen.get(name, 0) + 1
        every = check.every or (usual and usual.every) or EVERY[model.criticality]
        limit = check.timeout or (usual and usual.timeout) or _LIMIT
        warn, crit = _limits(check)
        yield CheckSpec(
            client=client,
            device=device,
            name=name if seen[name] == 1 else f"{name}-{seen[name]}",
            kind=_KINDS.get(check.kind, check.kind),
            parameters=_parameters(check, model) | _passive(check, model, usual),
            every=every,
            limit=min(limit, every),
            attempts=check.attempts or _attempts(check, usual),
            warn=warn,
            crit=crit,
            where=where,
        )


def _attempts(check: Check, usual: Supervision | None) -> int:
    return _ATTEMPTS_PASSIVE if check.kind in PASSIVE else (usual and usual.attempts) or _ATTEMPTS


def _passive(check: Check, device: DeviceModel, usual: Supervision | None) -> dict[str, Any]:
    """Return what a check that comes by itself needs beside what it says: how late it may be, where it is heard."""
    if check.kind in ("heartbeat", "submitted"):
        return {"grace": _GRACE if check.grace is None else check.grace}
    if check.kind not in ("syslog", "trap"):
        return {}
    ports = usual.syslog.model_dump(exclude_none=True) if usual and usual.syslog else {}
    if check.kind == "trap":
        ports = {"udp": usual.traps.udp if usual and usual.traps else _TRAPS}
    listen = (usual and usual.listen) or _LOOPBACK
    return {"address": device.address, "lasts": check.lasts or _LASTS, "listen": listen} | ports


def _name(check: Check) -> str:
    metric = getattr(check, "metric", "")
    return f"{check.kind}-{metric}" if metric else check.kind


def _parameters(check: Check, device: DeviceModel) -> dict[str, Any]:
    """Return what a kind is given: what the check says, and how its device is reached."""
    common = {"kind", "every", "timeout", "attempts", "warn", "crit", "name", "expect"}
    found = {
        _CALLED.get(name, name): value
        for name in type(check).model_fields
        if name not in common and (value := getattr(check, name))
    }
    if expect := getattr(check, "expect", None):
        found |= {"status": expect.status} if expect.status else {}
        found |= {"contains": expect.text} if expect.text else {}
    if check.kind in ("tcp", "tls", "ping", "snmp", "ssh", "ntp", "sql"):
        found["host"] = device.address
    if check.kind == "dns":
        found["server"] = device.address
    if check.kind == "ping":
        found = {"packets": _PACKETS} | _usual_of_ping(check) | found
    ways = {"snmp": device.snmp, "trap": device.snmp, "ssh": device.ssh}
    if way := ways.get(check.kind):
        found |= {name: value for name in type(way).model_fields if (value := getattr(way, name)) is not None}
    return found


def _usual_of_ping(check: Check) -> dict[str, Any]:
    """Return from when on a ping warns by itself: not about what a document says something of."""
    said = [one for one in (check.warn, check.crit) if one is not None]
    latency = {} if said else {"latency": timedelta(milliseconds=50)}
    return latency | ({} if any(isinstance(one, Threshold) for one in said) else {"loss": "0.1 %"})


def _limits(check: Check) -> tuple[Limit | None, Limit | None]:
    if check.warn is None and check.crit is None and not getattr(check, "oid", None):
        return _USUAL.get((check.kind, getattr(check, "metric", "")), (None, None))
    return _limit(check.warn), _limit(check.crit)


def _limit(said: Limits | Threshold | None) -> Limit | None:
    if said is None or isinstance(said, Threshold):
        return None if said is None else Limit(threshold=said)
    if said.latency is None:
        return None
    figure = Decimal(said.latency // timedelta(microseconds=1)).scaleb(-6)
    return Limit(threshold=Threshold(sign=">", figure=figure, unit="s"), figure="latency")
