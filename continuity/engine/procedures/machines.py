"""The machines of a client on which the actions of one run may work: its devices, each by one SSH connection.

A connection is made when the first command needs it, serves the commands that come after it, and ends with the run. The
host must show the key that is pinned; nothing is sent to one that shows another.
"""

from __future__ import annotations

import base64
import shlex
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.backup.remote.host import guarded
from continuity.engine.remote.way import PATIENCE, host_at
from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.errors import ContinuityError, Unavailable, UsageError
from continuity.ground.process import Completed
from continuity.ground.secrecy import veil
from continuity.ground.ssh_command import Given, Limits, NotBegun
from continuity.recovery.actions.machines import LIMIT, MOST, RUN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from continuity.backup.remote.host import Host
    from continuity.model.device import Device
    from continuity.model.inventory import Client
    from continuity.model.secrets import Reveal
    from continuity.recovery.actions.machines import Machine
    from continuity.recovery.actions.ports import Context

_SSH_PORT = 22
#: A service that a command started may keep its output open for good; a bad line may hold it back for a while.
_AFTER = timedelta(seconds=3)
#: What a command reads comes first, as one line; what comes after it, or does not, tells that we are gone.
_READ = """\
IFS= read -r given || exit 97
exec 4<<END
$given
END
given=
"""
_FED = 'base64 -d <&4 | "$@" 4<&-'


@contextmanager
def machines_of(reveal: Reveal, client: Client, run: str = "") -> Iterator[Machines]:
    """Yield the machines of a client, for as long as one run needs them; without a ``run``, they are only looked at."""
    with ExitStack() as connections:
        yield Machines(reveal, client, run, connections)


class Machines:
    """The machines of a client by name, as an action's context knows them; ``run`` is whose commands run there.

    Without ``connections`` it only knows what a person types.
    """

    def __init__(self, reveal: Reveal, client: Client, run: str = "", connections: ExitStack | None = None) -> None:
        self.client = client
        self._reveal, self._run, self._connections = reveal, run, connections
        self._hosts: dict[str, Host] = {}
        self._away: dict[str, ContinuityError] = {}
        self._lock = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}

    def __call__(self, name: str) -> Machine:
        """Return a machine. Raises ``UsageError`` for a name that is no device, or no host of SSH."""
        device = self.client.devices.get(name)
        if device is None:
            raise UsageError(
                "{client} has no device named {name}",
                hint="its devices: {names}",
                client=self.client.name,
                name=name,
                names=", ".join(sorted(self.client.devices)) or "-",
            )
        if device.ssh is None:
            raise UsageError(
                "the device {device} is not reached by SSH",
                hint="give it `ssh`: user, identity, known_hosts",
                device=name,
            )
        return DeviceMachine(device, self, self._run)

    def host(self, device: Device, patience: timedelta = PATIENCE) -> Host:
        """Return the open connection to a device, made anew where there is none that stands. Raises as SSH does."""
        if self._connections is None:
            raise Unavailable("no connection is made here")
        with self._lock:
            turn = self._turns.setdefault(device.name, threading.Lock())
        with turn:  # a host that does not answer holds up no other
            if fault := self._away.get(device.name):
                raise fault
            host = self._hosts.get(device.name)
            if host is None or not host.alive:
                host = self._connected(device, self._connections, min(patience, PATIENCE))
            return host

    def _connected(self, device: Device, connections: ExitStack, patience: timedelta) -> Host:
        made = ExitStack()
        try:
            host = made.enter_context(host_at(self._reveal, device, patience))
        except ContinuityError as error:
            if not self._run:  # who only looks waits for a host that is away once, however many steps need it
                self._away[device.name] = error
            raise
        with self._lock:
            connections.push(made)
            self._hosts[device.name] = host
        return host

    def forget(self, device: Device) -> None:
        """Trust the connection to a device no more: the next command makes another one."""
        with self._lock:
            self._hosts.pop(device.name, None)


def client_of(context: Context) -> Client | None:
    """Return the client whose machines an action is lent, also where nothing is done and only said."""
    return context.machines.client if isinstance(context.machines, Machines) else None


class DeviceMachine:
    """A device of the client."""

    def __init__(self, device: Device, machines: Machines, run_id: str) -> None:
        self._device, self._machines, self._run_id = device, machines, run_id

    @property
    def name(self) -> str:
        """The device's name."""
        return self._device.name

    def run(self, argv: Sequence[str], *, stdin: str = "", timeout: timedelta | None = None) -> Completed:
        """Run it there, by the POSIX shell of its user; with us it ends, whatever ended us."""
        try:
            return self._run(argv, stdin, timeout or LIMIT)
        except NotBegun:  # a connection that nobody used for a while may have died unheard, as in a reboot
            return self._run(argv, stdin, timeout or LIMIT)

    def _run(self, argv: Sequence[str], stdin: str, limit: timedelta) -> Completed:
        said, complained, clock = bytearray(), bytearray(), SystemClock()
        given = Given(pieces=(base64.b64encode(stdin.encode()) + b"\n",), held=True)
        host, began = self._machines.host(self._device, limit), clock.mark()
        patience = min(host.connection.timeout_s, limit.total_seconds())
        host = replace(host, connection=replace(host.connection, timeout_s=patience))
        try:
            done = host.run(
                _script(argv, self._run_id, fed=bool(stdin)),
                lambda piece: _keep(said, piece),
                given,
                limits=Limits(whole=limit, after=_AFTER),
                hear=lambda piece: _keep(complained, piece),
            )
        except Unavailable as error:
            late = elapsed(began, clock.mark()).seconds > limit.total_seconds()
            if late and not isinstance(error, NotBegun):
                return _completed(-1, said, complained, timed_out=True)
            self._machines.forget(self._device)
            raise
        if done.status is None:
            raise Unavailable(
                "{host} does not tell how {program} ended", hint="look there", host=self.name, program=argv[0]
            )
        return _completed(done.status, said, complained)

    def as_typed(self, argv: Sequence[str]) -> str:
        """Return the command with the way to the device before it."""
        way = self._device.ssh
        assert way is not None  # noqa: S101 - it would be no machine
        port = [] if way.port == _SSH_PORT else ["-p", str(way.port)]
        return shlex.join(["ssh", *port, f"{way.user}@{self._device.address}", shlex.join(argv)])


def _script(argv: Sequence[str], run_id: str, *, fed: bool) -> str:
    words = ["sh", "-c", _FED, "sh", *argv] if fed else argv
    return f"{_READ}{RUN}={shlex.quote(run_id)}; export {RUN}\n{guarded(shlex.join(words))}"


def _keep(kept: bytearray, piece: bytes) -> None:
    kept.extend(piece)
    if len(kept) > 2 * MOST:
        del kept[:-MOST]


def _completed(status: int, said: bytearray, complained: bytearray, *, timed_out: bool = False) -> Completed:
    out, err = (bytes(one[-MOST:]).decode("utf-8", errors="replace") for one in (said, complained))
    return Completed(returncode=status, stdout=out, stderr=veil(err), timed_out=timed_out)
