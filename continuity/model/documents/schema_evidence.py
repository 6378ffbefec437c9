"""What makes a client's evidence stand without us: how often it is anchored, by whom it is dated and cosigned."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field

from continuity.model.documents.fields import DocumentPath, Name, PositiveDuration, Strict, write_duration
from continuity.model.documents.values import shown, wrong

_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(days=1)
_VKEY = re.compile(r"[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}")
_WEB = re.compile(r"https?://[^\s/]\S*")


def _web(value: str) -> str:
    if not _WEB.fullmatch(value):
        raise wrong("authority", value=shown(value))
    return value


def _vkey(value: str) -> str:
    if not _VKEY.fullmatch(value):
        raise wrong("vkey", value=shown(value))
    return value


class AuthorityModel(Strict):
    """A time-stamping authority (RFC 3161)."""

    name: Name
    url: Annotated[str, AfterValidator(_web)]
    ca: DocumentPath | None = None
    """The certificates (PEM) that its tokens are verified against before they are kept."""


class WitnessModel(Strict):
    """Somebody who keeps the last checkpoint, checks the next against it, and cosigns it."""

    name: Name
    vkey: Annotated[str, AfterValidator(_vkey)]
    """The public key that `witness` prints: NAME+HEX+BASE64."""


def _rhythm(value: timedelta) -> timedelta:
    """Refuse what would ask an authority all the time, or leave a day of records without an anchor."""
    if value < _SHORTEST:
        raise wrong("at_least", value=write_duration(value), limit=write_duration(_SHORTEST))
    if value > _LONGEST:
        raise wrong("at_most", value=write_duration(value), limit=write_duration(_LONGEST))
    return value


Named = TypeVar("Named", AuthorityModel, WitnessModel)


def _once_each(value: list[Named]) -> list[Named]:
    names = [one.name for one in value]
    for name in names:
        if names.count(name) > 1:
            raise wrong("twice_in_list", name=shown(name))
    return value


class EvidenceModel(Strict):
    """How a client's log is anchored outside this server, beside its locked repositories."""

    anchor_every: Annotated[PositiveDuration, AfterValidator(_rhythm)] | None = None
    """At most so often, while there is something new; five minutes, where nothing is said."""
    timestamps: Annotated[list[AuthorityModel], AfterValidator(_once_each)] = Field(default_factory=list)
    witnesses: Annotated[list[WitnessModel], AfterValidator(_once_each)] = Field(default_factory=list)
