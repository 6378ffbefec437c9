"""A record: one fact, its exact bytes, and the salted commitment that enters the tree."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from continuity.ground.canonical import canonical_json
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = "continuity.record/1"
SALT_BYTES = 32
ENTRY_BYTES = 32
#: A record is a fact, not a file: larger things are attached by their SHA-256.
MAX_RECORD_BYTES = 1 << 20

_DOMAIN = b"continuity/record/1\n"
_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z").fullmatch
_KIND = re.compile(r"[a-z][a-z0-9_.-]{0,63}").fullmatch
_RUN = re.compile(r"[0-9A-Za-z_-]{1,64}").fullmatch


@dataclass(frozen=True, kw_only=True)
class Record:
    """One fact. ``at`` is the 27-character text of a record, so that text order is time order; ``run`` may be None."""

    log: str
    at: str
    kind: str
    run: str | None
    body: dict[str, Any]

    def to_bytes(self) -> bytes:
        """Return the RFC 8785 bytes; raises ``ValueError`` for what a record cannot carry or is too long for one."""
        _check(vars(self))
        data = canonical_json({"schema": SCHEMA, **vars(self)})
        if len(data) > MAX_RECORD_BYTES:
            msg = f"a record of {len(data)} bytes is above {MAX_RECORD_BYTES}"
            raise ValueError(msg)
        return data


def record_time(when: datetime) -> str:
    """Return RFC 3339 in UTC with exactly six digits: ``2026-11-23T02:20:07.806562Z``; needs an aware time."""
    if when.tzinfo is None:
        msg = "a time without a zone cannot be recorded"
        raise ValueError(msg)
    return when.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def commitment(salt: bytes, data: bytes) -> bytes:
    """Return the 32-byte entry, ``SHA-256(domain line || salt || data)``; the salt hides what short records say."""
    return hashlib.sha256(_DOMAIN + salt + data).digest()


def parse(data: bytes) -> Record:
    """Read record bytes; fields that this version does not know are passed over. Raises :class:`NotProven`."""
    fields = read_fields(data)
    return Record(log=fields["log"], at=fields["at"], kind=fields["kind"], run=fields["run"], body=fields["body"])


def read_fields(data: bytes) -> dict[str, Any]:
    """Read record bytes as the object they are, its fields checked; raises :class:`NotProven`."""
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotProven("the record is not JSON") from error
    if not isinstance(fields, dict) or fields.get("schema") != SCHEMA:
        raise NotProven("the record is not of the schema {schema}", schema=SCHEMA)
    try:
        _check(fields)
    except (KeyError, TypeError, ValueError) as error:
        raise NotProven("the record lacks a field, or has one that is not of its form: {why}", why=error) from error
    return fields


def _check(fields: Mapping[str, Any]) -> None:
    if not (_AT(fields["at"]) and _KIND(fields["kind"])):
        msg = "at or kind"
        raise ValueError(msg)
    if fields["run"] is not None and not _RUN(fields["run"]):
        msg = "run"
        raise ValueError(msg)
    if not (isinstance(fields["log"], str) and fields["log"] and isinstance(fields["body"], dict)):
        msg = "log or body"
        raise ValueError(msg)
