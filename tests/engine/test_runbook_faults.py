"""What can go wrong with a runbook: said with its place and its remedy, nothing lost, and gone on with afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.test_runbooks import book

if TYPE_CHECKING:
    from tests.engine.kit import Client

LOOK = {"name": "a", "title": "A", "ask": "Look."}


def asked(name: str, needs: str) -> dict[str, Any]:
    return {"name": name, "title": name, "ask": "Look.", "needs": [needs]}


def done(run: str) -> dict[str, Any]:
    return {"name": "b", "title": "B", "do": "command", "with": {"run": [run]}}


@pytest.mark.parametrize(
    ("steps", "key", "said", "remedy"),
    [
        ([asked("a", "b"), asked("b", "a")], "steps.0:", "needs goes in a circle: a → b → a", "break the circle"),
        ([LOOK, done("{{ x }}")], "steps.1.with:", "nothing that comes before this step gives x", "name an input"),
        ([LOOK, asked("b", "c")], "steps.1", "there is no step named c", "names here: a, b"),
    ],
)
def test_a_fault_of_the_document_has_its_line_and_its_remedy(
    client: Client, steps: list[dict[str, Any]], key: str, said: str, remedy: str
) -> None:
    book(client, *steps)
    told = client.run("runbook", "run", "own", code=2).err
    assert f"{client.config}:" in told
    for words in (f"runbooks.own.{key}", said, remedy):
        assert words in told


def test_an_action_that_is_not_installed_is_found_before_the_worst_day(client: Client) -> None:
    book(client, LOOK, done("true") | {"do": "comand"})
    said = "step b: there is no action named comand"
    told = client.run("runbook", "run", "own", code=2).err
    assert said in told
    assert f"write one of these in {client.config}:" in told
    found = client.run("policy", "check", "--json", code=5).json["findings"]
    assert ("error", "acme/own", said) in [(one["severity"], one["subject"], one["message"]) for one in found]


def test_an_input_that_is_missing_or_wrong_is_asked_for_by_name(client: Client) -> None:
    told = client.run("runbook", "run", "restore-files", code=2).err
    assert "restore-files needs asset: the asset" in told
    assert "give it: --with asset=…" in told
    told = client.run("runbook", "run", "restore-files", "--lang", "fr", code=2).err
    assert "restore-files demande asset : l'actif\nconseil : la donner : --with asset=…" in told.replace("\u00a0", " ")
    told = client.run("runbook", "run", "restore-files", "--with", "aset=share", code=2).err
    assert "its inputs: asset, to, at" in told
