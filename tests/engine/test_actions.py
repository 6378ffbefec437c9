"""Actions that ask and tell: a real name server, a real service that takes messages, and what is wrong with both."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.engine.procedures.machines import Machines
from continuity.faces.app import App
from continuity.ground.clock import SystemClock
from continuity.ground.errors import Incomplete, NotProven, Unavailable, UsageError
from continuity.recovery.actions.installed import installed_actions
from continuity.recovery.actions.ports import Context
from tests.engine.kit import ROOT, Client, fresh
from tests.lab.name_server import NameServer
from tests.notices.hook import Hook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from continuity.recovery.actions.ports import Action


@pytest.fixture(scope="module")
def names(lab_directory: Path) -> Iterator[NameServer]:
    with NameServer(lab_directory / "names") as server:
        yield server


def dns(server: NameServer, name: str, **more: Any) -> str:
    context = Context(run="", client="acme", clock=SystemClock())
    asked = {"name": name, "server": "127.0.0.1", "port": server.port, **more}
    return installed_actions()["dns"].perform(asked, context).answer


def test_a_name_server_answers_what_it_serves(names: NameServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("continuity.recovery.actions.dns._ONE_S", 0.5)
    assert dns(names, "www.lab.example", times=2) == "192.0.2.10 192.0.2.9"
    assert dns(names, "alias.lab.example", answer="192.0.2.9 192.0.2.10") == "192.0.2.10 192.0.2.9"
    assert dns(names, "note.lab.example", type="txt") == '"of the lab"'
    for name, more, said in (
        ("none.lab.example", {}, "no such name"),
        ("www.lab.example", {"type": "AAAA"}, "nothing of this type"),
        ("www.lab.example", {"answer": "192.0.2.9"}, "it answered 192.0.2.10 192.0.2.9"),
        ("elsewhere.example", {}, "it answered REFUSED"),
        ("www.lab.example", {"port": 1}, "Connection refused|does not answer"),
    ):
        with pytest.raises(NotProven, match=said):
            dns(names, name, **more)
    with pytest.raises(UsageError, match="no name"):
        dns(names, "a..b")
    with pytest.raises(UsageError, match="type is one of"):
        dns(names, "www.lab.example", type="ANY")


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as made:
        yield made


@pytest.fixture
def told(template: Client, place: Path, hook: Hook) -> tuple[Action, Context]:
    """The action, and a French client with a way to tell people."""
    client = fresh(template, place, "disk")
    client.more["language"] = "fr"
    client.more["notifications"] = {
        "on-call": [{"url": hook.url("first")}],
        "all": [{"url": hook.url("first")}, {"url": "json://127.0.0.1:1/away"}],
        "away": [{"url": {"env": "NO_SUCH_VARIABLE"}}],
    }
    client.write()
    app = App(client.config, client.environ, client.key)
    machines = Machines(app.reveal, app.inventory.clients["acme"])
    world = app.workshop
    context = Context(run="r", client="acme", clock=SystemClock(), world=world, machines=machines)
    return installed_actions()["notify"], context


TEXT = {"en": "the site is back", "fr": "le site est de retour"}


def test_people_are_told_in_their_language_or_the_step_fails(told: tuple[Action, Context], hook: Hook) -> None:
    action, context = told
    asked = {"to": "on-call", "title": "Site", "text": TEXT, "urgent": "yes"}
    assert action.by_hand(asked, context) == "printf %s 'le site est de retour' | mail -s Site '<ADDRESS OF on-call>'"
    find = installed_actions()["find"]
    told_by = {"asset": "share", "path": "/srv/a", "at": "2026-11-23T02:20:00Z"}
    assert find.by_hand(told_by, context) == "continuity points find share /srv/a  # <= 2026-11-23T02:20:00Z"
    assert find.by_hand(told_by | {"at": "newest"}, context) == "continuity points find share /srv/a"
    assert action.perform(asked, context).answer == "1"
    (message,) = hook.messages("first")
    assert (message["title"], message["message"], message["type"]) == ("Site", "le site est de retour", "warning")
    with pytest.raises(Incomplete, match="1 of 2 services took the message"):
        action.perform(asked | {"to": "all"}, context)
    hook.answer = 500
    with pytest.raises(Unavailable, match="did not take the message"):
        action.perform(asked, context)
    hook.answer, hook.delay = 200, 3.0
    late = Context(**vars(context) | {"time_limit": timedelta(seconds=0.3)})
    with pytest.raises(Unavailable, match="no answer"):
        action.perform(asked, late)
    assert "no notification named nobody" in str(action.look(asked | {"to": "nobody"}, context))
    assert "NO_SUCH_VARIABLE" in str(action.look(asked | {"to": "away"}, context))


def test_every_action_is_documented_with_its_parameters() -> None:
    page = (ROOT / "docs" / "how-to" / "runbooks.md").read_text()
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| (.*)$", page, re.MULTILINE))
    for name, action in installed_actions().items():
        for one in (*action.required, *action.optional):
            assert f"`{one}`" in rows.get(name, ""), f"{name}: {one}"
