"""Times as the database keeps them: fixed-width UTC text, so that they sort as they happened on every database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Dialect, String, TypeDecorator
from sqlalchemy.exc import DataError


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime as 27 characters of text; a naive one is refused before it is stored."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write UTC text."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a time without a zone cannot be stored"
            raise ValueError(msg)
        # not strftime: glibc does not fill the years before 1000 up, and they would sort last
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read UTC text; what is none was damaged, and is told as any damage of the database."""
        try:
            return None if value is None else datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, TypeError, OverflowError) as error:
            raise DataError(None, None, error) from error
