"""Times as people write them, by the wall of a zone; one that the wall shows twice or never is asked for again."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from continuity.ground.errors import UsageError


def exactly(shown: datetime, zone: str) -> datetime:
    """Return when the wall of a zone shows this, in UTC.

    Raises ``UsageError`` where it does so twice, or never: the clock is moved there, and a guess may be an hour off.
    """
    place = ZoneInfo(zone)
    first, second = (shown.replace(tzinfo=place, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return _in_utc(first, shown)
    if _in_utc(first, shown).astimezone(place).replace(tzinfo=None) != shown:
        before, after = (_in_utc(one, shown).astimezone(place) for one in (second, first))
        raise UsageError(
            "there is no {time} in {zone}: the clock is put forward there",
            hint="say which: {first} or {second}",
            time=_written(shown),
            zone=zone,
            first=_written(before),
            second=_written(after),
        )
    raise UsageError(
        "{time} is twice in {zone}: the clock is put back there",
        hint="say which: {first} or {second}",
        time=_written(shown),
        zone=zone,
        first=_written(first),
        second=_written(second),
    )


def _in_utc(at: datetime, shown: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise UsageError("{value} is not a time that can be reckoned with", value=_written(shown)) from error


def _written(at: datetime) -> str:
    return at.isoformat(timespec="seconds" if at.second or at.microsecond else "minutes")
