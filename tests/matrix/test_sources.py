"""A file is cut, replaced or removed while restic reads it: never taken for damage, and whole the next time."""

from __future__ import annotations

import os
import random
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.matrix.conftest import LARGE
from tests.matrix.kit import check_recovers, meanwhile, outcomes, restics

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.kit import Client


def truncate(path: Path) -> None:
    os.truncate(path, 1_000_000)


def replace(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(random.Random(2).randbytes(LARGE // 2))
    other.rename(path)


def remove(path: Path) -> None:
    path.unlink()


def reading(client: Client, path: Path) -> Callable[[], int]:
    """restic is in the midst of this file, and is stopped there."""

    def ready() -> int:
        for pid in restics(client, "backup"):
            for entry in Path(f"/proc/{pid}/fd").glob("*"):
                with suppress(OSError):
                    if entry.readlink() == path:
                        os.kill(pid, signal.SIGSTOP)
                        where = int(Path(f"/proc/{pid}/fdinfo/{entry.name}").read_text().split()[1])
                        if 0 < where < LARGE:
                            return pid
                        os.kill(pid, signal.SIGCONT)
        return 0

    return ready


@pytest.mark.parametrize("change", [truncate, replace, pytest.param(remove, marks=pytest.mark.slow)])
def test_a_file_that_changes_while_it_is_read(client: Client, change: Callable[[Path], None]) -> None:
    """What is stored is what restic saw; where that is not what was hashed it is left out, and the rest is proven."""
    large = client.share / "large"

    def act(pid: int) -> None:
        change(large)
        os.kill(pid, signal.SIGCONT)

    with meanwhile(reading(client, large), act):
        done = client.run("backup", "--json")
    assert outcomes(done.json) == {"disk": "succeeded"}
    run = client.run("restore", "share", "--to", client.root / "target", "--json").json
    found = run["detail"]["comparison"]
    assert (found["matched"] + found["changed_during_backup"], found["missing"], found["differing"]) == (41, [], [])
    back = (client.restored(client.root / "target") / "large").stat().st_size
    if change is truncate:
        assert (found["matched"], back < LARGE) == (40, True)
    else:
        assert back == LARGE, "what restic had opened stays whole to it"
    check_recovers(client)
