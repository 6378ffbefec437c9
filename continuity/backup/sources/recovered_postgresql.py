"""Point-in-time recovery in a server of our own: a base backup, the log replayed to one moment, and what was reached.

The server sees its own room, the base and the log, and no network; it reads no setting of the one that was copied but
those without which the log cannot be replayed. The base is recovered where it lies.

Sources: https://www.postgresql.org/docs/current/continuous-archiving.html and runtime-config-wal.html.
"""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.backup.sources.private_postgresql import USER, PrivatePostgresql, of_version
from continuity.backup.sources.private_server import LONG, cannot, end_well, own_room, served
from continuity.backup.sources.wal_names import position
from continuity.ground import process
from continuity.ground.errors import NotProven, Unavailable
from continuity.ground.isolation import serving
from continuity.ground.timestamps import read_time, write_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from continuity.backup.sources.held_wal import HeldWal

#: Settings that must not be lower than they were where the log was written, as ``pg_controldata`` names them.
_AT_LEAST = {
    "max_connections": "max_connections setting",
    "max_worker_processes": "max_worker_processes setting",
    "max_wal_senders": "max_wal_senders setting",
    "max_prepared_transactions": "max_prepared_xacts setting",
    "max_locks_per_transaction": "max_locks_per_xact setting",
    "track_commit_timestamp": "track_commit_timestamp setting",
}
_ENDED_EARLY = "recovery ended before configured recovery target was reached"
#: Words of PostgreSQL's for a log or a base that is to blame; whatever else it says, this machine lacks something.
_TO_BLAME = ("WAL", "checkpoint", "recovery", "consistent", "archive file", "timeline", "checksum", "invalid page")
KEPT = "postgresql.auto.conf"
_LAST = """to_char(pg_last_xact_replay_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_SHOWN = 300


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """What is recovered: ``held``, to ``at`` (None: to its end), and asked as ``user`` in ``database``."""

    held: HeldWal
    at: datetime | None = None
    user: str = USER
    database: str = USER


@dataclass(frozen=True, kw_only=True)
class Reached:
    """Where a recovery ended: after the last transaction by ``at``, which ended at ``last_transaction``."""

    at: datetime | None
    last_transaction: datetime | None
    lsn: str
    major: int

    def as_json(self) -> dict[str, Any]:
        """Return it as records hold it."""
        return {
            "at": write_time(self.at) if self.at else None,
            "last_transaction": write_time(self.last_transaction) if self.last_transaction else None,
            "lsn": self.lsn,
            "major": self.major,
        }


@dataclass(frozen=True, kw_only=True)
class Recovered:
    """A server that was recovered and takes queries."""

    server: PrivatePostgresql
    reached: Reached


@contextmanager
def recovered(recovery: Recovery, room: Path) -> Iterator[Recovered]:
    """Recover to the moment, and run the server while the block lasts; ``room`` does not exist yet, and is removed.

    Raises ``NotProven`` where what came back is damaged, or does not reach the moment; ``Unavailable`` where this
    machine lacks what it takes: the same major version, a library, a locale.
    """
    held = recovery.held
    binaries = of_version(Path("/"), held.major)
    held.refuse_damaged(binaries)
    promised = _promised(recovery)
    with own_room(room, USER), ExitStack() as stack:
        try:
            _furnish(recovery, room, held.control(binaries))
        except OSError as error:
            raise cannot(USER, error) from error
        server = PrivatePostgresql(binaries=binaries, sockets=room, owner=USER, database=recovery.database)
        _replay(stack, recovery, server)
        server = _as_somebody(server, recovery.user)
        yield Recovered(server=server, reached=_proven(server, recovery, promised))


def _promised(recovery: Recovery) -> str:
    """Return the position by which all that was committed by the moment is in the log.

    Raises ``NotProven`` where nothing says that the log reaches it.
    """
    captures = recovery.held.captures()
    found = [one for one in captures if recovery.at is None or one.data_time >= recovery.at]
    if not found:
        raise NotProven(
            "the log of this point ends at {end}, before {time}",
            hint="take a newer point: continuity points",
            end=write_time(captures[-1].data_time) if captures else "-",
            time=write_time(recovery.at) if recovery.at else "-",
        )
    return found[-1].lsn if recovery.at is None else found[0].lsn


def _furnish(recovery: Recovery, room: Path, control: Mapping[str, str]) -> None:
    """Write the settings of the recovery beside the base, and hand base and log over to the server's user."""
    held = recovery.held
    settings = {
        "listen_addresses": "", "unix_socket_directories": str(room), "fsync": "off", "archive_mode": "off",
        "hba_file": str(room / "hba"), "ident_file": str(room / "ident"), "hot_standby": "off", "ssl": "off",
        "lc_messages": "C", "log_timezone": "UTC", "log_line_prefix": "", "restart_after_crash": "off",
        "dynamic_shared_memory_type": "mmap",
        "restore_command": f'cp "{room}/wal/%f" "%p"', "recovery_target_action": "promote",
    }  # fmt: skip
    settings |= {name: control[told] for name, told in _AT_LEAST.items() if told in control}
    lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
    (room / "settings").write_text("".join(lines))
    (room / "hba").write_text("local all all trust\n")
    (room / "ident").touch()
    for name in ("standby.signal", "postmaster.pid"):
        (held.base / name).unlink(missing_ok=True)
    (held.base / "recovery.signal").touch()
    with (held.base / KEPT).open("a"):
        (held.base / KEPT).replace(held.folder / KEPT)  # what somebody set there is none of this server's business
    (held.base / KEPT).touch()
    held.base.chmod(0o700)
    for path in (held.base, held.wal, room):
        _give(path)


def _give(path: Path) -> None:
    if os.geteuid() != 0:
        return
    shutil.chown(path, USER, USER)
    for folder, folders, files in os.walk(path):
        for name in (*folders, *files):
            _give_one(Path(folder, name))


def _give_one(path: Path) -> None:
    if not path.is_symlink():
        shutil.chown(path, USER, USER)


def _replay(stack: ExitStack, recovery: Recovery, server: PrivatePostgresql) -> None:
    """Run the server until it has replayed the log and takes connections.

    Where nothing was committed after the moment, the log has no record that would tell PostgreSQL that it was reached:
    the log is then replayed to its end, and the position tells (:func:`_proven`).
    """
    target = ("-c", f"recovery_target_time={recovery.at.isoformat(sep=' ')}") if recovery.at else ()
    try:
        stack.enter_context(_running(server, recovery.held, *target))
    except Unavailable as error:
        said = (server.sockets / "log").read_text(errors="replace")
        if not target or _ENDED_EARLY not in said:
            raise _why(error, said) from error
        try:
            stack.enter_context(_running(server, recovery.held))
        except Unavailable as again:
            raise _why(again, (server.sockets / "log").read_text(errors="replace")) from again


@contextmanager
def _running(server: PrivatePostgresql, held: HeldWal, *words: str) -> Iterator[None]:
    room = server.sockets
    argv = (str(server.binaries / "postgres"), "-D", str(room / "data"), "-c", f"config_file={room / 'settings'}")
    within = {"data": held.base, "wal": held.wal}
    with served((*argv, *words), room, USER, server.answers, limit=LONG, within=within) as child:
        yield
        end_well(child)


def see_to(held: HeldWal, binaries: Path, room: Path, *words: str) -> process.Completed:
    """Run one of the server's programs on what was recovered, as the server's user and seeing nothing else."""
    with own_room(room, USER):
        argv = (str(binaries / words[0]), *words[1:], "-D", str(room / "data"))
        isolated = serving(argv, room, USER, {"data": held.base})
        return process.run(isolated, timeout=LONG, env={"LC_ALL": "C"})


def _why(error: Unavailable, said: str) -> Unavailable | NotProven:
    """Tell what came back from what lacks here."""
    faults = [line for line in said.splitlines() if line.startswith(("FATAL:", "PANIC:"))]
    if not any(words in fault for words in _TO_BLAME for fault in faults):
        return cannot(USER, faults[0][:_SHOWN]) if faults else error
    return NotProven(
        "the log cannot be replayed: {said}",
        hint="restore from another repository, or an older point",
        said=faults[0][:_SHOWN],
    )


def _as_somebody(server: PrivatePostgresql, user: str) -> PrivatePostgresql:
    """Return the server as asked by its superuser, or by the role of the document where that is called otherwise."""
    for owner in (USER, user):
        asking = PrivatePostgresql(
            binaries=server.binaries, sockets=server.sockets, owner=owner, database=server.database
        )
        try:
            _query(asking, "select 1")
        except NotProven as error:
            refused = error
            continue
        return asking
    raise refused


def _proven(server: PrivatePostgresql, recovery: Recovery, promised: str) -> Reached:
    """Return what was reached. Raises ``NotProven`` where the log ended before what was promised of it."""
    lsn = _query(server, "select pg_last_wal_replay_lsn()")
    last = _query(server, f"select coalesce({_LAST}, 'none')")
    log = (server.sockets / "log").read_text(errors="replace")
    stopped, reached = "recovery stopping before" in log, position(lsn) >= position(promised)
    if not stopped and not reached and not recovery.held.broken_off(lsn, promised):
        raise NotProven(
            "the log ends at {lsn}, and all that was committed lies before {promised}: it is damaged",
            hint="restore from another repository, or an older point",
            lsn=lsn,
            promised=promised,
        )
    return Reached(
        at=recovery.at, last_transaction=None if last == "none" else read_time(last), lsn=lsn, major=recovery.held.major
    )


def _query(server: PrivatePostgresql, query: str) -> str:
    return server.ask(query)
