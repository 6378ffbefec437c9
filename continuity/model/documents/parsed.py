"""How pydantic reads fields that are written as text: through one function each, and written back by another."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel
from pydantic_core import core_schema

from continuity.model.documents.values import shown, wrong
from continuity.model.secrets import SecretRef

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo

Settings = TypeVar("Settings", bound=BaseModel)


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
    # Cleaned as restic cleans paths: what is stored under one name must be found under the same.
    return Path(os.path.normpath(Path(context.get("base", ""), home + value[1:] if at_home else value)))


def with_paths(settings: Settings, info: ValidationInfo) -> Settings:
    """Return settings of another package: a ``Path`` in them is relative to the document, as everywhere else."""
    paths = {name: getattr(settings, name) for name in type(settings).model_fields}
    here = {name: resolve_path(str(path), info) for name, path in paths.items() if isinstance(path, Path)}
    return settings.model_copy(update=here) if here else settings


class SecretSchema:
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


class Parsed:
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
        return dict(self.json)  # a default of one field is written into it, and is none of the next one's
