"""Who is told what: kinds of alert, the documents' routes, and what is remembered of each until it was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from continuity.model.inventory import Calendar, WeekSpan
    from continuity.model.secrets import SecretRef


class When(StrEnum):
    """What a person may want to be told of."""

    BACKUP_FAILED = "backup_failed"
    TEST_MISSED = "test_missed"
    KIT_MISSED = "kit_missed"
    VERIFY_MISSED = "verify_missed"
    LOCKS_MISSED = "locks_missed"
    FORGET_FAILED = "forget_failed"
    PRUNE_FAILED = "prune_failed"
    ARCHIVE_DUE = "archive_due"
    RPO_MISSED = "rpo_missed"
    NOT_PROTECTED = "not_protected"
    SUSPICIOUS = "suspicious_changes"
    NOT_RECEIVED = "log_not_received"
    JOBS_MISSED = "jobs_missed"
    SERVICE_FAULT = "service_fault"
    ANCHOR_FAILED = "anchor_failed"
    DRILL_DUE = "drill_due"
    ACTION_DUE = "action_due"
    BREACH_DUE = "breach_due"


@dataclass(frozen=True, kw_only=True)
class Destination:
    """One notification of the documents: Apprise URLs, or references to them; never shown, for they hold tokens."""

    name: str
    urls: tuple[str | SecretRef, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One route: ``when`` something of these kinds happens to the client, these destinations are told.

    ``quiet`` and ``digest`` (hour, day or week) hold back what is not critical, in ``timezone``; ``repeat`` is how
    often something that lasts is told again (None: once).
    """

    name: str
    client: str
    title: str
    when: frozenset[When]
    to: tuple[str, ...]
    quiet: WeekSpan | None = None
    digest: Calendar | None = None
    repeat: timedelta | None = None
    timezone: str = "UTC"
    language: str = "en"
    where: str = ""  # file:line

    @property
    def reference(self) -> str:
        """Its name across all clients."""
        return f"{self.client}/{self.name}"


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One thing that is wrong, as one route knows it; it is forgotten once everything about it was told.

    ``told`` is when it was last told; ``well`` since when it is well again. One that is ``passing`` is an event and no
    lasting state: told once. ``template`` and ``values`` stay apart, so that each route reads them in its language.
    """

    route: str
    kind: When
    subject: str
    since: datetime
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    critical: bool = False
    passing: bool = False
    count: int = 1
    run: str = ""
    told: datetime | None = None
    well: datetime | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two of them one."""
        return (self.route, str(self.kind), self.subject)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One message to one URL of a destination, kept until it was delivered or given up.

    ``place`` is which URL of the destination, from 0; ``outcome`` is empty while it waits, then ``sent`` or
    ``given_up``. ``number`` grows in the order in which messages were made. ``about``: kind and subject of each alarm
    that it tells of.
    """

    number: int = 0
    route: str
    client: str
    destination: str
    place: int
    title: str
    body: str
    critical: bool
    made_at: datetime
    next_at: datetime
    attempts: int = 0
    outcome: str = ""
    ended_at: datetime | None = None
    error: str = ""
    about: tuple[tuple[str, str], ...] = ()

    @property
    def lane(self) -> tuple[str, str, int]:
        """Where it goes: messages of one lane are delivered in order, and lanes do not wait for each other."""
        return (self.client, self.destination, self.place)
