"""Ctrl-C and kill -9 in every phase of a runbook that really restores: gone on with to its end, nothing done twice.

The process dies of a real signal before or after each event of its journal, and while restic is at work; what comes
back is then compared byte for byte, and the journal is read for what was done more than once.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.daemon.service import wait
from tests.engine.kit import ROOT, tree
from tests.engine.test_crash import children_of_ours
from tests.engine.test_runbooks import standing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.engine.kit import Client

PRODUCT = "continuity.faces.cli.main"
EVENTS = 9  # of the shipped runbook, when nothing goes wrong: taken up, and each of four steps begun and done
MOMENTS = [
    (number, moment, how)
    for number in range(1, EVENTS + 1)
    for moment in ("before", "after")
    for how in ("SIGKILL", "SIGINT")
]
#: While it restores; when that is done and not yet written.
QUICK = [(4, "after", "SIGINT"), (5, "before", "SIGKILL")]


class Technician:
    """Somebody who answers what he is asked, and moves aside what a restore left that did not succeed."""

    def __init__(self, client: Client, target: Path) -> None:
        self.client, self.target, self.heard = client, target, ""

    def walks(self, program: str, *words: object, seen: Callable[[int], None] = lambda _pid: None) -> int:
        """Walk to the end of the process, whatever ends it; returns its exit code. ``seen`` is told its number."""
        with subprocess.Popen(
            ["env", "--default-signal=INT", sys.executable, "-m", *program.split(), *self.client.argv(*words)],
            env={"PATH": os.environ["PATH"], "HOME": str(self.client.root), **self.client.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            start_new_session=True,
        ) as child:
            seen(child.pid)
            self._talks(child)
        return child.returncode

    def _talks(self, child: subprocess.Popen[bytes]) -> None:
        assert child.stdin is not None
        assert child.stdout is not None
        said = ""
        while piece := os.read(child.stdout.fileno(), 65536):
            said += piece.decode()
            if said.endswith("> "):
                assert self.heard.count("> ") < 20, self.heard  # asked in a circle
                try:
                    os.write(child.stdin.fileno(), f"{self._answer(said)}\n".encode())
                except BrokenPipeError:
                    break
                self.heard, said = self.heard + said, ""
        self.heard += said

    def _answer(self, said: str) -> str:
        if "again, done, skip or abort" in said:
            if self.target.exists() and "restore" in said:
                assert (
                    f"move {self.target} aside before it is done again" in said
                )  # what succeeded, nobody is asked about
                shutil.rmtree(self.target)
            return "again"
        if said.endswith("Enter when it is done> "):
            return ""
        return "yes" if said.endswith("yes or no> ") else "since noon"


def given(target: Path) -> list[str]:
    return ["restore-files", "--as", "ana", "--with", "asset=share", "--with", f"to={target}"]


def goes_on(client: Client, technician: Technician) -> None:
    """Taken up again it ends well, once, nothing of it was done twice, and its restore tells what it gave."""
    for waits in standing(client):
        code = technician.walks(PRODUCT, "runbook", "resume", waits["run"], "--as", "zoe")
        assert code == 0, technician.heard
    assert standing(client) == []
    assert tree(client.restored(technician.target)) == tree(client.share)
    with closing(sqlite3.connect(client.state / "state.db")) as database:
        done = Counter(
            step for (step,) in database.execute("select step from procedure_event where kind in ('done', 'was_done')")
        )
        restores = dict(database.execute("select outcome, id from run where kind = 'restore' order by started_at"))
        (told,) = database.execute(
            "select detail from procedure_event where step = 'restore' and kind in ('done', 'was_done')"
        ).fetchone()
    assert done == {"decide": 1, "restore": 1, "look": 1, "use": 1}
    assert (json.loads(told)["run"], json.loads(told)["values"]["directory"]) == (
        restores["succeeded"],
        str(technician.target),
    )
    assert children_of_ours(client) == []
    assert [path.name for path in client.root.glob(".*.continuity-*")] == []
    client.check_evidence()


@pytest.mark.parametrize(
    ("number", "moment", "how"),
    [pytest.param(*one, marks=[] if one in QUICK else pytest.mark.slow) for one in MOMENTS],
)
def test_it_dies_at_an_event(client: Client, number: int, moment: str, how: str) -> None:
    client.run("backup")
    technician = Technician(client, client.root / "back")
    code = technician.walks(f"tests.engine.dying {number} {moment} {how}", "runbook", "run", *given(technician.target))
    assert code == (-signal.SIGKILL if how == "SIGKILL" else 130), technician.heard
    if how == "SIGINT":
        assert "continuity runbook resume" in technician.heard
    goes_on(client, technician)


@pytest.mark.parametrize("how", [signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_it_dies_while_restic_is_at_work(client: Client, how: signal.Signals) -> None:
    client.run("backup")
    asleep = held_up(client)
    technician = Technician(client, client.root / "back")

    def strike(pid: int) -> None:
        def when_at_work() -> None:
            wait(asleep.exists, "restic at work")
            os.kill(pid, how)

        threading.Thread(target=when_at_work, daemon=True).start()

    code = technician.walks(PRODUCT, "runbook", "run", *given(technician.target), seen=strike)
    assert code == (-signal.SIGKILL if how is signal.SIGKILL else 130), technician.heard
    assert not technician.target.exists()
    goes_on(client, technician)


def held_up(client: Client) -> Path:
    """Let the first restic that restores neither write nor end; returns the file by which it says so."""
    wrapper, asleep = client.root / "bin" / "restic", client.root / "asleep"
    wrapper.parent.mkdir()
    sleeping = f'{sys.executable} -c "import time; time.sleep(600)" {client.root}'
    once = f'*" restore "*) test -e {asleep} || {{ touch {asleep}; exec {sleeping}; }};;'
    wrapper.write_text(f'#!/bin/sh\ncase "$*" in {once} esac\nexec {shutil.which("restic")} "$@"\n')
    wrapper.chmod(0o755)
    client.environ["PATH"] = f"{wrapper.parent}:{os.environ['PATH']}"
    return asleep
