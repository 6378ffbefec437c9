"""Sending: what a service really receives, and that no secret of a URL comes back out."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.errors import ContinuityError, Unavailable, UsageError
from continuity.supervision.notify import redacted, scheme, send

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.notices.hook import Hook

SECRETS = ("hunter2pass", "tok3n4567")


def test_a_message_arrives_whole(hook: Hook) -> None:
    send(hook.url("in"), "Acme: sauvegarde en échec", "a line\n* another [one] <b>", urgent=True)
    (got,) = hook.messages("in")
    assert (got["title"], got["message"]) == ("Acme: sauvegarde en échec", "a line\n* another [one] <b>")
    assert got["type"] == "warning"


class Log(logging.Handler):
    """All that a log of the whole process gets."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text += record.getMessage()


@pytest.fixture
def log() -> Iterator[Log]:
    handler, root = Log(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_service_that_refuses_is_told_without_a_secret(hook: Hook, log: Log) -> None:
    hook.answer = 500
    url = hook.url("in/tok3n4567").replace("//", "//me:hunter2pass@", 1)
    with pytest.raises(Unavailable) as caught:
        send(url, "t", "b", urgent=False)
    assert "json" in str(caught.value)
    assert "error=500" in str(caught.value)
    told = str(caught.value) + caught.value.hint + log.text
    assert [secret for secret in SECRETS if secret in told] == []


def test_nobody_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        send("json://me:hunter2pass@127.0.0.1:9/tok3n4567", "t", "b", urgent=False)


@pytest.mark.parametrize("url", ["nosuch://hunter2pass", "hunter2pass", "json://", "", "://hunter2pass"])
def test_a_url_that_is_none_is_told_without_it(url: str) -> None:
    with pytest.raises(ContinuityError) as caught:
        send(url, "t", "b", urgent=False)
    assert "hunter2pass" not in str(caught.value) + caught.value.hint
    assert isinstance(caught.value, UsageError | Unavailable)


words = st.text("abcdefgh0123456789", min_size=3, max_size=12)


@given(words, words, st.lists(words, max_size=4), st.text(max_size=40))
def test_no_part_of_a_url_survives(user: str, password: str, path: list[str], around: str) -> None:
    url = f"json://{user}:{password}@example.com/{'/'.join(path)}?key={password}"
    for part in (user, password, *path):
        assert part not in redacted(f"{around} {part} {around}", url).replace("***", "")
    assert scheme(url) == "json"
