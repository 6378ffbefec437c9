"""The service's log: one line an event on one stream, text for people or JSON for machines (structlog).

Each line has the time (RFC 3339, UTC), the level, the event's name and a sentence; in JSON also the values the sentence
was made of. Every secret that this process has revealed is replaced in all of it. A log that cannot be written stops
nobody. What libraries log (APScheduler, paramiko) becomes lines of the same form.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from enum import StrEnum
from typing import IO, TYPE_CHECKING, Any, cast

import structlog

from continuity.ground.clock import SystemClock
from continuity.ground.secrecy import veil
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

    from continuity.ground.clock import Clock

    Line = MutableMapping[str, Any]

#: What a line may be asked to have, in the order of a JSON line; what else it was given stands in ``values``.
KEYS = ("time", "level", "event", "message", "run", "client", "subject")
#: The manager reads a line's weight from its beginning, sd-daemon(3), and takes it off.
_WEIGHTS = {"debug": "<7>", "info": "<6>", "warning": "<4>", "error": "<3>"}
_SPACES = "\u00a0\u202f"  # French typography, and no control of a terminal


class Form(StrEnum):
    """How lines are written."""

    TEXT = "text"
    JSON = "json"


class Log:
    """Where events are told. Safe for threads: a line is written at once."""

    def __init__(self, stream: IO[str], form: Form, *, clock: Clock | None = None, journal: bool = False) -> None:
        self._clock, self._journal = clock or SystemClock(), journal
        as_json = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
        self._as_line = as_json if form is Form.JSON else _as_text
        self._logger = structlog.wrap_logger(
            structlog.WriteLogger(cast("Any", stream)),
            processors=[self._dated, _veiled, self._written],
            wrapper_class=_Levels,
        )

    def write(self, level: str, event: str, message: str, **more: Any) -> None:
        """Write one line; ``more`` may hold ``run``, ``client``, ``subject`` and plain ``values``."""
        with suppress(OSError, ValueError):  # a full disk, a reader that went away, a stream closed at the end
            self._logger.tell(level, event, message=message, **more)

    def take_over(self) -> None:
        """Have what libraries log written here, from warnings on; for the rest of this process."""
        logging.basicConfig(handlers=[_Libraries(self)], level=logging.WARNING, format="%(message)s", force=True)
        logging.captureWarnings(capture=True)

    def _dated(self, _logger: object, _name: str, line: Line) -> Line:
        line["time"] = write_time(self._clock.now())
        return {key: line[key] for key in (*KEYS, "values") if line.get(key)}

    def _written(self, logger: object, name: str, line: Line) -> str:
        weight = _WEIGHTS[line["level"]] if self._journal else ""
        said = str(self._as_line(logger, name, line))
        return weight + said.encode("utf-8", "backslashreplace").decode()  # names that are not UTF-8


class _Levels(structlog.BoundLoggerBase):
    def tell(self, level: str, event: str, **values: Any) -> None:
        self._proxy_to_logger("msg", event, level=level, **values)


class _Libraries(logging.Handler):
    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Tell what a library said, its traceback with it."""
        level = "error" if record.levelno >= logging.ERROR else "warning"
        with suppress(Exception):  # a record whose arguments do not fit its words must not end a thread of ours
            self._log.write(level, "library", self.format(record), values={"library": record.name})


def goes_to_journal(stream: IO[str], environ: Mapping[str, str]) -> bool:
    """Tell whether the stream is the one that systemd connected to its journal (systemd.exec(5), JOURNAL_STREAM)."""
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return environ.get("JOURNAL_STREAM") == f"{found.st_dev}:{found.st_ino}"


def _veiled(_logger: object, _name: str, line: Line) -> Line:
    return {key: _without_secrets(value) for key, value in line.items()}


def _without_secrets(value: Any) -> Any:
    if isinstance(value, str):
        return veil(value)
    if isinstance(value, dict):
        return {key: _without_secrets(one) for key, one in value.items()}
    return [_without_secrets(one) for one in value] if isinstance(value, list | tuple) else value


def _as_text(_logger: object, _name: str, line: Line) -> str:
    """One line, whatever is in it: a line break in a file's name begins no line of its own."""
    run = f" [{line['run']}]" if "run" in line else ""
    text = f"{line['time']} {line['level']:<7} {line['event']}: {line.get('message', '')}{run}"
    return "".join(letter if letter.isprintable() or letter in _SPACES else repr(letter)[1:-1] for letter in text)
