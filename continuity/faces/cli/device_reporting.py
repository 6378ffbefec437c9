"""``continuity device heartbeat`` and ``submit``: checks that nobody asks, and what others report of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session
    from continuity.model.check import CheckSpec

_LISTEN = "127.0.0.1:9798"
_STATES = ("ok", "warning", "critical", "unknown")


@click.command(cls=Leaf)
@click.argument("device")
@click.option("--at", default=_LISTEN, show_default=True, metavar="HOST:PORT", help="Where the service answers.")
@click.pass_obj
def heartbeat(session: Session, device: str, at: str) -> int:
    """Show the addresses at which calls and results of DEVICE are taken. Whoever knows one can report that check.

    A call is a GET or POST, at the end of a job that must not stay away; a result is posted as JSON.
    """
    from continuity.engine.supervision.tokens import reporting_key, token

    specs = [one for one in _of(session, device) if one.kind in ("heartbeat", "submitted")]
    if not specs:
        raise UsageError(
            "no check of {device} is of a kind that is reported",
            hint="declare one of the kind heartbeat or submitted",
            device=device,
        )
    workshop = session.app.workshop
    key = reporting_key(workshop.directories.state, workshop.ids)
    found = [(one.reference, one.kind, f"http://{at}/checks/{token(key, one)}") for one in specs]
    session.table(("check", "kind", "address"), found)
    checks = [{"check": check, "kind": kind, "address": address} for check, kind, address in found]
    session.emit({"schema": "continuity.device-heartbeat/1", "checks": checks})
    return 0


@click.command(cls=Leaf)
@click.argument("device")
@click.argument("check")
@click.option("--state", type=click.Choice(_STATES), required=True, help="How it is.")
@click.option("--source", required=True, metavar="TEXT", help="Who or what measured it: told with the result.")
@click.option("--figure", "figures", multiple=True, metavar="NAME=VALUE", help="A figure and its unit: updates=97.1%.")
@click.option("--said", default="", metavar="TEXT", help="A few words about it.")
@click.pass_obj
def submit(session: Session, /, device: str, check: str, **given: Any) -> int:
    """Report a result that somebody else measured, for the CHECK (of the kind submitted) of DEVICE.

    The limits of the check hold for its figures. The service takes it within a second, or when it runs again.
    """
    from continuity.engine.supervision.inbox import Inbox
    from continuity.ground.secrecy import veil
    from continuity.supervision.checks.ports import State
    from continuity.supervision.listening.submitted import figure, reported

    spec = next((one for one in _of(session, device) if one.name == check and one.kind == "submitted"), None)
    if spec is None:
        known = ", ".join(one.name for one in _of(session, device) if one.kind == "submitted") or "-"
        raise UsageError(
            "{device} has no check {check} of the kind submitted",
            hint="known: {names}",
            device=device,
            check=check,
            names=known,
        )
    figures = [figure(one) for one in given["figures"]]
    observed = reported(State(given["state"]), veil(given["source"]), veil(given["said"]), figures)
    workshop = session.app.workshop
    Inbox.below(workshop.directories.state).put(spec.reference, session.app.clock.now(), observed, workshop.ids)
    session.say("{check}: reported: {state}, {said}", check=spec.reference, state=given["state"], said=observed.said)
    session.emit({"schema": "continuity.device-submit/1", "check": spec.reference, "state": given["state"]})
    return 0


def _of(session: Session, device: str) -> list[CheckSpec]:
    from continuity.engine.supervision.looking import devices_named

    return [spec for one in devices_named(session.app.inventory, [device]) for spec in one.checks]
