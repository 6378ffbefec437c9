"""The clock of a server, by the date of its answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from continuity.storage.access import ahead

BEFORE = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "took_s", "expected_s"),
    [
        ("Mon, 23 Nov 2026 12:00:00 GMT", 0.0, 0.5),
        ("Mon, 23 Nov 2026 12:00:00 GMT", 2.0, -0.5),
        ("Mon, 23 Nov 2026 12:10:00 GMT", 1.0, 600.0),
        ("Mon, 23 Nov 2026 13:00:00 +0100", 1.0, 0.0),
        ("Mon, 23 Nov 2026 11:50:00 GMT", 1.0, -600.0),
    ],
)
def test_a_date_is_held_against_the_middle_of_the_request(date: str, took_s: float, expected_s: float) -> None:
    after = BEFORE + timedelta(seconds=took_s)
    assert ahead(date, BEFORE, after) == timedelta(seconds=expected_s)


@pytest.mark.parametrize("date", [None, "", "soon", "Mon, 23 Nov 2026 12:00:00", "Mon, 99 Nov 2026 12:00:00 GMT"])
def test_what_is_no_date_tells_nothing(date: str | None) -> None:
    assert ahead(date, BEFORE, BEFORE) is None
