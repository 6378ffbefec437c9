"""Many devices that accept and say nothing: they cost those that live nothing, and are down, not unseen."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import pytest

from continuity.supervision.checks import hands as hands_of_checks
from continuity.supervision.checks.asking import asked
from continuity.supervision.checks.hands import Hands
from continuity.supervision.checks.installed import made
from continuity.supervision.checks.ports import Answer, NotAsked, State
from tests.supervision.test_ssh_check import way

if TYPE_CHECKING:
    from continuity.faces.demo.lab.sshd import Sshd


def silent(stack: ExitStack) -> int:
    one = stack.enter_context(socket.socket())
    one.bind(("127.0.0.1", 0))
    one.listen()
    return int(one.getsockname()[1])


def test_the_silent_hold_up_nobody(sshd_server: Sshd) -> None:
    """More of them than there are threads, all asked before the one that lives; two of its checks share one login."""

    async def round_of(ports: list[int]) -> tuple[Counter[str], set[State]]:
        checks = [made("ssh", way(sshd_server, "load", port=port)) for port in ports]
        dead = [asyncio.create_task(asked(one, 3)) for one in checks]
        await asyncio.sleep(0.1)
        live = [made("ssh", way(sshd_server, metric)) for metric in ("load", "memory")]
        seen = await asyncio.gather(*(asked(one, 2.5) for one in live))
        assert not any(one.done() for one in dead), "who lives was not waiting for their end"
        found = Counter(one.said for one in await asyncio.gather(*dead))
        for one in checks + live:
            await one.close()
        return found, {one.state for one in seen}

    log = sshd_server.work / "sshd.log"
    before = log.read_text().count("Accepted publickey")
    with ExitStack() as stack:
        found = asyncio.run(round_of([silent(stack) for _ in range(70)]))
    assert found == ({"no answer in time": 70}, {State.OK})
    assert log.read_text().count("Accepted publickey") == before + 1


@pytest.mark.parametrize(
    ("says", "words"), [(b"220 mail ESMTP\r\n", "not as SSH does"), (b"", "hangs up at once"), (None, "reached by SSH")]
)
def test_who_is_no_ssh_server_is_told_apart(sshd_server: Sshd, says: bytes | None, words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        def serve() -> None:
            line, _ = other.accept()
            with line:
                line.sendall(says or b"")
                if says:
                    line.settimeout(5)
                    with suppress(OSError):
                        line.recv(1)

        if says is None:
            other.close()
        else:
            threading.Thread(target=serve, daemon=True).start()
        check = made("ssh", way(sshd_server, "load", port=port))
        found = asyncio.run(asked(check, 5))
    assert (found.state, words in found.said) == (State.CRITICAL, True), found


def test_a_turn_that_came_late_says_nothing_about_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: whoever waited for a thread, and was cut off then, was not asked; whoever had one at once, was."""
    monkeypatch.setattr(hands_of_checks, "_SOON_S", 0.3)
    hands = Hands(1, "test")

    async def question(limit_s: float) -> str:
        try:
            async with asyncio.timeout(limit_s):
                await hands.do(lambda told: told.wait(3) and Answer(said="never"))
        except NotAsked:
            return "not asked"
        except TimeoutError:
            return "late"
        return "answered"

    async def both() -> tuple[str, str]:
        first = asyncio.create_task(question(0.6))
        await asyncio.sleep(0)
        return await first, await asyncio.create_task(question(0.5))

    async def queued() -> list[str]:
        return list(await asyncio.gather(question(0.6), question(0.9)))

    assert asyncio.run(both()) == ("late", "late")
    assert asyncio.run(queued()) == ["late", "not asked"]
