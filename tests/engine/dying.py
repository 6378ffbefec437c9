"""``continuity``, that dies when its runbook's journal is at a given event: for the tests of what is left then.

``python -m tests.engine.dying NUMBER before|after SIGNAL WORDS…``: the signal comes to the process itself when the
event of that number is about to be written, or just was.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from continuity.engine.procedures.journal import RunJournal
from continuity.faces.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.model.journal import Event, New


def deadly(number: int, moment: str, how: signal.Signals) -> None:
    """Have the signal come at that moment."""
    real, struck = RunJournal.append, list[bool]()

    def append(self: RunJournal, new: Sequence[New]) -> Sequence[Event]:
        here = not struck and len(self.events()) < number <= len(self.events()) + len(new)
        struck.extend([here] if here else [])  # whoever tidies up afterwards writes that event again
        if here and moment == "before":
            os.kill(os.getpid(), how)
        written = real(self, new)
        if here and moment == "after":
            os.kill(os.getpid(), how)
        return written

    RunJournal.append = append  # type: ignore[method-assign]


if __name__ == "__main__":
    deadly(int(sys.argv[1]), sys.argv[2], signal.Signals[sys.argv[3]])
    del sys.argv[1:4]
    main()
