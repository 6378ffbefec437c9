"""The vault on the command line: secrets go where they were meant to go, and every access is in the evidence."""

from __future__ import annotations

import json
import os
import pty
import shutil
import stat
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from pykeepass import PyKeePass
from pykeepass.exceptions import CredentialsError

from continuity.engine.vault.keepass import export
from continuity.faces.app import App
from continuity.faces.vault_access import UNNAMED, concerned
from continuity.ground.errors import Refused, Unavailable
from tests.engine.kit import Client, command, local
from tests.vault.keys import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Done

PLANTED = "planted-secret-4711"
PASSPHRASE, NEW, EXPORT = (
    "CONTINUITY_VAULT_PASSPHRASE",
    "CONTINUITY_VAULT_NEW_PASSPHRASE",
    "CONTINUITY_EXPORT_PASSPHRASE",
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A client with a log and a vault, and no repository: nothing here needs one."""
    client = Client(root=tmp_path_factory.mktemp("template"), repositories={"disk": local("/nowhere")})
    client.write(repositories={}, assets={})
    client.run("init")
    return client


@pytest.fixture
def client(template: Client, tmp_path: Path) -> Client:
    shutil.copytree(template.state, tmp_path / "state")
    shutil.copy(template.key, tmp_path / "vault.key")
    client = Client(root=tmp_path, repositories={"disk": local("/nowhere")})
    client.write(repositories={}, assets={})
    return client


def put(client: Client, name: str, secret: str) -> Done:
    source = client.root / "source"
    source.write_text(secret)
    done = client.run("vault", "set", name, "--from-file", source)
    source.unlink()
    return done


def without_key(client: Client, environ: dict[str, str], *words: str, code: int = 0) -> Done:
    return command([*words, "--config", str(client.config)], client.environ | environ).checked(code)


def accesses(client: Client) -> list[tuple[str, list[str] | None]]:
    client.check_evidence()
    found = [one for one in client.records() if one["kind"].startswith("vault.")]
    assert all(one["body"]["by"]["uid"] == os.getuid() for one in found)
    assert PLANTED not in json.dumps(found)
    return [(one["kind"], one["body"].get("entries")) for one in found]


def on_terminal(client: Client, *words: str) -> tuple[int, str]:
    """Run a command whose standard output is a terminal; returns its exit code and what the terminal showed."""
    shown = bytearray()

    sys.stdout.flush()
    pid, master = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execve(
            sys.executable,
            [sys.executable, "-m", "continuity.faces.cli.main", *client.argv(*words)],
            {**os.environ, **client.environ},
        )
    with suppress(OSError):  # the terminal is gone with its last user (pty(7))
        while part := os.read(master, 1024):
            shown.extend(part)
    os.close(master)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()


def test_a_secret_goes_into_a_pipe_and_nowhere_else(client: Client) -> None:
    put(client, "acme/nas/key", PLANTED + "\nsecond line\n")
    assert client.run("vault", "get", "acme/nas/key").out == PLANTED + "\nsecond line\n"
    refused = client.run("vault", "get", "acme/nas/key", "--json", code=5)
    assert PLANTED not in refused.all
    assert client.run("vault", "get", "acme/nas/key", "--json", "--show").json["secret"] == PLANTED + "\nsecond line"
    assert accesses(client) == [("vault.set", ["acme/nas/key"]), *[("vault.read", ["acme/nas/key"])] * 2]


def test_a_terminal_shows_a_secret_only_on_purpose(client: Client) -> None:
    put(client, "acme/key", PLANTED)
    code, shown = on_terminal(client, "vault", "get", "acme/key")
    assert (code, PLANTED in shown, "--show" in shown) == (5, False, True)
    code, shown = on_terminal(client, "vault", "get", "acme/key", "--show")
    assert (code, PLANTED in shown) == (0, True)
    assert accesses(client) == [("vault.set", ["acme/key"]), ("vault.read", ["acme/key"])]


def test_what_cannot_be_recorded_is_not_shown(client: Client) -> None:
    put(client, "acme/key", PLANTED)
    for file in client.state.glob("state.db*"):
        file.unlink()
    (client.state / "state.db").write_bytes(b"no database")
    done = client.run("vault", "get", "acme/key", code=4)
    assert PLANTED not in done.all
    done = command(client.argv("vault", "set", "acme/other", "--from-file", str(client.config)), client.environ)
    assert done.code == 4
    assert "acme/other" not in client.vault().names()


def test_no_secret_stands_anywhere(client: Client) -> None:
    said = put(client, "acme/key", PLANTED).all
    said += client.run("vault", "list", "-v").all + client.run("vault", "rotate", "-v").all
    said += client.run("vault", "set", "acme/key", "--replace", "--from-file", client.key, code=2).all
    (client.root / "secret").write_text(PLANTED)
    said += client.run("vault", "set", "acme/key", "--from-file", client.root / "secret", code=5).all
    (client.root / "secret").unlink()
    said += client.run("vault", "export", "--to", client.root / "out.kdbx", environ={EXPORT: "geheim-0815"}).all
    assert PLANTED not in said
    assert "geheim-0815" not in said
    for file in client.root.rglob("*"):
        if file.is_file():
            assert PLANTED.encode() not in file.read_bytes(), file
            assert b"geheim-0815" not in file.read_bytes(), file


@pytest.mark.parametrize("name", ["", "/a", "a/", "a//b", "two words", "tab\t", "x" * 201, "\u202eelif", "nul\0"])
def test_a_name_that_cannot_be_typed_is_refused(client: Client, name: str) -> None:
    put(client, "fine/name.with-all_of@it", "x")
    done = client.run("vault", "set", name, "--from-file", client.config, code=2)
    assert len(done.err.splitlines()) == 2


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe", b"x" * 65537])
def test_what_is_no_secret_is_refused(client: Client, content: bytes) -> None:
    (client.root / "source").write_bytes(content)
    client.run("vault", "set", "acme/key", "--from-file", client.root / "source", code=2)
    client.run("vault", "set", "acme/key", "--from-file", client.root / "missing", code=2)
    assert accesses(client) == []


def test_a_key_file_that_everybody_may_read_is_refused(client: Client) -> None:
    client.key.chmod(0o644)
    done = client.run("vault", code=5)
    assert f"chmod 600 {client.key}" in done.err
    client.key.chmod(0o600)
    client.run("vault")


def test_a_systemd_credential_opens_it(client: Client) -> None:
    credentials = client.root / "credentials"
    credentials.mkdir()
    shutil.copy(client.key, credentials / "continuity-vault-key")
    (credentials / "continuity-vault-key").chmod(0o440)
    done = without_key(client, {"CREDENTIALS_DIRECTORY": str(credentials)}, "vault", "--json")
    assert done.json["entries"] == ["@server/log/signing-key", "acme/log/signing-key"]


def test_a_passphrase_and_a_key_file_open_the_same_vault(client: Client) -> None:
    client.run("vault", "rotate", "--add-passphrase", environ={NEW: "first words"})
    assert client.run("vault", "--json").json["opened_by"] == ["key-file", "scrypt"]
    without_key(client, {PASSPHRASE: "first words"}, "vault")
    without_key(client, {PASSPHRASE: "other words"}, "vault", code=4)
    # a rotation that would lock somebody out is refused, one with everything at hand is not
    done = client.run("vault", "rotate", code=5)
    assert "also opens with a passphrase" in done.err
    done = without_key(client, {PASSPHRASE: "first words"}, "vault", "rotate", code=5)
    assert "also opens with a key file" in done.err
    client.run("vault", "rotate", environ={PASSPHRASE: "first words"})
    client.run("vault", "rotate", code=5, environ={PASSPHRASE: "other words"})
    assert [kind for kind, _ in accesses(client)] == ["vault.rotated"] * 2


def test_a_new_key_file_and_nothing_else(client: Client) -> None:
    new = client.root / "new.key"
    client.run("vault", "rotate", "--add-key-file", new, "--only-added")
    assert stat.S_IMODE(new.stat().st_mode) == 0o600
    done = client.run("vault", code=4)
    assert "does not open with this key file" in done.err
    shutil.copy(new, client.key)
    assert client.run("vault", "--json").json["opened_by"] == ["key-file"]
    client.check_evidence()


def test_nothing_is_rotated_into_nothing(client: Client) -> None:
    before = (client.state / "vault.json").read_bytes()
    for words in (["--only-added"], ["--add-passphrase"], ["--repository", "x", "--only-added"], ["--repository", "x"]):
        client.run("vault", "rotate", *words, code=2)
    (client.root / "weak").write_text("hunter2")
    client.run("vault", "rotate", "--add-key-file", client.root / "weak", code=5)
    (client.root / "weak").chmod(0o600)
    client.run("vault", "rotate", "--add-key-file", client.root / "weak", code=2)
    assert (client.state / "vault.json").read_bytes() == before


def test_keepass_opens_the_export(client: Client) -> None:
    secrets = {
        "acme/key": PLANTED,
        "plain": "näïve & <b>",
        "acme/pem": "-----BEGIN-----\nabc\n",
        "acme/odd": "\x01 \x0b",
    }
    for name, secret in secrets.items():
        client.vault().set(name, secret)
    target = client.root / "out.kdbx"
    client.run("vault", "export", "--to", target, environ={EXPORT: "words of its own"})
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    database = PyKeePass(str(target), password="words of its own")
    assert database.version == (4, 0)
    assert {group.name for group in database.root_group.subgroups} == {"@server", "acme", "server"}
    key = database.find_entries(path=["acme", "key"])
    assert key.password == PLANTED
    assert database.find_entries(path=["server", "plain"]).password == secrets["plain"]
    for name in ("pem", "odd"):
        (attached,) = database.find_entries(path=["acme", name]).attachments
        assert attached.data.decode() == secrets[f"acme/{name}"]
    assert len(database.entries) == len(secrets) + 2  # and the keys that sign the logs, the server's own too
    with pytest.raises(CredentialsError):
        PyKeePass(str(target), password="other words")
    assert accesses(client) == [("vault.exported", sorted([*secrets, "acme/log/signing-key"]))]


def test_an_export_overwrites_nothing(client: Client) -> None:
    target = client.root / "out.kdbx"
    target.write_text("mine")
    client.run("vault", "export", "--to", target, code=5, environ={EXPORT: "x"})
    assert target.read_text() == "mine"
    client.run("vault", "export", "--to", client.root / "other.kdbx", code=2)
    client.run("vault", "export", "--to", client.root / "missing" / "o.kdbx", code=4, environ={EXPORT: "x"})
    (client.root / "link").symlink_to(client.root / "elsewhere")
    with pytest.raises(Refused):
        export({}, "x", client.root / "link")
    assert accesses(client) == []
    assert not [
        one for one in client.root.iterdir() if "partial" in one.name or (one.suffix == ".kdbx" and one != target)
    ]


def test_without_the_library_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pykeepass", None)
    with pytest.raises(Unavailable, match="pykeepass") as caught:
        export({"a": "b"}, "x", tmp_path / "out.kdbx")
    assert "continuity[keepass]" in caught.value.hint


def test_an_access_is_told_to_whom_it_concerns(tmp_path: Path) -> None:
    place = {"adapter": "rest", "url": "http://127.0.0.1/x", "site": "here", "medium": "disk", "credential": "c"}
    secret = {"user": "u", "user_password": {"vault": "rest/bolt"}}
    (tmp_path / "shared.yaml").write_text(
        json.dumps({"version": 1, "state": str(tmp_path / "state"), "sites": {"here": {"title": "H"}}})
    )
    for name, more in (("acme", {}), ("bolt", secret)):
        (tmp_path / name).mkdir()
        document = {"version": 1, "client": {"name": name, "title": name}, "repositories": {"far": place | more}}
        (tmp_path / name / "c.yaml").write_text(json.dumps(document))
    inventory = App(tmp_path, {}).inventory
    assert concerned(inventory, ["acme/far/password"]) == {"acme": ("acme/far/password",)}
    assert concerned(inventory, ["rest/bolt"]) == {"bolt": ("rest/bolt",)}
    assert concerned(inventory, ["gone/far/password", "x"]) == {"acme": (UNNAMED,), "bolt": (UNNAMED,)}
