"""``continuity notification``: where people are told, and whether a message really arrives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Group
from continuity.ground.errors import ContinuityError, Incomplete, Unavailable, UsageError
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.faces.cli.session import Session
    from continuity.model.alerts import Notice

_RECENT = 20


@click.group(cls=Group)
@click.pass_context
def notification(ctx: click.Context) -> int | None:
    """Who is told when something is wrong; without a verb, the list of destinations and of the last messages."""
    return _list(ctx.obj) if ctx.invoked_subcommand is None else None


@notification.command("list")
@click.pass_obj
def list_(session: Session) -> int:
    """List the destinations, what each is told of, and what became of the last messages."""
    return _list(session)


@notification.command()
@click.argument("names", nargs=-1)
@click.pass_obj
def test(session: Session, names: tuple[str, ...]) -> int:
    """Send a test message to the destinations NAMES (all, without names), and say what their services answered.

    Exits 3 where some were not delivered, 4 where none was.
    """
    from continuity.faces.notices import url_of
    from continuity.supervision.notify import scheme, send

    app, results = session.app, []
    title = session.language.fill("continuity: a test message")
    body = session.language.fill("If you can read this, alerts reach you.")
    for notice in _chosen(session, names):
        name, shown, fault = f"{notice.client}/{notice.destination}", "?", None
        try:
            url = url_of(app, notice)
            shown = scheme(url)
            send(url, title, body, urgent=False)
            session.say("{name}: {service} took the message", name=name, service=shown)
        except ContinuityError as error:
            fault = error
            session.complain(error)
        results.append({"name": name, "service": shown, "delivered": fault is None, "error": str(fault or "")})
    session.emit({"schema": "continuity.notification-test/1", "destinations": results})
    delivered = sum(bool(one["delivered"]) for one in results)
    return 0 if delivered == len(results) else Incomplete.exit_code if delivered else Unavailable.exit_code


def _chosen(session: Session, names: tuple[str, ...]) -> list[Notice]:
    known = list(_destinations(session))
    for name in names:
        if not any(name in (one.destination, f"{one.client}/{one.destination}") for one in known):
            listed = ", ".join(dict.fromkeys(one.destination for one in known)) or "-"
            raise UsageError("there is no notification named {name}", hint="known: {names}", name=name, names=listed)
    if not known:
        raise UsageError(
            "the documents name no notification", hint="add `notifications` and `alerts`: docs/how-to/alerts.md"
        )
    return [one for one in known if not names or {one.destination, f"{one.client}/{one.destination}"} & set(names)]


def _destinations(session: Session) -> Iterator[Notice]:
    """Yield an empty message for each URL of each destination."""
    from continuity.model.alerts import Notice

    now = session.app.clock.now()
    bare = Notice(route="", client="", destination="", place=0, title="", body="", critical=False, made_at=now,
                  next_at=now)  # fmt: skip
    for client in session.app.inventory.clients.values():
        for name, one in client.notifications.items():
            for place in range(len(one.urls)):
                yield replace(bare, client=client.name, destination=name, place=place)


def _list(session: Session) -> int:
    app = session.app
    destinations: list[dict[str, Any]] = []
    for client in app.inventory.clients.values():
        for name, one in client.notifications.items():
            kinds = {str(kind) for alert in client.alerts if name in alert.to for kind in alert.when}
            found = {"name": f"{client.name}/{name}", "urls": len(one.urls), "told_of": sorted(kinds)}
            destinations.append(found)
    session.table(
        ("notification", "URLs", "told of"),
        ((one["name"], one["urls"], ", ".join(one["told_of"])) for one in destinations),
    )
    with app.store.reading() as tx:
        recent = tx.notices.recent(_RECENT)
    for notice in recent:
        said = session.language.told(notice.error)
        session.say(
            "  {at} {name}: {state}: {title}{error}",
            at=write_time(notice.made_at),
            name=f"{notice.client}/{notice.destination}",
            state=session.language.template(HOW[notice.outcome]),
            title=notice.title,
            error=f" ({said})" if said else "",
        )
    session.emit(
        {"schema": "continuity.notifications/1", "destinations": destinations, "messages": list(map(_plain, recent))}
    )
    return 0


#: What became of a message, by its outcome.
HOW = {"": "waits", "sent": "sent", "given_up": "given up"}


def _plain(notice: Notice) -> dict[str, Any]:
    return {
        "name": f"{notice.client}/{notice.destination}",
        "alert": notice.route,
        "title": notice.title,
        "made_at": write_time(notice.made_at),
        "attempts": notice.attempts,
        "outcome": notice.outcome or "waiting",
        "error": notice.error,
    }
