"""What is wrong with devices: one cause for a device, and for all that lies behind it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.engine.supervision.looking import stood
from continuity.model.incident import Cause, Severity
from continuity.model.standing import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from continuity.engine.supervision.looking import Stood
    from continuity.model.device import Device
    from continuity.model.incident import Incident
    from continuity.model.inventory import Client
    from continuity.state.store import Transaction

    #: By client and cause: what is wrong; None where it is well. What nobody saw is not there.
    Judged = dict[tuple[str, str], Cause | None]

SEVERITY = {"critical": Severity.CRITICAL, "important": Severity.BLOCKING, "standard": Severity.MINOR}
FAMILY = "device/"
_BAD = (Status.CRITICAL, Status.WARNING)


def device_causes(tx: Transaction, client: Client, open_: Iterable[Incident], now: datetime) -> Judged:
    """Return how it stands with each device of a client, by what the service wrote down."""
    by_device: defaultdict[str, list[Stood]] = defaultdict(list)
    for one in stood(tx, list(client.devices.values()), now):
        by_device[one.spec.device].append(one)
    found = _Found(client, by_device, [one for one in open_ if one.cause.startswith(FAMILY)])
    return found.judged()


@dataclass(frozen=True)
class _Found:
    """One look. ``open_``: the incidents about devices that are open."""

    client: Client
    by_device: Mapping[str, Sequence[Stood]]
    open_: Sequence[Incident]

    def judged(self) -> Judged:
        concerned: defaultdict[str, list[Stood]] = defaultdict(list)
        for name, all_ in self.by_device.items():
            for one in all_:
                if one.standing.status in (*_BAD, Status.UNREACHABLE):
                    concerned[self._cause(name, one)].append(one)
        found: Judged = {}
        waited_for = {one.cause: one.members for one in self.open_}
        for name, all_ in self.by_device.items():
            # a check that was never wrong, and that nobody saw yet, says nothing about what was wrong
            mattered = [one for one in all_ if one.spec.reference in waited_for.get(FAMILY + name, ())]
            if all(one.standing.status is Status.OK for one in mattered):
                found[(self.client.name, FAMILY + name)] = None  # unless another check of it is wrong: below
        for name in self.client.devices.keys() - self.by_device.keys():
            found[(self.client.name, FAMILY + name)] = None  # nothing is asked of it
        return found | {(self.client.name, key): self._made(key, all_) for key, all_ in concerned.items()}

    def _cause(self, name: str, one: Stood) -> str:
        """Return the cause of what is wrong with a check: what cannot be reached goes by what lies before it."""
        if one.standing.status is not Status.UNREACHABLE:
            return FAMILY + name
        roots = sorted(self._roots(name, set()) - {name})
        before = {member: each.cause for each in self.open_ for member in each.members}
        return FAMILY + roots[0] if roots else before.get(one.spec.reference, FAMILY + name)

    def _roots(self, name: str, seen: set[str]) -> set[str]:
        """Return what is wrong before a device and can be reached itself; the device where there is no such thing."""
        seen.add(name)
        wrong = [one for one in self.client.devices[name].parents if one not in seen and self._is_wrong(one)]
        return {root for one in wrong for root in self._roots(one, seen)} or {name}

    def _is_wrong(self, name: str) -> bool:
        return any(one.standing.status in (Status.CRITICAL, Status.UNREACHABLE) for one in self.by_device.get(name, ()))

    def _made(self, key: str, all_: Sequence[Stood]) -> Cause:
        name = key.removeprefix(FAMILY)
        own = [one for one in all_ if one.spec.device == name] or all_
        first = min(own, key=lambda one: (one.standing.status is Status.WARNING, one.standing.since or one.standing.at))
        down = sorted({one.spec.device for one in all_ if one.standing.status is not Status.WARNING})
        return Cause(
            client=self.client.name,
            key=key,
            subject=f"{self.client.name}/{name}",
            severity=min(_severities([self.client.devices[one] for one in down]), key=list(Severity).index),
            since=min(at for one in all_ if (at := one.standing.since or one.standing.at)),
            reason=f"{first.spec.reference}: {first.standing.said}",
            members=tuple(sorted(one.spec.reference for one in all_)),
            down=tuple(down),
        )


def _severities(devices: Sequence[Device]) -> Iterator[Severity]:
    yield Severity.MINOR
    for one in devices:
        yield SEVERITY.get(one.criticality, Severity.MINOR)
