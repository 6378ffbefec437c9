"""Anchors: what outside this server bounds when a log had a certain head, and what the documents ask for of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


class AnchorKind(StrEnum):
    """Who holds a checkpoint beside us."""

    RFC3161 = "rfc3161"
    COSIGNATURE = "cosignature"
    WRITE_ONCE = "write-once"


class AnchorClass(StrEnum):
    """What an anchor is worth to a stranger: ``claimed`` is what only who has the store's credentials can see."""

    PROVEN_OFFLINE = "proven offline"
    CLAIMED = "claimed"


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """One checkpoint as somebody else holds it.

    ``name`` is the authority, the witness or the repository; ``at`` is the time that the anchor itself claims;
    ``proof`` is the token (DER), the signature line, or JSON of repository, key, version and ``locked_until``.
    """

    log: str
    tree_size: int
    root: bytes
    kind: AnchorKind
    name: str
    at: datetime
    proof: bytes

    @property
    def proven_offline(self) -> bool:
        """Whether a stranger can verify it without us and without the store."""
        return self.kind is not AnchorKind.WRITE_ONCE

    @property
    def worth(self) -> AnchorClass:
        """Its class, as it stands in records and exports."""
        return AnchorClass.PROVEN_OFFLINE if self.proven_offline else AnchorClass.CLAIMED


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How it stands between one log and one place for anchors.

    ``tree_size`` and ``anchored_at`` (by our clock) are of its newest anchor; 0 and None before the first. A streak
    of failures has a beginning (``failing_since``), a number of ``attempts``, and a time of the next (``next_at``).
    """

    log: str
    kind: AnchorKind
    name: str
    tree_size: int = 0
    anchored_at: datetime | None = None
    failing_since: datetime | None = None
    attempts: int = 0
    next_at: datetime | None = None
    cause: str = ""


@dataclass(frozen=True, kw_only=True)
class Authority:
    """A time-stamping authority (RFC 3161); ``ca`` holds the certificates (PEM) that it is trusted by."""

    name: str
    url: str
    ca: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Witness:
    """Somebody who cosigns checkpoints; ``vkey`` is the public key (C2SP tlog-cosignature)."""

    name: str
    vkey: str


@dataclass(frozen=True, kw_only=True)
class EvidenceSpec:
    """What a client's documents say of its evidence: how often it is anchored, where, and who cosigns it."""

    anchor_every: timedelta = timedelta(minutes=5)
    timestamps: tuple[Authority, ...] = ()
    witnesses: tuple[Witness, ...] = ()
