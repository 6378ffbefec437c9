"""The window itself. Whatever is shown is data: no text in it is markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, RichLog, Static

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Thread


class Told(Message):
    """A line, or several, was said."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Asked(Told):
    """A question was asked: the ``number``-th."""

    def __init__(self, text: str, number: int) -> None:
        super().__init__(text)
        self.number = number


class Withdrawn(Message):
    """No answer to it counts any more."""


class Stands(Told):
    """The procedure stands so."""


class Over(Message):
    """There is nothing more to show."""


class Window(App[None]):
    """Shows what it is told from any thread, and hands on what is typed."""

    CSS = """
    #title { height: 1; background: $primary; color: $text; padding: 0 1; }
    #steps { width: 34; max-width: 40%; height: 100%; padding: 0 1; border-right: solid $primary; overflow-y: auto; }
    #said { width: 1fr; padding: 0 1; }
    #question { height: auto; padding: 0 1; text-style: bold; }
    """
    BINDINGS: ClassVar = [("ctrl+c", "leave", "leave"), ("ctrl+d", "leave", "leave"), ("ctrl+q", "leave", "leave")]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, title: str, answered: Callable[[int, str], None], left: Callable[[], None]) -> None:
        super().__init__()
        self._top, self._answered, self._gone = title, answered, left
        self._worker: Thread | None = None
        self._question = 0

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield Static(self._top, id="title", markup=False)
        with Horizontal():
            yield Static("", id="steps", markup=False)
            yield RichLog(id="said", markup=False, highlight=False, wrap=True, min_width=20)
        yield Static("", id="question", markup=False)
        answer = Input(id="answer", disabled=True)
        answer.cursor_blink = False  # nothing is sent through a slow line while nothing happens
        yield answer

    def on_mount(self) -> None:
        """Begin the work once there is something to show it on."""
        if self._worker:
            self._worker.start()

    def run_with(self, worker: Thread) -> None:
        """Show the window until the worker says that it is over, or the person leaves."""
        self._worker = worker
        self.run()

    def tell(self, text: str) -> None:
        """Show a line."""
        self.post_message(Told(text))

    def prompt(self, text: str, number: int) -> None:
        """Show a question, and let it be answered; the answer comes back with this number."""
        self.post_message(Asked(text, number))

    def withdraw(self) -> None:
        """Take the question back, with what was typed so far."""
        self.post_message(Withdrawn())

    def stands(self, text: str) -> None:
        """Show where the procedure stands."""
        self.post_message(Stands(text))

    def over(self) -> None:
        """Close the window."""
        self.post_message(Over())

    def on_told(self, message: Told) -> None:
        """Write it below what was said before."""
        self.query_one("#said", RichLog).write(message.text)

    def on_asked(self, message: Asked) -> None:
        """Ask."""
        self._question = message.number
        self.query_one("#question", Static).update(message.text)
        answer = self.query_one("#answer", Input)
        answer.disabled = False
        answer.focus()

    def on_withdrawn(self, _message: Withdrawn) -> None:
        """Let nothing be typed any more."""
        self._close()

    def on_stands(self, message: Stands) -> None:
        """Draw the steps anew."""
        self.query_one("#steps", Static).update(message.text)

    def on_over(self, _message: Over) -> None:
        """Close."""
        self.exit()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand on what was typed, and show it with its question."""
        question = self.query_one("#question", Static)
        self.query_one("#said", RichLog).write(f"{question.content}> {event.value}")
        number, line = self._question, event.value.strip()
        self._close()
        self._answered(number, line)

    def _close(self) -> None:
        answer = self.query_one("#answer", Input)
        answer.clear()
        answer.disabled = True
        self.query_one("#question", Static).update("")

    async def action_leave(self) -> None:
        """Leave: the run stays standing, and the window closes when what is being done has ended."""
        self._gone()
