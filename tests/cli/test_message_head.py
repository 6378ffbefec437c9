"""A mail carries the three lines of the log's head: whoever keeps it holds the log to its past."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.faces.app import App
from continuity.faces.notices import Notifier
from tests.notices.hook import Hook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client


def test_a_message_holds_the_log_to_its_past(client: Client, tmp_path: Path) -> None:
    with Hook() as hook:
        told = {"to": ["support"], "when": ["backup_failed"]}
        client.write(notifications={"support": [{"url": hook.url("support")}]}, alerts={"ops": told})
        shutil.rmtree(client.root / "disk")
        client.run("backup", code=None)
        app = App(client.config, {}, client.key)
        notifier = Notifier(app, lambda _event: None)
        notifier.notices.work(app.clock.now())
        notifier.notices.close(timedelta(seconds=20))
        (message,) = hook.messages("support")
    lines = message["message"].splitlines()[-3:]
    assert "\n".join(lines) == (client.state / "log/acme/checkpoint").read_text().partition("\n\n")[0]
    kept = tmp_path / "from-the-mail"
    kept.write_text("\n".join(lines) + "\n")
    client.write()
    client.run("init")
    client.run("evidence", "verify", kept)
    kept.write_text("\n".join([*lines[:2], lines[2].swapcase()]) + "\n")
    assert client.run("evidence", "verify", kept, code=1).code == 1
