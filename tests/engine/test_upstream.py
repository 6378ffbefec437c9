"""Requests handed to another machine: a real nginx and a real HAProxy, asked before, between and after."""

from __future__ import annotations

import urllib.request
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.faces.demo.lab.ports import wait_until
from continuity.ground.clock import SystemClock
from continuity.ground.errors import ContinuityError, NotProven, Refused, Unavailable, UsageError
from continuity.recovery.actions import upstream_nginx
from continuity.recovery.actions.ports import Context
from continuity.recovery.actions.upstream import UpstreamAction
from continuity.recovery.actions.upstream_nginx import MARKER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lab.sites import TwoSites

ACTION = UpstreamAction()
FILE, SOCKET = "/etc/nginx/app.conf", "/run/haproxy.sock"
_HAPROXY = """\
global
    stats socket {socket} level admin
defaults
    mode http
    timeout connect 1s
    timeout client 5s
    timeout server 5s
frontend web
    bind :8000
    default_backend shop
backend shop
    server primary {primary}:80
    server standby {standby}:80 disabled
"""


@pytest.fixture(scope="module")
def balanced(two_sites: TwoSites) -> TwoSites:
    """The sites with an HAProxy on the standby."""
    places = {"primary": two_sites.primary.place.address, "standby": two_sites.standby.place.address}
    (two_sites.standby.root / "etc/haproxy.cfg").write_text(_HAPROXY.format(socket=SOCKET, **places))
    two_sites.standby.does("haproxy", "-D", "-f", "/etc/haproxy.cfg")
    return two_sites


@pytest.fixture
def context(balanced: TwoSites) -> Iterator[Context]:
    with balanced.machines() as machines:
        yield Context(run="run-7", client="acme", clock=SystemClock(), machines=machines)


def says(place: str) -> str:
    with urllib.request.urlopen(f"http://{place}/", timeout=5) as answer:
        found: str = answer.read().decode()
    return found


def nginx(to: str, file: str = FILE) -> dict[str, Any]:
    return {"to": to, "file": file, "on": "primary"}


def haproxy(to: str, **more: Any) -> dict[str, Any]:
    return {"to": to, "socket": SOCKET, "backend": "shop", "on": "standby", **more}


def test_nginx_hands_over_and_back(balanced: TwoSites, context: Context) -> None:
    place, there = balanced.primary.place.address, f"{balanced.standby.place.address}:80"
    assert ACTION.look(nginx(there), context) is None
    done = ACTION.perform(nginx(there), context)
    assert says(place) == "standby"
    assert (done.answer, done.values) == (there, {"was": "127.0.0.1:8080"})
    folder = balanced.primary.root / "etc/nginx"
    assert (folder / ".app.conf.before").read_text() == f"{MARKER}\nserver 127.0.0.1:8080;\n"
    assert ACTION.perform(nginx(there), context).values == {}  # done twice: whom it was before is not known any more
    ACTION.perform(nginx("127.0.0.1:8080"), context)
    assert says(place) == "primary"
    assert sorted(one.name for one in folder.iterdir()) == [".app.conf.before", "app.conf", "nginx.conf"]


def test_what_nginx_does_not_take_is_put_back(balanced: TwoSites, context: Context) -> None:
    file = balanced.primary.root / FILE.removeprefix("/")
    before = file.read_bytes()
    with pytest.raises(NotProven, match=r"host not found in upstream .*"):
        ACTION.perform(nginx("no-such-host.invalid:80"), context)
    assert file.read_bytes() == before
    assert says(balanced.primary.place.address) == "primary"


@pytest.mark.slow  # it waits five seconds for workers that do not come
def test_what_nginx_does_not_take_over_is_put_back(balanced: TwoSites, context: Context) -> None:
    file, primary = balanced.primary.root / FILE.removeprefix("/"), balanced.primary
    before, master = file.read_bytes(), (primary.root / "run/nginx.pid").read_text().strip()
    primary.does("kill", "-STOP", master)
    with pytest.raises(NotProven, match="no worker of nginx took it over"):
        ACTION.perform(nginx(f"{balanced.standby.place.address}:80"), context)
    primary.does("kill", "-CONT", master)
    assert file.read_bytes() == before
    assert says(primary.place.address) == "primary"


def test_where_nobody_knows_whether_nginx_took_it_over_that_is_said(
    balanced: TwoSites, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    primary, there = balanced.primary, f"{balanced.standby.place.address}:80"
    file = primary.root / FILE.removeprefix("/")
    before, master = file.read_bytes(), (primary.root / "run/nginx.pid").read_text().strip()
    monkeypatch.setattr(upstream_nginx, "_LIMIT", timedelta(seconds=2))
    primary.does("kill", "-STOP", master)
    with pytest.raises(NotProven, match="nobody knows whether nginx of primary took") as told:
        ACTION.perform(nginx(there), context)
    assert file.read_text() == f"{MARKER}\nserver {there};\n"  # it does not stand as it stood
    assert FILE in told.value.hint
    assert "/etc/nginx/.app.conf.before" in told.value.hint
    file.write_bytes(before)
    primary.does("kill", "-CONT", master)
    ACTION.perform(nginx("127.0.0.1:8080"), context)
    assert says(primary.place.address) == "primary"


def test_a_file_that_is_not_ours_stays_as_it_is(balanced: TwoSites, context: Context) -> None:
    folder = balanced.primary.root / "etc/nginx"
    for name, text in (("own.conf", "server 127.0.0.1:1;\n"), ("unread.conf", f"{MARKER}\nserver 127.0.0.1:1;\n")):
        (folder / name).write_text(text)
        with pytest.raises(Refused, match=r"is not ours to write|does not read"):
            ACTION.perform(nginx("127.0.0.1:8080", f"/etc/nginx/{name}"), context)
        assert (folder / name).read_text() == text
        (folder / name).unlink()
    (folder / "link.conf").symlink_to("app.conf")
    assert "is no file of primary" in str(ACTION.look(nginx("127.0.0.1:1", "/etc/nginx/link.conf"), context))
    (folder / "link.conf").unlink()


def test_haproxy_hands_over_to_one_server(balanced: TwoSites, context: Context) -> None:
    place = f"{balanced.standby.place.address}:8000"
    wait_until(lambda: says(place) == "primary", what="haproxy", limit_s=20)
    assert ACTION.perform(haproxy("standby"), context).values == {"was": "primary"}
    assert says(place) == "standby"
    assert ACTION.perform(haproxy("standby"), context).values == {}
    assert ACTION.perform(haproxy("primary"), context).values == {"was": "standby"}
    assert says(place) == "primary"


def test_haproxy_by_hand_leaves_one_server_in_use(balanced: TwoSites, context: Context) -> None:
    typed = ACTION.by_hand({name: value for name, value in haproxy("standby").items() if name != "on"}, context)
    balanced.standby.does("sh", "-c", typed)
    assert says(f"{balanced.standby.place.address}:8000") == "standby"
    assert ACTION.perform(haproxy("primary"), context).values == {"was": "standby"}  # and no other


def test_haproxy_gives_a_server_another_address(balanced: TwoSites, context: Context) -> None:
    place, old = f"{balanced.standby.place.address}:8000", f"{balanced.primary.place.address}:80"
    new = f"{balanced.standby.place.address}:80"
    assert ACTION.perform(haproxy(new, server="primary"), context).values == {"was": old}
    assert says(place) == "standby"
    ACTION.perform(haproxy(old, server="primary"), context)
    assert says(place) == "primary"


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"to": "x; shutdown", "socket": SOCKET, "backend": "shop"}, "is no name and no address"),
        ({"to": "standby"}, "exactly one of file, socket"),
        ({"to": "standby", "file": FILE}, "is not an address with a port"),
        ({"to": "standby", "socket": SOCKET}, "backend is missing"),
        ({"to": "third", "socket": SOCKET, "backend": "shop"}, "has no server third"),
        ({"to": "standby", "socket": "/run/none", "backend": "shop"}, "does not answer on /run/none"),
    ],
)
def test_what_is_wrong_is_seen_before(context: Context, parameters: dict[str, str], said: str) -> None:
    found = ACTION.look(parameters | {"on": "standby"}, context)
    assert isinstance(found, ContinuityError)
    assert said in str(found)
    with pytest.raises((UsageError, Unavailable)):
        ACTION.perform(parameters | {"on": "standby"}, context)


def test_by_hand_it_is_the_same(context: Context) -> None:
    assert "nginx -s reload" in ACTION.by_hand(nginx("127.0.0.1:1"), context)
    assert "set server shop/primary addr 192.0.2.1" in ACTION.by_hand(
        haproxy("192.0.2.1:80", server="primary"), context
    )
