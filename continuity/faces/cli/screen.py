"""Where a guide speaks and is answered: plain lines, which any connection carries; the full screen is another one."""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Protocol, TypeVar

from continuity.faces.cli.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.recovery.procedure.progress import Progress

T = TypeVar("T")
#: How a line begins that is typed as it stands: it is never broken, so that it can be copied.
COMMAND = "  $ "
_NARROWEST, _WIDEST = 20, 100


class Screen(Protocol):
    """One person's screen."""

    def tell(self, text: str) -> None:
        """Show a line, or several; called from any thread."""

    def ask(self, prompt: str, within_s: float | None) -> str | None:
        """Return what the person answers; None where nothing came in time. Raises ``EOFError`` where he is gone."""

    def stands(self, progress: Progress) -> None:
        """Take note of where the procedure stands; called from any thread."""

    def during(self, walk: Callable[[], T]) -> T:
        """Do the work with this screen shown; return what it returns, and raise what it raises."""


class PlainScreen:
    """Standard input and output: nothing is drawn, nothing is scrolled back. ``aside``: stdout belongs to JSON."""

    def __init__(self, *, aside: bool) -> None:
        self._lines, self._aside = Lines(), aside

    def tell(self, text: str) -> None:
        """Print it; on a terminal, broken to its width."""
        stream = sys.stderr if self._aside else sys.stdout
        print("\n".join(broken(text, _width())) if stream.isatty() else text, file=stream)

    def ask(self, prompt: str, within_s: float | None) -> str | None:
        """Print the question on stderr and read one line."""
        sys.stdout.flush()  # what is asked about is read first, also through a pipe
        print(f"{prompt}> ", end="", file=sys.stderr, flush=True)
        try:
            return self._lines.next(within_s)
        except EOFError:
            print(file=sys.stderr)  # what comes next begins a line
            raise

    def stands(self, progress: Progress) -> None:
        """Nothing is drawn."""

    def during(self, walk: Callable[[], T]) -> T:
        """Do the work."""
        return walk()


def broken(text: str, width: int) -> list[str]:
    """Return a text in lines of at most ``width`` letters, each as far in as its first; a command stays whole."""
    lines: list[str] = []
    for line in text.split("\n"):
        if line.startswith(COMMAND) or len(line) <= width:
            lines.append(line)
            continue
        inwards = " " * (len(line) - len(line.lstrip(" ")))
        wrapped = textwrap.wrap(line, width, subsequent_indent=inwards, break_long_words=False, break_on_hyphens=False)
        lines += wrapped
    return lines


def _width() -> int:
    """Return the width of the terminal; eighty where there is none."""
    return min(max(shutil.get_terminal_size((80, 24)).columns, _NARROWEST), _WIDEST)
