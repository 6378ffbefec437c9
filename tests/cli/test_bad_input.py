"""Whatever is wrong, a person gets one sentence and a remedy, a program gets one JSON document, and nothing is lost."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

import pytest

from continuity.engine.vault import Unlock, Vault
from continuity.ground import plugins
from continuity.ground.errors import Unavailable
from continuity.ground.ids import SystemIds
from continuity.storage import registry
from tests.engine import shapes
from tests.engine.kit import ROOT, Client, Done, command, finish
from tests.engine.test_sources import prefix

if TYPE_CHECKING:
    from pathlib import Path

SEED = 20261123
LANGUAGES = {"en": ("error: ", "hint: "), "fr": ("erreur\u00a0: ", "conseil\u00a0: ")}


def told(done: Done, code: int, *words: str, hint: bool = True) -> None:
    """One error on stderr, with a remedy and these words in it; with JSON, the same on stdout."""
    done.checked(code)
    assert len([line for line in done.err.splitlines() if line.startswith("error: ")]) == 1, done.err
    assert not hint or "\nhint: " in done.err, done.err
    for word in words:
        assert word in done.err, done.err
    if done.out:
        assert shapes.conforms(done.json, shapes.ERROR)
        assert done.json["message"] in done.err


@pytest.mark.parametrize(
    "words", [["backup"], ["status"], ["points"], ["policy", "check"], ["restore", "x", "--to", "y"]]
)
def test_no_configuration(tmp_path: Path, words: list[str]) -> None:
    told(command([*words, "--json", "--config", str(tmp_path / "no.yaml")], {}), 2, "no document was found")


def test_a_directory_without_documents(tmp_path: Path) -> None:
    told(command(["status", "--config", str(tmp_path)], {}), 2, str(tmp_path), hint=False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("version: 1\nassets: [\n", ("not YAML", ":3:1")),
        ("version: 1\nasets: {}\nclient: {name: a, title: A}\n", (":2:1", "asets", "assets")),
        ("version: 1\nclient: {name: a, title: A}\nclient: {name: b, title: B}\n", (":3:1", "client")),
        ("", ()),
        ("- a\n- b\n", ()),
        ("version: 99\n", ("version",)),
    ],
)
def test_a_broken_document_names_its_place(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    document = tmp_path / "continuity.yaml"
    document.write_text(text)
    done = command(["backup", "--config", str(document)], {}).checked(2)
    assert "error: " in done.err
    for word in (str(document), *words):
        assert word in done.err, done.err
    assert done.out == ""


def test_a_document_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "continuity.yaml").write_bytes(b"\xff\xfe\x00\x00")
    told(command(["status", "--config", str(tmp_path / "continuity.yaml")], {}), 2, "UTF-8", hint=False)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["backup", "shar"], 2, "known: share"),
        (["backup", "nope"], 2, "known: acme/share"),
        (["restore", "shar", "--to", "{root}/t"], 2, "known: share"),
        (["restore", "share", "--to", "{root}/t", "--from", "dsk"], 2, "write one of: disk"),
        (["restore", "share", "--to", "{root}/t", "--at", "yesterday"], 2, "2026-11-23T02:20:00Z"),
        (["restore", "share", "--to", "{root}/t", "--at", "2001-01-01T00:00:00Z"], 2, "the oldest is of"),
        (["restore", "share", "--to", "{root}/t", "--path", "relative"], 2, "absolute path"),
        (["restore", "share", "--to", "{root}/t", "--path", "/not/there"], 2, "holds no file at /not/there"),
        (["restore", "share", "--to", "{root}/full"], 5, "is not empty"),
        (["restore", "share", "--to", "{root}/file"], 5, "not a directory"),
        (["restore", "share", "--to", "{root}/link"], 5, "not a directory"),
        (["restore", "share", "--to", "{root}/file/below"], 5, "does not exist"),
        (["restore", "share", "--to", "{root}/no/parent"], 5, "mkdir -p"),
        (["restore", "share", "--to", "/proc/share"], 4, "/proc"),
        (["restore", "share", "--to", "{root}/" + "x" * 300], 4, "too long"),
        (["restore", "share"], 2, "--to"),
        (["restore", "share", "--to", "{root}/t", "--nonsense"], 2, "--nonsense"),
        (["storage", "check", "nope"], 2, "known: acme/disk"),
        (["points", "nope"], 2, "acme/share"),
        (["evidence", "verify", "--client", "nope"], 2, "known: acme"),
        (["policy", "show", "glod"], 2, "gold"),
        (["frobnicate"], 2, "commands: init"),
    ],
)
def test_words_that_mean_nothing_here(backed_up: Client, words: list[str], code: int, said: str) -> None:
    (backed_up.root / "full").mkdir(exist_ok=True)
    (backed_up.root / "full" / "file").touch()
    (backed_up.root / "file").touch()
    if not (backed_up.root / "link").is_symlink():
        (backed_up.root / "link").symlink_to("share")
    before = sorted(backed_up.root.iterdir())
    words = [word.format(root=backed_up.root) for word in words]
    argv = backed_up.argv(*words) if words != ["frobnicate"] else words
    told(command(argv, backed_up.environ), code, said)
    told(command([*argv, "--json"], backed_up.environ), code, said)
    assert sorted(backed_up.root.iterdir()) == before


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_languages_tell_the_same(backed_up: Client, lang: str) -> None:
    error, hint = LANGUAGES[lang]
    by_environment = backed_up.run("backup", "nope", code=2, environ={"CONTINUITY_LANG": lang})
    by_option = backed_up.run("backup", "nope", "--lang", lang, code=2)
    assert by_environment == by_option
    assert by_option.err.startswith(error)
    assert f"\n{hint}" in by_option.err
    json = backed_up.run("backup", "nope", "--lang", lang, "--json", code=2).json
    assert shapes.conforms(json, shapes.ERROR)
    assert json["code"] == "usage"


def test_french_all_the_way(client: Client) -> None:
    client.environ = {"CONTINUITY_LANG": "fr"}
    said = "".join(
        client.run(*words, code=code).all
        for words, code in (
            (("policy", "check"), None),
            (("backup",), 0),
            (("points",), 0),
            (("storage", "check"), 0),
            (("restore", "share", "--to", client.root / "target"), 0),
            (("status",), None),
            (("evidence", "verify"), 0),
        )
    )
    for word in ("tenu", "PDMA", "mesuré"):
        assert word in said, said
    for word in ("succeeded", "measured by", " promised", "recovery point", "error", "achieved"):
        assert word not in said, said


def test_a_locked_vault(client: Client) -> None:
    plain = ["--config", str(client.config), "--json"]
    told(command(["backup", *plain], {}), 2, "the vault is locked", "--vault-key-file")
    wrong = {"CONTINUITY_VAULT_PASSPHRASE": "wrong"}
    told(command(["backup", *plain], wrong), 4, "does not open with this passphrase")
    absent = ["--vault-key-file", str(client.root / "no.key")]
    told(command(["backup", *plain, *absent], {}), 4, "no.key")
    client.key.write_bytes(bytes(32))
    told(command(client.argv("backup", "--json"), {}), 4, "does not open with this key file")
    assert client.points() == []


def test_a_vault_with_a_flipped_bit_says_so_and_the_previous_version_opens(client: Client) -> None:
    """Wherever it is flipped; opening costs nothing with a key file, so every byte is tried."""
    path, unlock = client.state / "vault.json", Unlock("key-file", client.key.read_bytes())
    whole, refused = path.read_bytes(), 0
    numbers = random.Random(SEED)
    secrets = {name: client.vault().get(name) for name in client.vault().names()}
    for index in range(len(whole)):
        raw = bytearray(whole)
        raw[index] ^= 1 << numbers.randrange(8)
        path.write_bytes(raw)
        try:
            vault = Vault.open(path, unlock, SystemIds().nonce)
            found = {name: vault.get(name) for name in vault.names()}
            assert all(found.get(name, secret) == secret for name, secret in secrets.items()), "a wrong secret came out"
        except Unavailable:
            refused += 1
    assert refused > len(whole) // 2
    path.write_bytes(whole[: len(whole) // 2])
    told(command(client.argv("backup", "--json"), {}), 4, "is damaged", "previous")
    path.with_suffix(".previous").replace(path)
    client.vault()


def test_a_vault_that_is_gone_is_not_made_anew_over_a_log(client: Client) -> None:
    """Its signing key is lost; a new one must not go on writing in the same log."""
    client.run("backup")
    (client.state / "vault.json").unlink()
    told(command(client.argv("backup"), client.environ), 4, "there is no vault")
    published = {path: path.read_bytes() for path in (client.state / "log").rglob("*") if path.is_file()}
    done = command(client.argv("init"), client.environ).checked(3)
    assert "the vault has no key of the log" in done.err
    assert "continuity evidence rotate-key --lost" in done.err
    command(client.argv("backup"), client.environ).checked(4)
    assert {path: path.read_bytes() for path in published} == published


@pytest.mark.parametrize("words", [["status"], ["points"], ["backup"], ["evidence", "verify"], ["evidence"]])
def test_a_database_that_is_none(backed_up: Client, words: list[str]) -> None:
    database = backed_up.state / "state.db"
    whole = {path: path.read_bytes() for path in backed_up.state.glob("state.db*")}
    try:
        for path in whole:
            path.unlink()
        database.write_bytes(b"this is no database " * 500)
        told(command(backed_up.argv(*words, "--json"), backed_up.environ), 4, "state.db")
    finally:
        for path in backed_up.state.glob("state.db*"):
            path.unlink()
        for path, raw in whole.items():
            path.write_bytes(raw)


def test_a_damaged_database_is_told_whatever_was_damaged(backed_up: Client) -> None:
    database = backed_up.state / "state.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    whole = database.read_bytes()
    numbers = random.Random(SEED)
    told_so = 0
    try:
        for number in range(40):
            raw = bytearray(whole)
            for _ in range(10 ** (1 + number % 4)):
                raw[numbers.randrange(100, len(raw))] = numbers.randrange(256)
            for path in backed_up.state.glob("state.db*"):
                path.unlink()
            database.write_bytes(raw)
            for words in (["status"], ["points"], ["evidence", "verify"], ["evidence", "list"]):
                done = command(backed_up.argv(*words), backed_up.environ)
                done.checked(None)
                told_so += done.code == 4
    finally:
        for path in backed_up.state.glob("state.db*"):
            path.unlink()
        database.write_bytes(whole)
    assert told_so > 40


def test_a_database_of_a_newer_version_is_left_alone(client: Client) -> None:
    with closing(sqlite3.connect(client.state / "state.db")) as database:
        database.execute("update alembic_version set version_num = '9999'")
        database.commit()
    for words in (["status"], ["backup"], ["init"]):
        told(command(client.argv(*words), client.environ), 4, "newer continuity")


def test_a_database_that_was_rolled_back_is_not_written_to(client: Client) -> None:
    client.run("backup")
    for path in client.state.glob("state.db*"):
        path.unlink()
    assert client.run("evidence", "verify", "--json", code=1).json["verdict"] == "invalid"
    done = command(client.argv("backup"), client.environ)
    done.checked(5)
    assert "rolled back" in done.err


def test_a_state_directory_that_may_not_be_written(client: Client) -> None:
    client.run("backup")
    inside = [path for path in client.state.rglob("*") if path.is_dir()]
    for path in (*inside, client.state):
        path.chmod(0o500)
    for path in client.state.glob("*"):
        if path.is_file():
            path.chmod(0o400)
    done = client.child("backup", "--json", code=None, prefix=prefix())
    assert done.code in (3, 4)
    assert "\nhint: " in f"\n{done.err}"
    client.child("status", code=None, prefix=prefix())
    client.state.chmod(0)
    for words in (["backup"], ["status"], ["init"], ["points"], ["evidence", "verify"]):
        told(client.child(*words, code=4, prefix=prefix()), 4)
    client.state.chmod(0o700)


def test_a_target_that_may_not_be_written(client: Client) -> None:
    client.run("backup")
    (client.root / "closed").mkdir()
    for mode in (0o500, 0o000):
        (client.root / "closed").chmod(mode)
        target = client.root / "closed" / "target"
        told(client.child("restore", "share", "--to", target, code=4, prefix=prefix()), 4, "closed")
    (client.root / "closed").chmod(0o700)
    assert list((client.root / "closed").iterdir()) == []


@pytest.mark.parametrize("where", ["file/below", "file", "closed/below"])
def test_a_starter_that_cannot_be_written(place: Path, where: str) -> None:
    (place / "file").touch()
    (place / "closed").mkdir(mode=0o500)
    words = [*prefix(), sys.executable, "-m", "continuity.faces.cli.main", "init", str(place / where)]

    child = subprocess.Popen(words, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    told(finish(child), 4, str(place))


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo restic 0.12.1 compiled with go1.16 on linux/amd64", "restic 0.12.1 is too old; at least 0.14.0"),
        ("echo something else", "did not say its version"),
        ("exit 1", "did not say its version"),
    ],
)
def test_a_restic_that_will_not_do(client: Client, monkeypatch: pytest.MonkeyPatch, script: str, said: str) -> None:
    client.run("backup")  # with the good one: what was remembered of it must not be believed of another
    folder = client.root / "bin"
    folder.mkdir()
    (folder / "restic").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "restic").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    done = client.run("backup", "--json", code=4)
    assert said in done.err
    assert "\nhint: " in done.err
    assert len(client.points()) == 1
    client.run("restore", "share", "--to", client.root / "target", code=4)
    client.run("verify", code=4)
    client.check_evidence()


def test_no_restic_at_all(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:

    folder = client.root / "bin"
    folder.mkdir()
    (folder / "setpriv").symlink_to(shutil.which("setpriv") or "")
    monkeypatch.setenv("PATH", str(folder))
    done = client.run("backup", "--json", code=4)
    assert "restic is not installed" in done.err
    assert "apt-get install restic" in done.err


def test_a_plug_in_that_does_not_load_harms_no_other(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A customer's adapter after an update of its library: named where it is used, and nowhere else."""
    broken = EntryPoint("tape", "no_such_package:TapeAdapter", registry.GROUP)
    monkeypatch.setattr(
        plugins,
        "entry_points",
        lambda group: [*entry_points(group=group), *([broken] if group == registry.GROUP else [])],
    )
    client.run("backup")
    client.run("policy", "check", code=None)
    client.repositories["tape"] = client.repositories["disk"] | {"adapter": "tape"}
    client.write()
    told(command(client.argv("backup"), client.environ), 4, "the storage adapter tape", "no_such_package")
