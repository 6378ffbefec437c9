"""restic is upgraded in between, and downgraded again: one repository, points of both, and each brings back all."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.matrix.kit import check_comes_back, check_recovers, check_told, meanwhile, outcomes, send, uploading

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.kit import Client


@pytest.fixture
def use(restic_binary: str, newest_restic: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put the older or the newer restic first on PATH."""
    path = os.environ["PATH"]

    def put(which: str) -> None:
        binary = {"older": restic_binary, "newer": newest_restic}[which]
        monkeypatch.setenv("PATH", f"{Path(binary).parent}:{path}")

    return put


def test_restic_upgraded_in_between_and_back(client: Client, use: Callable[[str], None]) -> None:
    for number, which in enumerate(("older", "newer", "older")):
        use(which)
        (client.share / "last").write_text(f"{number} by {which}")
        check_recovers(client)
    client.run("verify", "--repository", "disk")
    middle = sorted(client.points(), key=lambda one: str(one["data_time"]))[1]
    client.run("restore", "share", "--to", client.root / "before", "--at", middle["data_time"])
    assert (client.restored(client.root / "before") / "last").read_text() == "1 by newer"


@pytest.mark.slow
@pytest.mark.parametrize(("first", "then"), [("older", "newer"), ("newer", "older")])
def test_what_one_version_left_behind_the_other_takes_up(
    two: Client, use: Callable[[str], None], first: str, then: str
) -> None:
    """Its lock, its packs that no index names yet."""
    use(first)
    with meanwhile(uploading(two, "disk"), send(signal.SIGKILL)):
        done = two.run("backup", "--json", code=3)
    assert outcomes(done.json) == {"disk": "failed", "second": "succeeded"}
    check_told(two, done, "SIGKILL")
    use(then)
    check_recovers(two)
    use(first)
    check_comes_back(two, "disk")
