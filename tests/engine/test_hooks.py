"""Hooks: before, and whatever comes of the backup, after; recorded, in time, and nobody else's program."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from tests.engine.kit import ROOT, Client, finish, fresh, hang

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "how-to" / "hooks.md"


@pytest.fixture
def hooked(template: Client, place: Path) -> Client:
    """A client whose hooks write down that they ran, and as what."""
    client = fresh(template, place, "disk")
    noting = place / "note"
    noting.write_text(
        '#!/bin/sh\necho "$CONTINUITY_HOOK $1 $CONTINUITY_ASSET $CONTINUITY_OUTCOME" >> ' + f"{place}/notes\n"
    )
    noting.chmod(0o755)
    client.more["assets"] = {
        "share": {
            "site": "here", "policy": "plain", "copies": ["disk"],
            "source": {"kind": "files", "paths": [str(client.share)]},
        }
    }  # fmt: skip
    set_hooks(client, before=[note(client, "a")], after=[note(client, "b")], after_failure=[note(client, "c")])
    return client


def note(client: Client, word: str) -> dict[str, Any]:
    return {"argv": [str(client.root / "note"), word]}


def set_hooks(client: Client, **hooks: list[dict[str, Any]]) -> None:
    client.more["assets"]["share"]["hooks"] = hooks
    client.write()


def notes(client: Client) -> list[str]:
    path = client.root / "notes"
    found = [line.strip() for line in path.read_text().splitlines()] if path.exists() else []
    path.unlink(missing_ok=True)
    return found


def script(client: Client, name: str, body: str) -> dict[str, Any]:
    path = client.root / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return {"argv": [str(path)]}


def test_hooks_run_around_a_backup_and_are_recorded(hooked: Client) -> None:
    run = hooked.run("backup", "--json").json
    assert notes(hooked) == ["before a acme/share", "after b acme/share succeeded"]
    recorded = run["detail"]["hooks"]
    assert [(one["when"], one["exit"], one["fault"]) for one in recorded] == [("before", 0, ""), ("after", 0, "")]
    assert hooked.run("test", "--json").json["outcome"] == "succeeded"


def test_where_the_first_fails_nothing_is_backed_up_and_those_after_run(hooked: Client) -> None:
    bad = script(hooked, "bad", "echo the database does not stop >&2; exit 3")
    hooks = {"before": [bad, note(hooked, "never")], "after": [note(hooked, "b")], "after_failure": [note(hooked, "c")]}
    set_hooks(hooked, **hooks)
    done = hooked.run("backup", "--json", code=4)
    assert done.json["outcome"] == "failed"
    assert "bad (before) failed (exit 3): the database does not stop" in done.json["reason"]
    assert notes(hooked) == ["after b acme/share failed", "after_failure c acme/share failed"]
    assert hooked.points() == []
    assert "hint: run it by hand" in done.err
    bad["on_failure"] = "warn"
    hooks["before"].pop()
    set_hooks(hooked, **hooks)
    warned = hooked.run("backup", "--json").json
    assert (warned["outcome"], "exit 3" in warned["reason"]) == ("succeeded", True)


def test_one_that_fails_after_leaves_the_run_incomplete_and_the_others_run(hooked: Client) -> None:
    set_hooks(hooked, after=[script(hooked, "bad", "exit 1"), note(hooked, "b")])
    assert hooked.run("backup", "--json", code=3).json["outcome"] == "incomplete"
    assert notes(hooked) == ["after b acme/share succeeded"]
    assert len(hooked.points()) == 1


def test_a_source_that_is_gone_keeps_its_word_and_its_code(hooked: Client) -> None:
    hooked.run("backup")
    notes(hooked)
    hooked.share.rename(hooked.root / "away")
    done = hooked.run("backup", "--json", code=4)
    assert done.json["outcome"] == "failed_to_start"
    assert "nothing of the source is there" in done.err
    assert notes(hooked)[1:] == ["after b acme/share failed_to_start", "after_failure c acme/share failed_to_start"]


def test_one_that_hangs_is_ended_in_time_with_all_that_it_started(hooked: Client) -> None:
    slow = script(hooked, "slow", "echo begun; sleep 600 & wait") | {"time_limit": "1s"}
    set_hooks(hooked, before=[slow])
    done = hooked.run("backup", "--json", code=4)
    assert "slow (before) ran longer than 1 s and was ended" in done.json["reason"]
    recorded = done.json["detail"]["hooks"][0]
    assert recorded["said"] == "begun\n"
    assert recorded["duration_s"] < 30


def test_much_talk_is_cut_and_secrets_are_veiled(hooked: Client) -> None:
    password = hooked.vault().get("acme/disk/password")
    loud = script(hooked, "loud", f"yes 0123456789 | head -c 5000000; echo; echo it is {password}; exit 1")
    set_hooks(hooked, after=[loud])
    done = hooked.run("backup", "--json", code=3)
    said = done.json["detail"]["hooks"][0]["said"]
    assert len(said) <= 2000
    assert said.endswith("it is ***\n")
    assert password not in done.all


def test_what_a_dead_backup_began_is_ended_when_it_is_settled(hooked: Client) -> None:
    asleep = hang(hooked, "disk")
    child = hooked.spawn("backup")
    while not asleep.exists():
        assert child.poll() is None
    os.killpg(child.pid, signal.SIGKILL)
    finish(child)
    assert notes(hooked) == ["before a acme/share"]
    hooked.run("backup", environ={"PATH": os.environ["PATH"]})
    assert notes(hooked)[:2] == ["after b acme/share aborted", "after_failure c acme/share aborted"]
    ended = [one["body"] for one in hooked.records() if one["kind"] == "run.outcome"]
    assert [one["when"] for one in ended[-2]["detail"]["hooks"]] == ["after", "after_failure"]


def test_a_program_that_others_may_replace_is_never_run(hooked: Client) -> None:
    bad = script(hooked, "open", f"touch {hooked.root}/pwned")
    (hooked.root / "open").chmod(0o777)
    set_hooks(hooked, before=[bad], after=[{"argv": ["no-such-hook"]}])
    told = hooked.run("policy", "check", code=5).all
    assert f"error: {hooked.config}:" in told
    assert f"others may replace the hook {hooked.root}/open" in told
    assert "warning:" in told
    assert "the hook no-such-hook is not there" in told
    assert "others may replace" in hooked.run("backup", "--json", code=5).json["reason"]
    assert not (hooked.root / "pwned").exists()


@pytest.mark.parametrize(
    ("hooks", "said"),
    [
        ({"before": [{"argv": "rm -rf"}]}, r"hooks.before.0.argv: a list is expected"),
        ({"before": [{"argv": []}]}, r"hooks.before.0.argv: "),
        ({"before": [{"argv": ["./stop"]}]}, r"'./stop' is relative, and hooks run in no directory of their own"),
        ({"before": [{"argv": ["x"], "time_limit": "0s"}]}, r"write more than 0s"),
        (
            {"before": [{"argv": ["x"], "on_failure": "ignore"}]},
            r"'ignore' is not one of the choices; write one of fail, warn",
        ),
        ({"during": []}, r"during is not a key here"),
    ],
)
def test_what_is_wrong_has_its_place(hooked: Client, hooks: Any, said: str) -> None:
    hooked.more["assets"]["share"]["hooks"] = hooks
    hooked.write()
    err = hooked.run("policy", "check", code=2).err
    assert "continuity.yaml:" in err
    assert said in err


def test_the_document_of_the_page_is_one(hooked: Client) -> None:
    """It names programs that are not there, and each is told; a `before` that must not fail keeps a promise broken."""
    block = PAGE.read_text().split("```yaml\n")[1].split("```")[0]
    hooked.more["assets"] = YAML(typ="safe").load(block)["assets"]
    hooked.more["assets"]["wiki"] |= {"policy": "plain", "source": {"kind": "files", "paths": [str(hooked.share)]}}
    hooked.write()
    told = hooked.run("policy", "check", "--json", code=5).json["findings"]
    severities = [one["severity"] for one in told if "the hook /usr/local/sbin/" in one["message"]]
    assert severities == ["error", "warning", "warning", "warning"]
