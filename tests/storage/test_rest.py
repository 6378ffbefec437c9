"""The REST adapter's own promises and faults: append-only tried, secrets, silence, certificates, a server that goes."""

from __future__ import annotations

import os
import signal
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from continuity.faces.demo.lab.ports import free_ports
from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.errors import ContinuityError, Refused, Unavailable
from continuity.ground.process import run
from continuity.storage.ports import Trial
from continuity.storage.subject import Restic
from tests.lab.rest import RcloneRest, RestServer
from tests.storage.places import Rest, place, silent_port, unique
from tests.storage.test_local import AS_ROOT
from tests.storage.test_s3_tls import certificate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLOCK = SystemClock()


@pytest.fixture
def rest(rest_server: RestServer) -> Rest:
    return Rest(rest_server)


def plain(server: RestServer, **other: Any) -> Any:
    return place({"adapter": "rest", "url": f"{server.url}/{unique('place')}", **other})


def looks(where: Any, *, within_s: float) -> list[ContinuityError]:
    """Every look must fail in time, with a remedy; returns what each raised."""
    raised = []
    for look in (where.probe, where.prepare, where.snapshot_names):
        begun = CLOCK.mark()
        with pytest.raises(ContinuityError) as caught:
            look()
        assert elapsed(begun, CLOCK.mark()).seconds < within_s
        assert caught.value.hint
        raised.append(caught.value)
    return raised


def test_a_server_that_deletes_is_refused_where_append_only_is_promised(deleting_rest_server: RestServer) -> None:
    weak = plain(deleting_rest_server, append_only=True)
    with pytest.raises(Refused, match="the document promises append-only") as caught:
        weak.prepare()
    assert "--append-only" in caught.value.hint
    assert weak.probe().append_only is False
    assert plain(deleting_rest_server).probe().append_only is None, "nobody asked, nobody knows"


@pytest.mark.parametrize(("words", "kept"), [((), False), (("--append-only",), True)])
def test_the_question_and_the_deed_agree_on_both_servers(
    tmp_path: Path, restic_binary: str, words: tuple[str, ...], *, kept: bool
) -> None:
    """What a deletion that can hit nothing says is what happens to a snapshot of our own."""
    for number, kind in enumerate((RestServer, RcloneRest)):
        with kind(tmp_path / str(number), *words) as server:
            trial = plain(server, append_only=True).aside(unique("trial"))
            restic = Restic(restic_binary, tmp_path)
            restic.must(trial.address(), "init")
            restic.must(trial.address(), "backup", "--quiet", __file__)
            (name,) = trial.snapshot_names()
            assert trial.probe().append_only is kept
            assert trial.destroy(f"snapshots/{name}") is not kept
            assert (name in trial.snapshot_names()) is kept


def test_a_forget_that_answers_zero_and_removes_nothing_is_noticed(
    rest: Rest, tmp_path: Path, newest_restic: str
) -> None:
    there, restic = rest.open(), Restic(newest_restic, tmp_path)
    restic.must(there.address(), "init")
    restic.must(there.address(), "backup", "--quiet", __file__)
    before = there.snapshot_names()
    done = restic(there.address(), "forget", *before)
    assert done.returncode == 0, "this restic tells the truth by itself now: say so in the reference"
    assert there.snapshot_names() == before


def test_only_a_trial_lets_itself_be_attacked(rest: Rest) -> None:
    assert not isinstance(rest.open(), Trial)
    assert isinstance(rest.open().aside("trial"), Trial)


def test_a_trial_stands_below_or_beside_as_deep_as_the_server_allows() -> None:
    for url, expected in (("", "/t"), ("/a", "/a/t"), ("/a/b", "/a/t")):
        there = place({"adapter": "rest", "url": f"http://host{url}"}).aside("t")
        assert there.settings.url == f"http://host{expected}"


def test_the_password_is_in_the_environment_only_and_restic_does_not_say_it(
    rest: Rest, tmp_path: Path, restic_binary: str, newest_restic: str
) -> None:
    (port,) = free_ports(1)
    gone = rest.open(url=f"http://127.0.0.1:{port}/acme/x").address()
    there = rest.open().address()
    assert there.words() == ()
    for address in (there, gone):
        assert "@" not in address.url + repr(address)
    for program in (restic_binary, newest_restic):
        env = {**gone.environment, "RESTIC_PASSWORD": "x"}
        done = run([program, *gone.words(), "snapshots"], env=env, timeout=timedelta(seconds=2))
        assert done.returncode != 0
        assert "word" not in done.stdout + done.stderr.replace("password", "")


@pytest.mark.parametrize("other", [{"user": "other"}, {"user_password": {"env": "WRONG"}}], ids=["user", "password"])
def test_a_wrong_user_or_password_is_told(rest: Rest, other: dict[str, Any]) -> None:
    there = place(rest.settings(**other), {"REST": rest.password, "WRONG": "guess"})
    for error in looks(there, within_s=12):
        assert isinstance(error, Unavailable)
        assert "does not accept this user and password" in str(error)
        assert "guess" not in str(error)


def test_the_folder_of_another_user_is_told(rest: Rest) -> None:
    for error in looks(rest.open(url=f"{rest.server.url}/other/place"), within_s=12):
        assert "does not accept this user" in str(error) or "may not do this" in str(error)


@pytest.mark.usefixtures("hurried")
def test_a_refused_port_a_strange_name_and_a_silent_server_are_told(rest: Rest) -> None:
    (port,) = free_ports(1)
    for error in looks(rest.open(url=f"http://127.0.0.1:{port}/a"), within_s=12):
        assert "the connection is refused" in str(error)
    for error in looks(rest.open(url="http://no-such-host.invalid/a"), within_s=15):
        assert "no such host" in str(error)
    with silent_port() as silent:
        for error in looks(rest.open(url=f"http://127.0.0.1:{silent}/a"), within_s=15):
            assert "does not answer" in str(error)


@contextmanager
def dripping_port() -> Iterator[int]:
    """A server that says one letter a second: no single word is late, and the end never comes."""
    ended = threading.Event()

    def drip(client: socket.socket) -> None:
        try:
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            while not ended.wait(1.0):
                client.sendall(b"[")
        except OSError:
            pass

    def serve(listener: socket.socket) -> None:
        while not ended.is_set():
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=drip, args=(client,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            ended.set()


@pytest.mark.usefixtures("hurried")
def test_a_server_that_drips_ends_in_time() -> None:
    with dripping_port() as port:
        dripping = place({"adapter": "rest", "url": f"http://127.0.0.1:{port}/a"})
        begun = CLOCK.mark()
        with pytest.raises(Unavailable, match="does not answer"):
            dripping.probe()
        assert elapsed(begun, CLOCK.mark()).seconds < 10


def test_servers_of_other_kinds_are_told(rest: Rest, sshd_server: Any, ceph_server: Any) -> None:
    for error in looks(place({"adapter": "rest", "url": f"http://127.0.0.1:{sshd_server.port}/a"}), within_s=10):
        assert "does not speak restic's REST protocol" in str(error)
    with pytest.raises(Unavailable):
        place({"adapter": "rest", "url": f"{ceph_server.endpoint}/a"}).prepare()
    for error in looks(rest.open(url=rest.settings()["url"].replace("http:", "https:")), within_s=10):
        assert "does not speak TLS" in str(error)


@pytest.mark.parametrize(("days", "trusted", "cause"), [(2, False, "self"), (-1, True, "expired"), (2, True, "")])
def test_certificates_are_judged_as_restic_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, cause: str, *, trusted: bool
) -> None:
    key, cert = certificate(tmp_path, days=days)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    with RestServer(tmp_path / "rest", "--tls", "--tls-cert", str(cert), "--tls-key", str(key)) as server:
        if not cause:
            assert plain(server).prepare() is True
            return
        for error in looks(plain(server), within_s=12):
            assert "its certificate is refused" in str(error)
            assert cause in str(error)


@pytest.mark.slow
def test_a_server_that_stops_in_the_middle_of_an_upload_leaves_a_clear_error(
    tmp_path: Path, newest_restic: str
) -> None:
    """Frozen while restic uploads: our look ends in time; thawed, the repository is whole and the upload repeats."""
    (tmp_path / "data").write_bytes(os.urandom(32 * 2**20))
    restic = Restic(newest_restic, tmp_path)
    with RestServer(tmp_path / "rest") as server:
        there = plain(server)
        restic.must(there.address(), "init")
        (child,) = server._children
        limit = timedelta(seconds=8)
        freeze = threading.Timer(1.5, os.killpg, (child.pid, signal.SIGSTOP))
        freeze.start()
        done = restic(there.address(), "backup", "--limit-upload", "4096", str(tmp_path / "data"), limit=limit)
        freeze.join()
        assert done.timed_out
        for error in looks(there, within_s=15):
            assert "does not answer" in str(error)
        os.killpg(child.pid, signal.SIGCONT)
        assert there.probe().initialised is True
        assert there.snapshot_names() == frozenset(), "half an upload is no recovery point"
        restic.must(there.address(), "unlock")
        restic.must(there.address(), "backup", "--quiet", str(tmp_path / "data"))
        restic.must(there.address(), "check")
        assert len(there.snapshot_names()) == 1
    for error in looks(there, within_s=12):
        assert "the connection is refused" in str(error)


def test_a_full_server_refuses_the_backup_and_lists_no_point(tmp_path: Path, newest_restic: str) -> None:
    (tmp_path / "data").write_bytes(os.urandom(2**20))
    restic = Restic(newest_restic, tmp_path)
    with RestServer(tmp_path / "rest", "--max-size", "100000") as server:
        there = plain(server)
        restic.must(there.address(), "init")
        done = restic(there.address(), "backup", str(tmp_path / "data"), limit=timedelta(seconds=4))
        assert done.returncode != 0
        assert there.snapshot_names() == frozenset()
        assert there.probe().initialised is True


def test_a_read_only_server_is_told(tmp_path: Path) -> None:
    root = tmp_path / "rest" / "root"
    root.mkdir(parents=True)
    minute = timedelta(minutes=1)
    assert run([*AS_ROOT, "mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(root)], timeout=minute).returncode == 0
    try:
        with RestServer(tmp_path / "rest") as server, pytest.raises(Unavailable, match="answers 500 to POST"):
            plain(server).prepare()
    finally:
        run([*AS_ROOT, "umount", "-l", str(root)], timeout=minute)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("url", "ftp://host/a"),
        ("url", "http://user:secret@host/a"),
        ("url", "http://host/a?b"),
        ("url", "http://host/a//b"),
        ("user", None),
        ("user_password", None),
        ("user", "a:b"),
        ("lock", {"mode": "compliance", "period": "30d"}),
    ],
)
def test_settings_that_cannot_work_are_document_errors(rest: Rest, key: str, value: object) -> None:
    with pytest.raises(ValidationError):
        rest.open(**{key: value})
