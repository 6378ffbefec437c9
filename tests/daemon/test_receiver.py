"""The receiver of a log says once what it suffers from, and that it receives only when it does."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest

from continuity.backup.sources.postgresql_continuous.spool import Spool
from continuity.engine.daemon import receivers

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.backup.sources.postgresql_continuous.source import ContinuousPostgresql
    from continuity.engine.daemon.events import Event


@pytest.mark.parametrize(("lasts", "said"), [("0.05", []), ("0.5", ["receiver.receiving"])])
def test_one_that_breaks_off_at_once_never_received(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lasts: str, said: list[str]
) -> None:
    """Otherwise a slot that is gone would be told, and told to be well again, at every try."""
    monkeypatch.setattr(receivers, "_LOOK", timedelta(seconds=0.2))
    told: list[Event] = []
    source = cast("ContinuousPostgresql", None)
    one = receivers.Receiver("acme/compta", Spool(folder=tmp_path), source, told.append)
    with subprocess.Popen(["sleep", lasts]) as child:
        one._watch(child)
    assert [event.name for event in told] == said


def test_how_one_ended_that_said_nothing() -> None:
    assert (receivers._ending(-9), receivers._ending(1)) == ("pg_receivewal: SIGKILL", "pg_receivewal: 1")
