"""A line that cannot be understood is answered in the person's language, never in click's English."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import click
import pytest

from continuity.faces.cli.main import run
from continuity.faces.cli.session import Session
from continuity.faces.cli.usage import in_our_words
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

#: What is typed, and what the answer must hold in each language.
MISTAKES = [
    (["statuz"], "no command statuz", "commande inconnue : statuz"),
    (["policy", "chek"], "did you mean check?", "vouliez-vous dire check ?"),
    (["policy", "zzz"], "commands: check, explain, gaps", "commandes : check, explain, gaps"),
    (["backup", "--alow-empty"], "did you mean --allow-empty?", "vouliez-vous dire --allow-empty ?"),
    (["backup", "--zzz"], "there is no option --zzz", "option inconnue : --zzz"),
    (["restore"], "ASSET is missing", "ASSET manque"),
    (["restore", "x"], "restore needs either --to DIR or --into NAME", "restore demande soit --to"),
    (["restore", "x", "--to"], "--to needs a value", "--to demande une valeur"),
    (["points", "a", "b"], "an argument too many: b", "argument en trop : b"),
    (["backup", "--json=3"], "--json takes no value", "--json ne prend pas de valeur"),
    (["points", "--since", "x"], "is not a time with a zone", "n'est pas un instant avec son fuseau"),
]


@pytest.mark.parametrize(("argv", "english", "french"), MISTAKES, ids=lambda value: str(value)[:24])
def test_a_mistake_is_answered_in_both_languages(
    argv: list[str], english: str, french: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for lang, said in (("en", english), ("fr", french)):
        assert run([*argv], Session({"CONTINUITY_LANG": lang})) == UsageError.exit_code
        shown = capsys.readouterr()
        assert said in shown.err.replace("\u00a0", " ")
        assert shown.out == ""
        assert len(shown.err.splitlines()) == 2


def test_the_answer_is_json_where_json_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--json", "--lang", "fr", "statuz"], Session({})) == UsageError.exit_code
    plain = json.loads(capsys.readouterr().out)
    assert (plain["code"], plain["hint"].replace("\u00a0", " ")) == ("usage", "vouliez-vous dire status ?")


def test_a_wrong_choice_names_the_choices() -> None:
    error = click.BadParameter("'de' is not one of 'fr', 'en'.", param_hint="'--lang'")
    assert in_our_words(error).message == "--lang: de is not one of the choices"
    assert in_our_words(error).hint == "write one of fr, en"


def test_what_click_alone_knows_passes_unchanged() -> None:
    assert in_our_words(click.UsageError("something new")).message == "something new"


@pytest.mark.parametrize("words", [[], ["policy"], ["storage", "check"], ["restore"], ["vault", "set"], ["evidence"]])
def test_help_in_french_holds_no_english_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*words, "--help", "--lang", "fr"], Session({})) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Utilisation")
    assert not re.search(r"\b(the|and|with|this|of)\b", shown), shown


def test_documents_choose_the_language_where_nothing_else_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "continuity.yaml"
    document.write_text(f"version: 1\nlanguage: fr\nstate: {tmp_path}/state\nclient: {{name: acme, title: Acme}}\n")
    session = Session({"CONTINUITY_CONFIG": str(document), "LANG": "C.UTF-8"})
    assert run(["policy", "check"], session) == 0
    assert "constat(s)" in capsys.readouterr().out
