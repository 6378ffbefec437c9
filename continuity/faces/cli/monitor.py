"""``continuity monitor``: a monitoring plugin, by the Monitoring Plugins' guidelines.

A line with a word, performance data behind a bar, then a line for each thing that is watched; the exit code is the
state. Whatever goes wrong is ``UNKNOWN``: a monitor that took our exit 2 (a wrong document) for its own 2 (critical)
would ring for nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.device_watching import of_devices
from continuity.faces.cli.drill_words import drilling_of, of_drills
from continuity.faces.cli.proof_words import proofs_of
from continuity.faces.cli.watching import State, Watched, of_asset, of_daemon, of_runbooks, perfdata, weight, worst
from continuity.faces.language import Language
from continuity.ground.errors import ContinuityError, UsageError
from continuity.ground.secrecy import veil

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session
    from continuity.state.store import Transaction

OBJECTIVES = ("rpo", "proven_rpo", "rto", "copies", "runbooks", "drills")


class Plugin(Leaf):
    """A command whose every end is a state: a wrong option, a fault of ours and an interruption are ``UNKNOWN``."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Parse; what cannot be parsed is told as a plugin tells it."""
        try:
            return super().make_context(*args, **kwargs)
        except click.UsageError as error:
            from continuity.faces.cli.usage import in_our_words

            parent: click.Context = kwargs["parent"]
            raise click.exceptions.Exit(_unknown(parent.obj, in_our_words(error))) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run; nothing but a state comes out."""
        try:
            return super().invoke(ctx)
        except click.exceptions.Exit:
            raise
        except ContinuityError as error:
            return _unknown(ctx.obj, error)
        except (Exception, KeyboardInterrupt, click.Abort) as error:  # noqa: BLE001 - see the module's promise
            template = "this is a fault of continuity itself: {kind}: {what}"
            return _unknown(ctx.obj, ContinuityError(template, kind=type(error).__name__, what=error))


@click.command(cls=Plugin)
@click.argument("assets", nargs=-1)
@click.option("--accept-unproven", "accepted", multiple=True, type=click.Choice(OBJECTIVES),
              help="Do not warn while this is unproven; may be given several times.")  # fmt: skip
@click.option("--daemon", "with_daemon", is_flag=True, help="Be critical while no daemon is active.")
@click.option("--device", "names", multiple=True, metavar="NAME",
              help="Tell of the checks of this device; of assets only where they are named.")  # fmt: skip
@click.option("--devices", "every", is_flag=True, help="Tell of the checks of all devices, likewise.")
@click.pass_obj
def monitor(
    session: Session,
    /,
    assets: tuple[str, ...],
    accepted: tuple[str, ...],
    with_daemon: bool,  # noqa: FBT001 - a flag
    **devices: Any,
) -> int:
    """Tell Nagios, Icinga or Centreon whether ASSETS (all that are active, without names) stand as promised.

    What is missed is critical; what is unproven, a last backup that did not succeed, or (without names) a runbook that
    is stale, a drill or a corrective action that is late, is a warning. Exits 0, 1, 2, or 3 where it could not be told.
    """
    app = session.app
    now, of_them = app.clock.now(), devices["names"] or devices["every"]
    with app.store.reading() as tx:
        watched = [] if of_them and not assets else _of_assets(session, tx, assets, accepted)
        if of_them:
            watched += of_devices(session, tx, () if devices["every"] else devices["names"], now)
        if with_daemon:
            watched.append(of_daemon(session, tx, now))
    if not watched and of_them:
        raise UsageError("there is nothing to watch: no check of a device is declared")
    if not watched:
        raise UsageError("there is nothing to watch: no asset is backed up by this version")
    return _told(session, watched)


def _of_assets(session: Session, tx: Transaction, assets: tuple[str, ...], accepted: tuple[str, ...]) -> list[Watched]:
    from continuity.engine.observed import Look, standings

    app = session.app
    inventory, now = app.inventory, app.clock.now()
    chosen = [inventory.asset(name) for name in assets] or [one for one in inventory.assets() if one.active]
    if left := [asset.reference for asset in chosen if not asset.active]:
        raise UsageError("{name} is not backed up by this version", name=", ".join(left))
    look = Look(inventory=inventory, at=now)
    found = standings(tx, [(one, app.policy(one)) for one in chosen], look)
    watched = [of_asset(session, one, accepted) for one in found]
    if not assets and "runbooks" not in accepted:
        watched += of_runbooks(session, proofs_of(session, tx, chosen, now))
    if not assets and "drills" not in accepted:
        watched += of_drills(session, drilling_of(session, tx, chosen, now), now)
    return watched


def _told(session: Session, watched: list[Watched]) -> int:
    state = worst(one.state for one in watched)
    bad = [one for one in watched if one.state is not State.OK]
    if len(watched) == 1:
        head = watched[0].line
    elif bad:
        first = "; ".join(one.line for one in sorted(bad, key=lambda one: -weight(one.state))[:3])
        counts = {"bad": len(bad), "all": len(watched)}
        head = session.language.fill("{bad} of {all} not as promised: {first}", first=first, **counts)
    else:
        head = session.language.fill("{all} as promised", all=len(watched))
    lines = [f"{one.state.name}: {one.line}" for one in watched] if len(watched) > 1 else []
    _print(session, state, head, lines, perfdata(watched))
    return state.value


def _unknown(session: Session | None, error: ContinuityError) -> int:
    message, hint = (session.language if session else Language("en")).error(error)
    said = f"{message} ({hint})" if hint else message
    if session is not None:
        _print(session, State.UNKNOWN, said, [], "")
    return State.UNKNOWN.value


def _print(session: Session, state: State, head: str, lines: list[str], figures: str) -> None:
    """Print a plugin's output: the bar and line breaks have a meaning there, so text has none of its own."""
    if session.json:
        document = {"schema": "continuity.monitor/1", "state": state.name, "message": veil(head), "lines": lines}
        session.emit(document | {"performance": figures})
        return
    clean = [veil(" ".join(text.replace("|", "/").split())) for text in (f"{state.name} - {head}", *lines)]
    print("\n".join([f"{clean[0]} | {figures}" if figures else clean[0], *clean[1:]]))
