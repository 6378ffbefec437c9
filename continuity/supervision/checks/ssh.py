"""``ssh``: what a machine tells of itself through its pinned SSH server; nothing is installed there."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError, Unavailable, UsageError
from continuity.ground.secrecy import veil
from continuity.ground.ssh import Changed
from continuity.ground.ssh_command import Given, run
from continuity.ground.ssh_room import room
from continuity.model.parameters import port
from continuity.supervision.checks import ssh_figures, ssh_smart
from continuity.supervision.checks.hands import Hands
from continuity.supervision.checks.ports import BadAnswer, NotAsked
from continuity.supervision.checks.ssh_line import Line, Lines, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from continuity.ground.ssh import Connection
    from continuity.supervision.checks.ports import Answer

WHY = {"no file": "{path} cannot be read there: {cause}", "much": "its output is too long"}
_AT_ONCE, _MOST, _LIMIT = 32, 1 << 20, timedelta(seconds=60)
_SMART = "smart"
_hands, _lines = Hands(_AT_ONCE, "ssh"), Lines()


class SshCheck:
    """Asks ``host`` for one ``metric``: load, memory, disk (by files alone, SFTP is enough), services, updates, smart.

    ``smart`` is what disks tell of themselves; ``of`` names one.
    ``port``, ``user``, ``identity`` (the private key) and ``known_hosts`` say how it is reached; all checks of a
    device share one connection. Another host key than the pinned one is critical, and nothing is sent.
    """

    required: Sequence[str] = ("host", "user", "identity", "known_hosts", "metric")
    optional: Sequence[str] = ("port", "of")

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        metric = str(parameters["metric"])
        if metric not in (*_METRICS, _SMART):
            raise UsageError(
                "there is no figure named {metric} that SSH could bring",
                hint="known: {names}",
                metric=metric,
                names=", ".join((*_METRICS, _SMART)),
            )
        of = str(parameters.get("of", ""))
        if of and metric != _SMART:
            raise UsageError("of is the disk of which {metric} is asked", metric=_SMART)
        self._ask = partial(_smart, of=of) if metric == _SMART else _METRICS[metric]
        self._way = Way(
            host=str(parameters["host"]),
            port=port({"port": 22} | dict(parameters)),
            user=str(parameters["user"]),
            identity=str(parameters["identity"]),
            known_hosts=Path(parameters["known_hosts"]),
        )
        self._line: Line | None = None

    async def once(self) -> Answer:
        """Ask once, on the device's one connection."""
        line = self._line = self._line or _lines.take(self._way)
        try:
            await line.meet()
            return await _hands.do(lambda over: line.ask(self._ask, over))
        except Changed as error:
            raise BadAnswer(str(error)) from None
        except Unavailable as error:  # of the way there: its own fault; of our key, or of a program there: ours
            raise (BadAnswer if error.passing else NotAsked)(str(error)) from None
        except ContinuityError as error:
            raise NotAsked(str(error)) from None
        finally:
            line.part()

    async def close(self) -> None:
        """Give the connection back; the last of a device hangs up."""
        if self._line:
            self._line = None
            await _hands.do(lambda _: _lines.give_back(self._way))


def _file(connection: Connection, path: str) -> str:
    try:
        with connection.sftp() as session, session.open(path) as file:
            return file.read(_MOST).decode("utf-8", errors="replace")
    except (ConnectionError, TimeoutError):
        raise
    except OSError as error:
        raise NotAsked(WHY["no file"].format(path=path, cause=error.strerror or error)) from None


def _of_file(path: str, read: Callable[[str], Answer]) -> Callable[[Connection], Answer]:
    return lambda connection: read(_file(connection, path))


def _of_command(name: str, read: Callable[[str], Answer]) -> Callable[[Connection], Answer]:
    return lambda connection: read(_said(connection, ssh_figures.COMMANDS[name]))


def _said(connection: Connection, command: str) -> str:
    pieces: list[bytes] = []

    def take(piece: bytes) -> None:
        pieces.append(piece)
        if sum(map(len, pieces)) > _MOST:
            raise NotAsked(WHY["much"])

    run(connection, command, take, limit=_LIMIT, given=Given())
    return veil(b"".join(pieces).decode("utf-8", errors="replace"))  # before anything cuts a secret in two


def _smart(connection: Connection, of: str) -> Answer:
    disks = [(of, "")] if of else ssh_smart.scanned(_said(connection, ssh_smart.SCAN))
    return ssh_smart.asked(disks, lambda name, kind: _said(connection, ssh_smart.command(name, kind)))


def _disk(connection: Connection) -> Answer:
    paths = list(ssh_figures.mounted(_file(connection, "/proc/mounts")))
    rooms = {}
    with connection.sftp() as session:
        for path in paths:
            if found := room(session, path):
                rooms[path] = (found.whole - found.free, found.available)
    return ssh_figures.disk(rooms)


_METRICS: Mapping[str, Callable[[Connection], Answer]] = {
    "load": _of_file("/proc/loadavg", ssh_figures.load),
    "memory": _of_file("/proc/meminfo", ssh_figures.memory),
    "disk": _disk,
    "services": _of_command("services", ssh_figures.services),
    "updates": _of_command("updates", ssh_figures.updates),
}
