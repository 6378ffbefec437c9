"""Runbooks whose steps run on another host: a real sshd, a real nginx started by its own script, strangers, secrets."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from continuity.faces.demo.lab.ports import wait_until
from tests.engine.kit import Client, fresh
from tests.engine.test_runbooks import book, standing, walk
from tests.lab.link import Link
from tests.lab.second import SecondHost

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = "http { access_log off; server { listen 80; location / { return 200 web; } } } events { }\n"


@pytest.fixture(scope="module")
def host(lab_directory: Path) -> Iterator[SecondHost]:
    lab_directory.chmod(0o755)
    with Link() as link, SecondHost(lab_directory / "web", link) as one:
        for folder in ("etc/init.d", "etc/nginx", "var/log/nginx", "var/lib/nginx"):
            (one.root / folder).mkdir(parents=True)
        shutil.copy("/etc/init.d/nginx", one.root / "etc" / "init.d" / "nginx")
        (one.root / "etc" / "nginx" / "nginx.conf").write_text(f"user root;\npid /run/nginx.pid;\n{PAGE}")
        yield one


@pytest.fixture
def own(template: Client, place: Path, host: SecondHost) -> Client:
    """A client with the host as its device, whose key stands in the environment."""
    client = fresh(template, place, "disk")
    device = host.device()
    device["ssh"]["identity"] = {"env": "WEB_KEY"}
    client.environ["WEB_KEY"] = host.identity.read_text()
    client.more["devices"] = {"web": device, "away": host.device(1)}
    client.write()
    return client


def step(step: str, do: str, **more: Any) -> dict[str, Any]:
    keys = ("needs", "expect", "undo", "time_limit", "repeatable")
    rules = {key: more.pop(key) for key in keys if key in more}
    return {"name": step, "title": step, "do": do, "with": more, **rules}


def nginx(command: str) -> dict[str, Any]:
    return {"name": "nginx", "command": command, "on": "web"}


def test_a_service_of_another_host_is_started_and_stopped(own: Client, host: SecondHost) -> None:
    page = f"http://{host.link.far}/"
    book(
        own,
        step("start", "service", **nginx("start"), undo={"do": "service", "with": nginx("stop")}),
        step("again", "service", **nginx("start"), expect="= already running", undo={"ask": "Nothing."}),
        step("page", "http", url=page, contains="web"),
        step("anew", "service", **nginx("restart"), expect="= running", undo={"ask": "Nothing."}),
        step("look", "service", **nginx("status"), expect="= running", undo={"ask": "Nothing."}),
        {"name": "end", "title": "End", "ask": "Look."},
    )
    looked = own.run("runbook", "run", "own", "--dry-run")
    assert f"$ ssh root@{host.link.far} 'service nginx start'" in looked.out
    walk(own, "runbook", "run", "own", answers=["/abort a test", *["done"] * 4], code=1)
    assert not [one for one in host.processes() if one.startswith("nginx")], "undone, it is stopped"
    own.check_evidence()


def test_what_is_missing_there_is_told_before_anything_is_done(own: Client) -> None:
    book(
        own,
        step("none", "service", name="apache2", command="start", on="web"),
        step("tool", "command", run=["no-such-tool"], on="web"),
        step("name", "command", run=["true"], on="webb"),
        step("away", "command", run=["true"], on="away"),
        step("given", "command", run=["cat"], stdin="two words", on="web"),
    )
    told = own.run("runbook", "run", "own", "--dry-run", code=1).all
    assert "web has no service apache2" in told
    assert "web has no no-such-tool" in told
    assert "its devices: away, web" in told
    assert "cannot be reached by SSH" in told
    assert "$ printf %s 'two words' | ssh root@" in told


def test_a_host_that_is_away_or_hangs_fails_its_step(own: Client, host: SecondHost) -> None:
    book(
        own,
        step("away", "command", run=["true"], on="away", needs=[]),
        step("slow", "command", run=["sleep", "4714"], on="web", time_limit="1s", needs=["away"]),
    )
    told = walk(own, "runbook", "run", "own", answers=["skip away", "skip slow"], code=3)
    assert "away: FAILED: root@" in told.out
    assert "slow: FAILED: it did not end within" in told.out
    # The guard there looks once a second whether we are still with it.
    wait_until(lambda: "sleep 4714" not in " ".join(host.processes()), what="the end of what hung", limit_s=10)


def test_a_stranger_in_its_place_is_refused(own: Client, host: SecondHost) -> None:
    book(own, step("act", "command", run=["touch", "/srv/done"], on="web"))
    host.pin(host.identity.with_suffix(".pub"))
    refused = walk(own, "runbook", "run", "own", code=5)
    assert "has changed" in refused.err
    assert not (host.root / "srv" / "done").exists()
    host.as_new()
    (waits,) = standing(own)
    walk(own, "runbook", "resume", waits["run"], answers=["again"])
    assert (host.root / "srv" / "done").exists()


def test_no_secret_of_ours_is_written_down(own: Client, host: SecondHost) -> None:
    (host.root / "srv" / "leak").write_text(host.identity.read_text())
    book(
        own,
        step("says", "command", run=["cat", "/srv/leak"], on="web"),
        step("fails", "command", run=["sh", "-c", "cat /srv/leak >&2; exit 1"], on="web"),
    )
    lines = [line for line in host.identity.read_text().splitlines() if len(line) > 40]
    told = walk(own, "runbook", "run", "own", answers=[f"skip it printed {lines[0]}"], code=3)
    files = [path for path in own.state.rglob("*") if path.is_file()]
    for text in (told.all.encode(), *(path.read_bytes() for path in files)):
        assert not [line for line in lines if line.encode() in text]
    assert any(b"it printed ***" in path.read_bytes() for path in files)
