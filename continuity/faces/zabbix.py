"""The checks of devices as a Zabbix server or proxy takes them: values of trapper items, by Zabbix' own library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from continuity.engine.supervision.looking import stood
from continuity.engine.supervision.newest import newest
from continuity.ground.errors import Unavailable, UsageError
from continuity.model.standing import Status
from continuity.supervision.thresholds import LATENCY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from continuity.model.device import Device
    from continuity.state.store import Transaction

_PORT = 10051
_LIMIT_S = 10
_NUMBER = {status: number for number, status in enumerate(Status)}


@dataclass(frozen=True, kw_only=True)
class Value:
    """One value of one item; ``at`` is what it is of."""

    host: str
    key: str
    value: float
    at: datetime


def address(text: str) -> tuple[str, int]:
    """Return host and port of ``HOST[:PORT]``; raises ``UsageError`` for what is neither."""
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port or _PORT
    except ValueError:
        host, port = None, _PORT
    if not host or parts.path:
        raise UsageError("{text} is no address", hint="write HOST or HOST:PORT; [::1]:10051 for IPv6", text=text)
    return host, port


def values(tx: Transaction, devices: Sequence[Device], now: datetime) -> Iterator[Value]:
    """Yield how each check stands now, and its newest figures."""
    for one in stood(tx, devices, now):
        host, check = f"{one.spec.client}.{one.spec.device}", _quoted(one.spec.name)
        yield Value(host=host, key=f"continuity.check[{check}]", value=_NUMBER[one.standing.status], at=now)
        for each in newest(tx, one.spec, now):
            latency = each.name == LATENCY
            key = f"continuity.latency[{check}]" if latency else f"continuity.figure[{check},{_quoted(each.name)}]"
            yield Value(host=host, key=key, value=each.rollup.mean, at=each.begins)


def send(where: tuple[str, int], found: Sequence[Value]) -> tuple[int, int]:
    """Send them; return how many were taken, and how many were refused. Raises ``Unavailable`` where nobody answers."""
    try:
        from zabbix_utils import ItemValue, Sender
    except ImportError as error:
        raise Unavailable(
            "Zabbix needs the library zabbix-utils", hint="install it: pip install 'continuity[zabbix]'"
        ) from error
    host, port = where
    items = [ItemValue(one.host, one.key, f"{one.value:.10g}", int(one.at.timestamp())) for one in found]
    sender = Sender(server=host, port=port, use_ipv6=":" in host, timeout=_LIMIT_S)
    try:
        answer = sender.send(items)
    except Exception as error:  # the library lets out what its sockets and its JSON say
        raise Unavailable(
            "Zabbix at {host}:{port} did not take the values: {cause}",
            hint="check the address, and that it listens for trapper items",
            host=host, port=port, cause=str(error) or type(error).__name__,
        ) from error  # fmt: skip
    return answer.processed, answer.failed


def _quoted(name: str) -> str:
    """Return a parameter of a key; quoted only where Zabbix asks for it, for it compares keys as they are written."""
    plain = not name.startswith((" ", '"', "[")) and not {",", "]"} & set(name)
    return name if plain else '"' + name.replace('"', '\\"') + '"'
