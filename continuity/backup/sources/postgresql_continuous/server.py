"""What a capture asks the server that it copies, in words that say what to change where it says no.

Sources: https://www.postgresql.org/docs/current/protocol-replication.html, view-pg-replication-slots.html.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.backup.sources.remedies import remedy
from continuity.ground import process
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_QUICK = timedelta(minutes=1)
_SHOWN = 300
_NUMBER = re.compile(r"(\d+)")
_ABOUT = """
select current_setting('server_version_num')::int / 10000, pg_size_bytes(current_setting('wal_segment_size')),
  current_setting('wal_level'), (select setting::bigint from pg_settings where name = 'max_slot_wal_keep_size'),
  (select count(*) from pg_tablespace where spcname not in ('pg_default', 'pg_global')), pg_is_in_recovery(),
  pg_has_role('pg_read_all_stats', 'usage'),
  s.slot_name is not null, coalesce(s.active, false), coalesce(s.wal_status, ''),
  coalesce(case when pg_is_in_recovery() then 0 else pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn) end, 0)
from (select 1) one left join pg_replication_slots s on s.slot_name = 'SLOT'
"""
_SENT = """
select coalesce(bool_or(r.write_lsn >= 'LSN'), false)
from pg_replication_slots s join pg_stat_replication r on r.pid = s.active_pid where s.slot_name = 'SLOT'
"""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Which server it is, and up to where its log is written."""

    system: str
    timeline: int
    lsn: str


@dataclass(frozen=True, kw_only=True)
class Slot:
    """Where the server keeps for us what we have not received; ``lag`` bytes of it, ``lost`` where it gave up."""

    there: bool
    active: bool
    lost: bool
    lag: int


@dataclass(frozen=True, kw_only=True)
class About:
    """How the server is set up. ``keep_mib``: how much log it keeps for a slot at most, -1 for all of it.

    ``sees``: our role may see how far a receiver is.
    """

    major: int
    segment_bytes: int
    wal_level: str
    keep_mib: int
    tablespaces: int
    standby: bool
    sees: bool
    slot: Slot


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server that is asked as its replication role; ``environment`` reveals the password and is read each time."""

    name: str
    user: str
    environment: Callable[[], Mapping[str, str]] = field(repr=False)

    def identify(self) -> Standing:
        """Ask who it is, over the kind of connection that the log comes by. Raises ``Unavailable``."""
        system, timeline, lsn, *_ = self._asked("IDENTIFY_SYSTEM", "replication=true").split("|")
        return Standing(system=system, timeline=int(timeline), lsn=lsn)

    def about(self, slot: str) -> About:
        """Ask how it is set up, and how the slot is. Raises ``Unavailable``."""
        found = self._asked(_ABOUT.replace("SLOT", slot)).split("|")
        major, size, level, keep, spaces, standby, sees, there, active, status, lag = found
        told = Slot(there=there == "t", active=active == "t", lost=status == "lost", lag=int(lag))
        return About(
            major=int(major),
            segment_bytes=int(size),
            wal_level=level,
            keep_mib=int(keep),
            tablespaces=int(spaces),
            standby=standby == "t",
            sees=sees == "t",
            slot=told,
        )

    def make_slot(self, slot: str, *, instead: bool) -> None:
        """Have the server keep from now on what we have not received; ``instead`` of a slot that it gave up."""
        if instead:
            self._asked(f"DROP_REPLICATION_SLOT {slot} WAIT", "replication=true")
        self._asked(f"CREATE_REPLICATION_SLOT {slot} PHYSICAL RESERVE_WAL", "replication=true")

    def sent(self, slot: str, lsn: str) -> bool:
        """Tell whether whoever receives by the slot has written down all that lies before ``lsn``."""
        return self._asked(_SENT.replace("SLOT", slot).replace("LSN", lsn)) == "t"

    def advance(self, slot: str, lsn: str) -> None:
        """Tell it that all before ``lsn`` came: a receiver that ends soon does not. Raises ``Unavailable``."""
        self._asked(f"select pg_replication_slot_advance('{slot}', '{lsn}')")

    def refuse_older_programs(self, major: int) -> None:
        """Raise ``Unavailable`` where the programs of this machine are older than the server."""
        for program in ("pg_basebackup", "pg_receivewal"):
            said = process.run((program, "--version"), timeout=_QUICK).stdout
            found = _NUMBER.search(said)
            if found is None or int(found[1]) < major:
                raise Unavailable(
                    "{program} is of version {ours} here, and the server {name} is of version {theirs}",
                    hint="install the server's version (Debian: apt-get install postgresql-client-{theirs})",
                    program=program,
                    ours=found[1] if found else "?",
                    name=self.name,
                    theirs=major,
                )

    def failed(self, program: str, done: process.Completed) -> Unavailable:
        """Return the error that says why a program of PostgreSQL's ended badly, and what to change."""
        said = done.stderr.strip()[-_SHOWN:] or "-"
        mends = _remedy(said)
        return Unavailable(
            "the server {name} cannot be copied continuously: {program}: {said}",
            hint=mends,
            name=self.name,
            program=program,
            said=said,
            user=self.user,
        )

    def _asked(self, query: str, *connection: str) -> str:
        words = ("-d", *connection) if connection else ()
        argv = ("psql", "-XAtq", "--no-password", "-v", "ON_ERROR_STOP=1", *words, "-c", query)
        done = process.run(argv, timeout=_QUICK, env=self.environment())
        if done.returncode != 0:
            raise self.failed("psql", done)
        return done.stdout.strip()


#: What PostgreSQL complains of, and what mends it; the last stands for all the rest.
SAID = {
    "replication role": 'give the role the right: ALTER ROLE "{user}" REPLICATION;',
    "no pg_hba.conf entry for replication": "let the role in: add `host replication {user} ADDRESS/32 scram-sha-256` "
    "to the server's pg_hba.conf, ADDRESS being this machine's, then SELECT pg_reload_conf();",
    "all replication slots are in use": "raise max_replication_slots on the server, and restart it",
    "max_wal_senders": "raise max_wal_senders on the server (two for each asset), and restart it",
    "No space left": "free some disk space below the state directory",
    "is active": "another program receives by this slot: end it, or give this asset another name",
    "": "look at the server's log, and run `continuity doctor`; the log that is held here stays",
}


def _remedy(said: str) -> str:
    return next((mends for words, mends in SAID.items() if words and words in said), remedy(said, SAID[""]))
