"""``notify``: somebody whom the documents know is told, now, and the step fails where the message is not taken."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from continuity.engine.notices.post import LIMIT, attempted, revealed
from continuity.engine.procedures.actions.wishing import workshop_of
from continuity.engine.procedures.machines import client_of
from continuity.ground.errors import ContinuityError, Incomplete, UsageError
from continuity.recovery.actions.asked import shell, switch
from continuity.recovery.actions.ports import Context, Performed
from continuity.supervision.notify import send

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.model.alerts import Destination
    from continuity.model.inventory import Client


class NotifyAction:
    """Sends ``text`` with a ``title`` to the notification ``to`` of the documents, as ``urgent`` where that is said.

    A text is one for all, or one in each language, of which the client's is sent.

    The answer is how many services took it.
    """

    required: Sequence[str] = ("to", "text")
    optional: Sequence[str] = ("title", "urgent")
    changes = False  # what is said cannot be undone, and nothing is left to undo

    def by_hand(self, parameters: Mapping[str, Any], context: Context) -> str:
        """Return a command that tells the same people the same; their address is not in the documents."""
        title, text = _told(parameters, context, "title"), _told(parameters, context, "text")
        address = f"<ADDRESS OF {parameters['to']}>"
        return f"{shell(['printf', '%s', text])} | {shell(['mail', '-s', title, address])}"

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether there is such a notification, and its secrets are known."""
        try:
            switch(parameters, "urgent")
            _urls(parameters, context)
        except ContinuityError as error:
            return error
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Send it. Raises ``Unavailable`` where no service takes it, ``Incomplete`` where some do not."""
        title, text = _told(parameters, context, "title"), _told(parameters, context, "text")
        urls, urgent = _urls(parameters, context), switch(parameters, "urgent")
        limit = min(LIMIT, context.time_limit or LIMIT)
        came = [attempted(partial(send, url, title, text, urgent=urgent), limit) for url in urls]
        faults = [fault for fault in came if fault]
        if len(faults) == len(urls):
            raise faults[0]
        if faults:
            raise Incomplete(
                "{count} of {all} services took the message; {fault}",
                hint="see who was not told, and tell him: continuity notification test",
                count=len(urls) - len(faults),
                all=len(urls),
                fault=faults[0],
            )
        return Performed(answer=str(len(urls)))


def _urls(parameters: Mapping[str, Any], context: Context) -> list[str]:
    workshop = workshop_of(context)
    return [revealed(url, workshop.reveal) for url in _destination(parameters, _client(context)).urls]


def _destination(parameters: Mapping[str, Any], client: Client) -> Destination:
    name = str(parameters["to"])
    if name not in client.notifications:
        raise UsageError(
            "there is no notification named {name}",
            hint="known: {names}",
            name=name,
            names=", ".join(client.notifications) or "-",
        )
    return client.notifications[name]


def _client(context: Context) -> Client:
    return workshop_of(context).inventory.clients[context.client]


def _told(parameters: Mapping[str, Any], context: Context, name: str) -> str:
    """Return a text in the client's language, where it is written in several."""
    text = parameters.get(name) or f"continuity: {context.client}"
    if not isinstance(text, dict):
        return str(text)
    client = client_of(context)
    return str(text.get(client.language if client else "en") or next(iter(text.values())))
