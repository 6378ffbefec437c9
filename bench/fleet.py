"""A provider's documents and state for the scheduled service: many assets that all have a past, and no repository.

What is measured on it is ours alone: no restic is ever started, so the repositories need not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.orders import SCHEDULER
from continuity.faces.app import App
from continuity.faces.initialise import initialise
from continuity.ground.identity import identity
from continuity.model.job import Announced, Outcome, job_id
from continuity.policy.planning import lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from continuity.policy.planning import Line

PER_CLIENT = 100

_SHARED = """\
version: 1
state: {root}/state
sites: {{here: {{title: Here}}}}
policies:
{policies}
"""
_POLICY = "  p{number}: {{objectives: {{rpo: 48h}}, copies: {{copies: 2}}, schedule: {schedule}}}\n"
_CLIENT = """\
client: {{name: {name}, title: Client {name}}}
repositories:
  disk: {{adapter: local, path: {root}/nowhere/{name}, site: here, medium: disk, credential: bench}}
assets:
"""
_ASSET = """\
  a{number}:
    {{title: Asset {number}, site: here, policy: p{policy}, copies: [disk], source: {{kind: files, paths: [/srv]}}}}
"""


@dataclass(frozen=True)
class Fleet:
    """So many assets below ``root``, backed up as the ``schedules`` say, each in its turn."""

    root: Path
    assets: int
    schedules: Sequence[str]

    @property
    def key(self) -> Path:
        """What opens the vault."""
        return self.root / "key"

    @property
    def argv(self) -> list[str]:
        """How a command finds it."""
        return ["--config", str(self.root), "--vault-key-file", str(self.key)]

    def app(self) -> App:
        """Read the documents."""
        return App(self.root, {}, self.key)

    def make(self) -> Fleet:
        """Write the documents, create state and logs, and give every line of work a past: nothing is due at once."""
        self.root.mkdir(parents=True)
        policies = "".join(_POLICY.format(number=n, schedule=one) for n, one in enumerate(self.schedules))
        (self.root / "shared.yaml").write_text(_SHARED.format(root=self.root, policies=policies))
        (self.root / "nowhere").write_text("a file, so that every repository below it fails at once\n")
        for start in range(0, self.assets, PER_CLIENT):
            self._write_client(f"c{start // PER_CLIENT}", range(start, min(start + PER_CLIENT, self.assets)))
        app = self.app()
        list(initialise(app))
        self._remember(app)
        return self

    def _write_client(self, name: str, numbers: range) -> None:
        folder = self.root / name
        folder.mkdir()
        assets = "".join(_ASSET.format(number=n, policy=n % len(self.schedules)) for n in numbers)
        (folder / "continuity.yaml").write_text(_CLIENT.format(name=name, root=self.root) + assets)

    def _remember(self, app: App) -> None:
        now = app.clock.now()
        jobs = [_ended(line, now - timedelta(seconds=1)) for line in lines(app.inventory, {})]
        with app.store.transaction() as tx:
            tx.jobs.announce(jobs)
            for job in jobs:
                tx.jobs.end(job.id, Outcome.SUCCEEDED)


def fence(app: App) -> int:
    """Become the active scheduler; returns the lease's token."""
    now = app.clock.now()
    with app.store.transaction() as tx:
        token = tx.leases.take_until(SCHEDULER, identity(), now, now + timedelta(hours=1))
    assert token is not None
    return token


def _ended(line: Line, at: datetime) -> Announced:
    return Announced(
        id=job_id(line.kind, line.subject, at),
        kind=line.kind,
        client=line.client,
        subject=line.subject,
        scheduled_for=at,
        policy_digest=line.policy_digest,
    )
