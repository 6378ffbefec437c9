"""The full screen over the same journal: driven by Textual's own pilot, and once on a real terminal."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Input, RichLog, Static

from continuity.faces.cli.guide import Guide
from continuity.faces.cli.guide_words import GuideWords
from continuity.faces.cli.session import Session
from continuity.faces.tui.screen import FullScreen
from continuity.model.journal import Event, Kind, New
from continuity.model.procedure import Procedure, Step, Work
from continuity.recovery.actions.ports import Context, Performed
from continuity.recovery.attachments import Attachments
from continuity.recovery.doing import Doing
from continuity.recovery.executor import Executor
from continuity.recovery.procedure.people import Leave
from continuity.recovery.procedure.progress import State

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from textual.pilot import Pilot

    from continuity.faces.tui.window import Window
    from continuity.recovery.procedure.progress import Progress


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


def test_without_textual_it_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    from continuity.faces.tui import screen
    from continuity.ground.errors import Unavailable

    monkeypatch.setattr(screen, "find_spec", lambda _name: None)
    with pytest.raises(Unavailable) as raised:
        FullScreen("", lambda _progress: str(State.WAITING))
    assert "continuity[tui]" in raised.value.hint
