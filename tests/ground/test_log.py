"""One line an event, in two forms, and no secret in either."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.engine.daemon.events import Event, Level
from continuity.faces.language import Language
from continuity.faces.telling import teller
from continuity.ground.clock import ManualClock
from continuity.ground.errors import Unavailable
from continuity.ground.log import Form, Log
from continuity.ground.secrecy import keep

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ENDED = Event(
    "run.ended",
    "{kind} of {subject}: {error} ({hint})",
    {
        "kind": "backup",
        "subject": "acme/share",
        "error": Unavailable("the vault has no entry {name}", name="x"),
        "hint": "",
        "length": timedelta(seconds=3),
        "at": NOON,
    },
    Level.ERROR,
    "r1",
)


def written(form: Form, event: Event, *, journal: bool = False, language: str = "en") -> str:
    stream = io.StringIO()
    teller(Language(language), Log(stream, form, clock=ManualClock(NOON), journal=journal))(event)
    return stream.getvalue()


def test_text() -> None:
    line = "2026-11-23T12:00:00Z error   run.ended: backup of acme/share: the vault has no entry x [r1]\n"
    assert written(Form.TEXT, ENDED) == line
    assert written(Form.TEXT, ENDED, journal=True) == "<3>" + line
    assert "le coffre n'a pas" in written(Form.TEXT, ENDED, language="fr")


def test_json() -> None:
    assert json.loads(written(Form.JSON, ENDED)) == {
        "time": "2026-11-23T12:00:00Z",
        "level": "error",
        "event": "run.ended",
        "message": "backup of acme/share: the vault has no entry x",
        "run": "r1",
        "client": "acme",
        "subject": "acme/share",
        "values": {
            "kind": "backup",
            "subject": "acme/share",
            "error": "the vault has no entry x",
            "hint": "",
            "length": 3.0,
            "at": "2026-11-23T12:00:00Z",
        },
    }


@given(st.text() | st.text(alphabet=["\n", "\x1b", "\udcff", "|", "{", "}", "\u2028", "a"]))
def test_whatever_is_told_is_one_line(text: str) -> None:
    event = Event("name", "said: {what_it_is}", {"what_it_is": text, "subject": text})
    assert len(written(Form.TEXT, event).splitlines()) == 1
    line = written(Form.JSON, event)
    assert line.count("\n") == 1
    assert json.loads(line)["values"]["what_it_is"] == text
    (line + written(Form.TEXT, event)).encode()


def test_a_sentence_that_cannot_be_filled_in_is_still_told() -> None:
    assert "said {that}" in written(Form.TEXT, Event("name", "said {that}"))


@pytest.mark.parametrize("form", Form)
def test_a_secret_is_veiled_wherever_it_stands(form: Form) -> None:
    secret = keep("a-secret-of-this-test/&é")
    values = {"subject": f"acme/{secret}", "error": Unavailable("{text}", text=secret), "list": [secret]}
    line = written(form, Event("name", "it says {error}", values))
    assert "a-secret-of-this-test" not in line
    assert "***" in line


def test_a_log_that_cannot_be_written_stops_nobody() -> None:
    full = open("/dev/full", "w")  # noqa: PTH123, SIM115 - its end fails, too: nothing of it can be written
    Log(full, Form.TEXT).write("info", "name", "text")
    with suppress(OSError):
        full.close()
    closed = io.StringIO()
    closed.close()
    Log(closed, Form.JSON).write("info", "name", "text")


def test_lines_of_threads_do_not_mix() -> None:
    stream = io.StringIO()
    log = Log(stream, Form.JSON)

    def write_many() -> None:
        for _ in range(50):
            log.write("info", "name", "x" * 500)

    threads = [threading.Thread(target=write_many) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len([json.loads(line) for line in stream.getvalue().splitlines()]) == 400


def test_what_libraries_log_has_the_same_form() -> None:
    code = (
        "import logging, sys, warnings; from continuity.ground.log import *\n"
        "Log(sys.stderr, Form.JSON).take_over()\n"
        "logging.getLogger('paramiko').info('chatter')\n"
        "warnings.warn('old')\n"
        "try: 1/0\n"
        "except ZeroDivisionError: logging.getLogger('apscheduler').exception('missed %s', 3)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    first, second = (json.loads(line) for line in done.stderr.splitlines())
    assert "old" in first["message"]
    assert second["level"] == "error"
    assert second["message"].startswith("missed 3\nTraceback")
