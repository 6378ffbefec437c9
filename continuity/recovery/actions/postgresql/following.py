"""Following a primary: the slot by which it keeps the log, whether a replica streams, and who must not follow whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.ground import cancel
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, NotProven, Refused, Unavailable, UsageError

if TYPE_CHECKING:
    from datetime import timedelta

    from continuity.recovery.actions.ports import Context
    from continuity.recovery.actions.postgresql.directories import Directory
    from continuity.recovery.actions.postgresql.speaking import Server

_ROOM = 1.05
_BETWEEN_S = 0.2
_SAME_S = 2  # a server's start as it writes it down, and as it tells it
_ABOUT = """
select pg_is_in_recovery(), (select system_identifier from pg_control_system()),
       current_setting('server_version_num')::int / 10000, extract(epoch from pg_postmaster_start_time())::bigint,
       current_setting('port'), (select count(*) from pg_tablespace where spcname not in ('pg_default', 'pg_global')),
       (select coalesce(sum(pg_database_size(oid)), 0) from pg_database)
"""


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A replication slot of a primary."""

    primary: Server
    name: str

    @property
    def _asked(self) -> str:
        """A slot's name is of letters, digits and _."""
        columns = "active, coalesce(wal_status, '-')"
        return f"select {columns} from pg_replication_slots where slot_name = '{self.name}'"  # noqa: S608 - see above

    def _streams(self, position: str) -> str:
        past = f"coalesce(r.replay_lsn >= '{position}'::pg_lsn, false)" if position else "r.replay_lsn is not null"
        joined = "pg_replication_slots s join pg_stat_replication r on r.pid = s.active_pid"
        columns = f"r.state, coalesce(r.replay_lsn::text, '-'), {past}"
        return f"select {columns} from {joined} where s.slot_name = '{self.name}'"  # noqa: S608 - as above

    def made(self) -> bool:
        """Make it, unless it is there and free; tell whether it was. Raises ``Refused`` where it is of no use."""
        for active, status in self.primary.rows(self._asked):
            if active == "t" or status == "lost":
                raise Refused(
                    "the slot {name} of {server} is used by somebody else, or has lost its log",
                    hint="name another one: slot: NAME",
                    name=self.name,
                    server=self.primary.shown,
                )
            return True
        self.primary.rows(f"select pg_create_physical_replication_slot('{self.name}', true)")
        return False

    def drop(self) -> bool:
        """Drop it, also when the work was told to end; tell whether it is gone.

        A slot that nobody uses keeps the log until the primary's disk is full.
        """
        try:
            with cancel.shielded():
                self.primary.rows(f"select pg_drop_replication_slot('{self.name}')")
        except ContinuityError:
            return False
        return True

    def streaming(self, position: str) -> str:
        """Return up to where a replica on it has replayed, once it streams and is past ``position``; else empty."""
        for state, replayed, past in self.primary.rows(self._streams(position)):
            return replayed if state == "streaming" and past == "t" else ""
        return ""

    def awaited(self, context: Context, within: timedelta) -> str:
        """Wait until a replica has replayed what the primary writes now. Raises ``NotProven`` where none comes."""
        ((position,),) = self.primary.rows("select pg_logical_emit_message(true, 'continuity', 'rebuilt')")
        start = context.clock.mark()
        while not (found := self.streaming(position)):
            if elapsed(start, context.clock.mark()).seconds > within.total_seconds():
                raise NotProven(
                    "no replica streams from {server} by the slot {slot} within {limit}",
                    hint="look at the replica's log; a slot that nobody uses fills the primary's disk",
                    server=self.primary.shown,
                    slot=self.name,
                    limit=within,
                )
            cancel.current().check()
            context.clock.sleep(_BETWEEN_S)
        return found


def refuse_misfits(old: Directory, primary: Server, *, startable: bool) -> None:
    """Raise what keeps ``old`` from becoming a replica of ``primary``; nothing is changed."""
    replica, system, version, started, port, spaces, _size = primary.row(_ABOUT)
    if replica == "t":
        raise Refused("{server} is a replica itself, and no primary", hint="promote it first", server=primary.shown)
    if old.system != system or old.version != version:
        raise Refused(
            "{data} is not of the same system as {server}: PostgreSQL {ours} of {mine}, there {theirs} of {other}",
            hint="name the data directory of its old primary",
            data=old.data, server=primary.shown, ours=old.version, mine=old.system, theirs=version, other=system,
        )  # fmt: skip
    if old.running:
        _refuse_running(old, primary, same=old.port == port and abs(int(old.started or 0) - int(started)) <= _SAME_S)
    if old.has_tablespaces or spaces != "0":
        raise Refused(
            "there are tablespaces outside of {data}, which a copy beside it would share",
            hint="rebuild it by hand: pg_basebackup --tablespace-mapping",
            data=old.data,
        )
    if old.mounted or not old.parent_writable:
        raise Refused(
            "{data} cannot be moved aside: it is a mount point, or {account} may not write beside it",
            hint="rebuild it by hand, or move the data into a directory below",
            data=old.data,
            account=old.account.name or "-",
        )
    if not startable and not old.has_settings:
        raise UsageError(
            "the settings of {data} are elsewhere: say how its service is started",
            hint="start: [systemctl, start, postgresql@15-main]",
            data=old.data,
        )


def refuse_without_room(old: Directory, primary: Server) -> None:
    """Raise ``Unavailable`` where the copy does not fit beside the old data."""
    size = int(primary.row(_ABOUT)[-1])
    needed = int(max(old.used, size) * _ROOM)
    if needed > old.free:
        raise Unavailable(
            "beside {data} there are {free} bytes free, and the copy needs {needed}",
            hint="free some space there; the old data are kept, too",
            data=old.data,
            free=old.free,
            needed=needed,
        )


def _refuse_running(old: Directory, primary: Server, *, same: bool) -> None:
    if same:
        raise Refused(
            "{data} is the directory of {server} itself", hint="name the old primary's", data=old.data,
            server=primary.shown,
        )  # fmt: skip
    raise Refused(
        "a server runs in {data}: what is written there is lost to the new primary",
        hint="stop it first: {programs}/pg_ctl -D {data} -m fast stop",
        data=old.data,
        programs=old.programs,
    )
