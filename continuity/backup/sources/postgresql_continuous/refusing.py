"""What a capture says of a server that it cannot copy, or whose log has a hole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.ground.errors import NotProven, Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from continuity.backup.sources.postgresql_continuous.facts import Facts
    from continuity.backup.sources.postgresql_continuous.server import About, Server, Standing


def unfit(server: Server, about: About) -> None:
    """Raise ``Unavailable`` for a server that is not set up for it, or newer than the programs of this machine."""
    if about.standby:
        raise Unavailable(
            "the server {name} is a standby: its log comes from another server",
            hint="name the primary server in `source.host`",
            name=server.name,
        )
    if not about.sees:
        raise Unavailable(
            "the role {user} may not see on {name} how far its own receiver is",
            hint='give it the right: GRANT pg_read_all_stats TO "{user}";',
            user=server.user,
            name=server.name,
        )
    if about.wal_level == "minimal":
        raise Unavailable(
            "the log of {name} is too short to recover from (wal_level = minimal)",
            hint="set wal_level = replica on the server, and restart it",
            name=server.name,
        )
    if about.tablespaces:
        raise Unavailable(
            "the server {name} keeps data in {count} tablespace(s), which mode continuous does not copy",
            hint="use `mode: dump`, or move the tables: ALTER TABLE … SET TABLESPACE pg_default",
            name=server.name,
            count=about.tablespaces,
        )
    server.refuse_older_programs(about.major)


def stranger(server: Server, known: Facts | None, standing: Standing, folder: Path) -> None:
    """Raise ``Refused`` where the server is not the one whose log the spool holds."""
    if known is not None and known.system != standing.system:
        raise Refused(
            "another server answers at {name}: its identifier is {found}, and the log that is held is of {known}",
            hint="correct `source.host`; if it was set up anew, move {folder} away: points in repositories stay",
            name=server.name,
            found=standing.system,
            known=known.system,
            folder=folder,
        )


def slot_gone(server: Server, slot: str) -> Unavailable:
    """Return what to say where somebody dropped the slot, or the server gave it up."""
    return Unavailable(
        "the slot {slot} of {name} was dropped, or given up by the server; it was made anew, and a new base backup",
        hint="ask who dropped it, and see that max_slot_wal_keep_size is large enough",
        slot=slot,
        name=server.name,
    )


def nearly_given_up(server: Server, about: About) -> Unavailable:
    """Return what to say where the server would soon have given the slot up."""
    return Unavailable(
        "the log of {name} was received late: {lag} MiB were waiting, of {kept} MiB that the server keeps for us",
        hint="run the service, which receives all the time; or raise max_slot_wal_keep_size on the server",
        name=server.name,
        lag=about.slot.lag >> 20,
        kept=about.keep_mib,
    )


def hole(server: Server, cause: Unavailable) -> NotProven:
    """Return what to say where the log could not go on, and was begun anew."""
    return NotProven(
        "the log of {name} has a hole: the server had removed what came next ({cause})",
        hint="times between the last point and this one cannot be recovered to",
        name=server.name,
        cause=cause.values["said"],
    )


def gap(server: Server, gone: Sequence[str]) -> NotProven:
    """Return what to say where segments lack in the spool."""
    return NotProven(
        "the log of {name} has a gap: {segment} and {more} more are missing; no point was made of it",
        hint="the next backup makes a new base; see who removes files below the state directory",
        name=server.name,
        segment=gone[0],
        more=len(gone) - 1,
    )


def no_base(server: Server) -> Unavailable:
    """Return what to say where the base went while it was needed."""
    return Unavailable(
        "the base backup of {name} is gone from the spool",
        hint="the next backup makes a new one; see who removes files below the state directory",
        name=server.name,
    )
