"""Work on many things at once, none of which may hold up the others: a dead server, a mount that hangs."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

S = TypeVar("S")
R = TypeVar("R")


def together(
    subjects: Iterable[S], work: Callable[[S], Iterable[R]], *, at_once: int, limit_s: float
) -> Iterator[tuple[S, list[R], bool]]:
    """Yield, in their order, each subject with what its work yielded so far, and whether it ended within the limit.

    What does not end in time is left alone: its thread is a daemon, so neither we nor the program's end wait for it.
    What the work raises is raised here.
    """

    def one(subject: S) -> tuple[S, list[R], bool]:
        found: list[R] = []
        broken: list[BaseException] = []

        def run() -> None:
            try:
                found.extend(work(subject))
            except BaseException as error:  # noqa: BLE001 - raised again below, in the thread that asked
                broken.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(limit_s)
        if broken:
            raise broken[0]
        return subject, list(found), not thread.is_alive()

    with ThreadPoolExecutor(at_once) as pool:
        yield from pool.map(one, subjects)
