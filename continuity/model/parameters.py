"""Reading parameters that stand in documents for plug-ins: each with its form, each fault said with its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.ground.errors import UsageError
from continuity.model.documents.values import parse_duration, parse_percent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

_SWITCHED = {"yes": True, "true": True, "no": False, "false": False}


def words(parameters: Mapping[str, Any], name: str) -> list[str]:
    """Return a list of words, such as a command's."""
    found = parameters[name]
    if not isinstance(found, list) or not found:
        raise UsageError("{name} is a list of words", hint='write for example ["systemctl", "start", "x"]', name=name)
    return [str(one) for one in found]


def port(parameters: Mapping[str, Any], name: str = "port") -> int:
    """Return the number of a port."""
    found = str(parameters[name])
    if not found.isdigit() or not 0 < int(found) < 1 << 16:
        raise UsageError("{name} is the number of a port, 1 to 65535", name=name)
    return int(found)


def whole(parameters: Mapping[str, Any], name: str, otherwise: int) -> int:
    """Return a whole number."""
    found = str(parameters.get(name, otherwise))
    if not (found.isascii() and found.isdigit() and len(found) < 10):  # noqa: PLR2004 - digits enough
        raise UsageError("{name} is a whole number", hint="write digits only", name=name)
    return int(found)


def duration(parameters: Mapping[str, Any], name: str, otherwise: timedelta | None = None) -> timedelta:
    """Return a length of time."""
    if name not in parameters and otherwise is not None:
        return otherwise
    try:
        return parse_duration(parameters[name])
    except ValueError:
        raise UsageError("{name} is a duration", hint="write for example 30s or 5m", name=name) from None


def share(parameters: Mapping[str, Any], name: str) -> float:
    """Return a share, such as ``0.1 %``, in percent."""
    try:
        return float(parse_percent(parameters[name]))
    except ValueError:
        raise UsageError("{name} is a share", hint="write for example 0.1 %", name=name) from None


def switch(parameters: Mapping[str, Any], name: str) -> bool:
    """Return whether something is wanted: yes or no, also as a person answered; no where nothing is said."""
    found = str(parameters.get(name, "no")).lower()
    if found not in _SWITCHED:
        raise UsageError("{name} is yes or no", hint="write yes, or leave it out", name=name)
    return _SWITCHED[found]
