"""`init` says what to run next, in the person's language, and leaves nothing behind that it could not finish."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from continuity.faces.cli.main import run
from continuity.faces.cli.session import Session
from tests.engine.kit import command

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = "version: 1\nstate: state\nclient: {name: acme}\nsites: {here: {}}\n"


def test_without_an_opener_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "continuity.yaml").write_text(DOCUMENT)
    done = command(["init", str(tmp_path)], {}).checked(2)
    assert "the vault is locked" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["continuity.yaml"]


@pytest.mark.parametrize("name", ["plain", "with a space"])
def test_what_comes_next_names_the_directory(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    first = command(["init", str(folder)], {"CONTINUITY_LANG": "en"}).checked(0)
    (again,) = [line for line in first.out.splitlines() if line.startswith("Next: ")]
    assert again == f"Next: edit it, then continuity init {shlex.quote(str(folder))} again, to create what it names."
    (folder / "continuity.yaml").write_text(DOCUMENT)
    environ = {"CONTINUITY_LANG": "en", "CONTINUITY_VAULT_PASSPHRASE": "secret"}
    second = command(["init", str(folder)], environ).checked(0)
    (said,) = [line for line in second.out.splitlines() if line.startswith("Next: ")]
    commands = [line.split(" ", 1)[1] for line in said.removeprefix("Next: ").split(", then ")]
    for line in commands:
        done = command([*shlex.split(line), "--json"], environ)
        assert done.code == 0 or "no asset in the documents" in done.err, done.all


def test_where_commands_find_the_document_themselves_they_are_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "continuity init again" in command(["init"], {"CONTINUITY_LANG": "en"}).checked(0).out
    (tmp_path / "continuity.yaml").write_text(DOCUMENT)
    done = command(["init"], {"CONTINUITY_LANG": "en", "CONTINUITY_VAULT_PASSPHRASE": "secret"}).checked(0)
    assert "\nNext: continuity policy check, then continuity backup\n" in done.out


def test_the_starter_speaks_the_language_that_was_asked_for(tmp_path: Path) -> None:
    for lang, word in (("fr", "ce qui doit survivre"), ("en", "what must survive")):
        command(["init", str(tmp_path / lang), "--lang", lang], {}).checked(0)
        text = (tmp_path / lang / "continuity.yaml").read_text(encoding="utf-8")
        assert f"language: {lang}" in text
        assert word in text
        assert command(["policy", "check", "--config", str(tmp_path / lang)], {}).checked(0).err == ""


WRONG = "language: fr\nstate: s\nclient: {name: a}\nasets: {}\nlab: peut-être\n"


def test_errors_of_documents_are_a_list_in_json(tmp_path: Path) -> None:
    path = tmp_path / "continuity.yaml"
    path.write_text(WRONG)
    done = command(["status", "--json", "--lang", "en", "--config", str(path)], {}).checked(2)
    first, second = done.json["errors"]
    assert first == {
        "file": str(path),
        "line": 4,
        "column": 1,
        "path": "asets",
        "message": "asets is not a key here",
        "hint": "did you mean assets?",
    }
    assert (second["line"], second["path"], second["hint"]) == (5, "lab", "write true or false")
    assert done.json["message"].splitlines()[0] == f"{path}:4:1: asets: asets is not a key here; did you mean assets?"
    assert "errors" not in command(["status", "--json", "--config", str(tmp_path / "no.yaml")], {}).checked(2).json


@pytest.mark.parametrize("argv", [["status"], ["status", "--nonsense"], ["statuz"], ["policy", "show", "glod"]])
def test_the_documents_language_holds_where_they_or_the_options_are_wrong(tmp_path: Path, argv: list[str]) -> None:
    path = tmp_path / "continuity.yaml"
    path.write_text(WRONG)
    for words, environ in (
        ([*argv, "--config", str(path)], {"LANG": "C"}),
        ([*argv, f"--config={path}"], {"LANG": "C"}),
        (argv, {"LANG": "C", "CONTINUITY_CONFIG": str(path)}),
        (argv, {"LANG": "C", "CONTINUITY_CONFIG": str(tmp_path)}),
    ):
        assert command(words, environ).checked(2).err.startswith("erreur")
        assert command([*words, "--lang", "en"], environ).checked(2).err.startswith("error")


def test_documents_that_cannot_be_read_leave_the_language_to_the_locale(tmp_path: Path) -> None:
    import os

    fifo = tmp_path / "continuity.yaml"
    os.mkfifo(fifo)
    session = Session({"LANG": "fr_FR.UTF-8", "CONTINUITY_CONFIG": str(fifo)})
    assert run(["statuz"], session) == 2
    assert session.language.name == "fr"
