"""People on call, told in a blind drill as if it were real; each call and each answer is a record of the log.

A message says what is to be seen, which runbook there is, and a reference by which the drill's lead knows it: it claims
no cause, and asks for nothing that would harm where it is a drill.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from continuity.engine.incidents.steps import publish
from continuity.engine.notices.post import attempted, revealed
from continuity.engine.procedures.actions.wishing import workshop_of
from continuity.evidence.format.record import read_fields
from continuity.ground.actor import actor
from continuity.ground.errors import UsageError
from continuity.ground.timestamps import read_time
from continuity.supervision.notify import send

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.engine.workshop import Workshop
    from continuity.ground.errors import ContinuityError
    from continuity.model.drill import Drill
    from continuity.model.inventory import Client
    from continuity.model.job import Run
    from continuity.model.procedure import Told
    from continuity.recovery.actions.ports import Context

#: As they are recorded.
CALLED, ACKNOWLEDGED = "drill.called", "drill.acknowledged"
#: What stands for who answered where nobody did.
ANSWERED = "nobody"
_LIMIT = timedelta(seconds=30)
_TITLE: Told = {
    "en": "{client}: {service} does not answer as it should ({reference})",
    "fr": "{client} : {service} ne répond pas comme il devrait ({reference})",
}
_BODY: Told = {
    "en": "Since {since}. Runbook: {runbook}. Look before you change anything, and say that you see to it, by this "
    "reference: {reference}",
    "fr": "Depuis {since}. Procédure : {runbook}. Regarder avant de rien changer, et dire qui s'en occupe, avec cette "
    "référence : {reference}",
}


@dataclass(frozen=True, kw_only=True)
class Called:
    """One level was called: when, and whether any message to it was taken."""

    level: str
    at: datetime
    delivered: bool


@dataclass(frozen=True, kw_only=True)
class Answered:
    """Somebody said that he sees to it."""

    by: str
    at: datetime


def levels(client: Client) -> Iterator[tuple[str, timedelta, tuple[str, ...]]]:
    """Yield each level of the contract's escalation, when it is called and who; without one, everybody at once."""
    steps = client.contract.escalation if client.contract else ()
    for one in steps:
        yield one.level, one.after, one.notify
    if not steps:
        yield "N1", timedelta(0), tuple(client.notifications)


def heard(context: Context) -> list[Called | Answered]:
    """Return what the log holds of calls and answers, oldest first."""
    workshop, found = workshop_of(context), list[Called | Answered]()
    with workshop.store.reading() as tx:
        records = tx.records.of_runs(workshop.logs[context.client].journal.log, [context.run])
    for one in records:
        if one.kind in (CALLED, ACKNOWLEDGED) and one.salt:
            fields = read_fields(one.body)
            body, at = fields["body"], read_time(fields["at"])
            if one.kind == CALLED:
                found.append(Called(level=body["level"], at=at, delivered=any(to["taken"] for to in body["to"])))
            else:
                found.append(Answered(by=body["by"], at=at))
    return found


def call(context: Context, drill: Drill, client: Client, whom: tuple[str, tuple[str, ...]]) -> None:
    """Send the message to one level now, and record what became of it; a service that takes none keeps no other."""
    level, names = whom
    title, body = _words(context, drill, client)
    told: list[dict[str, Any]] = []
    for name in names:
        urls = client.notifications[name].urls if name in client.notifications else ()
        for place in range(len(urls)):
            fault = _sent(workshop_of(context), client, (name, place), (title, body))
            told.append({"name": name, "place": place, "taken": fault is None, "error": str(fault or "")})
    _record(workshop_of(context), context.client, context.run, (CALLED, {"level": level, "to": told}))


def acknowledge(workshop: Workshop, run: Run, name: str) -> None:
    """Record that somebody sees to it. Raises ``UsageError`` where nobody was called in this run."""
    context = _context(workshop, run)
    if not any(isinstance(one, Called) for one in heard(context)):
        raise UsageError("nobody was called in run {run}", hint="see continuity drill list", run=run.id)
    body = {"by": name, "user": actor()["user"]}
    _record(workshop, run.client, run.id, (ACKNOWLEDGED, body))


def _context(workshop: Workshop, run: Run) -> Context:
    from continuity.recovery.actions.ports import Context

    return Context(run=run.id, client=run.client, clock=workshop.clock, world=workshop)


def _sent(
    workshop: Workshop, client: Client, whom: tuple[str, int], message: tuple[str, str]
) -> ContinuityError | None:
    name, place = whom
    url = client.notifications[name].urls[place]
    return attempted(lambda: send(revealed(url, workshop.reveal), *message, urgent=True), _LIMIT)


def _words(context: Context, drill: Drill, client: Client) -> tuple[str, str]:
    service = client.services.get(drill.service)
    values = {
        "client": client.title,
        "service": service.title if service else drill.service or drill.name,
        "reference": context.run,
        "since": context.clock.now().astimezone(ZoneInfo(client.timezone)).strftime("%Y-%m-%d %H:%M %Z"),
        "runbook": drill.runbook,
    }
    language = client.language if client.language in _TITLE else "en"
    return _TITLE[language].format(**values), _BODY[language].format(**values)


def _record(workshop: Workshop, client: str, run: str, what: tuple[str, dict[str, Any]]) -> None:
    kind, body = what
    with workshop.store.transaction() as tx:
        workshop.logs[client].journal.record(tx.records, kind, workshop.clock.now(), body, run=run)
    publish(workshop, [client])
