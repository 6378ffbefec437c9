"""Policies and documents as they change are in the log before the first run that goes by them, with who did it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from continuity.faces.app import App
from continuity.ground.canonical import digest

if TYPE_CHECKING:
    from tests.engine.kit import Client


def told(client: Client, *kinds: str) -> list[dict[str, Any]]:
    return [one["body"] for one in client.records() if one["kind"] in kinds]


def order(client: Client) -> list[str]:
    wanted = ("policy", "config", "run.intent")
    return [one["kind"] for one in client.records() if one["kind"] in wanted]


def test_the_policy_in_force_is_in_the_log_before_the_run_that_names_it(client: Client) -> None:
    client.run("backup", "share")
    assert order(client) == ["policy", "config", "run.intent"]
    [policy], [intent] = told(client, "policy"), told(client, "run.intent")
    assert (policy["name"], policy["before"], policy["after"]) == ("plain", None, intent["policy_digest"])
    assert digest(policy["resolved"]) == intent["policy_digest"], "an auditor computes the digest that runs name"
    assert policy["resolved"]["objectives"]["rpo"] == 86400
    for one in (policy, intent):
        assert one["by"]["uid"] == os.getuid()
        assert one["by"]["command"] == "continuity backup"
    client.check_evidence()


def test_what_does_not_change_is_recorded_once(client: Client) -> None:
    for _ in range(2):
        client.run("backup", "share")
    client.config.write_text("# only a comment\n" + client.config.read_text())
    client.run("backup", "share")
    assert order(client) == ["policy", "config", *["run.intent"] * 3]


def test_a_changed_promise_is_told_with_both_digests(client: Client) -> None:
    client.run("backup", "share")
    promised = {"plain": {"objectives": {"rpo": "72h", "rto": "8h"}, "copies": {"copies": 2}}}
    client.write(policies=promised)
    client.run("backup", "share")
    first, second = told(client, "policy")
    assert (second["before"], second["resolved"]["objectives"]["rpo"]) == (first["after"], 3 * 86400)
    assert second["after"] == told(client, "run.intent")[1]["policy_digest"]
    assert len(told(client, "config")) == 1, "nothing else was changed"


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"exclude": ["*.bak"]}, ["asset/share"]),
        ({"more": {"client": {"name": "acme", "title": "Acme & Co"}}}, ["client"]),
    ],
)
def test_any_other_change_is_told_by_name_and_digest(client: Client, change: dict[str, Any], names: list[str]) -> None:
    client.run("backup", "share")
    for name, value in change.items():
        setattr(client, name, value)
    client.write()
    client.run("backup", "share")
    first, second = told(client, "config")
    assert ([one["name"] for one in second["listed"]], second["changed"]) == (names, 1)
    before = {one["name"]: one["after"] for one in first["listed"]}
    assert second["listed"][0]["before"] == before[names[0]]
    assert second["before"] == first["after"]


def test_a_policy_that_nobody_uses_any_more_is_told(client: Client) -> None:
    client.run("backup", "share")
    client.policy = "bronze"
    client.write()
    client.run("backup", "share")
    later = told(client, "policy")[1:]
    assert [(one["name"], one["after"] is None, one["resolved"] is None) for one in later] == [
        ("bronze", False, False),
        ("plain", True, True),
    ]


def test_old_documents_of_a_process_that_lives_on_do_not_flap(client: Client) -> None:
    """A daemon that was not told to reload goes on by what it read: the log hears of a change once."""
    lives = App(client.config, {}, client.key).workshop
    lives.engine.declare()
    client.exclude = ["*.bak"]
    client.write()
    client.run("backup", "share")
    lives.engine.declare()
    assert len(told(client, "config")) == 2
