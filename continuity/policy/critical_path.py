"""How long a whole service takes to be back: the critical path over what it is made of and what that depends on; pure.

An asset can be recovered once those that it depends on are back, and those who are waited for have come. What comes
from one repository comes one after the other, the most critical first, as in ``policy/loss_times``; all else goes on
side by side. The path is what the end had to wait for: what is quicker elsewhere saves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from continuity.model.measurement import Measurement, Verdict
from continuity.policy.forecast import NEEDED
from continuity.policy.lengths import said
from continuity.policy.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.model.service import Service, Wait
    from continuity.policy.forecast import Walked


class Kind(StrEnum):
    """What a leg of the way is."""

    ASSET = "asset"
    PEOPLE = "people"
    SUPPLIER = "supplier"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One asset of a service, or one that it depends on: how long it takes, as far as anything was measured.

    ``walked`` is by a runbook, its people included; ``technical_s`` that of a restore alone. ``line``: the repository
    that it comes from. ``rank``: the lower, the sooner it is served.
    """

    name: str
    needs: tuple[str, ...] = ()
    line: str = ""
    rank: int = 0
    walked: Walked | None = None
    technical_s: float | None = None

    def seconds(self, *, slow: bool) -> float | None:
        """Return what it takes, or what it may take at worst; None where nothing was measured."""
        if self.walked is None:
            return self.technical_s
        return self.walked.slow_s if slow and self.walked.slow_s is not None else self.walked.typical_s


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One thing on the way, in seconds from the loss; ``after`` names what it had to wait for last."""

    name: str
    kind: Kind
    begins_s: float
    ends_s: float
    after: str
    measured: bool

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        times = {"begins_s": round(self.begins_s, 3), "ends_s": round(self.ends_s, 3)}
        return {
            "name": self.name,
            "kind": str(self.kind),
            "measured": self.measured,
            "after": self.after or None,
        } | times


@dataclass(frozen=True, kw_only=True)
class ServiceReturn:
    """When a service is back: every leg, the path among them, and the verdict; a figure, or a floor beside its gaps."""

    service: Service
    legs: tuple[Leg, ...]
    path: tuple[str, ...]
    unknown: tuple[str, ...]
    rto: Measurement

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        floor = max((leg.ends_s for leg in self.legs), default=0.0)
        plain = {"name": self.service.reference, "rto": self.rto.as_json(), "path": list(self.path)}
        return plain | {
            "at_least_s": round(floor, 3),
            "unknown": list(self.unknown),
            "legs": [one.as_json() for one in self.legs],
        }


def service_return(
    service: Service, parts: Mapping[str, Part], target_s: float | None, drilled: Measurement | None = None
) -> ServiceReturn:
    """Return when a service is back; ``parts`` are its assets and all that they depend on, without a circle.

    ``drilled`` is what the last drill of the whole service with its people measured: that, and no sum, proves it.
    """
    legs = _legs(service, parts, slow=False)
    last = max(legs.values(), key=lambda leg: leg.ends_s, default=None)
    path = _path(legs, last.name) if last else ()
    unknown = tuple(name for name, part in parts.items() if part.seconds(slow=False) is None)
    slowest = max((leg.ends_s for leg in _legs(service, parts, slow=True).values()), default=0.0)
    doubts = tuple(_doubts(parts, legs, path, unknown)) if parts else (because("service_empty", service=service.name),)
    times = (last.ends_s if last else 0.0, slowest)
    measured = drilled or _measured(service, times, target_s, doubts, known=bool(parts) and not unknown)
    return ServiceReturn(service=service, legs=tuple(legs.values()), path=path, unknown=unknown, rto=measured)


def _legs(service: Service, parts: Mapping[str, Part], *, slow: bool) -> dict[str, Leg]:
    legs = _waits(service.waits)
    free: dict[str, str] = {}  # by repository, who came from it last
    for part in _in_order(parts):
        behind = [*part.needs, *_waited(service.waits, part.name)]
        behind += [free[part.line]] if part.line in free else []
        after = max(behind, key=lambda one: (legs[one].ends_s, one), default="")
        begins, takes = legs[after].ends_s if after else 0.0, part.seconds(slow=slow)
        legs[part.name] = Leg(
            name=part.name,
            kind=Kind.ASSET,
            begins_s=begins,
            ends_s=begins + (takes or 0.0),
            after=after,
            measured=takes is not None,
        )
        if part.line:
            free[part.line] = part.name
    return legs


def _waits(waits: Sequence[Wait]) -> dict[str, Leg]:
    """Return those who are waited for from the beginning on; of two alike, the longer one counts."""
    return {
        _name(one): Leg(
            name=_name(one),
            kind=Kind(one.who),
            begins_s=0.0,
            ends_s=one.time.total_seconds(),
            after="",
            measured=False,
        )
        for one in sorted(waits, key=lambda one: one.time)
    }


def _waited(waits: Sequence[Wait], asset: str) -> list[str]:
    return [_name(one) for one in waits if not one.before or asset in one.before]


def _name(wait: Wait) -> str:
    return f"{wait.who}: {wait.why}"  # no asset can be named so


def _in_order(parts: Mapping[str, Part]) -> list[Part]:
    """Return the parts so that what is needed comes first, and of the others the most critical."""
    graph = TopologicalSorter({name: part.needs for name, part in parts.items()})
    graph.prepare()
    found = []
    while graph.is_active():
        for name in sorted(graph.get_ready(), key=lambda one: (parts[one].rank, one)):
            found.append(parts[name])
            graph.done(name)
    return found


def _path(legs: Mapping[str, Leg], last: str) -> tuple[str, ...]:
    names = [last]
    while before := legs[names[-1]].after:
        names.append(before)
    return tuple(reversed(names))


def _doubts(
    parts: Mapping[str, Part], legs: Mapping[str, Leg], path: Sequence[str], unknown: Sequence[str]
) -> list[Reason]:
    found = []
    if unknown:
        found.append(because("service_unmeasured", names=", ".join(unknown)))
    if technical := [name for name, part in parts.items() if part.walked is None and name not in unknown]:
        found.append(because("service_technical", names=", ".join(technical)))
    if few := [name for name, part in parts.items() if part.walked and part.walked.counted < NEEDED]:
        found.append(because("service_few_walks", names=", ".join(few), needed=NEEDED))
    if declared := [name for name in path if legs[name].kind is not Kind.ASSET]:
        found.append(because("service_declared", names=", ".join(_said(legs[name]) for name in declared)))
    return found


def _said(leg: Leg) -> str:
    return leg.name.removeprefix(f"{leg.kind}: ")


def _measured(
    service: Service, times: tuple[float, float], target_s: float | None, doubts: Sequence[Reason], *, known: bool
) -> Measurement:
    typical, slow = times
    verdict, reasons = Verdict.UNPROVEN, [str(one) for one in doubts]
    if target_s is None:
        reasons.insert(0, str(because("service_unpromised", service=service.name)))
    elif typical > target_s:  # what is not known can only add to it
        verdict = Verdict.MISSED
        reasons = [str(because("service_slow", typical=said(typical), target=said(target_s)))]
    elif not doubts and slow > target_s:
        reasons = [str(because("service_maybe_slow", slow=said(slow), target=said(target_s)))]
    elif not doubts:
        verdict = Verdict.MET
    return Measurement(
        subject=service.reference,
        objective="rto",
        target_s=target_s,
        actual_s=round(typical, 3) if known else None,
        verdict=verdict,
        how="critical_path",
        reason="; ".join(reasons),
    )
