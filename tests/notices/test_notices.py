"""What people are told, by a real server that goes down and comes back; and what survives a kill."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from continuity.engine.daemon.events import Event, Level
from continuity.engine.notices.post import LONGEST, PATIENCE
from continuity.model.alerts import When
from continuity.model.job import JobKind, Outcome
from continuity.model.point import Point
from tests.notices.kit import START, Desktop

if TYPE_CHECKING:
    from continuity.model.alerts import Notice
    from tests.notices.hook import Hook

ROOT = Path(__file__).parents[2]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Without the verdicts that stand: these runs leave no points, and so every RPO is missed, too.
HAPPENING = [str(kind) for kind in When if kind not in (When.RPO_MISSED, When.NOT_PROTECTED, When.SUSPICIOUS)]
FAULT = Event("service.fault", "{error} ({hint})", {"error": "disk full", "hint": "free some"}, Level.ERROR)


def desk(root: Path, hook: Hook, **alert: Any) -> Desktop:
    notifications = {"support": [{"url": hook.url("support")}]}
    return Desktop(root, alerts={"ops": {"to": ["support"], "when": HAPPENING} | alert}, notifications=notifications)


def titles(hook: Hook, path: str = "support") -> list[str]:
    return [str(one["title"]) for one in hook.messages(path)]


def test_a_failure_is_told_once_and_again_when_it_is_well(tmp_path: Path, hook: Hook) -> None:
    one = desk(tmp_path, hook)
    one.ended(Outcome.FAILED, reason="the disk is full")
    one.work()
    assert titles(hook) == ["Acme: backup failed: acme/share"]
    assert "the disk is full" in hook.messages("support")[0]["message"]
    one.ended(Outcome.FAILED, reason="still full")
    one.work()
    one.work(DAY)
    assert len(titles(hook)) == 1, "told twice"
    one.ended(Outcome.SUCCEEDED)
    one.work()
    assert titles(hook)[1:] == ["Acme: well again: backup failed: acme/share"]
    one.ended(Outcome.SUCCEEDED)
    one.work(DAY)
    assert len(titles(hook)) == 2


@pytest.mark.parametrize(
    ("kind", "subject", "title"),
    [
        (JobKind.RESTORE_TEST, "share", "restore test missed: acme/share"),
        (JobKind.KIT_TEST, "share", "test of the recovery kit missed: acme/share"),
        (JobKind.VERIFY, "disk", "verification missed: acme/disk"),
        (JobKind.STORAGE_CHECK, "disk", "locks missed: acme/disk"),
        (JobKind.FORGET, "disk", "points not removed: acme/disk"),
        (JobKind.PRUNE, "disk", "space not given back: acme/disk"),
    ],
)
def test_each_kind_of_work_is_told(tmp_path: Path, hook: Hook, kind: JobKind, subject: str, title: str) -> None:
    one = desk(tmp_path, hook)
    one.ended(Outcome.INCOMPLETE, subject, kind=kind)
    one.work()
    assert titles(hook) == [f"Acme: {title}"]


def test_what_nobody_asked_for_is_not_told(tmp_path: Path, hook: Hook) -> None:
    one = desk(tmp_path, hook, when=["test_missed"])
    one.ended(Outcome.FAILED)
    one.notices.tell(FAULT)
    one.work()
    one.work(HOUR)
    assert titles(hook) == []


def test_what_lasts_is_repeated(tmp_path: Path, hook: Hook) -> None:
    one = desk(tmp_path, hook, repeat="4h")
    one.ended(Outcome.FAILED)
    for _ in range(24):
        one.work(HOUR)
    assert 6 <= len(titles(hook)) <= 7


def test_nothing_is_lost_while_the_service_is_down(tmp_path: Path, hook: Hook) -> None:
    one = desk(tmp_path, hook, repeat="1h")
    hook.down()
    one.ended(Outcome.FAILED, "share")
    one.work()
    one.ended(Outcome.FAILED, "mail")
    for _ in range(5):
        one.work(HOUR)
    assert len(one.waiting()) == 2, "no repeats while the first message waits"
    assert [event.name for event in one.log] == ["notice.undelivered"]
    hook.up()
    one.work(LONGEST)
    one.work()
    assert titles(hook)[:2] == ["Acme: backup failed: acme/share", "Acme: backup failed: acme/mail"]
    assert one.waiting() == []
    assert len(titles(hook)) <= 3


def test_what_cannot_be_delivered_is_given_up_and_kept(tmp_path: Path, hook: Hook) -> None:
    one = desk(tmp_path, hook)
    hook.answer = 403
    one.ended(Outcome.FAILED)
    for _ in range(80):
        one.work(HOUR)
    assert one.waiting() == []
    assert [event.name for event in one.log] == ["notice.undelivered", "notice.given_up"]
    with one.store.reading() as tx:
        (kept,) = tx.notices.recent(5)
    assert kept.outcome == "given_up"
    assert "403" in kept.error
    assert kept.attempts > 3
    assert kept.ended_at is not None
    assert kept.ended_at - kept.made_at >= PATIENCE


def test_quiet_hours_hold_back_what_is_not_critical(tmp_path: Path, hook: Hook) -> None:
    one = desk(tmp_path, hook, quiet="22:00-06:00")
    one.until("23:00")
    one.ended(Outcome.FAILED, "share")
    one.ended(Outcome.FAILED, "till")
    one.work()
    assert titles(hook) == ["Acme: backup failed: acme/till"], "the till is critical"
    one.until("05:30")
    assert len(titles(hook)) == 1
    one.until("06:00")
    assert titles(hook)[1:] == ["Acme: backup failed: acme/share"]


def test_a_digest_is_one_message(tmp_path: Path, hook: Hook) -> None:
    one = desk(tmp_path, hook, digest="day")
    one.ended(Outcome.FAILED, "share", reason="first reason")
    one.work()
    one.ended(Outcome.FAILED, "mail", reason="second reason")
    one.work()
    one.ended(Outcome.SUCCEEDED, "mail")
    one.until("07:30")
    assert titles(hook) == []
    one.until("08:00")
    assert titles(hook) == ["Acme: 1 wrong, 1 well again"]
    body = hook.messages("support")[0]["message"]
    assert "first reason" in body
    assert "acme/mail: backup failed since 2026-06-10 14:00 CEST, well again since" in body


def test_an_end_that_nobody_heard_of_is_told(tmp_path: Path, hook: Hook) -> None:
    one = desk(tmp_path, hook)
    one.run(Outcome.FAILED)  # the process died between the end of the run and the word of it
    one.work()
    assert titles(hook) == ["Acme: backup failed: acme/share"]
    one.run(Outcome.SUCCEEDED)
    one.open()
    one.work()
    assert len(titles(hook)) == 2
    one.open()
    one.work()
    assert len(titles(hook)) == 2


def test_an_rpo_that_runs_out_is_told_though_nothing_failed(tmp_path: Path, hook: Hook) -> None:
    one = desk(tmp_path, hook, when=["rpo_missed"])
    run = one.run(Outcome.SUCCEEDED)
    point = Point(client="acme", asset="share", repository="disk", snapshot="ab" * 32, run=run.id, data_time=START,
                  kind="full", bytes=1, listed_at=START)  # fmt: skip
    with one.store.transaction() as tx:
        tx.points.add(point)
    one.work()
    one.work(timedelta(hours=20))
    assert titles(hook) == []
    one.work(timedelta(hours=5))
    assert titles(hook) == ["Acme: RPO missed: acme/share"]
    one.work(DAY)
    assert len(titles(hook)) == 1


def test_the_service_itself_is_told_of_at_once(tmp_path: Path, hook: Hook) -> None:
    one = desk(tmp_path, hook, quiet="00:00-23:59", digest="week")
    one.notices.tell(FAULT)
    one.work()
    assert titles(hook) == ["Acme: fault of the service: service"]
    assert "disk full (free some)" in hook.messages("support")[0]["message"]
    one.notices.tell(Event("service.well", "well"))
    one.work(DAY * 8)
    assert len(titles(hook)) == 2


def test_a_service_that_hangs_delays_no_other(tmp_path: Path, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    both = {"slow": [{"url": "json://127.0.0.1:9/"}], "support": [{"url": hook.url("support")}]}
    one = Desktop(tmp_path, alerts={"ops": {"to": ["slow", "support"], "when": HAPPENING}}, notifications=both)
    hang = threading.Event()
    real = one.send
    one.limit = timedelta(seconds=0.5)

    def send(notice: Notice) -> None:
        if notice.destination == "slow":
            hang.wait(30)
        real(notice)

    monkeypatch.setattr(one, "send", send)
    one.open()
    one.ended(Outcome.FAILED)
    before = time.monotonic()
    one.work()
    assert time.monotonic() - before < 5
    assert titles(hook) == ["Acme: backup failed: acme/share"]
    (left,) = one.waiting()
    assert "no answer" in left.error
    hang.set()


def test_telling_waits_for_nothing(tmp_path: Path, hook: Hook) -> None:
    """With the database locked by another process, too; and once it is free, all is told."""
    one = desk(tmp_path, hook)
    run = one.run(Outcome.FAILED)
    one.notices.beat(one.clock.now())
    while not titles(hook):
        time.sleep(0.01)
    with closing(sqlite3.connect(tmp_path / "state" / "state.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        before = time.monotonic()
        for _ in range(100):
            one.notices.tell(FAULT)
            one.notices.beat(one.clock.now())
        assert time.monotonic() - before < 0.5
        other.execute("ROLLBACK")
    deadline = time.monotonic() + 20
    while len(titles(hook)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    one.notices.close(timedelta(seconds=10))
    assert len(titles(hook)) == 2
    assert run.id


def test_what_the_documents_no_longer_name_is_forgotten(tmp_path: Path, hook: Hook) -> None:
    one = desk(tmp_path, hook, quiet="12:00-20:00")
    one.ended(Outcome.FAILED, "share")
    one.work()
    one.write(alerts={"other": {"to": ["support"], "when": ["test_missed"]}},
              notifications={"support": [{"url": hook.url("support")}]})  # fmt: skip
    one.open()
    one.ended(Outcome.SUCCEEDED, "share")
    one.work(DAY)
    with one.store.reading() as tx:
        assert tx.notices.alarms() == []
    assert titles(hook) == []


def test_the_secret_of_a_url_is_written_nowhere(tmp_path: Path, hook: Hook) -> None:
    url = hook.url("support/tok3n4567").replace("//", "//me:hunter2pass@", 1)
    one = Desktop(tmp_path, {"HOOK": url}, alerts={"ops": {"to": ["support"]}},
                  notifications={"support": [{"url": {"env": "HOOK"}}]})  # fmt: skip
    hook.answer = 500
    one.ended(Outcome.FAILED)
    one.work()
    hook.answer = 200
    one.work(HOUR)
    assert len(titles(hook, "support/tok3n4567")) == 1
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    told = "".join(map(str, one.log)) + repr(one.app.inventory)
    for secret in ("tok3n4567", "hunter2pass"):
        assert secret.encode() not in written
        assert secret not in told


DYING = """
import os, sys, time
from pathlib import Path
from continuity.model.job import Outcome
from tests.notices.kit import Desktop
one = Desktop(Path(sys.argv[1]), {})
real = one.send
def send(notice):
    if sys.argv[2] == "after":
        real(notice)
    print("ready", flush=True)
    time.sleep(60)
one.send = send
one.open()
one.ended(Outcome.FAILED)
one.work()
"""


@pytest.mark.parametrize(("when", "arrived"), [("before", 1), ("after", 2)])
def test_kill_loses_nothing(tmp_path: Path, hook: Hook, when: str, arrived: int) -> None:
    """Killed between the outbox and the service, the message is sent by the next; in the instant after, once more."""
    one = desk(tmp_path, hook)
    child = subprocess.Popen([sys.executable, "-c", DYING, str(tmp_path), when], cwd=ROOT, stdout=subprocess.PIPE,
                             text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})  # fmt: skip
    with child:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
        child.send_signal(signal.SIGKILL)
    one.work()
    one.work(LONGEST)
    assert len(titles(hook)) == arrived
    assert one.waiting() == []


def test_of_two_services_one_sends(tmp_path: Path, hook: Hook) -> None:
    """The other notes, and takes over when the first is gone."""
    one = desk(tmp_path, hook)
    with one.store.transaction() as tx:
        # another host holds the lease: nobody can tell whether it lives
        tx.leases.take_until("notices", "elsewhere/boot/1/1", one.clock.now(), one.clock.now() + timedelta(minutes=5))
    one.ended(Outcome.FAILED)
    one.work()
    assert titles(hook) == []
    assert len(one.waiting()) == 1
    one.work(timedelta(minutes=6))
    assert len(titles(hook)) == 1


def test_a_log_that_is_not_received_is_told_until_it_is(tmp_path: Path, hook: Hook) -> None:
    one = desk(tmp_path, hook)
    one.notices.tell(
        Event("receiver.broken", "{asset}: {error}", {"asset": "acme/share", "error": "gone"}, Level.ERROR)
    )
    one.work()
    assert titles(hook) == ["Acme: log not received: acme/share"]
    one.notices.tell(Event("receiver.receiving", "{asset}", {"asset": "acme/share"}))
    one.work()
    assert titles(hook)[1:] == ["Acme: well again: log not received: acme/share"]
