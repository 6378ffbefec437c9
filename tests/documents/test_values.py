"""Words of documents: what is written reads back, what is nonsense says what would be right."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

from continuity.model.documents import values
from continuity.model.inventory import Calendar

MINUTE = timedelta(minutes=1)


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=36525)))
def test_durations_read_back(length: timedelta) -> None:
    assert values.parse_duration(values.write_duration(length)) == length


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_sizes_read_back(size: int) -> None:
    assert values.parse_size(values.write_size(size)) == size


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_money_reads_back(amount: Decimal) -> None:
    money = values.Money(amount=amount, currency="EUR")
    assert values.parse_money(str(money)) == money


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("15m", 15 * MINUTE),
        ("24h", timedelta(days=1)),
        ("4w", timedelta(weeks=4)),
        ("500ms", MINUTE / 120),
        ("1.5h", 90 * MINUTE),
        ("PT15M", 15 * MINUTE),
        ("P1DT12H", timedelta(hours=36)),
        ("P2W", timedelta(weeks=2)),
    ],
)
def test_durations_of_the_language(text: str, length: timedelta) -> None:
    assert values.parse_duration(text) == length


@pytest.mark.parametrize(
    "text",
    [
        "",
        "15",
        "15 min",
        "-5m",
        "1h30",
        "P",
        "PT",
        "P1DT",
        "1e9d",
        "10000y",
        "+1d",
        "1,5h",
        "1 d d",
        "٣m",
        "m15",
        "nan",
    ],
)
def test_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        values.parse_duration(text)


@pytest.mark.parametrize(
    ("text", "size"), [("10 MiB", 10 * 2**20), ("2 GB", 2 * 10**9), ("1.5 kB", 1500), (12, 12), ("7B", 7)]
)
def test_sizes_of_the_language(text: object, size: int) -> None:
    assert values.parse_size(text) == size


@pytest.mark.parametrize("text", ["", "ten", "-1 B", "1 Mo", "1 EiB", True, "1.2345 B"])
def test_no_size(text: object) -> None:
    with pytest.raises(ValueError, match="not a size"):
        values.parse_size(text)


@pytest.mark.parametrize(
    ("text", "days", "start", "end"),
    [
        ("24x7", range(7), 0, 1440),
        ("22:00-06:00", range(7), 1320, 360),
        ("Mon-Fri 08:00-18:00", range(5), 480, 1080),
        ("sat 00:00-24:00", [5], 0, 1440),
        ("Fri-Mon 10:00-11:00", [0, 4, 5, 6], 600, 660),
    ],
)
def test_spans_of_the_week(text: str, days: list[int], start: int, end: int) -> None:
    span = values.parse_hours(text)
    assert (list(span.days), span.start_min, span.end_min) == (list(days), start, end)


@pytest.mark.parametrize("text", ["", "24/7", "8-18", "08:00-08:00", "Mo-Fr 08:00-18:00", "25:00-26:00", "24:00-25:00"])
def test_no_span(text: str) -> None:
    with pytest.raises(ValueError, match="not a time span"):
        values.parse_hours(text)


@pytest.mark.parametrize("text", ["30 2 * * *", "*/5 * * * *", "0 3 1,15 jan-mar sun", "0  0 29 2 *", "1-5/2 0 * * 7"])
def test_cron(text: str) -> None:
    assert values.parse_cron(text) == " ".join(text.split())


@pytest.mark.parametrize(
    "text", ["0 0 29 2 *", "0 0 l * *", "0 0 lw * *", "0 0 * * fri#3", "0 0 31 2 mon", "*/90 * * * *"]
)
def test_cron_beyond_plain_numbers(text: str) -> None:
    assert values.parse_cron(text.upper()) == text


@pytest.mark.parametrize(
    "text",
    [
        "0 0 0 * * *",
        "@daily",
        "h * * * *",
        "1,,2 * * * *",
        "* * * * mon-",
        "* * * * fri-mon",
        "٣ * * * *",
        "* " * 4 + "1" * 300,
        "1/2/3 * * * *",
        "l * * * *",
        "* * * l *",
        "* * 1#2 * *",
        "? * * * *",
        "-1 * * * *",
        "0 0 30 2 mon,",
        "* * * * ſun",
    ],
)
def test_cron_of_another_kind(text: str) -> None:
    with pytest.raises(ValueError, match="not a cron line"):
        values.parse_cron(text)


@given(st.lists(st.text("0123456789*/-,#lwmonfeb ", max_size=6), min_size=4, max_size=6).map(" ".join))
def test_any_cron_like_text_is_read_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert values.parse_cron(values.parse_cron(text)) == values.parse_cron(text)


@pytest.mark.parametrize(
    ("text", "spring", "autumn"),
    [
        ("30 2 * * *", ["03:00+02:00"], ["02:30+02:00"]),
        ("0 * * * *", ["01:00+01:00", "03:00+02:00"], ["01:00+02:00", "02:00+02:00", "02:00+01:00", "03:00+01:00"]),
        ("*/30 2 * * *", [], ["02:00+02:00", "02:30+02:00", "02:00+01:00", "02:30+01:00"]),
    ],
)
def test_the_nights_when_clocks_change_as_the_reference_says(text: str, spring: list[str], autumn: list[str]) -> None:
    """What `docs/reference/documents.md` says of them; between 01:00 and 03:00 inclusive."""
    for month, day, told in ((3, 29, spring), (10, 25, autumn)):
        midnight = datetime(2026, month, day, 0, 30, tzinfo=ZoneInfo("Europe/Paris"))
        came = [moment for moment, _ in zip(CronSim(values.parse_cron(text), midnight), range(12), strict=False)]
        early = [one.isoformat() for one in came if one.date() == midnight.date() and one.hour < 4]
        assert [one[11:16] + one[19:] for one in early][: len(told)] == told
        assert told or not early


@pytest.mark.parametrize(
    "text",
    ["", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "5-1 * * * *", "*/0 * * * *", "a b c d e"],
)
def test_no_cron(text: str) -> None:
    with pytest.raises(ValueError, match="not a cron line"):
        values.parse_cron(text)


@pytest.mark.parametrize("text", ["0 0 30 2 *", "0 0 31 apr,jun *"])
def test_cron_of_a_day_that_never_comes(text: str) -> None:
    with pytest.raises(ValueError, match="never comes"):
        values.parse_cron(text)
    assert values.parse_cron("0 0 31 1,4 *")


def test_periods_follow_calendar_or_length() -> None:
    assert values.parse_period("month") is Calendar.MONTH
    assert values.parse_period("30d") == timedelta(days=30)
    with pytest.raises(ValueError, match="not a period"):
        values.parse_period("monthly")


def test_thresholds_and_shares() -> None:
    assert str(values.parse_threshold(">85 %")) == "> 85 %"
    assert values.parse_percent("0.5 %") == Decimal("0.5")
    assert values.parse_trigger("capacity_lost > 50 %") == "capacity_lost > 50 %"
    assert values.parse_trigger("open > 4 h") == "open > 4 h"
    for never in ("securty", "capacity_lost", "capacity_lost > 3 h", "load > 3 %", "security > 1 %"):
        with pytest.raises(ValueError, match="trigger"):
            values.parse_trigger(never)
    for wrong in ("101 %", "5", "-1 %"):
        with pytest.raises(ValueError, match="not a percentage"):
            values.parse_percent(wrong)
    with pytest.raises(ValueError, match="not a threshold"):
        values.parse_trigger("capacity_lost > much")


def test_long_nonsense_is_cut() -> None:
    with pytest.raises(ValueError, match="…") as raised:
        values.parse_duration("x" * 10_000)
    assert len(str(raised.value)) < 200
