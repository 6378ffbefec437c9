"""What became of a message is recorded where it belongs, and a log that nobody anchors is told of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.engine.daemon.events import Event, Level
from continuity.engine.notices.recorded import FAILED, SENT, parts
from continuity.model.alerts import Notice
from continuity.model.anchor import AnchorKind, Standing
from continuity.model.job import Outcome
from tests.notices.kit import START, Desktop
from tests.notices.test_notices import desk, titles

if TYPE_CHECKING:
    from pathlib import Path

    from tests.notices.hook import Hook

HOUR = timedelta(hours=1)
NOTICE = Notice(route="one/ops", client="one", destination="support", place=0, title="t1tle", body="b0dy",
                critical=True, made_at=START, next_at=START, number=7)  # fmt: skip


def test_each_log_holds_its_own_part_of_a_message() -> None:
    mixed = (("backup_failed", "one/share"), ("service_fault", "service"), ("anchor_failed", "@server/tsa"))
    found = parts(replace(NOTICE, about=(*mixed, ("rpo_missed", "two/share"))), ("one", "two"))
    assert {owner: [one["subject"] for one in body["about"]] for owner, body in found.items()} == {
        "one": ["one/share"],
        "two": ["two/share"],
        "@server": ["service", "@server/tsa"],
    }
    assert (found["one"]["destination"], found["@server"]["destination"]) == ("support", "one/support")
    assert "t1tle" not in str(found)
    assert "b0dy" not in str(found)
    assert list(parts(NOTICE, ("one",))) == ["one"], "of a message that an earlier version made"


def test_what_became_of_it_is_recorded(tmp_path: Path, hook: Hook) -> None:
    one = desk(tmp_path, hook)
    hook.answer = 503
    one.ended(Outcome.FAILED)
    one.work()
    one.work(timedelta(minutes=1))
    hook.answer = 200
    one.work(HOUR)
    assert [kind for kind, _ in one.recorded] == [FAILED, SENT], "the first failure and the end, not each attempt"
    assert one.recorded[0][1].error
    assert {notice.about for _, notice in one.recorded} == {(("backup_failed", "acme/share"),)}


@pytest.mark.parametrize("log", ["acme", "@server"])
def test_a_day_without_an_anchor_is_told(tmp_path: Path, hook: Hook, log: str) -> None:
    support = {"support": [{"url": hook.url("support")}]}
    dated = {"timestamps": [{"name": "tsa", "url": "http://127.0.0.1:9/"}]}
    one = Desktop(tmp_path, alerts={"ops": {"to": ["support"], "when": ["anchor_failed"]}}, notifications=support,
                  evidence=dated)  # fmt: skip
    failing = Standing(log=log, kind=AnchorKind.RFC3161, name="tsa", failing_since=START, attempts=3, cause="refused")
    for standing in (failing, replace(failing, name="another that the documents name no more")):
        with one.store.transaction() as tx:
            tx.anchors.stand(standing)
    one.work(23 * HOUR)
    assert titles(hook) == []
    one.work(2 * HOUR)
    assert titles(hook) == [f"Acme: log not anchored: {log}/tsa"]
    assert "since 2026-06-10T12:00: refused" in hook.messages("support")[0]["message"]
    with one.store.transaction() as tx:
        tx.anchors.stand(replace(failing, failing_since=None, cause=""))
    one.work(HOUR)
    assert titles(hook)[1:] == [f"Acme: well again: log not anchored: {log}/tsa"]


def test_a_log_that_cannot_be_signed_is_told_at_once(tmp_path: Path, hook: Hook) -> None:
    one = desk(tmp_path, hook, quiet="00:00-23:59")
    text = "{client}: the log cannot be anchored: {error}"
    one.notices.tell(Event("anchor.fault", text, {"client": "acme", "error": "cut or rolled back"}, Level.ERROR))
    one.work()
    assert titles(hook) == ["Acme: log not anchored: acme/log"]
    one.notices.tell(Event("anchor.sound", "{client}: the log can be signed", {"client": "acme"}))
    one.work()
    assert titles(hook)[1:] == ["Acme: well again: log not anchored: acme/log"]
