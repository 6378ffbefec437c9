"""Whether an old primary still takes writes: two of them at once are the worst that a failover can leave behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground.errors import ContinuityError, NotProven, Refused, Unavailable
from continuity.recovery.actions.machines import missing
from continuity.recovery.actions.postgresql.speaking import Account, address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.recovery.actions.ports import Context
    from continuity.recovery.actions.postgresql.speaking import Server

_QUICK = timedelta(seconds=30)
_SILENT, _REJECTING = 2, 1  # pg_isready(1)
_HERE = ("127.0.0.1", "::1", "localhost")
_HINT = "stop it or cut it off for sure, then write primary_is_fenced: yes"
#: Without its password: nobody but the server needs to know that.
_FOLLOWED = r"""
select coalesce((regexp_match(said, '(?:^|\s)hostaddr\s*=\s*''?([^''\s]+)'))[1],
                (regexp_match(said, '(?:^|\s)host\s*=\s*''?([^''\s]+)'))[1], ''),
       coalesce((regexp_match(said, '(?:^|\s)port\s*=\s*''?([^''\s]+)'))[1], '5432')
from (select regexp_replace(current_setting('primary_conninfo'), 'password\s*=\s*(''([^''\\]|\\.)*''|\S+)', ''))
     as of (said)
"""


def refuse_living_primary(server: Server, told: str, context: Context, *, replica: bool) -> None:
    """Raise ``Refused`` where the old primary takes writes, or answers and cannot be asked.

    ``told`` is HOST:PORT; empty: the one that the server follows. A server that is a ``replica`` and follows none that
    anybody can name is refused; of one that is the primary itself nothing is left to be known then.
    """
    followed = ([address({"primary": told}, "primary")] if told else []) + list(_followed(server))
    if not followed and replica:
        raise _nobody_knows(server)
    itself, seen = _identity(server), set[tuple[str, int]]()
    while followed:
        host, number = place = followed.pop(0)
        if place not in seen:
            seen.add(place)
            for account in _lookouts(server, host, context):
                followed += _refuse_living(replace(server, account=account, host=host, port=number), itself)


def _followed(server: Server) -> Iterator[tuple[str, int]]:
    try:
        hosts, ports = server.row(_FOLLOWED)
    except NotProven:
        return  # the role may not read it
    numbers = ports.split(",")
    for index, host in enumerate(filter(None, hosts.split(","))):
        number = numbers[min(index, len(numbers) - 1)]
        yield host, int(number) if number.isdigit() else 5432


def _lookouts(server: Server, host: str, context: Context) -> Iterator[Account]:
    """Yield from where it is looked for: a cut line between two machines hides what clients still reach."""
    yield server.account
    here = context.machine()
    if server.account.machine.name and host not in _HERE and not missing(here, "pg_isready", "psql"):
        yield Account(machine=here, name="")


def _nobody_knows(server: Server) -> Refused:
    return Refused(
        "nobody knows which primary {server} follows, so nobody knows whether that one still takes writes",
        hint="name it (primary: HOST:PORT); or make sure that it is off, and write primary_is_fenced: yes",
        server=server.shown,
    )


def _identity(server: Server) -> list[str]:
    return server.row("select pg_postmaster_start_time(), current_setting('port')")


def _refuse_unresolved(primary: Server) -> None:
    """Raise ``Unavailable`` for a name that nobody knows: ``pg_isready`` takes it for a server that is down."""
    if primary.host.startswith("/"):
        return
    if primary.account.run(["getent", "ahosts", primary.host], timeout=_QUICK).returncode:
        raise Unavailable(
            "{server} does not know the name {host}: nobody could look whether that primary still takes writes",
            hint="write its address, or make sure that it is off, and write primary_is_fenced: yes",
            server=primary.account.machine.name or "localhost",
            host=primary.host,
        )


def _refuse_living(primary: Server, itself: list[str]) -> list[tuple[str, int]]:
    """Return whom a living replica follows: that one may take writes. ``itself`` is who is to be promoted."""
    _refuse_unresolved(primary)
    done = primary.account.run(["pg_isready", "-q", "-t", "5", *primary.where], timeout=_QUICK)
    if done.returncode == _SILENT:
        return []
    if done.returncode == _REJECTING:
        raise Refused("the old primary {server} is starting or stopping", hint=_HINT, server=primary.shown)
    if done.returncode:
        raise Unavailable("nobody could look whether {server} answers: {said}", server=primary.shown, said=done.stderr)
    try:
        ((replica,),) = primary.rows("select pg_is_in_recovery()", timeout=_QUICK)
    except ContinuityError as error:
        raise Refused(
            "the old primary {server} answers, and nobody could ask it whether it takes writes: {cause}",
            hint=_HINT,
            server=primary.shown,
            cause=error,
        ) from error
    if _identity(primary) == itself:
        return []
    if replica != "t":
        raise Refused(
            "the old primary {server} still takes writes: two of them would drift apart",
            hint=_HINT,
            server=primary.shown,
        )
    if not (above := list(_followed(primary))):
        raise _nobody_knows(primary)
    own = (*_HERE, "")  # as it calls itself
    return [(primary.host if host in own or host.startswith("/") else host, number) for host, number in above]
