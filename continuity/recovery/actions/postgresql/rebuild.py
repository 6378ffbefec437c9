"""``postgresql_rebuild``: an old primary becomes the replica of the one that took its place; its old data stay.

A copy of the old directory is wound back to where the two servers parted (``pg_rewind``); where that cannot be done, a
base backup is made. Either lies beside the old one until it is whole; then they change places.
Sources: https://www.postgresql.org/docs/15/warm-standby.html (slots), monitoring-stats.html (pg_stat_replication).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError, NotProven, Refused, UsageError
from continuity.recovery.actions.asked import duration, words
from continuity.recovery.actions.machines import missing
from continuity.recovery.actions.ports import Context, Performed
from continuity.recovery.actions.postgresql.directories import LONG, Beside, Directory
from continuity.recovery.actions.postgresql.following import Slot, refuse_misfits, refuse_without_room
from continuity.recovery.actions.postgresql.speaking import Server, account_of, address, password_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WITHIN = timedelta(minutes=10)


class PostgresqlRebuildAction:
    """Makes ``data`` (of a stopped server, ``on`` a machine) a replica of ``primary`` (HOST:PORT as seen from there).

    ``role`` may replicate there, and for winding back is a superuser; ``slot`` keeps the log for it; ``start`` is how
    its service is started, else ``pg_ctl`` does. Gives ``how``, ``aside`` (where the old data are), ``position``.
    """

    required: Sequence[str] = ("data", "primary")
    optional: Sequence[str] = ("on", "account", "role", "password", "slot", "start", "within")
    changes = True

    def by_hand(self, parameters: Mapping[str, Any], context: Context) -> str:
        """Return the command that a person would begin with: a new directory beside the old one."""
        primary = _primary({key: one for key, one in parameters.items() if key != "password"}, context)
        how = ["-X", "stream", "-R", "-C", "-S", _slot(parameters), "-U", primary.role]
        return primary.account.as_typed(["pg_basebackup", "-D", f"{parameters['data']}.new", *primary.where, *how])

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell what lacks: programs, room, a primary that is one and of the same system, a server that is stopped."""
        try:
            primary = _primary(parameters, context)
            duration(parameters, "within", _WITHIN)
            if fault := missing(primary.account.machine, "sh", "psql", "cp", "mv", "sync"):
                return fault
            old = _old(parameters, primary)
            slot = Slot(primary=primary, name=_slot(parameters))
            if not _follows(old, slot, slot.streaming("")):
                refuse_misfits(old, primary, startable="start" in parameters)
                refuse_without_room(old, primary)
        except ContinuityError as error:
            return error
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Rebuild. Raises ``Refused`` where it must not be, ``NotProven`` where it does not follow in the end."""
        primary = _primary(parameters, context)
        slot, data = Slot(primary=primary, name=_slot(parameters)), str(parameters["data"])
        if (position := slot.streaming("")) and _follows(_old(parameters, primary), slot, position):
            return Performed(answer="replica already", values={"position": position, "data": data, "how": "-"})
        values = _rebuilt(parameters, primary, slot, context)
        position = slot.awaited(context, _within(parameters, context))
        return Performed(answer="replica", values={**values, "position": position, "data": data})


def _rebuilt(parameters: Mapping[str, Any], primary: Server, slot: Slot, context: Context) -> dict[str, str]:
    """Make the directory, put it in place, start it; what an interrupted try of the same run made is gone on with."""
    beside = Beside.of(primary.account, str(parameters["data"]), context.run)
    how = "put in place"
    if not beside.there(beside.ready) and not beside.there(beside.aside):
        old = _old(parameters, primary)
        refuse_misfits(old, primary, startable="start" in parameters)
        refuse_without_room(old, primary)
        how = _made(beside, old, primary, slot)
    if beside.there(beside.ready):
        if beside.there(beside.data):  # hours may have gone by: somebody may have started the old one
            refuse_misfits(_old(parameters, primary), primary, startable="start" in parameters)
        beside.swap()
    _start(parameters, _old(parameters, primary))
    return {"how": how, "aside": beside.aside, "slot": slot.name}


def _follows(old: Directory, slot: Slot, position: str) -> bool:
    """Tell whether it is this one that streams. Raises ``Refused`` where another replica does, by the same slot."""
    if position and not (old.running and old.slot == slot.name):
        raise Refused(
            "another replica follows {server} by the slot {slot}, and not {data}",
            hint="name a slot of its own for this one: slot: NAME",
            server=slot.primary.shown,
            slot=slot.name,
            data=old.data,
        )
    return bool(position)


def _made(beside: Beside, old: Directory, primary: Server, slot: Slot) -> str:
    """Make the new directory; what a failure leaves of it is removed, and a slot that nobody needs keeps no log."""
    was_there = slot.made()
    try:
        with suppress(NotProven):  # else pg_rewind may not see that the time line changed; not every role may
            primary.rows("checkpoint", timeout=LONG)
        why_not = beside.rewind(old, primary)
        if why_not:
            beside.copy(old, primary, slot.name)
        beside.settle(slot.name)
    except BaseException as error:
        beside.remove()
        if not was_there and not slot.drop() and isinstance(error, ContinuityError):
            raise NotProven(
                "{cause}; the slot {slot} stays on {server}, and keeps the log there until the disk is full",
                hint="SELECT pg_drop_replication_slot('{slot}'), or have the step done again: it takes it",
                cause=error,
                slot=slot.name,
                server=primary.shown,
            ) from error
        raise
    return f"base backup, since it could not be wound back: {why_not}" if why_not else "wound back"


def _start(parameters: Mapping[str, Any], old: Directory) -> None:
    if old.running:
        return
    if "start" in parameters:
        done = old.account.machine.run(words(parameters, "start"))
    else:
        done = old.account.run([f"{old.programs}/pg_ctl", "-D", old.data, "-l", f"{old.data}/log-of-start", "start"])
    if done.returncode:
        raise NotProven(
            "the replica in {data} does not start: {said}",
            hint="look at its log; once it runs, have the step done again",
            data=old.data,
            said=(done.stderr or done.stdout).strip()[-400:] or "-",
        )


def _old(parameters: Mapping[str, Any], primary: Server) -> Directory:
    found = Directory.look(primary.account, str(parameters["data"]))
    if found is None:
        raise UsageError(
            "{path} is no data directory of PostgreSQL that {account} can read",
            hint="name the directory that holds PG_VERSION",
            path=parameters["data"],
            account=primary.account.name or "-",
        )
    return found


def _primary(parameters: Mapping[str, Any], context: Context) -> Server:
    host, number = address(parameters, "primary")
    role, password = str(parameters.get("role", "postgres")), password_of(parameters, context)
    return Server(account=account_of(parameters, context), host=host, port=number, role=role, password=password)


def _slot(parameters: Mapping[str, Any]) -> str:
    name = str(parameters.get("slot", "continuity_replica"))
    if not (name.isascii() and name.replace("_", "").isalnum() and name == name.lower()):
        raise UsageError("a slot's name is of small letters, digits and _", hint="name another one")
    return name


def _within(parameters: Mapping[str, Any], context: Context) -> timedelta:
    within = duration(parameters, "within", _WITHIN)
    return min(within, context.time_limit) if context.time_limit else within
