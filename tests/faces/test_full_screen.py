"""The full screen over the same journal: driven by Textual's own pilot, and once on a real terminal."""

from __future__ import annotations

import asyncio
import os
import pty
import select
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Input, RichLog, Static

from continuity.faces.cli.guide import Guide
from continuity.faces.cli.guide_words import GuideWords
from continuity.faces.cli.session import Session
from continuity.faces.tui.screen import FullScreen
from continuity.ground import cancel
from continuity.model.journal import Event, Kind, New
from continuity.model.procedure import Procedure, Step, Work
from continuity.recovery.actions.ports import Context, Performed
from continuity.recovery.attachments import Attachments
from continuity.recovery.doing import Doing
from continuity.recovery.executor import Executor
from continuity.recovery.procedure.people import Leave
from continuity.recovery.procedure.progress import State
from tests.engine.test_runbooks import standing, walk

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from textual.pilot import Pilot

    from continuity.faces.tui.window import Window
    from continuity.recovery.procedure.progress import Progress
    from tests.engine.kit import Client


class Echo:
    """An action that says what it was given."""

    required: Sequence[str] = ("said",)
    optional: Sequence[str] = ()
    changes = False

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        return f"echo {parameters['said']}"

    def look(self, _parameters: Mapping[str, Any], _context: Context) -> None:
        return None

    def perform(self, parameters: Mapping[str, Any], _context: Context) -> Performed:
        return Performed(answer=parameters["said"])


class Sheet:
    """A journal in memory."""

    def __init__(self, session: Session) -> None:
        self.written: list[Event] = []
        self._clock = session.app.clock

    def events(self) -> Sequence[Event]:
        return list(self.written)

    def append(self, new: Sequence[New]) -> Sequence[Event]:
        first = len(self.written) + 1
        events = [Event(number=first + n, at=self._clock.mark(), **vars(one)) for n, one in enumerate(new)]
        self.written += events
        return events


def told(text: str) -> dict[str, str]:
    return {"en": text, "fr": text}


PROCEDURE = Procedure(
    name="own",
    title=told("A [bold]test[/]"),
    purpose=told(""),
    inputs={},
    steps={
        "ask": Step(name="ask", title=told("Ask [red]them"), ask=told("All [link=x]well?"), why=told("It matters.")),
        "act": Step(
            name="act", title=told("Act"), work=Work(action="echo", parameters={"said": "[/] done"}), needs=("ask",)
        ),
        "end": Step(name="end", title=told("End"), ask=told("Go home."), needs=("act",)),
    },
    where="",
    digest="",
)


class Walk:
    """The procedure walked in a window, as the command line does it."""

    def __init__(self, folder: Path) -> None:
        self.session = Session({"CONTINUITY_LANG": "en"})
        context = Context(run="r", client="c", clock=self.session.app.clock)
        self.doing = Doing(actions={"echo": Echo()}, context=context)
        words = GuideWords(self.session, self.doing, {}, None)
        self.screen = FullScreen("A [bold]test[/]", words.overview)
        self.guide = Guide(self.session, self.screen, "ana", Attachments(folder), words)
        self.sheet = Sheet(self.session)
        self.came: list[Progress] = []
        self.fault: BaseException | None = None

    def piloted(self, script: Callable[[Pilot[None], Window], Any]) -> None:
        """Walk it while the script types."""

        def run_with(worker: threading.Thread) -> None:
            asyncio.run(self._drive(worker, script))

        self.screen.window.run_with = run_with  # type: ignore[method-assign]  # the pilot in place of a terminal
        try:
            self.came.append(self.guide.walking(Executor(PROCEDURE, self.sheet, self.guide, self.doing, {}).run))
        except BaseException as fault:  # noqa: BLE001 - the tests look at it
            self.fault = fault

    async def _drive(self, worker: threading.Thread, script: Callable[[Pilot[None], Window], Any]) -> None:
        async with self.screen.window.run_test(size=(90, 30)) as pilot:
            worker.start()
            await script(pilot, self.screen.window)


async def asked(pilot: Pilot[None], window: Window) -> str:
    """Wait for a question."""
    for _ in range(200):
        await pilot.pause(0.05)
        if not window.query_one("#answer", Input).disabled:
            return str(window.query_one("#question", Static).content)
    raise AssertionError(shown(window))


def shown(window: Window) -> str:
    return "\n".join(strip.text.rstrip() for strip in window.query_one("#said", RichLog).lines)


def steps(window: Window) -> str:
    return str(window.query_one("#steps", Static).content)


def test_a_walk_in_a_window(tmp_path: Path) -> None:
    walk, seen = Walk(tmp_path), dict[str, str]()

    async def script(pilot: Pilot[None], window: Window) -> None:
        assert await asked(pilot, window) == "Enter when it is done"
        seen["first"] = shown(window)
        assert steps(window).startswith("▶ 1. Ask [red]them\n· 2. Act")
        await pilot.press(*"/note", "space", *"three", "enter")
        await asked(pilot, window)
        await pilot.press("enter")
        while "3 of 3" not in shown(window):
            await pilot.pause(0.05)
        await asked(pilot, window)
        seen["last"], seen["steps"] = shown(window), steps(window)
        await pilot.press("enter")
        await pilot.pause(0.5)

    walk.piloted(script)
    assert walk.fault is None
    assert "All [link=x]well?" in seen["first"], "no text is markup"
    assert "  $ echo [/] done" in seen["last"]
    assert seen["steps"].startswith("✓ 1. Ask [red]them\n✓ 2. Act\n▶ 3. End")
    assert "elapsed" in seen["steps"]
    kinds = [one.kind for one in walk.sheet.written if one.kind in (Kind.NOTE, Kind.DONE)]
    assert kinds == [Kind.NOTE, Kind.DONE, Kind.DONE, Kind.DONE]
    assert walk.session.teller is None


def test_leaving_the_window_leaves_the_run_standing(tmp_path: Path) -> None:
    walk = Walk(tmp_path)

    async def script(pilot: Pilot[None], window: Window) -> None:
        await asked(pilot, window)
        await pilot.press("ctrl+c")
        await pilot.pause(0.5)

    walk.piloted(script)
    assert isinstance(walk.fault, KeyboardInterrupt | Leave)
    assert walk.sheet.written[-1].kind is Kind.BEGUN
    assert walk.guide.technician == "ana"


def test_what_is_typed_too_late_answers_no_other_question(tmp_path: Path) -> None:
    walk, came = Walk(tmp_path), list[str | None]()
    screen = walk.screen

    async def script(pilot: Pilot[None], window: Window) -> None:
        await asked(pilot, window)
        await pilot.press(*"half")
        while not came:
            await pilot.pause(0.05)
        screen._answered(1, "late")  # as the key that was pressed when the time ran out
        assert window.query_one("#answer", Input).value == ""
        await asked(pilot, window)
        await pilot.press(*"two", "enter")
        await pilot.pause(0.5)

    def questions() -> None:
        came.append(screen.ask("one", 1.0))
        cancel.pause(0.5)
        came.append(screen.ask("two", None))

    async def drive(worker: threading.Thread) -> None:
        await walk._drive(worker, script)

    screen.window.run_with = lambda worker: asyncio.run(drive(worker))  # type: ignore[method-assign]
    screen.during(questions)
    assert came == [None, "two"]


@pytest.mark.parametrize("gone", ["hung up", "told to end"])
def test_a_walk_whose_terminal_is_gone_ends_and_can_be_gone_on_with(client: Client, gone: str) -> None:
    step = {"name": "look", "title": "Look", "ask": "Is it there?"}
    client.write(runbooks={"own": {"title": "Own", "purpose": "A test", "steps": [step]}})
    pid, terminal = pty.fork()
    if not pid:
        words = [sys.executable, "-m", "continuity.faces.cli.main", *client.argv("runbook", "run", "own")]
        os.execve(
            sys.executable,
            [*words, "--full-screen"],
            {"PATH": os.environ["PATH"], "HOME": str(client.root), "TERM": "xterm", **client.environ},
        )
    seen = until(terminal, "Enter when it is done")
    (run,) = standing(client)
    if gone == "hung up":
        os.close(terminal)
    else:
        os.kill(pid, signal.SIGTERM)
        seen += until(terminal, "continuity runbook resume " + run["run"])
        assert "begins cleanly" not in seen
    assert ended(pid) == 130
    walk(client, "runbook", "resume", run["run"], answers=["again", ""])


def until(terminal: int, text: str) -> str:
    """Read what is drawn until this is."""
    seen, limit = "", time.monotonic() + 30
    while text not in seen:
        assert time.monotonic() < limit, seen[-2000:]
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 65536).decode(errors="replace")
    return seen


def ended(pid: int) -> int:
    """Wait for a child's end; one that stays is ended, and fails."""
    for _ in range(300):
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    raise AssertionError("it never ended")


def test_without_textual_it_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    from continuity.faces.tui import screen
    from continuity.ground.errors import Unavailable

    monkeypatch.setattr(screen, "find_spec", lambda _name: None)
    with pytest.raises(Unavailable) as raised:
        FullScreen("", lambda _progress: str(State.WAITING))
    assert "continuity[tui]" in raised.value.hint
