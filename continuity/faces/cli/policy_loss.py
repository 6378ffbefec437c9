"""``continuity policy explain --loss``: what would come back, to what data time, in how long, from which copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.ground.errors import NotProven, UsageError
from continuity.ground.timestamps import write_time
from continuity.model.measurement import Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.engine.losses import Answer, Question
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Asset
    from continuity.policy.loss import Return
    from continuity.policy.reasons import Reason


def show_loss(session: Session, name: str, at: datetime | None, asset: str | None, form: str) -> int:
    """Show what would become of one asset, or of all, as text, Markdown or JSON; returns the exit code."""
    from continuity.engine.losses import Question, what_if
    from continuity.faces.cli.policy_loss_words import page

    app, now = session.app, session.app.clock.now()
    if at is not None and at > now:
        raise UsageError("{time} has not come yet", hint="give a moment of the past", time=write_time(at))
    only = app.inventory.asset(asset) if asset else None
    asked = Question(name=name, at=at or now, past=at is not None)
    with app.store.reading(as_of=at) as tx:
        answer = what_if(tx, app.inventory, app.policy, asked)
    shown = [one for one in answer.returns if only in (None, one.asset)]
    found = page(session, answer, shown, asked)
    for line in found.markdown() if form == "md" else found.text():
        session.say("{line}", line=line)
    session.emit(_plain(answer, shown, asked, only))
    return NotProven.exit_code if any(one.verdict is not Verdict.MET for one in shown) else 0


def _plain(answer: Answer, shown: list[Return], asked: Question, only: Asset | None) -> dict[str, Any]:
    lost = answer.lost
    plain: dict[str, Any] = {"schema": "continuity.policy-loss/1", "at": write_time(asked.at), "past": asked.past}
    plain["loss"] = {"kind": str(lost.loss.kind), "name": lost.loss.name}
    plain["lost"] = {"repositories": _why(lost.repositories), "data": _why(lost.data)}
    plain["verdict"] = str(Verdict.worst([one.verdict for one in shown])) if shown else None
    plain["assumptions"] = [str(one) for one in answer.assumptions]
    plain["assets"] = [_asset(one) for one in shown]
    return plain | {"untouched": [one.reference for one in answer.untouched if only in (None, one)]}


def _why(found: Any) -> list[dict[str, str | None]]:
    return [{"name": name, "why": str(why) if why else None} for name, why in sorted(found.items())]


def _asset(one: Return) -> dict[str, Any]:
    figures = {"rpo": one.rpo, "proven_rpo": one.proven_rpo, "restore": one.restore}
    plain: dict[str, Any] = {"name": one.asset.reference, "policy": one.policy.name, "verdict": str(one.verdict)}
    plain |= {"data_lost": one.data_lost, "data": one.data.as_json() if one.data else None}
    plain |= {"proven": one.proven.as_json() if one.proven else None}
    for name, measured in figures.items():
        found = measured.as_json() if measured else None
        plain[name] = found and {key: found[key] for key in ("target_s", "actual_s", "verdict", "reason")}
    plain |= {"forecast": one.forecast.as_json() if one.forecast else None, "waits_s": one.waits_s}
    plain |= {"walked": one.walked.as_json() if one.walked else None}
    plain |= {"measured_on_others": one.measured_on_others, "left_in": sorted(one.left.repositories)}
    plain |= {"copies": one.copies.as_json() if one.copies else None}
    return plain | {"unproven": _texts(one.doubts), "notes": _texts(one.said)}


def _texts(reasons: tuple[Reason, ...]) -> list[str]:
    return [str(one) for one in reasons]
