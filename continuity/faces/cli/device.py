"""``continuity device``: what is watched beside the backups, and how it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.arguments import Moment
from continuity.faces.cli.commands import Group
from continuity.faces.cli.device_export import export
from continuity.faces.cli.device_forecast import forecast
from continuity.faces.cli.device_reporting import heartbeat, submit
from continuity.ground.errors import NotProven, Unavailable, UsageError
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.engine.supervision.looking import Stood
    from continuity.faces.cli.session import Session
    from continuity.supervision.checks.ports import Observed

SAID = {
    "ok": "ok",
    "warning": "warning",
    "critical": "critical",
    "unreachable": "unreachable",
    "undetermined": "not seen",
    "unknown": "could not be asked",
}
#: How many figures of a check are shown; --json has all.
_FIGURES = 4
_BAD = ("critical", "warning", "unreachable")


@click.group(cls=Group)
@click.pass_context
def device(ctx: click.Context) -> int | None:
    """Devices that are watched; without a verb, where their checks stand."""
    return _list(ctx.obj, ()) if ctx.invoked_subcommand is None else None


device.add_command(heartbeat)
device.add_command(submit)


device.add_command(export)
device.add_command(forecast)


@device.command("list")
@click.argument("names", nargs=-1)
@click.pass_obj
def list_(session: Session, names: tuple[str, ...]) -> int:
    """List each check of NAMES (of all devices, without names), and where it stands by the service's own look.

    Exits 1 while anything is bad, or was not seen.
    """
    return _list(session, names)


@device.command()
@click.argument("names", nargs=-1)
@click.pass_obj
def check(session: Session, names: tuple[str, ...]) -> int:
    """Ask the checks of NAMES once, now; nothing of it is written down, and what comes by itself is not asked.

    Exits 1 where anything is bad, 4 where something could not be asked.
    """
    from continuity.engine.supervision.looking import asked_now, devices_named

    specs = [spec for one in devices_named(session.app.inventory, names) for spec in one.checks if not spec.passive]
    found = asked_now(specs, session.app.workshop.reveal)
    session.table(
        ("check", "state", "took", "said", "figures"),
        (
            (spec.reference, _word(session, str(one.state)), _took(one), session.language.told(one.said), _figures(one))
            for spec, one in zip(specs, found, strict=True)
        ),
    )
    session.emit(
        {
            "schema": "continuity.device-check/1",
            "checks": [_plain(spec.reference, one) for spec, one in zip(specs, found, strict=True)],
        }
    )
    states = {str(one.state) for one in found}
    if not states.isdisjoint(_BAD):
        return NotProven.exit_code
    return Unavailable.exit_code if "unknown" in states else 0


@device.command()
@click.argument("names", nargs=-1)
@click.option("--since", type=Moment(), help="From this moment on (RFC 3339); a week ago without it.")
@click.option("--until", type=Moment(), help="Up to this moment; now without it.")
@click.option("--verify", "proven", is_flag=True,
              help="Hold the records of all days and months against the tables instead; exit 1 where they differ.",
              )  # fmt: skip
@click.pass_obj
def status(
    session: Session,
    /,
    names: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    proven: bool,  # noqa: FBT001 - a flag
) -> int:
    """Show how the checks of NAMES stood over a period, and for how long; what nobody saw is told as such."""
    from datetime import timedelta

    if proven:
        from continuity.faces.cli.device_verify import verified

        return verified(session, names)

    now = session.app.clock.now()
    end = until or now
    begin = since or end - timedelta(days=7)
    if begin >= end or begin >= now:
        raise UsageError("the period ends before it begins", hint="give --since before --until, and before now")
    found = _stood(session, names, (begin, end))
    for one in found:
        _tell_period(session, one)
    session.emit(
        {"schema": "continuity.device-status/1", "since": write_time(begin), "until": write_time(min(end, now))}
        | {"checks": [_plain_stood(one) for one in found], "maintenance": _in_maintenance(session)}
    )
    return 0


def _list(session: Session, names: tuple[str, ...]) -> int:
    found = _stood(session, names)
    rows = [
        (
            one.spec.reference,
            _word(session, str(one.standing.status)),
            write_time(one.standing.since) if one.standing.since else "",
            write_time(one.standing.at) if one.standing.at else "",
            session.language.told(one.standing.said),
        )
        for one in found
    ]
    session.table(("check", "state", "since", "last seen", "said"), rows)
    told = {"checks": [_plain_stood(one) for one in found], "maintenance": _in_maintenance(session)}
    session.emit({"schema": "continuity.device-list/1"} | told)
    return 0 if all(str(one.standing.status) == "ok" for one in found) else NotProven.exit_code


def _stood(session: Session, names: tuple[str, ...], period: tuple[datetime, datetime] | None = None) -> list[Stood]:
    from continuity.engine.supervision.looking import devices_named, stood

    devices = devices_named(session.app.inventory, names)
    with session.app.store.reading() as tx:
        return stood(tx, devices, session.app.clock.now(), period)


def _in_maintenance(session: Session) -> list[dict[str, Any]]:
    from continuity.faces.cli.exclusion_words import windows_now

    return windows_now(session)


def _tell_period(session: Session, one: Stood) -> None:
    from continuity.policy.lengths import said
    from continuity.supervision.timeline import lengths

    session.say("{check}", check=one.spec.reference)
    for status_, length in lengths(one.spans).items():
        session.say("  {state}: {length} in all", state=_word(session, str(status_)), length=said(length))
    for span in one.spans:
        if str(span.status) != "ok":
            values = {"state": _word(session, str(span.status)), "length": said(span.length)}
            session.say(
                "  {begin} to {end}: {state}, {length}",
                begin=write_time(span.begin),
                end=write_time(span.end),
                **values,
            )


def _word(session: Session, state: str) -> str:
    return session.language.template(SAID[state])


def _took(one: Observed) -> str:
    return f"{one.latency_s * 1000:.1f} ms"


def _figures(one: Observed) -> str:
    shown = [f"{each.name}={each.value:.6g}{each.unit}" for each in one.figures[:_FIGURES]]
    return " ".join(shown + ["…"] * (len(one.figures) > _FIGURES))


def _plain(reference: str, one: Observed) -> dict[str, Any]:
    figures = [{"name": each.name, "value": each.value, "unit": each.unit} for each in one.figures]
    return {
        "check": reference,
        "state": str(one.state),
        "said": one.said,
        "latency_s": one.latency_s,
        "figures": figures,
    }


def _plain_stood(one: Stood) -> dict[str, Any]:
    standing = one.standing
    spans = [
        {"since": write_time(span.begin), "until": write_time(span.end), "status": str(span.status)}
        | {"length_s": span.length.total_seconds()}
        for span in one.spans
    ]
    return {
        "check": one.spec.reference,
        "kind": one.spec.kind,
        "status": str(standing.status),
        "since": write_time(standing.since) if standing.since else None,
        "last_seen": write_time(standing.at) if standing.at else None,
        "trying": str(standing.trying) if standing.trying else None,
        "flapping": standing.flapping,
        "said": standing.said,
    } | ({"spans": spans} if spans else {})
