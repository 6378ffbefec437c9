"""The room of an isolated drill: what one step leaves running the next one finds, and nothing outside is reached."""

from __future__ import annotations

import os
import signal
import socket
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from continuity.engine.drills.new_machine import NewMachine
from continuity.ground import process
from continuity.ground.room import Room
from tests.daemon.service import wait
from tests.engine.test_drills import book, restore, run, states, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.kit import Client

SERVE = "python3 -m http.server --bind 127.0.0.1 7001 >/dev/null 2>&1 & until : < /dev/tcp/127.0.0.1/7001; do :; done"


@pytest.fixture
def neighbour() -> Iterator[int]:
    """A server of this machine that a drill must not find."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def look(port: int) -> dict[str, Any]:
    return {"title": "Ask", "do": "tcp", "with": {"host": "127.0.0.1", "port": str(port), "within": "1s"}}


def test_a_server_of_the_sandbox_is_found_and_none_of_the_machine(client: Client, neighbour: int) -> None:
    client.run("backup")
    serve = {"name": "serve", "title": "Serve", "do": "command", "with": {"run": ["bash", "-c", SERVE]}}
    book(client, restore(), serve, checks={"inside": look(7001), "outside": look(neighbour)})
    found = run(client)
    assert (states(found)["serve"], states(found)["drill-check-inside"]) == ("done", "done")
    assert states(found)["drill-check-outside"] == "given_up"
    assert verdicts(found)["steady_state"] == "missed"
    assert not serving(), "nothing goes on running"


def serving() -> list[Path]:
    """The servers of our steps that run."""
    return [one for one in Path("/proc").glob("[0-9]*") if served(one)]


def served(program: Path) -> bool:
    try:
        return b"http.server\0--bind\000127.0.0.1\0007001" in (program / "cmdline").read_bytes()
    except OSError:
        return False


@pytest.mark.parametrize(
    "words",
    [
        ("mount", "--bind", "/usr", "/tmp"),
        ("mknod", "/tmp/disk", "b", "8", "0"),
        ("unshare", "--mount", "true"),
        ("sh", "-c", "echo 1 > /proc/sys/kernel/sysrq"),
        ("bash", "-c", ": < /dev/tcp/192.0.2.1/80"),
        ("nsenter", "-t", "1", "-m", "true"),
        ("ls", "/root"),
    ],
    ids=lambda words: words[0],
)
def test_nothing_leads_out_of_it(room: Room, words: tuple[str, ...]) -> None:
    done = process.run(room.words(words), timeout=timedelta(seconds=20))
    assert done.returncode != 0, done.stdout


@pytest.fixture(scope="module")
def room(lab_directory: Path) -> Iterator[Room]:
    place = lab_directory / "room"
    place.mkdir()
    made = Room(place)
    yield made
    made.close()


def test_it_outlives_the_thread_that_asked_for_it_first(tmp_path: Path) -> None:
    room = Room(tmp_path)

    def begin() -> None:
        process.run(room.words(["sh", "-c", "sleep 60 & echo $! > number"]), timeout=timedelta(seconds=20))

    asking = threading.Thread(target=begin)
    asking.start()
    asking.join()
    alive = ["sh", "-c", "kill -0 $(cat number)"]
    assert process.run(room.words(alive), timeout=timedelta(seconds=20)).returncode == 0
    room.close()
    assert process.run(room.words(alive), timeout=timedelta(seconds=20)).returncode != 0, "it is another one"
    room.close()


def test_a_killed_drill_takes_along_what_it_had_started(client: Client) -> None:
    client.run("backup")
    words = {"serve": SERVE, "sleep": "touch there; sleep 60"}
    steps = [{"name": name, "title": name, "do": "command", "with": {"run": ["bash", "-c", run]}}
             for name, run in words.items()]  # fmt: skip
    book(client, steps[0], steps[1] | {"needs": ["serve"]})
    child = client.spawn("drill", "run", "try", "--with", "asset=share")
    wait(lambda: list((client.state / "sandbox").glob("*/there")), "the second step")
    assert serving(), "its server runs"
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    wait(lambda: not serving(), "the end of its server")
    book(client, restore())
    assert run(client)["outcome"] == "succeeded", "the next one takes down what lies there"


def test_a_new_machine_takes_no_lock_of_this_one_for_its_own(tmp_path: Path) -> None:
    """restic removes the locks of its own host whose process it does not find, and it finds none of this machine's."""
    own = tmp_path / "01TESTRUN"
    own.mkdir()
    room = Room(own)
    try:
        NewMachine(room=room, own=own).furnish(Path("/var/lib/continuity/state"), None)
        name = process.run(room.words(["uname", "-n"]), timeout=timedelta(seconds=20)).stdout.strip()
    finally:
        room.close()
    assert name == "drill-01TESTRUN"
