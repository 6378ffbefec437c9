"""How it stands with drills, as ``status`` and ``monitor`` say it: each asset's last, what is late, what is to mend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.faces.cli.results import word
from continuity.faces.cli.watching import State, Watched
from continuity.ground.timestamps import write_time
from continuity.model.corrective import ActionState
from continuity.policy.drill_calendar import DueState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime

    from continuity.faces.cli.session import Session
    from continuity.model.corrective import CorrectiveAction
    from continuity.model.inventory import Asset
    from continuity.policy.drill_calendar import DrillRun, Planned
    from continuity.state.store import Transaction


@dataclass(frozen=True, kw_only=True)
class Drilling:
    """What is known of the drills of some clients: what is late, what is to be mended, each asset's last drill."""

    late: tuple[Planned, ...]
    actions: tuple[CorrectiveAction, ...]
    last: Mapping[str, DrillRun]

    def as_json(self) -> dict[str, Any]:
        """Return what ``continuity.status/1`` says of all of them."""
        late = [{"client": one.client, "drill": one.drill or None, "asset": one.subject or None} for one in self.late]
        return {"late_drills": late, "corrective_actions": [one.as_json() for one in self.actions]}

    def last_of(self, asset: str) -> dict[str, Any] | None:
        """Return ``last_drill`` of one asset."""
        run = self.last.get(asset)
        if run is None:
            return None
        said = {"run": run.id, "at": write_time(run.at), "drill": run.drill, "outcome": str(run.outcome)}
        return said | {"verdict": str(run.verdict), "played": run.played}


def drilling_of(session: Session, tx: Transaction, assets: Collection[Asset], at: datetime) -> Drilling:
    """Return how it stands with the drills of the clients whose assets these are."""
    from continuity.engine.drills.calendar import Span, last_drills, planned_drills

    clients = session.app.inventory.clients
    names = dict.fromkeys(asset.client for asset in assets)
    planned = planned_drills(tx, [clients[name] for name in names], session.app.policy, Span(now=at, until=at))
    unresolved = tx.corrective.find(states=(ActionState.OPEN, ActionState.ACCEPTED))
    return Drilling(
        late=tuple(one for one in planned if one.dates.state is DueState.LATE),
        actions=tuple(one for one in unresolved if one.client in names and one.opened_at <= at),
        last=last_drills(tx),
    )


def tell_last_drill(session: Session, run: DrillRun | None) -> None:
    """Say how the last drill of an asset came out."""
    if run is not None:
        session.say(
            "  last drill: {drill}, {verdict}, {time}{played}",
            drill=run.drill,
            verdict=word(session, run.verdict),
            time=write_time(run.at),
            played=session.language.template(", played by a script") if run.played else "",
        )


def tell_drilling(session: Session, found: Drilling, now: datetime) -> None:
    """Say which drills are late, and what they left to be mended."""
    for one in found.late:
        session.say("{client}: late drill: {name}", client=one.client, name=_called(session, one))
    tell_actions(session, found.actions, now)


def tell_actions(session: Session, actions: Iterable[CorrectiveAction], now: datetime) -> None:
    """Say what drills left to be mended."""
    for action in actions:
        template = (
            "{client}: corrective action {id}, late since {due}: {drill}, {objective}, {owner}"
            if action.late(now)
            else "{client}: corrective action {id}, until {due}: {drill}, {objective}, {owner}"
        )
        if action.state is ActionState.ACCEPTED:
            template = "{client}: corrective action {id}, risk accepted: {drill}, {objective}, {owner}"
        session.say(template, due=action.due.date(), **_said(session, action))


def of_drills(session: Session, found: Drilling, now: datetime) -> Iterator[Watched]:
    """Yield one warning for each client whose drills or corrective actions are late; nothing for those that are not."""
    fill, late = session.language.fill, [one for one in found.actions if one.late(now)]
    for client in dict.fromkeys([*(one.client for one in found.late), *(one.client for one in late)]):
        drills = ", ".join(_called(session, one) for one in found.late if one.client == client)
        actions = ", ".join(one.id for one in late if one.client == client)
        said = [fill("late drills: {names}", names=drills)] if drills else []
        said += [fill("late corrective actions: {names}", names=actions)] if actions else []
        yield Watched(state=State.WARNING, line=f"{client}: {'; '.join(said)}")


def _called(session: Session, one: Planned) -> str:
    return one.drill or session.language.fill("any of {asset}", asset=one.subject.partition("/")[2])


def _said(session: Session, action: CorrectiveAction) -> dict[str, Any]:
    from continuity.faces.cli.results import NAMES

    tr = session.language.template
    about = {"client": action.client, "id": action.id, "drill": action.drill}
    objective = tr(NAMES.get(action.objective, action.objective))
    return about | {"objective": objective, "owner": action.owner or tr("nobody yet")}
