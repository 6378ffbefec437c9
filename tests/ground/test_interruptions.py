"""Ctrl-C at any line of the start of a child: it is heard, and no child is left of which nobody knows."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from continuity.ground import process

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_ROOMS = (str(Path(process.__file__).parent), subprocess.__file__)


class _Stepping:
    """Counts the lines that are run until a child is listened to, and raises a signal before the one asked for."""

    def __init__(self, number: int, at: int | None) -> None:
        self.lines, self._number, self._at, self._over = 0, number, at, False

    def __enter__(self) -> None:
        sys.settrace(self._called)

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _called(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        self._over = self._over or frame.f_code.co_name == "drain"
        return None if self._over or not frame.f_code.co_filename.startswith(_ROOMS) else self._line

    def _line(self, _frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "line" and not self._over:
            self.lines += 1
            if self.lines == self._at:
                signal.raise_signal(self._number)
        return self._line


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every child that was started, as soon as it was."""
    found: list[int] = []
    real = subprocess._fork_exec  # type: ignore[attr-defined]

    def noted(*words: Any) -> int:
        pid: int = real(*words)
        found.append(pid)
        return pid

    monkeypatch.setattr(subprocess, "_fork_exec", noted)
    return found


@pytest.fixture
def asked() -> Iterator[None]:
    """SIGTERM as the command line has it."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, before)


def _run() -> None:
    process.run(["sleep", "60"], timeout=timedelta(minutes=1))


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_whenever_it_comes_no_child_is_left(number: int, children: list[int]) -> None:
    handlers = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]
    counted = _Stepping(number, None)
    with counted:
        process.run(["true"], timeout=timedelta(minutes=1))
    assert counted.lines > 50, "each line of the start is tried"
    for at in range(1, counted.lines + 1):
        with pytest.raises(KeyboardInterrupt), _Stepping(number, at):
            _run()
        assert [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)] == handlers, at
    assert len(children) > 10
    left = [pid for pid in children if Path(f"/proc/{pid}").exists()]
    assert not left, f"{len(left)} of {len(children)} were left running"
