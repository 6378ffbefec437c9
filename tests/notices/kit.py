"""A client whose alerts go to a real server, and a clock that the test moves."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from continuity.engine.daemon.events import Event
from continuity.engine.notices.notices import Desk, Notices
from continuity.engine.notices.post import Delivery, Post
from continuity.faces.app import App
from continuity.faces.language import Language
from continuity.faces.notices import url_of
from continuity.ground.clock import ManualClock
from continuity.ground.identity import identity
from continuity.model.job import JobKind, Outcome, Run
from continuity.state.store import Store
from continuity.supervision.notify import send

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from continuity.model.alerts import Notice

START = datetime(2026, 6, 10, 12, tzinfo=UTC)  # 14:00 in Paris
PATIENCE = timedelta(seconds=10)


def document(root: Path, alerts: Mapping[str, Any], notifications: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    def asset(path: str, criticality: str) -> dict[str, Any]:
        source = {"kind": "files", "paths": [str(root / path)]}
        return {"site": "here", "policy": "plain", "source": source, "copies": ["disk"], "criticality": criticality}

    place = {"adapter": "local", "path": str(root / "disk"), "site": "here", "medium": "disk", "credential": "me"}
    return {
        "version": 1,
        "timezone": "Europe/Paris",
        "state": str(root / "state"),
        "lab": True,
        "client": {"name": "acme", "title": "Acme"},
        "sites": {"here": {}},
        "repositories": {"disk": place},
        "policies": {"plain": {"objectives": {"rpo": "24h", "rto": "8h"}}},
        "assets": {name: asset(name, "standard") for name in ("share", "mail")} | {"till": asset("till", "critical")},
        "notifications": notifications,
        "alerts": alerts,
        **more,
    }


class Desktop:
    """Notices on a state directory, worked by hand: no thread, and time is the test's."""

    def __init__(self, root: Path, environ: Mapping[str, str] | None = None, **written: Any) -> None:
        self.root, self.environ = root, dict(environ or {})
        self.clock = ManualClock(START)
        self.log: list[Event] = []
        self.recorded: list[tuple[str, Notice]] = []
        self.limit = timedelta(seconds=5)
        self.write(**written)
        self.store = Store.open(root / "state" / "state.db")
        self.open()
        self.runs = 0

    def write(self, **written: Any) -> None:
        if written:
            (self.root / "continuity.yaml").write_text(json.dumps(document(self.root, **written)))

    def open(self) -> None:
        """Begin anew, as a process that was started again on the same state."""
        self.app = App(self.root / "continuity.yaml", self.environ)
        self.post = Post(
            Delivery(
                store=self.store,
                clock=self.clock,
                send=self.send,
                tell=self.log.append,
                limit=self.limit,
                record=lambda _tx, kind, notice: self.recorded.append((kind, notice)),
            )
        )
        desk = Desk(store=self.store, post=self.post, words=Language, tell=self.log.append)
        self.notices = Notices(desk, self.app.inventory, self.app.policy)

    def send(self, notice: Notice) -> None:
        send(url_of(self.app, notice), notice.title, notice.body, urgent=notice.critical)

    def run(self, outcome: Outcome, asset: str = "share", kind: JobKind = JobKind.BACKUP, reason: str = "") -> Run:
        """A run that just ended, as the engine leaves it in the database."""
        self.runs += 1
        at = self.clock.now() + timedelta(microseconds=self.runs)
        run = Run(id=f"{self.runs:04}r", kind=kind, client="acme", subject=f"acme/{asset}", policy_digest="",
                  scheduled_for=at, started_at=at)  # fmt: skip
        with self.store.transaction() as tx:
            tx.runs.claim(run, identity())
            tx.runs.finish(replace(run, outcome=outcome, reason=reason, duration_s=1.0))
        return run

    def ended(self, outcome: Outcome, asset: str = "share", **more: Any) -> Run:
        """The same, and the daemon tells of it."""
        run = self.run(outcome, asset, **more)
        self.notices.tell(
            Event("run.ended", "{kind} of {subject}", {"kind": run.kind, "subject": run.subject}, run=run.id)
        )
        return run

    def work(self, after: timedelta = timedelta(seconds=10)) -> None:
        """A heartbeat later: all that is due is delivered, or was tried."""
        self.clock.advance(after)
        self.notices.work(self.clock.now())
        assert self.post.wait(PATIENCE)

    def until(self, local: str) -> None:
        """Heartbeats, a quarter of an hour apart, until the clock in Paris shows this."""
        for _ in range(4 * 24 * 8):
            self.work(timedelta(minutes=15))
            if (self.clock.now() + timedelta(hours=2)).strftime("%H:%M") >= local > _before(self.clock.now()):
                return

    def waiting(self) -> list[Notice]:
        with self.store.reading() as tx:
            return tx.notices.waiting()


def _before(now: datetime) -> str:
    return (now + timedelta(hours=2) - timedelta(minutes=15)).strftime("%H:%M")
