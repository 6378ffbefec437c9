"""A fault while copies are made from copies: what is half copied is no point, and the next run makes it whole."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.engine.kit import finish, fresh
from tests.engine.test_copying import NAMES, asking, family
from tests.matrix.conftest import loaded
from tests.matrix.kit import burying, check_recovers, growing, meanwhile, outcomes, restics, send

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client

__all__ = ["family"]


@pytest.fixture
def replicated(family: Client, place: Path) -> Client:
    """Three directories that share a key: `copying: replicate`."""
    return loaded(fresh(family, place, *NAMES, more=asking("replicate")))


@pytest.fixture
def copied(template: Client, place: Path) -> Client:
    """Three directories, each with a key of its own: `copying: copy`."""
    return loaded(fresh(template, place, *NAMES, more=asking("copy")))


def test_a_restic_copy_that_is_killed_is_made_good_from_the_source(copied: Client) -> None:
    """The copy that was broken off is backed up to within the run, and that is told."""
    with meanwhile(lambda: restics(copied, "copy", str(copied.root / "second")), send(signal.SIGKILL)):
        done = copied.run("backup", "--json")
    assert set(outcomes(done.json).values()) == {"succeeded"}
    ways = done.json["detail"]["copying"]
    assert {name: way["how"] for name, way in ways.items()} == {"second": "each", "third": "copy"}
    assert "SIGKILL" in ways["second"]["reason"]
    assert "made from the source" in done.err
    check_recovers(copied)


def test_killed_in_the_midst_of_replicating(replicated: Client) -> None:
    child = replicated.spawn("backup")
    with burying(), meanwhile(growing(replicated.root / "third" / "data"), lambda _: child.kill()):
        assert finish(child).code == -signal.SIGKILL
    check_recovers(replicated)
