"""The types of document fields, for pydantic and for the published JSON schemas.

Adapters build their ``Settings`` from these too (through ``storage/ports``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator  # noqa: TC003 - pydantic looks annotations up
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from continuity.model.documents.parsed import Parsed, SecretSchema, parse_secret, resolve_path
from continuity.model.documents.values import (
    Money,
    Threshold,
    parse_cron,
    parse_duration,
    parse_hours,
    parse_money,
    parse_percent,
    parse_period,
    parse_size,
    parse_threshold,
    parse_trigger,
    shown,
    write_duration,
    wrong,
)
from continuity.model.expectation import Expectation
from continuity.model.inventory import Calendar, WeekSpan
from continuity.model.secrets import SecretRef

__all__ = [
    "Comparison",
    "Cron",
    "DocumentPath",
    "Duration",
    "Flag",
    "Hours",
    "LockSettings",
    "MoneyAmount",
    "Name",
    "Number",
    "Percent",
    "Period",
    "Port",
    "PositiveDuration",
    "RepositorySettings",
    "SecretReference",
    "Share",
    "Size",
    "SourceSettings",
    "Strict",
    "Text",
    "ThresholdText",
    "Trigger",
    "UnreadSource",
    "Url",
    "parse_duration",
    "parse_secret",
    "parse_size",
    "write_duration",
]

_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://\S+")


class Strict(BaseModel):
    """Every model of a document: an unknown key is an error, nothing is coerced in silence, nothing changes later."""

    # Built when first used: forty models cost 8 ms at import so, 50 ms with their validators and docstrings.
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)


def _as_number(value: object) -> object:
    """Digits from the environment are a number: ``${PORT:-22}`` yields a string."""
    if isinstance(value, bool):
        raise wrong("whole")
    return int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,18}", value, re.ASCII) else value


def _as_decimal(value: object) -> object:
    if isinstance(value, bool) or (isinstance(value, str) and not re.fullmatch(r"\d{1,15}(\.\d{1,9})?", value)):
        raise wrong("decimal")
    return value


def _as_flag(value: object) -> object:
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _name(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,62}", value, re.ASCII):
        raise wrong("name", value=shown(value))
    return value


def _url(value: str) -> str:
    if not _URL.fullmatch(value):
        raise wrong("url", value=shown(value))
    return value


def _web(value: str) -> str:
    if not value.lower().startswith(("http://", "https://")):
        raise wrong("web")
    return value


def _century(value: timedelta) -> timedelta:
    if value > timedelta(days=36525):
        raise wrong("at_most", value=write_duration(value), limit="36525d")
    return value


def _duration(value: object) -> timedelta:
    return _century(parse_duration(value))


def _positive(value: object) -> timedelta:
    found = _duration(value)
    if not found:
        raise wrong("more_than", value=shown(value), limit="0s")
    return found


def _period(value: object) -> timedelta | Calendar:
    found = parse_period(value)
    return found if isinstance(found, Calendar) else _positive(value)


def _write_period(value: timedelta | Calendar) -> str:
    return str(value) if isinstance(value, Calendar) else write_duration(value)


def _comparable(value: str) -> str:
    try:
        Expectation.parse(value)
    except ValueError:
        raise wrong("expect", value=shown(value)) from None
    return value


SecretReference = Annotated[SecretRef, SecretSchema()]
Duration = Annotated[timedelta, Parsed(_duration, "15m", "24h", "30d", "PT15M", write=write_duration)]
PositiveDuration = Annotated[timedelta, Parsed(_positive, "15m", "24h", "30d", "PT15M", write=write_duration)]
Period = Annotated[timedelta | Calendar, Parsed(_period, "7d", "month", "quarter", write=_write_period)]
Size = Annotated[int, Parsed(parse_size, "10 MiB", "2 GB", number=True)]
MoneyAmount = Annotated[Money, Parsed(parse_money, "2400 EUR")]
Percent = Annotated[Decimal, Parsed(parse_percent, "25 %")]
ThresholdText = Annotated[Threshold, Parsed(parse_threshold, "> 85 %", ">= 4")]
Trigger = Annotated[str, Parsed(parse_trigger, "security", "capacity_lost > 50 %")]
Hours = Annotated[WeekSpan, Parsed(parse_hours, "24x7", "22:00-06:00", "Mon-Fri 08:00-18:00")]
Cron = Annotated[str, Parsed(parse_cron, "30 2 * * *", "0 */6 * * mon-fri")]
DocumentPath = Annotated[Path, Parsed(resolve_path, "/srv/data", "data")]
Number = Annotated[int, BeforeValidator(_as_number, json_schema_input_type=int | str)]
Port = Annotated[int, BeforeValidator(_as_number, json_schema_input_type=int | str), Field(ge=1, le=65535)]
Share = Annotated[Decimal, BeforeValidator(_as_decimal, json_schema_input_type=float | str), Field(ge=0, le=100)]
Flag = Annotated[bool, BeforeValidator(_as_flag, json_schema_input_type=bool | str), Field(strict=True)]
Text = Annotated[str, Field(min_length=1)]
Comparison = Annotated[Text, AfterValidator(_comparable)]
Name = Annotated[
    str, AfterValidator(_name), WithJsonSchema({"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,62}$"})
]
Url = Annotated[str, AfterValidator(_url), WithJsonSchema({"type": "string", "format": "uri"})]
WebUrl = Annotated[Url, AfterValidator(_web)]


class LockSettings(Strict):
    """Object Lock as the document promises it."""

    mode: Literal["compliance", "governance"] = "compliance"
    period: PositiveDuration


def as_list(value: object) -> object:
    """One value stands for a list of one."""
    return value if isinstance(value, list) else [value]


class Bandwidth(Strict):
    """Limits, in bytes per second."""

    upload: Size | None = None
    download: Size | None = None
    during: Annotated[list[Hours], BeforeValidator(as_list)] = Field(default_factory=list)
    """The hours in which they hold; always, by default."""


AtOnce = Annotated[Number, Field(ge=1, le=64)]


class RepositorySettings(Strict):
    """The keys every repository has; an adapter's ``Settings`` extends it with its own."""

    adapter: str
    """The name of an installed storage adapter, for example local, sftp or s3."""
    site: str
    medium: Literal["disk", "object", "tape", "removable"]
    credential: Text
    """A name for whoever can write here; repositories under one credential are one failure domain."""
    password: SecretReference | None = None
    """The restic password; without it, `init` makes one and seals it in the vault."""
    lock: LockSettings | None = None
    at_once: AtOnce | None = None
    """How many of our jobs may work in it at once."""
    bandwidth: Bandwidth | None = None
    """What all of them together may take of its line; one at a time, then, where `at_once` says nothing else."""
    rehearsal: Flag | None = None
    """Set aside to be destroyed by drills; with `true`, of one asset that is set aside as well."""

    def secrets(self) -> Iterator[SecretRef]:
        """Yield every reference to a secret that stands in these settings, however deep."""
        return _secrets(self)


def _secrets(model: BaseModel) -> Iterator[SecretRef]:
    for _, value in model:
        if isinstance(value, SecretRef):
            yield value
        elif isinstance(value, BaseModel):
            yield from _secrets(value)


class SourceSettings(Strict):
    """The key every source has; the settings of a kind that another package provides extend it with their own."""

    kind: str


class UnreadSource(SourceSettings, extra="allow"):
    """What is known of a source whose package does not load: its kind, and that somebody must mend it."""
