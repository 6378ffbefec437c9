"""GLPI's REST API as it is documented (``apirest.php``): a session for each line, ended with it.

A ticket is known again by the incident's name in its title, and a line by its mark in what was written: both are looked
for before anything is added, so that a process that died in between adds nothing twice. Where the desk did not take the
opening line, the next one opens the ticket; the last one opens it and solves it, and leaves nothing to be seen to.
"""

from __future__ import annotations

import html
import json
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from continuity.ground.errors import Unavailable
from continuity.model.ticket import LineKind
from continuity.supervision.tickets.calls import Call, ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from continuity.supervision.tickets.desk import Access, Said

#: Search options of a ticket: its title, and its number.
_TITLE, _NUMBER = "1", "2"
_INCIDENT = 1  # GLPI's type of ticket, beside the request
_IN_HAND = 2  # its status: somebody sees to it
_URGENCY = {"security": 5, "critical": 5, "blocking": 4, "minor": 2}
_MOST = "0-999"


def tell(access: Access, said: Said) -> str:
    """Have the ticket of an incident hold one line; see :class:`~continuity.supervision.tickets.desk.Desk`."""
    with _session(access) as desk:
        number = said.number or desk.found(said.incident)
        if not number:
            number = desk.opened(said, access.entity)
            if said.kind is not LineKind.SOLVE:
                return number
        if said.kind is not LineKind.OPEN:
            desk.add(number, said)
        return number


@contextmanager
def _session(access: Access) -> Iterator[_Session]:
    """Log in, and out again whatever happens."""
    app = {"App-Token": access.secrets["app_token"]} if "app_token" in access.secrets else {}
    login = app | {"Authorization": f"user_token {access.secrets['user_token']}"}
    answer = ask(Call(method="GET", url=f"{access.url.rstrip('/')}/initSession", headers=login))
    token = answer.get("session_token") if isinstance(answer, dict) else None
    if not isinstance(token, str):
        raise _strange()
    session = _Session(access.url.rstrip("/"), app | {"Session-Token": token})
    try:
        yield session
    finally:
        with suppress(Unavailable):  # it ends by itself
            session.get("killSession")


class _Session:
    """One session of the API."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        self._url, self._headers = url, headers

    def get(self, path: str) -> Any:
        """Return what is at a path."""
        return ask(Call(method="GET", url=f"{self._url}/{path}", headers=self._headers))

    def found(self, incident: str) -> str:
        """Return the number of the oldest ticket whose title names an incident; empty where there is none."""
        asked = {"criteria[0][field]": _TITLE, "criteria[0][searchtype]": "contains", "criteria[0][value]": incident}
        asked |= {"forcedisplay[0]": _NUMBER, "sort": _NUMBER, "order": "ASC", "range": "0-9"}
        answer = self.get(f"search/Ticket?{urlencode(asked)}")
        if not isinstance(answer, dict):
            raise _strange()
        rows = answer.get("data") or []  # left out where nothing was found
        rows = list(rows.values()) if isinstance(rows, dict) else rows
        numbers = [row[_NUMBER] for row in rows if incident in str(row.get(_TITLE, "")) and _NUMBER in row]
        return str(min(map(int, numbers))) if numbers else ""

    def opened(self, said: Said, entity: int | None) -> str:
        """Open a ticket and return its number."""
        ticket = {"name": said.title, "content": _content(said), "type": _INCIDENT}
        ticket |= {"urgency": _URGENCY.get(said.severity, 3)} | ({} if entity is None else {"entities_id": entity})
        answer = self._send("POST", "Ticket", ticket)
        number = answer.get("id") if isinstance(answer, dict) else None
        if not isinstance(number, int | str) or isinstance(number, bool):
            raise _strange()
        return str(number)

    def add(self, number: str, said: Said) -> None:
        """Add a line to a ticket, unless it is there."""
        what = "ITILSolution" if said.kind is LineKind.SOLVE else "ITILFollowup"
        there = self.get(f"Ticket/{number}/{what}?range={_MOST}")
        if any(said.mark in str(one.get("content")) for one in there or () if isinstance(one, dict)):
            return
        if said.kind is LineKind.REOPEN:
            self._send("PUT", f"Ticket/{number}", {"status": _IN_HAND})
        self._send("POST", what, {"itemtype": "Ticket", "items_id": int(number), "content": _content(said)})

    def _send(self, method: str, path: str, fields: Mapping[str, Any]) -> Any:
        body = json.dumps({"input": fields}).encode()
        return ask(Call(method=method, url=f"{self._url}/{path}", headers=self._headers, body=body))


def _content(said: Said) -> str:
    """Return what a ticket shows: GLPI keeps HTML, and what others wrote (a check's answer) is text alone."""
    lines = (*said.text.split("\n"), said.mark)
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines)


def _strange() -> Unavailable:
    return Unavailable(
        "what answered is no GLPI, or one that says something else than its documentation",
        hint="check the address of `tickets`: https://…/apirest.php, and that its REST API is enabled",
    )
