"""People are reminded of drills and of what they left to be mended: each stage once, in their language."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.model.corrective import CorrectiveAction
from continuity.model.job import Outcome
from continuity.model.measurement import Verdict
from tests.notices.kit import START, Desktop

if TYPE_CHECKING:
    from pathlib import Path

    from tests.notices.hook import Hook

DAY = timedelta(days=1)
QUARTER = {"plain": {"objectives": {"rpo": "24h"}, "drill": {"every": "quarter"}}}
DRILL = {"try": {"title": "Try", "purpose": "A test", "runbook": "restore-files", "every": "quarter"}}


def desk(root: Path, hook: Hook, **more: Any) -> Desktop:
    alerts = {"ops": {"to": ["support"], "when": ["drill_due", "action_due"]}}
    notifications = {"support": [{"url": hook.url("support")}]}
    return Desktop(root, alerts=alerts, notifications=notifications, drills=DRILL, **more)


def told(hook: Hook, about: str) -> list[str]:
    bodies = [str(one["message"]) for one in hook.messages("support")]
    return [line for body in bodies for line in body.splitlines() if line.startswith(f"acme/{about}")]


def test_each_stage_of_a_drill_is_told_once(tmp_path: Path, hook: Hook) -> None:
    one = desk(tmp_path, hook)
    one.ended(Outcome.SUCCEEDED)  # the client's first work: 10 June; a quarter later is 10 September
    one.work(70 * DAY)
    assert told(hook, "try:") == []
    one.work(10 * DAY)
    (soon,) = told(hook, "try:")
    assert "it is to be held on 2026-09-10" in soon
    for _ in range(3):
        one.work(DAY)
    one.open()  # another process does not know less
    one.work(DAY)
    assert told(hook, "try:") == [soon]
    one.work(8 * DAY)
    (_, due) = told(hook, "try:")
    assert "today" in due
    one.work(2 * DAY)
    one.work(30 * DAY)
    (_, _, late) = told(hook, "try:")
    assert "should have been held by 2026-09-10" in late
    assert len(told(hook, "share:")) == 3, "its policy asks for a drill of the asset, too"
    kinds = {kind for sent, notice in one.recorded if sent == "notice.sent" for kind, _subject in notice.about}
    assert kinds == {"drill_due"}


def test_what_is_to_be_mended_is_told_when_it_opens_when_it_nears_and_when_it_is_late(
    tmp_path: Path, hook: Hook
) -> None:
    one = desk(tmp_path, hook, language="fr")
    action = CorrectiveAction(
        id="a1", client="acme", drill="try", subject="acme/share", objective="rto", verdict=Verdict.MISSED, reason="",
        people=True, owner="Ana", opened_at=START, due=START + 30 * DAY,
    )  # fmt: skip
    with one.store.transaction() as tx:
        tx.corrective.write(action)
    for _ in range(40):
        one.work(DAY)
    opened, near, overdue = told(hook, "try a1")
    assert "Ana a jusqu'au 2026-07-10" in opened
    assert "d'ici au 2026-07-10" in near
    assert "aurait dû" in overdue
