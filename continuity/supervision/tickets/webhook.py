"""A line as one signed JSON message, for whatever opens tickets: ``docs/how-to/tickets.md`` says how it is read.

``X-Continuity-Signature`` is ``sha256=`` and the HMAC-SHA256, in hexadecimal, of the time in ``X-Continuity-Time``, a
full stop and the body's exact bytes. ``Idempotency-Key`` is the same each time that a line is told.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING

from continuity.supervision.tickets.calls import Call, ask

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.supervision.tickets.desk import Access, Said

_LONGEST = 100


def tell(access: Access, said: Said, at: datetime) -> str:
    """Tell a line, and return the ticket's number if the answer gives one; see :class:`~.desk.Desk`."""
    plain = {
        "schema": "continuity.ticket-line/1",
        "event": str(said.kind),
        "key": said.mark,
        "ticket": said.number or None,
        "title": said.title,
        "text": said.text,
        "incident": dict(said.plain),
    }
    body = json.dumps(plain, ensure_ascii=False).encode()
    time = str(int(at.timestamp()))
    headers = {
        "X-Continuity-Time": time,
        "X-Continuity-Signature": f"sha256={signature(access.secrets['secret'], time, body)}",
        "Idempotency-Key": said.mark,
    }
    answer = ask(Call(method="POST", url=access.url, headers=headers, body=body))
    number = answer.get("ticket") if isinstance(answer, dict) else None
    good = isinstance(number, int | str) and not isinstance(number, bool) and str(number).isprintable()
    return str(number)[:_LONGEST] if good else said.number


def signature(secret: str, time: str, body: bytes) -> str:
    """Return what a message is signed with."""
    return hmac.new(secret.encode(), f"{time}.".encode() + body, hashlib.sha256).hexdigest()
