"""What the command line takes that click does not know: moments in time, passphrases chosen."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from continuity.ground.errors import UsageError
from continuity.ground.local_time import exactly
from continuity.ground.timestamps import read_time

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WALL = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?")


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


class MomentOrDay(Moment):
    """A moment, or a day as documents write it, ``2026-11-01``: which moment that is, :func:`at_once` says."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return an aware datetime in UTC, or a date; a usage error for anything else."""
        with suppress(ValueError):
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        return super().convert(value, param, ctx)


class Day(click.ParamType[Any]):
    """A day as documents write it, ``2026-11-01``."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a date; a usage error for anything else."""
        with suppress(ValueError):
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        raise UsageError("{value} is not a day", hint="write for example 2026-11-23", value=repr(value))


class WallMoment(Moment):
    """A moment, or a time by the wall of the client, ``2026-11-23T02:20``: which that is, :func:`by_the_wall` says."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return an aware datetime in UTC, or one without a zone; a usage error for anything else."""
        with suppress(ValueError):
            if _WALL.fullmatch(value):
                return datetime.fromisoformat(value)
        return super().convert(value, param, ctx)


def by_the_wall(given: datetime, timezone: str) -> datetime:
    """Return the moment that is meant. Raises ``UsageError`` for what the wall shows twice there, or never."""
    return given if given.tzinfo else exactly(given, timezone)


def at_once(given: datetime | date | None, timezone: str, *, ends: bool = False) -> datetime | None:
    """Return the moment that is meant: of a day, when it begins in that time zone, or ``ends``."""
    if given is None or isinstance(given, datetime):
        return given
    try:
        day = given + timedelta(days=1) if ends else given
        return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)
    except OverflowError as error:
        raise UsageError("{value} is not a day that can be reckoned with", value=given) from error


#: Options of commands about logs: all of them without a name, or one.
any_log = click.option("--client", metavar="NAME", help="Only this client's log; @server: the server's own.")
which_log = click.option(
    "--client", metavar="NAME", help="Whose log it is, needed where there are several clients; @server: the server's."
)


def new_passphrase(session: Session, variable: str) -> str:
    """Return a passphrase chosen now: from this environment variable, else asked for twice on the terminal."""
    if given := session.environ.get(variable):
        return given
    if not sys.stdin.isatty():
        raise UsageError("no passphrase was given", hint="set ${variable}", variable=variable)
    chosen = session.ask("Choose a passphrase")
    if chosen != session.ask("The same again"):
        raise UsageError("the two are not the same", hint="nothing was changed; run the command again")
    return chosen
