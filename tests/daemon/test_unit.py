"""The systemd unit asks for options that exist, waits longer than the daemon may need, and says why at every line."""

from __future__ import annotations

import re
from pathlib import Path

import click

from continuity.engine.daemon.pools import ENDING
from continuity.engine.notices.notices import LINGER
from continuity.faces.cli.main import root

UNIT = Path(__file__).parents[2] / "packaging" / "systemd" / "continuity.service"
TEXT = UNIT.read_text()


def values(key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", TEXT, re.MULTILINE)


def test_the_options_it_names_exist() -> None:
    (line,) = values("ExecStart")
    program, command, *words = line.split()
    assert (program.rpartition("/")[2], command) == ("continuity", "daemon")
    assert isinstance(root, click.Group)
    with click.Context(root) as ctx:
        daemon = root.get_command(ctx, "daemon")
        assert daemon is not None
        with daemon.make_context("daemon", words, parent=ctx, resilient_parsing=False) as parsed:
            assert parsed.params["patience"] > 0


def test_it_is_given_time_to_end() -> None:
    (patience,) = re.findall(r"--patience (\d+)", TEXT)
    ending = int(patience) + ENDING.total_seconds() + 2 * LINGER.total_seconds()
    assert int(values("TimeoutStopSec")[0]) > ending
    assert values("Type") == ["notify"], "notify-reload needs systemd 253"
    assert values("ExecReload") == ["/bin/kill -HUP $MAINPID"]


def test_the_credential_has_the_name_that_we_look_for() -> None:
    from continuity.faces import app

    (credential,) = values("LoadCredential")
    assert f'"{credential.partition(":")[0]}"' in Path(app.__file__).read_text()


def test_every_key_stands_once() -> None:
    keys = re.findall(r"^([A-Z]\w+)=", TEXT, re.MULTILINE)
    assert len(keys) == len(set(keys)) > 30
