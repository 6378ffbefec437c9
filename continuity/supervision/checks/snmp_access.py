"""How an SNMP agent is reached, read from the parameters of a check."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import UsageError
from continuity.model.parameters import port, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

_PORT, _V2, _V3 = 161, 2, 3


@dataclass(frozen=True, kw_only=True)
class Key:
    """An algorithm and a password."""

    protocol: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Access:
    """How an agent is reached: with a community (v2c), or as a user (v3)."""

    host: str
    port: int
    community: str = field(default="", repr=False)
    user: str = ""
    auth: Key | None = None
    privacy: Key | None = None


def access_of(parameters: Mapping[str, Any]) -> Access:
    """Return how the agent is reached. Raises ``UsageError`` for what lacks."""
    version = whole(parameters, "version", _V3)
    needed = {_V2: "community", _V3: "user"}.get(version)
    if needed is None:
        raise UsageError("version is 2 or 3")
    if not parameters.get(needed):
        raise UsageError("SNMP version {version} needs {name}", version=version, name=needed)
    host, at = str(parameters["host"]), port(parameters) if "port" in parameters else _PORT
    if version == _V2:
        return Access(host=host, port=at, community=str(parameters["community"]))
    auth, privacy = _key(parameters.get("auth")), _key(parameters.get("privacy"))
    return Access(host=host, port=at, user=str(parameters["user"]), auth=auth, privacy=privacy)


def _key(found: Any) -> Key | None:
    return Key(protocol=str(found["protocol"]), password=str(found["password"])) if found else None
