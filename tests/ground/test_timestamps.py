"""RFC 3339 in UTC, both ways."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.timestamps import read_time, write_time


@given(st.datetimes(timezones=st.just(UTC)))
def test_reading_what_was_written_gives_the_same_time(when: datetime) -> None:
    assert read_time(write_time(when)) == when


@given(st.integers(0, 10**15), st.integers(-14 * 60, 14 * 60))
def test_every_zone_is_written_as_utc(microseconds: int, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    when = datetime(1970, 1, 2, tzinfo=zone) + timedelta(microseconds=microseconds)
    assert write_time(when).endswith("Z")
    assert read_time(write_time(when)) == when


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23T02:20:07.806562123Z", "2026-11-23T02:20:07.806562Z"),
        ("2026-11-23T03:20:07.806562123+01:00", "2026-11-23T02:20:07.806562Z"),
        ("2026-11-23T02:20:07Z", "2026-11-23T02:20:07Z"),
        ("2026-11-23T02:20:07.5Z", "2026-11-23T02:20:07.500000Z"),
        ("2026-11-22T21:20:07.1-05:00", "2026-11-23T02:20:07.100000Z"),
    ],
)
def test_what_restic_writes_is_read(text: str, expected: str) -> None:
    assert write_time(read_time(text)) == expected


@pytest.mark.parametrize("text", ["2026-11-23T02:20:07", "yesterday", "", "2026-13-01T00:00:00Z"])
def test_a_time_that_is_not_one_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"time|iso|month"):
        read_time(text)


def test_a_time_without_zone_is_never_written() -> None:
    with pytest.raises(ValueError, match="zone"):
        write_time(datetime(2026, 1, 1))  # noqa: DTZ001 - the fault under test
