"""The values documents are made of: durations, sizes, money, names, references to secrets."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from continuity.model.secrets import SecretRef

_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_SHORT = re.compile(r"(?P<count>\d{1,6}(?:\.\d{1,3})?)\s*(?P<unit>ms|[smhdw])")
_ISO = re.compile(
    r"P(?:(?P<w>\d{1,5})W)?(?:(?P<d>\d{1,6})D)?(?:T(?:(?P<h>\d{1,6})H)?(?:(?P<m>\d{1,6})M)?(?:(?P<s>\d{1,6})S)?)?"
)
_SIZES = {"": 1, "B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12} | {
    unit + "iB": 2 ** (10 * (power + 1)) for power, unit in enumerate("KMGT")
}
_SIZE = re.compile(r"(?P<count>\d{1,12}(?:\.\d{1,3})?)\s*(?P<unit>[kKMGT]?i?B?)")


class Strict(BaseModel):
    """Every model of a document: an unknown key is an error, nothing is coerced in silence, nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, use_attribute_docstrings=True)


def parse_duration(value: object) -> timedelta:
    """Read ``15m 24h 30d 4w`` or ISO 8601 ``PT15M``; raises ``ValueError`` with what would be right."""
    if isinstance(value, timedelta):
        return value
    text = str(value).strip()
    if short := _SHORT.fullmatch(text):
        if short["unit"] == "ms":
            return timedelta(milliseconds=float(short["count"]))
        return float(short["count"]) * _UNITS[short["unit"]]
    iso = _ISO.fullmatch(text)
    if iso and any(iso.groupdict().values()):
        return sum((int(count) * _UNITS[unit] for unit, count in iso.groupdict().items() if count), timedelta())
    msg = f"{text!r} is not a duration; write for example 15m, 24h, 30d, 4w or PT15M"
    raise ValueError(msg)


def write_duration(value: timedelta) -> str:
    """Return the shortest form that :func:`parse_duration` reads back to the same value."""
    for unit in "wdhm":
        if value and value % _UNITS[unit] == timedelta():
            return f"{value // _UNITS[unit]}{unit}"
    return f"{value.total_seconds():g}s"


def parse_size(value: object) -> int:
    """Read ``10 MiB`` or ``2 GB`` as bytes; raises ``ValueError`` with what would be right."""
    match = _SIZE.fullmatch(str(value).strip())
    unit = (match["unit"] if match else "?").replace("KB", "kB")
    if match is None or unit not in _SIZES:
        msg = f"{value!r} is not a size; write for example 10 MiB or 2 GB"
        raise ValueError(msg)
    return int(Decimal(match["count"]) * _SIZES[unit])


def parse_secret(value: object) -> SecretRef:
    """Read one of the four references; raises ``ValueError`` for a secret written out (without repeating it)."""
    if isinstance(value, SecretRef):
        return value
    kinds = ("vault", "env", "file", "command")
    if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in kinds:
        msg = (
            "a secret is never written in a document; "
            "refer to it as {vault: NAME}, {env: NAME}, {file: PATH} or {command: [ARGV]}"
        )
        raise ValueError(msg)
    kind, where = next(iter(value.items()))
    if kind == "command":
        if not isinstance(where, list) or not where or not all(isinstance(word, str) for word in where):
            msg = "a command is a list of words, for example {command: [pass, show, backup]}"
            raise ValueError(msg)
        return SecretRef(command=tuple(where))
    if not isinstance(where, str) or not where:
        msg = f"{kind} needs a name, for example {{{kind}: NAME}}"
        raise ValueError(msg)
    return SecretRef(
        vault=where if kind == "vault" else None,
        env=where if kind == "env" else None,
        file=Path(where) if kind == "file" else None,
    )


class _SecretSchema:
    """How pydantic reads a :class:`SecretRef`, and what the published JSON schema says of it."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
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


def _as_number(value: object) -> object:
    """Digits from the environment are a number: ``${PORT:-22}`` yields a string."""
    return int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,18}", value) else value


SecretReference = Annotated[SecretRef, _SecretSchema()]
Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration, json_schema_input_type=str),
    Field(ge=timedelta(0), le=timedelta(days=36525)),
]
Size = Annotated[int, BeforeValidator(parse_size, json_schema_input_type=str | int)]
Number = Annotated[int, BeforeValidator(_as_number, json_schema_input_type=int | str)]
Port = Annotated[int, BeforeValidator(_as_number, json_schema_input_type=int | str), Field(ge=1, le=65535)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]


class LockSettings(Strict):
    """Object Lock as the document promises it."""

    mode: Literal["compliance", "governance"] = "compliance"
    period: Duration


class RepositorySettings(Strict):
    """The keys every repository has; an adapter's ``Settings`` extends it with its own."""

    adapter: str
    """The name of an installed storage adapter, for example local, sftp or s3."""
    site: str
    medium: Literal["disk", "object", "tape", "removable"]
    credential: str
    """A name for whoever can write here; repositories under one credential are one failure domain."""
    password: SecretReference | None = None
    """The restic password; without it, `init` makes one and seals it in the vault."""
    lock: LockSettings | None = None
