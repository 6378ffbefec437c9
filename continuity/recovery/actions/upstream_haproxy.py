"""HAProxy by its runtime socket: a server's address or state, changed without a restart and read back.

What is changed so lasts until HAProxy is started or reloaded anew: its configuration is to follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground.errors import NotProven, Unavailable, UsageError
from continuity.recovery.actions.machines import missing

if TYPE_CHECKING:
    from continuity.recovery.actions.machines import Machine

_LIMIT = timedelta(seconds=30)
#: Bits of srv_admin_state that keep a server out of use; 0x04 only remembers how its configuration began.
_UNUSED = 0x7B

#: What a person types; $1 the commands, $2 the socket.
_BY_ADDRESS = 'echo "$1" | socat - "$2"'
#: $1 the backend, $2 the server that stays in use, $3 the socket.
_ONE_ALONE = (
    'echo "show servers state $1" | socat - "$3" | { while read -r _ b _ s _; do [ "$b" != "$1" ] || [ "$s" = "$2" ]'
    ' || printf "set server $1/$s state maint; "; done; echo "set server $1/$2 state ready"; } | socat - "$3"'
)


@dataclass(frozen=True, kw_only=True)
class Haproxy:
    """The HAProxy of a machine, by its socket; one backend, one server's address or the server that stays in use."""

    machine: Machine
    socket: str
    backend: str
    server: str
    to: str

    def typed(self) -> list[str]:
        """Return what a person types."""
        if self.server:
            told = [_BY_ADDRESS, "sh", "; ".join(self._by_address()), self.socket]
        else:
            told = [_ONE_ALONE, "sh", self.backend, self.to, self.socket]
        return [self.machine.as_typed(["sh", "-c", *told])]

    def look(self) -> None:
        """Raise where the socket does not answer, or does not know the backend or the server."""
        if fault := missing(self.machine, "socat"):
            raise fault
        known = self._servers()
        if (self.server or self.to) not in known:
            raise UsageError(
                "HAProxy of {machine} has no server {server} in {backend}",
                hint="its servers: {names}",
                machine=self.machine.name or "-",
                server=self.server or self.to,
                backend=self.backend,
                names=", ".join(known) or "-",
            )

    def switch(self) -> str:
        """Change it; return the address, or the server in use, of before."""
        self.look()
        before = self._servers()
        used = [name for name, one in before.items() if one.used]
        if self.server:
            was, commands = before[self.server].place, self._by_address()
        else:
            was = ", ".join(used)
            others = [f"set server {self.backend}/{name} state maint" for name in before if name != self.to]
            commands = [*others, f"set server {self.backend}/{self.to} state ready"]  # never two at once
        said = self._ask("; ".join(commands))
        self._refuse_unchanged(said)
        return was

    def _by_address(self) -> list[str]:
        host, _, port = self.to.rpartition(":")
        name = f"{self.backend}/{self.server}"
        return [f"set server {name} addr {host.strip('[]')} port {port}", f"set server {name} state ready"]

    def _refuse_unchanged(self, said: str) -> None:
        now = self._servers()
        if self.server:
            right = now[self.server].used and now[self.server].place == self.to.replace("[", "").replace("]", "")
        else:
            right = [name for name, one in now.items() if one.used] == [self.to]
        if not right:
            raise NotProven(
                "HAProxy of {machine} goes on otherwise: {said}",
                hint="the socket must be of level admin; see: show servers state",
                machine=self.machine.name or "-",
                said=said or "-",
            )

    def _servers(self) -> dict[str, _Server]:
        told = self._ask(f"show servers state {self.backend}")
        lines = [line.split() for line in told.splitlines()]
        names = next((line[1:] for line in lines if line[:1] == ["#"]), [])
        rows = [dict(zip(names, line, strict=False)) for line in lines if names and len(line) == len(names)]
        return {
            row["srv_name"]: _Server(
                place=f"{row['srv_addr']}:{row['srv_port']}", used=not int(row["srv_admin_state"]) & _UNUSED
            )
            for row in rows
            if row["be_name"] == self.backend
        }

    def _ask(self, command: str) -> str:
        """Return what HAProxy says. Raises ``Unavailable`` where nobody listens."""
        done = self.machine.run(
            ["socat", "-t10", "-", f"UNIX-CONNECT:{self.socket}"], stdin=command + "\n", timeout=_LIMIT
        )
        if done.returncode or done.timed_out:
            raise Unavailable(
                "HAProxy of {machine} does not answer on {socket}: {said}",
                hint="give it a socket in its configuration: stats socket {socket} level admin",
                machine=self.machine.name or "-",
                socket=self.socket,
                said=done.stderr.strip() or done.returncode,
            )
        return done.stdout.strip()


@dataclass(frozen=True, kw_only=True)
class _Server:
    """A server of a backend: its address with its port, and whether requests may go to it."""

    place: str
    used: bool
