"""Commands on a device of the client and on this machine: one contract, a real sshd behind a link that breaks."""

from __future__ import annotations

import os
import shlex
import signal
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.engine.procedures.machines import Machines, machines_of
from continuity.ground import cancel
from continuity.ground.clock import SystemClock
from continuity.ground.errors import NotProven, Unavailable, UsageError
from continuity.ground.ssh import Stranger
from continuity.model.device import Device, SshAccess
from continuity.model.inventory import Client
from continuity.model.secrets import SecretRef
from continuity.recovery.actions.machines import ThisMachine, answer, missing
from continuity.recovery.actions.ports import Context
from continuity.recovery.actions.service import ServiceAction
from tests.lab.link import Link
from tests.lab.second import PORT, SecondHost
from tests.lab.systemd_host import SystemdHost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.recovery.actions.machines import Machine

ODD = ["", " ", "a'b\"c", "$HOME `id` $(id)", "*", "-n", "\\", "line\nend\n", "é", "COMMAND SIGNAL given"]


@pytest.fixture(scope="module")
def host(lab_directory: Path) -> Iterator[SecondHost]:
    lab_directory.chmod(0o755)
    with Link() as link, SecondHost(lab_directory / "machine", link) as one:
        yield one


def client(host: SecondHost, port: int = PORT) -> Client:
    identity, known = SecretRef(file=host.identity), host.known_hosts
    way = SshAccess(port=port, user="root", identity=identity, known_hosts=known)
    web = Device(name="web", client="acme", title="", address=host.link.far, ssh=way)
    bare = Device(name="bare", client="acme", title="", address=host.link.far)
    return Client(name="acme", title="", sites={}, repositories={}, assets={}, devices={"web": web, "bare": bare})


@pytest.fixture
def machines(host: SecondHost) -> Iterator[Machines]:
    with machines_of(lambda _reference: "", client(host), "run-7") as made:
        yield made


@pytest.fixture(params=["", "web"])
def machine(request: pytest.FixtureRequest, machines: Machines) -> Machine:
    context = Context(run="run-7", client="acme", clock=SystemClock(), machines=machines)
    return context.machine(request.param)


def test_a_command_is_the_same_here_and_there(machine: Machine) -> None:
    assert machine.run(["printf", "[%s]", *ODD]).stdout == "".join(f"[{one}]" for one in ODD)
    assert machine.run(["cat"], stdin="\n".join(ODD)).stdout == "\n".join(ODD)
    assert machine.run(["cat"]).stdout == ""
    assert machine.run(["sh", "-c", "echo $CONTINUITY_RUN"]).stdout == "run-7\n"
    failed = machine.run(["sh", "-c", "echo out; echo err >&2; exit 3"], stdin="not read")
    assert (failed.returncode, failed.stdout, failed.stderr, failed.timed_out) == (3, "out\n", "err\n", False)
    assert machine.run(["sh", "-c", "kill -9 $$"]).returncode != 0
    assert missing(machine, "sh", "cat") is None
    assert "no-such-program" in str(missing(machine, "sh", "no-such-program"))
    with pytest.raises(Unavailable, match="no-such-program"):
        answer(machine, ["no-such-program"])


def test_what_does_not_end_in_time_is_ended_with_all_it_started(machine: Machine, host: SecondHost) -> None:
    done = machine.run(["sh", "-c", "echo begun; sleep 4711 & wait"], timeout=timedelta(seconds=1))
    assert (done.timed_out, done.stdout) == (True, "begun\n")
    ended(host, "sleep 4711")


def test_what_is_cancelled_ends_there(machine: Machine, host: SecondHost) -> None:
    with cancel.under(cancel.Cancel()):
        threading.Timer(0.5, cancel.current().cancel).start()
        with pytest.raises(KeyboardInterrupt):
            machine.run(["sleep", "4712"])
    ended(host, "sleep 4712")


def test_what_a_command_leaves_behind_holds_nothing_up(machine: Machine) -> None:
    began = time.monotonic()
    assert machine.run(["sh", "-c", "sleep 20 & echo $!"]).stdout.strip().isdecimal()
    assert time.monotonic() - began < 8


def test_one_connection_serves_a_run_and_another_one_takes_its_place(host: SecondHost) -> None:
    log = host.work / "sshd.log"
    before = log.read_text().count("Accepted publickey")
    with machines_of(lambda _reference: "", client(host), "r") as machines:
        web = machines("web")
        assert [web.run(["true"]).returncode for _ in range(3)] == [0, 0, 0]
        assert log.read_text().count("Accepted publickey") == before + 1
        with pytest.raises(Unavailable, match="was cut"):
            web.run(["sh", "-c", "kill -9 $(cat /proc/$PPID/stat | cut -d' ' -f4)"], timeout=timedelta(seconds=10))
        assert web.run(["echo", "again"]).stdout == "again\n"
        assert log.read_text().count("Accepted publickey") == before + 2


def test_a_changed_host_key_is_refused_and_nothing_runs(host: SecondHost, machines: Machines) -> None:
    host.pin(host.identity.with_suffix(".pub"))
    with pytest.raises(Stranger, match="has changed"):
        machines("web").run(["touch", "/srv/touched"])
    assert "has changed" in str(missing(machines("web"), "sh"))
    host.as_new()
    machines("web").run(["test", "!", "-e", "/srv/touched"])


def test_who_only_looks_waits_for_a_host_once(host: SecondHost) -> None:
    with machines_of(lambda _reference: "", client(host, 1)) as machines:
        first, second = (missing(machines("web"), "sh") for _ in range(2))
    assert "cannot be reached by SSH" in str(first)
    assert first is second


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1))
def test_what_is_typed_is_the_same_words(words: list[str]) -> None:
    way = SshAccess(port=2222, user="root", identity=SecretRef(env="KEY"), known_hosts=Path("known"))
    web = Device(name="web", client="acme", title="", address="192.0.2.7", ssh=way)
    known = Client(name="acme", title="", sites={}, repositories={}, assets={}, devices={"web": web})
    *ssh, line = shlex.split(Machines(lambda _reference: "", known)("web").as_typed(words))
    assert ssh == ["ssh", "-p", "2222", "root@192.0.2.7"]
    assert shlex.split(line) == shlex.split(ThisMachine().as_typed(words)) == words


def test_a_device_that_is_none(machines: Machines) -> None:
    for name, said in (("webb", "its devices: bare, web"), ("bare", "give it `ssh`")):
        with pytest.raises(UsageError) as caught:
            machines(name)
        assert said in caught.value.hint


def test_a_connection_that_died_unheard_is_made_anew(host: SecondHost, machines: Machines) -> None:
    web = machines("web")
    web.run(["true"])
    session = next(pid for pid in pids() if is_session_of(host, Path("/proc", pid)))
    os.kill(int(session), signal.SIGSTOP)
    try:
        assert web.run(["echo", "again"], timeout=timedelta(seconds=2)).stdout == "again\n"
    finally:
        os.kill(int(session), signal.SIGCONT)


def is_session_of(host: SecondHost, proc: Path) -> bool:
    """Tell whether it serves somebody there: other hosts of other tests, at the same time, are none of ours."""
    try:
        return read(proc / "cmdline").startswith("sshd: root@notty") and (proc / "root").readlink() == host.root
    except OSError:
        return False


def ended(host: SecondHost, command: str) -> None:
    """Wait until nothing of the sort runs, there or here."""
    for _ in range(100):
        running = [Path(f"/proc/{pid}/cmdline") for pid in pids()]
        if command not in " ".join(read(path) for path in running):
            return
        time.sleep(0.1)
    raise AssertionError(host.processes())


def pids() -> list[str]:
    return [one.name for one in Path("/proc").iterdir() if one.name.isdecimal()]


def read(path: Path) -> str:
    try:
        return path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


@pytest.mark.slow
def test_systemd_is_asked_where_it_runs_the_machine(lab_directory: Path) -> None:
    lab_directory.chmod(0o755)
    with (
        Link() as link,
        SystemdHost(lab_directory / "systemd", link) as host,
        machines_of(lambda _reference: "", client(host), "r") as machines,
    ):
        context = Context(run="r", client="acme", clock=SystemClock(), machines=machines)

        def web(command: str, name: str = "web") -> str:
            return ServiceAction().perform({"name": name, "command": command, "on": "web"}, context).answer

        assert [web("status"), web("stop"), web("start"), web("start")] == [
            "stopped", "already stopped", "running", "already running",
        ]  # fmt: skip
        before = machines("web").run(["systemctl", "show", "--property=MainPID", "web"]).stdout
        assert web("restart") == "running"
        assert machines("web").run(["systemctl", "show", "--property=MainPID", "web"]).stdout != before
        assert [web("stop"), web("status")] == ["stopped", "stopped"]
        with pytest.raises(NotProven, match="the service falls is stopped, and should be running"):
            web("start", "falls")
        with pytest.raises(Unavailable, match="web has no service nope"):
            web("start", "nope")
