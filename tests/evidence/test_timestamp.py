"""A time-stamp is believed where it is of our text, answers our question, and is signed by whom we trust."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.evidence.anchors import due, failed, succeeded
from continuity.evidence.authority import stamp
from continuity.evidence.format.der import response_of, token_in
from continuity.evidence.timestamp import query, stamped_at, token_of
from continuity.ground.clock import SystemClock
from continuity.ground.errors import NotProven, Unavailable
from continuity.model.anchor import AnchorKind, Authority, Standing
from tests.lab.tsa import Tsa

if TYPE_CHECKING:
    from pathlib import Path

TEXT = b"continuity/srv1/acme\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
EVERY = timedelta(minutes=5)
FRESH = Standing(log="l", kind=AnchorKind.RFC3161, name="tsa")


def of(tsa: Tsa) -> Authority:
    return Authority(name="tsa", url=tsa.url, ca=tsa.ca)


def test_an_honest_one_is_believed(tsa: Tsa) -> None:
    token = stamp(of(tsa), TEXT)
    assert tsa.accepts(token, TEXT.decode())
    assert abs(stamped_at(token, TEXT, tsa.ca) - datetime.now(UTC)) < timedelta(minutes=1)
    with pytest.raises(NotProven, match="something else"):
        stamped_at(token, TEXT + b"x", None)


def test_an_answer_to_another_question_is_not(tsa: Tsa) -> None:
    answer = tsa.reply(query(TEXT).data)
    with pytest.raises(NotProven, match="nonce"):
        token_of(answer, query(TEXT), TEXT, None)


def test_who_is_not_trusted_is_not_believed(tsa: Tsa, tmp_path: Path) -> None:
    with Tsa(tmp_path / "other") as other, pytest.raises(NotProven, match=r"tsa is not believed.* do not lead"):
        stamp(replace(of(tsa), ca=other.ca), TEXT)
    for content in (None, "", "no certificate"):
        path = tmp_path / "ca.pem"
        if content is not None:
            path.write_text(content)
        with pytest.raises(Unavailable, match="cannot be read"):
            stamp(replace(of(tsa), ca=path), TEXT)


def test_who_does_not_answer_is_given_up_in_time(tsa: Tsa) -> None:
    clock = SystemClock()
    for answers, said in (("broken", "HTTP 503"), ("html", "no time-stamp token"), ("silent", "no answer in time")):
        tsa.answers = answers
        begun = clock.mark()
        with pytest.raises((Unavailable, NotProven), match=said):
            stamp(of(tsa), TEXT, timedelta(seconds=2))
        assert clock.mark().boot_s - begun.boot_s < 4


def test_a_refusal_is_told_with_its_reason(tsa: Tsa) -> None:
    sha512 = bytes.fromhex("0609608648016503040203")  # the lab's authority takes SHA-256 alone
    asked = query(TEXT)
    refused = tsa.reply(asked.data.replace(bytes.fromhex("0609608648016503040201"), sha512))
    with pytest.raises(NotProven, match=r"gave no time-stamp: .*[a-z]{4}"):
        token_of(refused, asked, TEXT, None)


@pytest.fixture(scope="module")
def token(tsa_server: Tsa) -> bytes:
    return stamp(of(tsa_server), TEXT)


def test_no_flipped_bit_moves_the_time(token: bytes, tsa_server: Tsa) -> None:
    true = stamped_at(token, TEXT, tsa_server.ca)
    moved = 0
    for at in range(0, len(token) * 8, 7):
        forged = bytearray(token)
        forged[at // 8] ^= 1 << at % 8
        try:
            moved += stamped_at(bytes(forged), TEXT, tsa_server.ca) != true
        except NotProven:
            continue
    assert moved == 0


@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in (token_in, response_of, lambda one: stamped_at(one, TEXT, None)):
        with pytest.raises(NotProven):
            _ = read(data)


@given(hours=st.floats(0, 60), new=st.booleans(), back=st.booleans())
def test_a_place_is_due_daily_and_never_too_often(hours: float, new: bool, back: bool) -> None:
    since = timedelta(hours=hours)
    stood = succeeded(FRESH, 7, NOW)
    asked = due(stood, now=NOW - since if back else NOW + since, every=EVERY, something_new=new)
    assert asked == (since >= timedelta(hours=23) or (new and since >= EVERY))


@given(every=st.integers(1, 1440), count=st.integers(1, 40))
def test_waits_grow_and_end(every: int, count: int) -> None:
    stood, now, pace = FRESH, NOW, timedelta(minutes=every)
    waits = []
    for _ in range(count):
        stood = failed(stood, "dead", now, pace)
        assert stood.next_at is not None
        assert not due(stood, now=stood.next_at - timedelta(seconds=1), every=pace, something_new=True)
        assert due(stood, now=stood.next_at, every=pace, something_new=False)
        assert due(stood, now=now - timedelta(days=1), every=pace, something_new=False), "a clock set back"
        waits.append(stood.next_at - now)
        now = stood.next_at
    assert waits == sorted(waits)
    assert waits[-1] <= max(pace, timedelta(hours=1))
    assert (stood.failing_since, stood.attempts) == (NOW, count)
