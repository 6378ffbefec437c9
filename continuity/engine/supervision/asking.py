"""Checks made from what documents say, their secrets opened; one that cannot be made says why whenever it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError
from continuity.model.secrets import SecretRef
from continuity.supervision.checks.installed import made
from continuity.supervision.checks.ports import NotAsked
from continuity.supervision.poller import Asking

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from continuity.engine.workshop import Workshop
    from continuity.model.check import CheckSpec
    from continuity.model.inventory import Inventory
    from continuity.model.secrets import Reveal
    from continuity.supervision.checks.ports import Answer


def specs_of(inventory: Inventory) -> Iterator[CheckSpec]:
    """Yield every check of every device."""
    for client in inventory.clients.values():
        for device in client.devices.values():
            yield from device.checks


def askings(workshop: Workshop) -> dict[str, Asking]:
    """Return how each check is asked, by ``client/device/check``; what comes by itself is not among them."""
    specs = (spec for spec in specs_of(workshop.inventory) if not spec.passive)
    return {spec.reference: asking(spec, workshop.reveal) for spec in specs}


def asking(spec: CheckSpec, reveal: Reveal) -> Asking:
    """Return how one check is asked; what keeps it from being asked is its answer."""
    try:
        check: Any = made(spec.kind, opened(spec.parameters, reveal))
    except ContinuityError as error:
        check = _Unaskable(str(error))
    return Asking(check=check, every=spec.every, limit=spec.limit)


def opened(parameters: Mapping[str, Any], reveal: Reveal) -> dict[str, Any]:
    """Return the parameters with the secrets that they refer to, also in models within."""
    return {name: _opened(value, reveal) for name, value in parameters.items()}


def _opened(value: Any, reveal: Reveal) -> Any:
    if isinstance(value, SecretRef):
        return reveal(value)
    fields = getattr(type(value), "model_fields", None)
    if fields is not None:
        return {name: _opened(getattr(value, name), reveal) for name in fields}
    return value


class _Unaskable:
    """A check that could not be made."""

    def __init__(self, why: str) -> None:
        self._why = why

    async def once(self) -> Answer:
        """Say why."""
        raise NotAsked(self._why)

    async def close(self) -> None:
        """Nothing is kept."""
