"""What is lost with a place: the repositories and the data that stand or fall with it; pure.

A site and a credential are what the documents say, a host and a device what was observed. A site or a host takes with
it whatever was *seen* on the machines it takes, wherever the documents put that. In a lab only what is declared counts.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from continuity.ground.errors import UsageError
from continuity.policy.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class LostKind(StrEnum):
    """What kind of thing is lost."""

    SITE = "site"
    REPOSITORY = "repository"
    CREDENTIAL = "credential"
    HOST = "host"
    DEVICE = "device"


@dataclass(frozen=True, kw_only=True)
class Loss:
    """One thing that could be lost; ``name`` is ``client/name`` where the documents name it, else as observed."""

    kind: LostKind
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True, kw_only=True)
class Thing:
    """A repository, or an asset's production data (``is_data``): where it is declared, and what it was seen on.

    ``site``, ``credentials`` and ``reference`` are ``client/name``; ``addresses`` are the hosts that documents name.
    """

    reference: str
    site: str
    is_data: bool = False
    hosts: frozenset[str] = frozenset()
    device: str = ""
    credentials: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    @property
    def parts(self) -> frozenset[str]:
        """What it was seen on."""
        return self.hosts | ({self.device} - {""})


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What is lost, by ``client/name``: each with why, where it is not the documents alone that say so."""

    loss: Loss
    repositories: Mapping[str, Reason | None]
    data: Mapping[str, Reason | None]
    parts: frozenset[str] = frozenset()


def possible(things: Iterable[Thing], sites: Iterable[str]) -> frozenset[Loss]:
    """Return everything that could be lost and has a name."""
    found = {Loss(kind=LostKind.SITE, name=name) for name in sites}
    for one in things:
        found |= {Loss(kind=LostKind.HOST, name=name) for name in one.hosts | one.addresses}
        found |= {Loss(kind=LostKind.CREDENTIAL, name=name) for name in one.credentials}
        found |= {Loss(kind=LostKind.DEVICE, name=one.device)} if one.device else set()
        found |= set() if one.is_data else {Loss(kind=LostKind.REPOSITORY, name=one.reference)}
    return frozenset(found)


def named(text: str, known: Iterable[Loss]) -> Loss:
    """Return the loss that goes by this name, ``[kind:][client/]name``; raises ``UsageError`` for none or several."""
    known = sorted(known, key=lambda one: ([*LostKind].index(one.kind), one.name))
    found = [one for one in known if text in _names(one)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(map(str, found))
        raise UsageError("several things are named {name}", hint="say which: {names}", name=text, names=names)
    names_of = {name: one for one in known for name in _names(one)}
    close = [str(names_of[name]) for name in difflib.get_close_matches(text, names_of, n=4)]
    near = ", ".join(dict.fromkeys(close)) or ", ".join(map(str, known[:12]))
    raise UsageError(
        "no site, repository, host, device or credential is named {name}",
        hint="known: {names}",
        name=text,
        names=near or "-",
    )


def _names(loss: Loss) -> tuple[str, ...]:
    of_client = loss.kind in (LostKind.SITE, LostKind.REPOSITORY, LostKind.CREDENTIAL) and "/" in loss.name
    names = (loss.name, *((loss.name.partition("/")[2],) if of_client else ()))
    return (*names, *(f"{loss.kind}:{name}" for name in names))


def reach(loss: Loss, things: Sequence[Thing], *, lab: bool) -> Reach:
    """Return what is lost with it."""
    lost: dict[Thing, Reason | None] = {one: None for one in things if _named_by(loss, one)}
    parts = frozenset({loss.name}).union(*(_spread(loss, one) for one in lost))
    while not lab and (more := [one for one in things if one not in lost and _spread(loss, one) & parts]):
        for one in more:
            # a machine says more to people than its disk does
            shared = min((_spread(loss, one) & parts) - {one.device}, default=one.device)
            lost[one] = because("loss_shares", thing=one.reference, part=shared)
        parts = parts.union(*(_spread(loss, one) for one in more))
    return Reach(
        loss=loss,
        repositories={one.reference: why for one, why in lost.items() if not one.is_data},
        data={one.reference: why for one, why in lost.items() if one.is_data},
        parts=parts,
    )


def _named_by(loss: Loss, thing: Thing) -> bool:
    """Tell whether a thing is what the loss names, or lies there."""
    if loss.kind is LostKind.SITE:
        return thing.site == loss.name
    if loss.kind is LostKind.REPOSITORY:
        return thing.reference == loss.name and not thing.is_data
    if loss.kind is LostKind.CREDENTIAL:
        return loss.name in thing.credentials
    return loss.name in thing.parts | thing.addresses


def _spread(loss: Loss, thing: Thing) -> frozenset[str]:
    """Return what of a lost thing takes others with it: a machine what is on it, a key what it opens."""
    if loss.kind in (LostKind.SITE, LostKind.HOST):
        return thing.parts
    return thing.credentials if loss.kind is LostKind.CREDENTIAL else frozenset()
