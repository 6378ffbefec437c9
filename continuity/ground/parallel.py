"""Several pieces of work at once, which end together when they are told to."""

from __future__ import annotations

import contextvars
import threading
from concurrent.futures import Future, wait
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from continuity.ground import cancel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

R = TypeVar("R")

_GRACE_S = 15.0  # longer than a child that was told to end may take (ground/process)


def parallel(works: Sequence[Callable[[], R]], *, at_once: int) -> list[R]:
    """Do all of it, at most ``at_once`` at a time, and return what came of it, in the order of ``works``.

    What one of them raises ends the others, and so does an interruption of the caller, by Ctrl-C or by its
    :class:`~continuity.ground.cancel.Cancel`; it is raised here once they have ended. One that neither has a child to
    end nor ends by itself (a server that does not answer) is left behind after a while: it can start no child any more,
    and its thread keeps no program from ending.
    """
    waiting: SimpleQueue[tuple[int, Callable[[], R]]] = SimpleQueue()
    done: SimpleQueue[tuple[int, Future[Any]]] = SimpleQueue()
    for one in enumerate(works):
        waiting.put(one)

    def worker(over: Future[None]) -> None:
        try:
            while not cancel.current().cancelled:
                number, work = waiting.get_nowait()
                done.put((number, _outcome(work)))
        except Empty:
            pass
        finally:
            over.set_result(None)

    results: dict[int, R] = {}
    workers: list[Future[None]] = []
    try:
        with cancel.scope() as own, own.ending(lambda: done.put((0, _outcome(own.check)))):
            for _ in range(min(at_once, len(works))):
                workers.append(Future())
                begin = contextvars.copy_context().run
                threading.Thread(target=begin, args=(worker, workers[-1]), daemon=True).start()
            while len(results) < len(works):
                number, outcome = done.get()
                results[number] = outcome.result()
    except BaseException:
        wait(workers, _GRACE_S)
        raise
    return [results[number] for number in range(len(works))]


def _outcome(work: Callable[[], R]) -> Future[R]:
    """Do it here and now, and keep what it returned or raised."""
    outcome: Future[R] = Future()
    try:
        outcome.set_result(work())
    except BaseException as error:  # noqa: BLE001 - raised again where the result is asked for
        outcome.set_exception(error)
    return outcome
