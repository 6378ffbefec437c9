"""restic, run on another host against a repository of this machine, which it reaches through the connection itself.

Its secrets come on its standard input, and stand in its environment: neither in a command line nor on a disk. The
same input tells it that we are gone: it ends with us, whatever ended us.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.backup.remote.host import guarded
from continuity.backup.restic.client import LONG, ResticClient
from continuity.ground.errors import Unavailable
from continuity.ground.process import Completed
from continuity.ground.secrecy import veil
from continuity.ground.ssh_command import Given, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from continuity.backup.remote.endpoint import Endpoint
    from continuity.backup.remote.host import Host
    from continuity.backup.restic.stall import Watch

_SECRETS = """\
IFS= read -r RESTIC_PASSWORD && IFS= read -r RESTIC_REPOSITORY || exit 97
export RESTIC_PASSWORD RESTIC_REPOSITORY RESTIC_PROGRESS_FPS=2
"""


@dataclass(frozen=True, kw_only=True)
class ResticThere(ResticClient):
    """A client whose backups run on ``host``, through ``port`` of its loopback; all else is asked here."""

    host: Host
    port: int
    endpoint: Endpoint

    def _read_in(self, argv: Sequence[str], on_line: Callable[[str], None], watch: Watch) -> Completed:
        rest = b""

        def take(piece: bytes) -> None:
            nonlocal rest
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                on_line(line.decode("utf-8", errors="replace") + "\n")
            if self.endpoint.fault:  # restic would ask again for a quarter of an hour
                raise Unavailable(
                    "{name} takes no more: {cause}",
                    hint="free some space there, or enlarge it; the next run takes up what was stored",
                    name=self.name,
                    cause=self.endpoint.fault,
                )
            watch.due()
            watch.carried(self.endpoint.carried)

        words = shlex.join((*self.wrapped, "restic", "--no-cache", *self.limits, *argv))
        given = Given(pieces=(self._secrets(),), held=True)
        try:
            done = self.host.run(_SECRETS + guarded(words, "INT"), take, given, limits=Limits(whole=LONG, silence=LONG))
        except Unavailable as error:
            if not self.host.alive:
                error.that_may_pass(None)  # this run has no other connection
            raise
        return Completed(returncode=-1 if done.status is None else done.status, stdout="", stderr=veil(done.complaint))

    def _secrets(self) -> bytes:
        if "\n" in self.password:
            raise Unavailable(
                "the password of {name} has more than one line, and cannot be handed to another host",
                hint="give the repository one of a single line: continuity vault rotate",
                name=self.name,
            )
        url = f"rest:http://continuity:{self.endpoint.secret}@127.0.0.1:{self.port}/"
        return f"{self.password}\n{url}\n".encode()
