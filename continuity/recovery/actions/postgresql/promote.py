"""``postgresql_promote``: a replica becomes the primary, and takes writes; never beside another one that does.

Sources: https://www.postgresql.org/docs/15/functions-admin.html (pg_promote), warm-standby-failover.html; the request
is a file that the server looks for, ``promote`` in its data directory (src/backend/access/transam/xlogrecovery.c).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError, NotProven, Unavailable
from continuity.recovery.actions.asked import duration, switch
from continuity.recovery.actions.ports import Context, Performed
from continuity.recovery.actions.postgresql.fencing import refuse_living_primary
from continuity.recovery.actions.postgresql.speaking import PLACE, Server, server_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WITHIN, _LEAST = timedelta(minutes=1), timedelta(seconds=1)
_OF_LIMIT = 0.8  # of a step's time: withdrawing a request and saying so need the rest
_SLACK = timedelta(seconds=20)
_STATE = """
select pg_is_in_recovery(),
       case when pg_is_in_recovery() then (select timeline_id from pg_control_checkpoint())
            else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int end,
       case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end,
       coalesce(to_char(pg_last_xact_replay_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '-'),
       has_function_privilege('pg_promote(boolean, integer)', 'execute'),
       current_setting('default_transaction_read_only'),
       case when exists (select from pg_stat_replication where sync_state in ('sync', 'quorum')) then ''
            else current_setting('synchronous_standby_names') end
"""


@dataclass(frozen=True, kw_only=True)
class State:
    """How a server stands; ``waits_for``: the replicas without whom no write ends, and none of whom is there."""

    replica: bool
    timeline: str
    position: str
    last_transaction: str
    may_promote: bool
    read_only: bool
    waits_for: str

    @classmethod
    def of(cls, server: Server) -> State:
        """Ask it."""
        replica, timeline, position, last, may, read_only, waits_for = server.row(_STATE)
        return cls(
            replica=replica == "t",
            timeline=timeline,
            position=position,
            last_transaction=last,
            may_promote=may == "t",
            read_only=read_only == "on",
            waits_for=waits_for,
        )


class PostgresqlPromoteAction:
    """Promotes the replica at ``host`` and ``port`` as seen ``on`` a machine, ``within`` a minute.

    The old ``primary`` (HOST:PORT; else the one it follows) must not answer, or be a replica, unless
    ``primary_is_fenced``. Gives ``timeline``, ``position``, ``last_transaction``: the last that it had replayed.
    """

    required: Sequence[str] = ()
    optional: Sequence[str] = (*PLACE, "within", "primary", "primary_is_fenced")
    changes = True

    def by_hand(self, parameters: Mapping[str, Any], context: Context) -> str:
        """Return the command."""
        server = server_of({key: one for key, one in parameters.items() if key != "password"}, context)
        role = [] if server.role == server.account.name else ["-U", server.role]
        return server.account.as_typed(["psql", *server.where, *role, "-c", "SELECT pg_promote()"])

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether it can be asked, and may be promoted. Its primary may still live: a step before may end that."""
        try:
            state = State.of(server := server_of(parameters, context))
            duration(parameters, "within", _WITHIN)
        except ContinuityError as error:
            return error
        if state.replica and not state.may_promote:
            return Unavailable(
                "the role {role} may not promote {server}",
                hint="name a superuser, or: GRANT EXECUTE ON FUNCTION pg_promote TO {role}",
                role=server.role,
                server=server.shown,
            )
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Promote. Raises ``Refused`` where another one takes writes, ``NotProven`` where it does not come out."""
        server = server_of(parameters, context)
        before = State.of(server)
        if not switch(parameters, "primary_is_fenced"):
            refuse_living_primary(server, str(parameters.get("primary", "")), context, replica=before.replica)
        if before.replica:
            _promote(server, _limit(parameters, context))
        after = State.of(server)
        _refuse_without_writes(server, after, context.run)
        values = {
            "already": "no" if before.replica else "yes",
            "timeline": after.timeline,
            "position": after.position,
            "last_transaction": before.last_transaction,
        }
        return Performed(answer="primary" if before.replica else "primary already", values=values)


def _limit(parameters: Mapping[str, Any], context: Context) -> timedelta:
    within = duration(parameters, "within", _WITHIN)
    return max(min(within, context.time_limit * _OF_LIMIT) if context.time_limit else within, _LEAST)


def _promote(server: Server, limit: timedelta) -> None:
    """Promote, or leave it the replica that it was. Raises ``NotProven``."""
    seconds = int(limit.total_seconds())
    ((came_out,),) = server.rows(f"select pg_promote(true, {seconds})", timeout=limit + _SLACK)
    if came_out == "t":
        return
    withdrawn = _withdrawn(server)
    if not State.of(server).replica:
        return  # in the last moment
    raise NotProven(
        "{server} did not become the primary within {limit}; the request was withdrawn, and it is the replica it was"
        if withdrawn
        else "{server} did not become the primary within {limit}, and may at any moment: the request still stands",
        hint="see in its log what holds it up, then have the step done again",
        server=server.shown,
        limit=limit,
    )


def _withdrawn(server: Server) -> bool:
    """Take the request back, that it is not met when nobody expects it any more; tell whether it is gone."""
    ((data,),) = server.rows("select current_setting('data_directory')")
    done = server.account.run(["rm", "-f", "--", f"{data}/promote"])
    return done.returncode == 0


def _refuse_without_writes(server: Server, state: State, run: str) -> None:
    """Have it write a word into its log, unless it is known that nobody's writes end there. Raises ``NotProven``."""
    if state.read_only:
        raise NotProven(
            "{server} is the primary, and takes no writes: default_transaction_read_only is on",
            hint="ALTER SYSTEM RESET default_transaction_read_only; SELECT pg_reload_conf();",
            server=server.shown,
        )
    if state.waits_for:
        raise NotProven(
            "{server} is the primary, and each write waits for replicas that are not there: {names}",
            hint="ALTER SYSTEM SET synchronous_standby_names = ''; SELECT pg_reload_conf();",
            server=server.shown,
            names=state.waits_for,
        )
    word = "".join(letter for letter in run if letter.isalnum())
    server.rows(f"select pg_logical_emit_message(true, 'continuity', 'promoted {word}')")
