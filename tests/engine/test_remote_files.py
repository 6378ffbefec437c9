"""Files of another host that has sshd alone: read there by its restic, or streamed here; whole, and told as it was."""

from __future__ import annotations

import os
import shutil
import signal
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from continuity.backup.remote.host import LONG, Host
from continuity.backup.remote.source import HostFiles
from continuity.faces.demo.lab.programs import call
from continuity.ground import ssh
from continuity.ground.errors import Unavailable
from continuity.ground.ssh_command import Limits
from tests.engine.kit import Client, fill, finish, fresh, tree
from tests.lab.link import Link
from tests.lab.second import CLOSED, SecondHost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DATA = "/srv/data"
#: A tar that ends well and sends the beginning of the archive alone.
CUT = 'case $1 in --create) /srv/real-tar "$@" | head -c {}; exit 0;; esac'

#: A tar that sends another tree than it was asked for.
FORGED = "case $1 in --create) cat >/dev/null; exec /srv/real-tar --create --format=posix --file=- -C /srv/data .; esac"


@pytest.fixture(scope="module")
def machine(lab_directory: Path) -> Iterator[SecondHost]:
    lab_directory.chmod(0o755)
    with Link() as link, SecondHost(lab_directory / "second", link) as one:
        yield one


@pytest.fixture
def host(machine: SecondHost) -> Iterator[SecondHost]:
    """A host with a tree of all sorts."""
    machine.as_new()
    data = machine.root / DATA.lstrip("/")
    fill(data, 12)
    (data / "odd \n name").write_text("odd")
    (data / "link").symlink_to("folder 1")
    (data / "junk.tmp").write_text("left out")
    os.chown(data / "odd \n name", 4711, 4712)
    os.setxattr(data / "folder 1", "user.note", b"kept")
    yield machine
    machine.as_new()


def remote(template: Client, place: Path, host: SecondHost, port: int = 22, **source: Any) -> Client:
    """A client whose one asset is the tree on the host."""
    client = fresh(template, place, "disk", "second")
    client.more["devices"] = {"web": host.device(port)}
    client.more["assets"] = {
        "www": {
            "site": "here", "policy": "plain", "copies": ["disk", "second"],
            "source": {"kind": "files", "on": "web", "paths": [DATA], "exclude": ["*.tmp"], **source},
        }
    }  # fmt: skip
    client.write()
    return client


def looks(root: Path) -> dict[str, tuple[Any, ...]]:
    """What else belongs to a file: its times, owners and attributes."""
    found: dict[str, tuple[Any, ...]] = {}
    for path in root.rglob("*"):
        info, names = path.lstat(), os.listxattr(path, follow_symlinks=False)
        notes = {name: os.getxattr(path, name, follow_symlinks=False) for name in names}
        found[str(path.relative_to(root))] = (info.st_mtime_ns, info.st_uid, info.st_gid, notes)
    return found


def listed(client: Client) -> int:
    return sum(len(list((client.root / name / "snapshots").iterdir())) for name in ("disk", "second"))


@pytest.mark.parametrize("way", ["required", "never"])
def test_what_comes_back_is_what_the_host_has(template: Client, place: Path, host: SecondHost, way: str) -> None:
    client, data = remote(template, place, host, restic=way), host.root / DATA.lstrip("/")
    client.run("backup")
    detail = client.run("backup", "--json").json["detail"]
    assert detail["remote"]["how"] == {"required": "restic", "never": "tar"}[way]
    assert detail["manifest"]["files"] == 13
    (data / "junk.tmp").unlink()
    for name in ("disk", "second"):
        client.run("restore", "www", "--from", name, "--to", str(place / f"back-{name}"))
        back = client.restored(place / f"back-{name}", data.relative_to(host.root))
        assert tree(back) == tree(data)
        assert looks(back) == looks(data)
    measured = {one["objective"]: one["verdict"] for one in client.run("test", "--json").json["measurements"]}
    assert (measured["content"], measured["canary"]) == ("met", "met")
    client.check_evidence()
    assert not host.processes()
    assert not list((host.root / "tmp").iterdir())
    assert not (client.state / "staging" / "acme" / "www").exists()


@pytest.mark.slow
def test_an_unchanged_tree_is_not_read_again(template: Client, place: Path, host: SecondHost) -> None:
    client = remote(template, place, host)
    client.run("backup")
    time.sleep(max(0.0, 2.1 - client_age(host)))  # younger files may change within a tick: they are hashed again
    client.run("backup")
    again = client.run("backup", "--json").json
    assert again["detail"]["manifest"]["hashed"] == 0
    assert [copy["files_new"] + copy["files_changed"] for copy in again["copies"]] == [1, 1], "the canary alone"


def client_age(host: SecondHost) -> float:
    return time.time() - max(path.lstat().st_ctime for path in (host.root / DATA.lstrip("/")).rglob("*"))


@pytest.mark.parametrize(
    ("doing", "port", "why"),
    [
        pytest.param(lambda host: host.lacks("restic"), 22, "restic is not installed there", marks=pytest.mark.slow),
        (lambda host: host.does("restic", "echo restic 0.12.1 compiled with go; exit"), 22, "restic 0.12.1 is too old"),
        (lambda host: None, CLOSED, "the host forwards no port to us"),
    ],
)
def test_where_restic_cannot_run_the_files_come_by_tar(
    template: Client, place: Path, host: SecondHost, doing: Callable[[SecondHost], None], port: int, why: str
) -> None:
    doing(host)
    client = remote(template, place, host, port)
    assert why in client.run("backup", "--json").json["detail"]["remote"]["why"]
    client.more["assets"]["www"]["source"]["restic"] = "required"
    client.write()
    said = client.run("backup", code=4).err
    assert "restic cannot run on web: " in said
    assert why in said
    assert listed(client) == 2


@pytest.mark.parametrize(
    ("doing", "code", "said"),
    [
        (lambda host: host.lacks("tar"), 4, "web has no tar of the GNU kind"),
        (lambda host: host.does("tar", CUT.format(20480)), 1, "what web sent is not whole"),
        (lambda host: host.does("tar", CUT.format(9000)), 1, "what web sent is not whole"),
        (lambda host: host.does("tar", "case $1 in --create) kill -9 $$;; esac"), 1, "what web sent is not whole"),
        (lambda host: host.pin(host.identity.with_suffix(".pub")), 5, "has changed"),
        (lambda host: host.known_hosts.write_text(""), 5, "is not known"),
    ],
)  # fmt: skip
def test_what_is_not_whole_leaves_no_point(
    template: Client, place: Path, host: SecondHost, doing: Callable[[SecondHost], None], code: int, said: str
) -> None:
    doing(host)
    client = remote(template, place, host, restic="never")
    assert said in client.run("backup", code=code).err
    assert listed(client) == 0
    assert not (client.state / "staging" / "acme" / "www").exists()


def test_a_file_that_changed_under_tar_is_told(template: Client, place: Path, host: SecondHost) -> None:
    complaint = 'echo "tar: srv/data/log: File shrank by 12 bytes; padding with zeros" >&2'
    host.does("tar", f'case $1 in --create) /srv/real-tar "$@"; {complaint}; exit 1;; esac')
    client = remote(template, place, host, restic="never")
    done = client.run("backup", code=3)
    assert "1 item(s) of web could not be read as they are: srv/data/log: File shrank" in done.err
    assert listed(client) == 2


@pytest.mark.parametrize("link", ["opt", "tmp"])
def test_a_host_gets_nothing_of_this_machine_by_a_link(
    template: Client, place: Path, host: SecondHost, link: str
) -> None:
    """By a link in a parent folder: neither are files here read as its own, nor is the canary written behind it."""
    (ours := place / "ours" / "etc").mkdir(parents=True)
    (ours / "secret").write_text("of the server")
    (host.root / "opt" / "etc").mkdir(parents=True, exist_ok=True)
    data = host.root / DATA.lstrip("/")
    if link != "opt":
        (data / "opt" / "etc").mkdir(parents=True)
        (data / "opt" / "etc" / "own").write_text("of the host")
    (data / link).symlink_to(ours.parent)
    host.does("tar", FORGED)
    client = remote(template, place, host, restic="never", paths=["/opt/etc"])
    assert f"/{link} came as a symbolic link" in client.run("backup", code=1).err
    assert listed(client) == 0
    assert [str(path.relative_to(ours)) for path in ours.parent.rglob("*") if path.is_file()] == ["secret"]


def test_nobody_else_here_sees_what_a_host_sends(template: Client, place: Path, host: SecondHost) -> None:
    """Its root's own rights and owner come too; the directory above lets nobody in."""
    data = host.root / DATA.lstrip("/")
    shutil.copytree(data, data / "srv" / "data", symlinks=True)
    data.chmod(0o777)
    host.does("tar", FORGED)
    client = remote(template, place, host, restic="never")
    staging, seen = client.state / "staging" / "acme" / "www", set[int]()

    def unpacked() -> bool:
        modes = [path.stat().st_mode & 0o777 for path in (staging, staging / "root") if path.exists()]
        seen.update(modes[:1])
        return 0o777 in modes

    child = client.spawn("backup")
    until(unpacked, 60, 0.005)
    assert finish(child, 60).code == 0
    assert seen == {0o700}


def test_a_canary_has_a_place_that_nobody_takes_before(template: Client, place: Path, host: SecondHost) -> None:
    dead, other = (host.root / "tmp" / f"continuity-acme.{name}.0123456789abcdef" for name in ("www", "www-2"))
    foreign = host.root / "tmp" / "continuity-acme-www"
    for folder in (dead, other, foreign):
        folder.mkdir()
        (folder / "canary.json").write_text("{}")
    os.chown(foreign, 4711, 4711)
    remote(template, place, host, restic="required").run("backup")
    left = set((host.root / "tmp").iterdir())
    for folder in (other, foreign):
        shutil.rmtree(folder)
    assert left == {other, foreign}, "what a dead run of this very asset left is removed"


def test_no_flood_of_complaints_hides_a_file_that_was_not_read(template: Client, place: Path, host: SecondHost) -> None:
    flood = 'for n in $(seq 300); do echo "tar: srv/data/socket $n: socket ignored" >&2; done'
    fault = "echo 'tar: srv/data/log: Cannot open: Permission denied' >&2"
    host.does("tar", f'case $1 in --create) /srv/real-tar "$@"; {fault}; {flood}; exit 2;; esac')
    client = remote(template, place, host, restic="never")
    assert "1 item(s) of web could not be read as they are: srv/data/log: Cannot" in client.run("backup", code=3).err
    host.does("tar", 'case $1 in --create) /srv/real-tar "$@"; exit 2;; esac')
    assert "1 item(s) of web could not be read as they are: exit 2" in client.run("backup", code=3).err


def test_files_that_went_while_they_were_read_are_counted(template: Client, place: Path, host: SecondHost) -> None:
    """A path of the document itself is none of those."""
    data = host.root / DATA.lstrip("/")
    (lone := host.root / "srv" / "lone").write_text("alone")
    host.does("tar", "case $1 in --create) rm -f '/srv/data/odd \n name' /srv/data/soon;; esac")
    (data / "soon").write_text("gone")
    client = remote(template, place, host, restic="never", paths=[DATA, "/srv/lone"])
    assert client.run("backup", "--json").json["detail"]["remote"]["vanished"] == 2
    host.does("tar", "case $1 in --create) rm -f /srv/lone;; esac")
    assert "srv/lone: Cannot stat" in client.run("backup", code=3).err
    assert not lone.exists()


def test_this_machines_tar_is_not_the_hosts_fault(template: Client, place: Path, host: SecondHost) -> None:
    host.does("tar", "case $1 in --create) sleep 3;; esac")
    client = remote(template, place, host, restic="never")
    child = client.spawn("backup")
    until(lambda: bool(unpacking(client)), 60)
    os.kill(unpacking(client)[0], signal.SIGKILL)
    done = finish(child, 60)
    assert done.code == 4, done.all
    assert "what web sent cannot be unpacked here" in done.err
    assert listed(client) == 0


def unpacking(client: Client) -> list[int]:
    """The tar of this machine that unpacks for a client."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"--directory={client.state}".encode() in (one / "cmdline").read_bytes():
                found.append(int(one.name))
    return found


def test_a_source_that_is_not_there_is_refused_before_anything(template: Client, place: Path, host: SecondHost) -> None:
    client = remote(template, place, host, paths=["/srv/nothing"])
    assert "nothing of the source is there" in client.run("backup", code=4).err
    source = client.more["assets"]["www"]["source"]
    source["paths"] = [DATA, "/srv/nothing"]
    client.write()
    assert "part of the source is not there: /srv/nothing" in client.run("backup", code=3).err
    for path in (host.root / DATA.lstrip("/")).rglob("*"):
        if path.is_file() and not path.is_symlink():
            path.unlink()
    source["paths"] = [DATA]
    client.write()
    assert "the source of www is empty, and it never was before" in client.run("backup", code=5).err
    source["paths"] = [f"{DATA}/link"]
    client.write()
    assert "is a symbolic link" in client.run("backup", code=5).err


def test_no_secret_is_in_a_command_line_or_on_its_disk(template: Client, place: Path, host: SecondHost) -> None:
    """The repository's password is in restic's environment there, which root and that user alone can read."""
    host.does("restic", 'case "$*" in *backup*) cat /proc/[0-9]*/cmdline >/srv/seen; env >/srv/environment;; esac')
    client = remote(template, place, host, restic="required")
    client.run("backup")
    seen, environment = (host.root / "srv" / "seen"), (host.root / "srv" / "environment")
    secrets = [line.partition("=")[2] for line in environment.read_text().splitlines() if line.startswith("RESTIC_")]
    secrets = [secret for secret in secrets if len(secret) > 8]
    assert len(secrets) == 2, "the password, and the repository with that of the way to it"
    assert b"backup" in seen.read_bytes()
    environment.unlink()
    for path in (path for path in host.root.rglob("*") if path.is_file() and not path.is_symlink()):
        if not path.is_relative_to(host.root / "usr") and not path.is_relative_to(host.root / "proc"):
            content = path.read_bytes()
            assert not [secret for secret in secrets if secret.encode() in content], path


def test_nothing_runs_on_after_continuity_was_killed(template: Client, place: Path, host: SecondHost) -> None:
    host.does("restic", 'case "$*" in *backup*) exec /srv/real-restic --limit-upload 200 "$@";; esac')
    big = host.root / DATA.lstrip("/") / "big"
    big.write_bytes(os.urandom(20_000_000))
    client = remote(template, place, host, restic="required")
    child = client.spawn("backup")
    until(lambda: working(client, host), 60)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    until(lambda: not host.processes(), 20)
    big.unlink()
    host.does("restic", "")
    client.run("backup")
    client.check_evidence()
    assert not list((host.root / "tmp").iterdir())


def working(client: Client, host: SecondHost) -> bool:
    """Tell whether the host's restic is at work in both repositories."""
    began = all(list((client.root / name / "locks").iterdir()) for name in ("disk", "second"))
    return began and any("real-restic" in one for one in host.processes())


def until(happened: Callable[[], bool], limit_s: float, every_s: float = 0.1) -> None:
    end = time.monotonic() + limit_s
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(every_s)


def test_a_host_that_dies_meanwhile_leaves_no_point(template: Client, place: Path, host: SecondHost) -> None:
    host.does("restic", 'case "$*" in *backup*) exec /srv/real-restic --limit-upload 200 "$@";; esac')
    (host.root / DATA.lstrip("/") / "big").write_bytes(os.urandom(20_000_000))
    client = remote(template, place, host, restic="required")
    child = client.spawn("backup")
    until(lambda: working(client, host), 60)
    host.stop()
    done = finish(child, 60)
    host.boot()
    assert done.code == 4, done.all
    assert "disk: failed" in done.out
    assert "second: failed" in done.out
    assert "the connection to web was cut" in done.err
    assert listed(client) == 0
    client.check_evidence()


@pytest.mark.slow
def test_a_full_repository_harms_no_other(template: Client, place: Path, host: SecondHost) -> None:
    (host.root / DATA.lstrip("/") / "big").write_bytes(os.urandom(4_000_000))
    client = remote(template, place, host, restic="required")
    full = str(client.root / "disk" / "data")
    call(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", full])
    try:
        done = client.run("backup", code=3)
    finally:
        call(["umount", full])
    assert "disk takes no more: No space left on device" in done.err
    assert len(list((client.root / "second" / "snapshots").iterdir())) == 1
    until(lambda: not host.processes(), 15)


def test_a_host_that_says_nothing_holds_nobody_up(host: SecondHost) -> None:
    login = ssh.Login(host=host.link.far, port=22, user="root", identity=host.identity, known_hosts=host.known_hosts)
    limits = Limits(whole=timedelta(minutes=1), silence=timedelta(seconds=1))
    silent = pytest.raises(Unavailable, match="said nothing for 1 s")
    with ssh.connect(login, timeout=timedelta(seconds=10)) as connection, silent:
        Host(name="web", connection=connection).run("sleep 30", print, limits=limits)


def test_who_hashes_may_be_silent(host: SecondHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """sha256sum keeps its output back while it goes into a pipe, and a large file takes long: that is no hang."""
    login = ssh.Login(host=host.link.far, port=22, user="root", identity=host.identity, known_hosts=host.known_hosts)
    monkeypatch.setitem(vars(LONG), "silence", timedelta(seconds=1))
    with ssh.connect(login, timeout=timedelta(seconds=10)) as connection:
        there = HostFiles(paths=(Path(DATA),), exclude=(), host=Host(name="web", connection=connection))
        lines: list[bytes] = []
        there._each("sh -c 'sleep 3; printf late'", [b"one"], lines.append)
        with pytest.raises(Unavailable, match="said nothing for 1 s"):
            there.host.stream("sleep 3", lines.append)


def test_the_doctor_looks_at_the_host(template: Client, place: Path, host: SecondHost) -> None:
    client = remote(template, place, host, restic="required")

    def said() -> list[str]:
        return [line for line in client.run("doctor", code=None).out.splitlines() if "web" in line]

    assert any("web lets us in, and restic 0.14.0 can run there" in line for line in said())
    host.lacks("restic")
    assert any("restic cannot run on web: restic is not installed there" in line for line in said())
    host.pin(host.identity.with_suffix(".pub"))
    assert any("has changed" in line for line in client.run("doctor", code=None).out.splitlines())


PAGE = (Path(__file__).parents[2] / "docs/how-to/remote-hosts.md").read_text()


def test_the_page_shows_what_works(template: Client, place: Path, host: SecondHost) -> None:
    shown = YAML(typ="safe", pure=True).load(PAGE.split("```yaml\n")[1].split("```")[0])
    client = remote(template, place, host)
    client.more = shown | {"sites": {"here": {}, "office": {}}}
    client.more["devices"]["web"] |= {key: value for key, value in host.device().items() if key != "site"}
    client.write()
    for line in PAGE.split("<!-- run -->\n\n")[1].split("\n\n")[0].splitlines():
        name, *words = (word.replace("back", str(place / "back")) if word == "back" else word
                        for word in line.split("#")[0].split())  # fmt: skip
        assert name == "continuity"
        client.run(*words, code=None if words[0] in ("doctor", "policy") else 0)
    assert tree(client.restored(place / "back", Path("srv/data"))).keys() >= {b"/link", b"/odd \n name"}
    client.run("backup", "accounts")
