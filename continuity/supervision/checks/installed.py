"""Checks by the entry-point group ``continuity.checks``: those of the product and of other packages, by one door."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import UsageError
from continuity.ground.plugins import Plugins

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.supervision.checks.ports import Check, Kind

GROUP = "continuity.checks"


@cache
def installed_checks() -> Plugins[Kind]:
    """Return the kinds that are installed; asking for one that is not whole raises ``Unavailable``."""
    return Plugins.of(GROUP, what="the check", fit=_whole)


def made(kind: str, parameters: Mapping[str, Any]) -> Check:
    """Return a check. Raises ``UsageError`` for a kind that is not installed, or parameters that it does not take."""
    kinds = installed_checks()
    if kind not in kinds:
        raise UsageError("there is no check named {kind}", hint="known: {names}", kind=kind, names=", ".join(kinds))
    found = kinds[kind]
    names = [*found.required, *found.optional]
    wrong = [one for one in parameters if one not in names] + [one for one in found.required if one not in parameters]
    if wrong:
        raise UsageError(
            "{name} is missing, or no parameter of the check {kind}",
            hint="its parameters: {names}",
            name=wrong[0],
            kind=kind,
            names=", ".join(names),
        )
    return found(parameters)


def _whole(made: Any) -> Kind:
    kind: Kind = made
    _ = kind.required, kind.optional, made.once, made.close
    return kind
