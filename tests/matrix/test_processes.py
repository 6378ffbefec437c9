"""restic, continuity or both end by a signal at any moment: told as it was, and the next run takes it up."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from tests.engine.kit import finish, tree
from tests.matrix.kit import (
    burying,
    check_nothing_left,
    check_recovers,
    check_told,
    meanwhile,
    outcomes,
    restics,
    send,
    uploading,
)

if TYPE_CHECKING:
    import subprocess

    from tests.engine.kit import Client

SEED = 20261123
_NUMBERS = random.Random(SEED)
MOMENTS = [round(_NUMBERS.uniform(0.05, 3.0), 2) for _ in range(10)]


@pytest.mark.parametrize("number", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_a_restic_that_is_killed_fails_its_copy_alone(two: Client, number: signal.Signals) -> None:
    """The other copy is complete, and the lock that a killed restic leaves is taken away by the next run."""
    with meanwhile(uploading(two, "disk"), send(number)):
        done = two.run("backup", "--json", code=3)
    assert outcomes(done.json) == {"disk": "failed", "second": "succeeded"}
    check_told(two, done, "disk", number.name)
    assert [one["repository"] for one in two.points()] == ["second"]
    check_recovers(two)


@pytest.mark.parametrize("number", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_a_restic_that_is_killed_in_a_restore_proves_nothing(two: Client, number: signal.Signals) -> None:
    """What it had brought is neither put in place nor held against the repository, which is the first choice again."""
    two.run("backup")
    target = two.root / "target"
    with meanwhile(lambda: restics(two, "restore", str(two.root / "disk")), send(number)):
        done = two.run("restore", "share", "--to", target, "--from", "disk", "--json", code=4)
    check_told(two, done, "disk", number.name)
    assert not target.exists()
    check_nothing_left(two, "disk")
    again = two.run("restore", "share", "--to", target, "--json").json
    assert outcomes(again) == {"disk": "succeeded"}
    check_recovers(two)


def test_a_restic_that_is_killed_in_a_verification_proves_nothing(two: Client) -> None:
    """Neither that the repository is whole, nor that it is not."""
    two.run("backup")
    with meanwhile(lambda: restics(two, "check", str(two.root / "disk")), send(signal.SIGKILL)):
        done = two.run("verify", "--repository", "disk", "--json", code=4)
    check_told(two, done, "disk", "SIGKILL")
    two.run("verify", "--repository", "disk")
    check_recovers(two, "disk")


#: Who is killed at a moment: the command, whose restic the kernel ends with it; its restic alone; or all at once.
WHO = ("continuity", "restic", "both")


def kill(client: Client, who: str, pid: int) -> None:
    victims = [] if who == "continuity" else restics(client)
    for victim in victims if who == "restic" else [pid, *victims]:
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)


def cut_down(client: Client, who: str, child: subprocess.Popen[str], at_s: float) -> None:
    """Kill at a moment after the start, and see the children end with their parent."""
    time.sleep(at_s)
    with burying():
        kill(client, who, child.pid)
        done = finish(child).checked(None)
    if who == "restic" and done.code != 0:
        assert done.code in (3, 4)
        check_told(client, done)


def test_both_killed_in_mid_upload(two: Client) -> None:
    """Here the moment is known; below are ten that are not."""
    child = two.spawn("backup")
    with burying(), meanwhile(uploading(two, "disk"), lambda _: kill(two, "both", child.pid)):
        assert finish(child).code == -signal.SIGKILL
    check_recovers(two)


@pytest.mark.slow
@pytest.mark.parametrize("at_s", MOMENTS)
@pytest.mark.parametrize("who", WHO)
def test_killed_at_a_random_moment(two: Client, who: str, at_s: float) -> None:
    print(f"seed {SEED}: kill -9 of {who}, {at_s} s after the start")
    cut_down(two, who, two.spawn("backup"), at_s)
    check_recovers(two)


@pytest.mark.slow
@pytest.mark.parametrize("at_s", MOMENTS)
@pytest.mark.parametrize("who", WHO)
def test_a_restore_killed_at_a_random_moment(two: Client, who: str, at_s: float) -> None:
    print(f"seed {SEED}: kill -9 of {who}, {at_s} s after the start of a restore")
    two.run("backup")
    target = two.root / "target"
    cut_down(two, who, two.spawn("restore", "share", "--to", target), at_s)
    if target.exists():
        assert tree(two.restored(target)) == tree(two.share), "it was killed after its work was done"
        target.rename(two.root / "aside")
    two.run("restore", "share", "--to", target)
    assert tree(two.restored(target)) == tree(two.share)
    check_recovers(two)
