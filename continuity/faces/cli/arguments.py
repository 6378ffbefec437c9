"""Arguments of the command line that click does not know: moments in time."""

from __future__ import annotations

from typing import Any

import click

from continuity.ground.errors import UsageError
from continuity.ground.timestamps import read_time


class Moment(click.ParamType[Any]):
    """A time with its zone, RFC 3339: ``2026-11-23T02:20:00Z`` or ``2026-11-23T03:20:00+01:00``."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return an aware datetime in UTC; a usage error for anything else."""
        try:
            return read_time(value)
        except ValueError as error:
            raise UsageError(
                "{value} is not a time with a zone", hint="write for example 2026-11-23T02:20:00Z", value=repr(value)
            ) from error
