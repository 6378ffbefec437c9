"""The types of document fields, for pydantic and for the published JSON schemas.

Adapters build their ``Settings`` from these too (through ``storage/ports``).
"""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import core_schema

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
from continuity.model.inventory import Calendar, WeekSpan
from continuity.model.secrets import SecretRef

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
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
    "Strict",
    "Text",
    "ThresholdText",
    "Trigger",
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


def parse_secret(value: object, info: ValidationInfo | None = None) -> SecretRef:
    """Read one of the four references; raises ``ValueError`` for a secret written out (without repeating it)."""
    if isinstance(value, SecretRef):
        return value
    if not isinstance(value, dict):
        raise wrong("secret")
    if len(value) != 1 or next(iter(value)) not in ("vault", "env", "file", "command"):
        raise wrong("secret_kind")
    kind, where = next(iter(value.items()))
    if kind == "command":
        if not isinstance(where, list) or not where or not all(isinstance(word, str) for word in where):
            raise wrong("secret_command")
        return SecretRef(command=tuple(where))
    if not isinstance(where, str) or not where:
        raise wrong("secret_name", kind=kind)
    return SecretRef(
        vault=where if kind == "vault" else None,
        env=where if kind == "env" else None,
        file=resolve_path(where, info) if kind == "file" else None,
    )


def resolve_path(value: object, info: ValidationInfo | None = None) -> Path:
    """Read a path: ``~`` is the user's home, a relative one is relative to its document (the context's ``base``)."""
    if isinstance(value, Path):
        return value
    if not isinstance(value, str) or not value or "\0" in value:
        raise wrong("path", value=shown(value))
    context: dict[str, Any] = info.context if info and info.context else {}
    home = context.get("home", "")
    at_home = bool(home) and (value == "~" or value.startswith("~/"))
    return Path(context.get("base", ""), home + value[1:] if at_home else value)


class _SecretSchema:
    """How pydantic reads a :class:`SecretRef`, and what the published JSON schema says of it."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(
            parse_secret, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        texts = {kind: {"type": "string"} for kind in ("vault", "env", "file")}
        argv = {"command": {"type": "array", "items": {"type": "string"}, "minItems": 1}}
        return {
            "type": "object",
            "properties": texts | argv,
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }


class _Parsed:
    """A field read by one function from text, and written back by ``write``."""

    def __init__(
        self, parse: Callable[..., Any], *example: str, write: Callable[[Any], str] = str, number: bool = False
    ) -> None:
        self.parse, self.write = parse, write
        self.json: dict[str, Any] = {"type": ["string", "integer"] if number else "string", "examples": list(example)}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        serialization = core_schema.plain_serializer_function_ser_schema(self.write, when_used="json")
        if self.parse is resolve_path:
            return core_schema.with_info_plain_validator_function(resolve_path, serialization=serialization)
        return core_schema.no_info_plain_validator_function(self.parse, serialization=serialization)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return self.json


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


SecretReference = Annotated[SecretRef, _SecretSchema()]
Duration = Annotated[timedelta, _Parsed(_duration, "15m", "24h", "30d", "PT15M", write=write_duration)]
PositiveDuration = Annotated[timedelta, _Parsed(_positive, "15m", "24h", "30d", "PT15M", write=write_duration)]
Period = Annotated[timedelta | Calendar, _Parsed(_period, "7d", "month", "quarter", write=_write_period)]
Size = Annotated[int, _Parsed(parse_size, "10 MiB", "2 GB", number=True)]
MoneyAmount = Annotated[Money, _Parsed(parse_money, "2400 EUR")]
Percent = Annotated[Decimal, _Parsed(parse_percent, "25 %")]
ThresholdText = Annotated[Threshold, _Parsed(parse_threshold, "> 85 %", ">= 4")]
Trigger = Annotated[str, _Parsed(parse_trigger, "security", "capacity_lost > 50 %")]
Hours = Annotated[WeekSpan, _Parsed(parse_hours, "24x7", "22:00-06:00", "Mon-Fri 08:00-18:00")]
Cron = Annotated[str, _Parsed(parse_cron, "30 2 * * *", "0 */6 * * mon-fri")]
DocumentPath = Annotated[Path, _Parsed(resolve_path, "/srv/data", "data")]
Number = Annotated[int, BeforeValidator(_as_number, json_schema_input_type=int | str)]
Port = Annotated[int, BeforeValidator(_as_number, json_schema_input_type=int | str), Field(ge=1, le=65535)]
Share = Annotated[Decimal, BeforeValidator(_as_decimal, json_schema_input_type=float | str), Field(ge=0, le=100)]
Flag = Annotated[bool, BeforeValidator(_as_flag, json_schema_input_type=bool | str), Field(strict=True)]
Text = Annotated[str, Field(min_length=1)]
Name = Annotated[
    str, AfterValidator(_name), WithJsonSchema({"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,62}$"})
]
Url = Annotated[str, AfterValidator(_url), WithJsonSchema({"type": "string", "format": "uri"})]


class LockSettings(Strict):
    """Object Lock as the document promises it."""

    mode: Literal["compliance", "governance"] = "compliance"
    period: PositiveDuration


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
