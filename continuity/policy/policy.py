"""A policy in force: every value decided, and for every value the document, line and ``extends`` step that set it.

``extends`` is followed to its end; a key of a later document replaces the same key of the one it extends. Within
``objectives``, ``retention``, ``verify`` and the like each key counts by itself; a list (``schedule``, ``window``)
and the ``copies`` rule are one value and replaced whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from continuity.ground.canonical import digest
from continuity.ground.errors import UsageError
from continuity.model.inventory import Calendar, WeekSpan
from continuity.policy.lengths import said

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import PurePath

    from continuity.model.inventory import PolicyDocument

#: What holds where no document says otherwise: a restore test each month, a drill each quarter.
DEFAULTS: dict[str, Any] = {
    "objectives": {"rpo_copies": 1},
    "restore_test": {"every": Calendar.MONTH, "select": "random", "sandbox": "directory"},
    "drill": {"every": Calendar.QUARTER, "mode": "isolated"},
    "retries": {"count": 3, "wait": timedelta(minutes=5)},
    "priority": 50,
}
_WHOLE = frozenset({"copies"})
_LEVELS = ("last", "hourly", "daily", "weekly", "monthly", "yearly")
_LENGTHS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}


class BackupKind(StrEnum):
    """How much a backup reads again; what is stored is always deduplicated, and each point restores alone."""

    INCREMENTAL = "incremental"
    DIFFERENTIAL = "differential"
    FULL = "full"
    ARCHIVE = "archive"


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Which document set a value: ``where`` it is, the ``line`` there, the ``extends`` step (0: the policy itself)."""

    policy: str
    where: str
    line: int
    step: int

    def __str__(self) -> str:
        file, colon, tail = self.where.rpartition(":")
        shown = file if colon and tail.isdigit() else self.where
        return f"{shown}:{self.line}" if self.line else shown


@dataclass(frozen=True, kw_only=True)
class CopiesRule:
    """3-2-1-1-0: ``copies`` counts production; ``errors`` None where verification is not asked for."""

    copies: int
    media: int = 1
    offsite: int = 0
    immutable: int = 0
    errors: int | None = None

    def __str__(self) -> str:
        digits = [self.copies, self.media, self.offsite]
        if self.immutable or self.errors is not None:
            digits.append(self.immutable)
        if self.errors is not None:
            digits.append(self.errors)
        return "-".join(map(str, digits))


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How many points are kept, by age class; None where nothing was asked."""

    last: int | None = None
    hourly: int | None = None
    daily: int | None = None
    weekly: int | None = None
    monthly: int | None = None
    yearly: int | None = None

    @property
    def asked(self) -> bool:
        """Whether any point is asked for; where none is, nothing is ever removed."""
        return any(getattr(self, level) for level in _LEVELS)

    def span(self) -> timedelta | None:
        """Return the age that the oldest kept point reaches; None where it depends on the schedule alone."""
        spans = [_LENGTHS[name] * count for name in _LENGTHS if (count := getattr(self, name))]
        return max(spans, default=None)


@dataclass(frozen=True, kw_only=True)
class ScheduleEntry:
    """When to back up: ``every`` (a length or a calendar unit) or ``cron``, never both."""

    kind: BackupKind
    every: timedelta | Calendar | None
    cron: str | None


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What is promised for an asset, decided. Durations are ``timedelta``; ``values`` is the whole as plain data."""

    name: str
    title: str
    rpo: timedelta | None
    rto: timedelta | None
    rpo_copies: int
    copies: CopiesRule | None
    immutable_for: timedelta | None
    retention: Retention
    schedule: tuple[ScheduleEntry, ...]
    window: tuple[WeekSpan, ...]
    blackout: tuple[WeekSpan, ...]
    values: Mapping[str, Any]
    origins: Mapping[str, Origin]  # dotted key -> who set it
    chain: tuple[str, ...]  # the policy itself first, then what it extends

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical form of all values: equal promises, equal digests, wherever they are written."""
        return digest(self.as_plain())

    def as_words(self) -> dict[str, str]:
        """Return each value by its dotted key, as people say it: ``objectives.rpo`` is ``1 h``."""
        return {key: _words(_at(self.values, key)) for key in sorted(self.origins)}

    def as_plain(self) -> dict[str, Any]:
        """Return the values as JSON carries them: durations in seconds, shares as decimal text."""
        plain = _plain(self.values)
        return {key: plain[key] for key in sorted(plain) if key not in ("title", "extends")}


def resolve(name: str, documents: Mapping[str, PolicyDocument]) -> Policy:
    """Return the policy ``name`` with all it extends; raises :class:`UsageError` for an unknown name or a circle."""
    chain: list[PolicyDocument] = []
    following: str | None = name
    while following is not None:
        if following not in documents:
            names = ", ".join(sorted(documents))
            raise UsageError("there is no policy named {name}", hint="known: {names}", name=following, names=names)
        if any(one.name == following for one in chain):
            circle = " → ".join([*(one.name for one in chain), following])
            raise UsageError("extends goes in a circle: {circle}", hint="break the circle", circle=circle)
        chain.append(documents[following])
        following = chain[-1].values.get("extends")
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    _overlay(values, DEFAULTS, origins, lambda _: Origin(policy="", where="default", line=0, step=len(chain)))
    for step, document in reversed(list(enumerate(chain))):

        def origin(key: str, document: PolicyDocument = document, step: int = step) -> Origin:
            return Origin(policy=document.name, where=document.where, line=document.lines.get(key, 0), step=step)

        _overlay(values, document.values, origins, origin)
    values.pop("extends", None)
    origins.pop("extends", None)
    return _policy(name, values, origins, tuple(one.name for one in chain))


def _overlay(under: dict[str, Any], over: Mapping[str, Any], origins: dict[str, Origin], origin: Any) -> None:
    for key, value in over.items():
        if isinstance(value, dict) and key not in _WHOLE:
            merged = dict(under.get(key, {}))
            merged.update(value)
            under[key] = merged
            origins.update({f"{key}.{part}": origin(f"{key}.{part}") for part in value})
        else:
            under[key] = value
            origins[key] = origin(key)


def _policy(name: str, values: dict[str, Any], origins: dict[str, Origin], chain: tuple[str, ...]) -> Policy:
    objectives, retention = values["objectives"], values.get("retention", {})
    return Policy(
        name=name,
        title=values.get("title", name),
        rpo=objectives.get("rpo"),
        rto=objectives.get("rto"),
        rpo_copies=objectives["rpo_copies"],
        copies=CopiesRule(**values["copies"]) if "copies" in values else None,
        immutable_for=retention.get("immutable_for") or None,
        retention=Retention(**{level: retention.get(level) for level in _LEVELS}),
        schedule=tuple(_entry(entry) for entry in values.get("schedule", [])),
        window=tuple(values.get("window", ())),
        blackout=tuple(values.get("blackout", ())),
        values=values,
        origins=origins,
        chain=chain,
    )


def _entry(entry: Mapping[str, Any]) -> ScheduleEntry:
    kind = BackupKind(entry.get("kind", BackupKind.INCREMENTAL))
    return ScheduleEntry(kind=kind, every=entry.get("every"), cron=entry.get("cron"))


def _at(values: Mapping[str, Any], key: str) -> Any:
    head, dot, tail = key.partition(".")
    return values[head][tail] if dot else values[head]


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_words(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(_words, value))
    return said(value) if isinstance(value, timedelta) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value if isinstance(value, int | None) else str(_known(value))


def _known(value: str | Decimal | WeekSpan | PurePath) -> object:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
