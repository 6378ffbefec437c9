"""The service on a database that came back from a backup: it says so, and protects all the same."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from tests.daemon.service import serving, wait
from tests.engine.test_recover import put_back_yesterday

if TYPE_CHECKING:
    from tests.engine.kit import Client


def ended(client: Client) -> list[str]:
    """How runs ended, as the database says: the log cannot be signed meanwhile."""
    with closing(sqlite3.connect(client.state / "state.db", timeout=30)) as state:
        return [outcome for (outcome,) in state.execute("SELECT outcome FROM run WHERE job != '' AND outcome != ''")]


def test_work_goes_on_while_the_log_waits_for_a_person(client: Client) -> None:
    put_back_yesterday(client, backed_up=False)
    with serving(client) as child:
        wait(lambda: ended(client) or child.poll() is not None, "a backup", 30)
        assert child.poll() is None
        assert set(ended(client)) == {"succeeded"}
        client.run("evidence", "recover")
    client.run("evidence", "verify")
    client.check_evidence()
