"""Runbooks walked as a technician walks them: answers from a file, real restores, real kills, other terminals."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from continuity.faces.app import App
from tests.engine.kit import ROOT, Done, finish

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.engine.kit import Client


def walk(client: Client, *words: object, answers: Sequence[str] = (), code: int | None = 0) -> Done:
    """Walk as somebody who types these lines and then hangs up."""
    return finish(started(client, *words, answers=answers)).checked(code)


def started(client: Client, *words: object, answers: Sequence[str] = ()) -> subprocess.Popen[str]:
    reading, writing = os.pipe()
    os.write(writing, "".join(f"{line}\n" for line in answers).encode())
    os.close(writing)
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "continuity.faces.cli.main", *client.argv(*words)],
            env={"PATH": os.environ["PATH"], "HOME": str(client.root), **client.environ},
            stdin=reading,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )
    finally:
        os.close(reading)


def standing(client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.run("runbook", "list", "--json").json["standing"]
    return found


def ended(client: Client) -> dict[str, Any]:
    """The record by which the one runbook of a client ended."""
    (only,) = [
        one["body"] for one in client.records() if one["kind"] == "run.outcome" and one["body"]["kind"] == "runbook"
    ]
    return dict(only)


def book(client: Client, *steps: dict[str, Any], **more: Any) -> None:
    """Write a runbook ``own`` into the documents."""
    client.more["runbooks"] = {"own": {"title": "Own", "purpose": "A test", "steps": list(steps), **more}}
    client.write()


@pytest.fixture
def ready(client: Client) -> Client:
    client.run("backup")
    return client


def test_files_come_back_by_the_shipped_runbook(ready: Client, place: Path) -> None:
    given = ["--with", "asset=share", "--with", f"to={place / 'back'}"]
    done = walk(
        ready,
        *("runbook", "run", "restore-files", "--as", "ana", *given),
        answers=["/note the phone rang at three", "since noon", "yes", "yes"],
    )
    assert "continuity restore share --to" in done.out
    file = next(ready.share.rglob("*.txt"))
    assert ready.restored(place / "back", file).read_bytes() == file.read_bytes()
    signed = [one["body"] for one in ready.records() if one["kind"] == "procedure.step"]
    assert [(one["step"], one["by"]) for one in signed] == [("decide", "ana"), ("look", "ana"), ("use", "ana")]
    assert signed[0]["detail"]["values"] == {"answer": "since noon"}
    outcome = ended(ready)
    (rto,) = outcome["measurements"]
    assert (rto["objective"], rto["verdict"]) == ("rto", "met")
    assert set(rto["phases"]) == {"decided", "restored", "verified", "usable"}
    ready.check_evidence()


def test_in_french_as_well(ready: Client, place: Path) -> None:
    given = ["--with", "asset=share", "--with", f"to={place / 'back'}", "--lang", "fr"]
    done = walk(ready, "runbook", "run", "restore-files", *given, answers=["depuis midi", "oui", "oui"])
    assert "étape 2 sur 4 : Restaurer et comparer" in done.out.replace("\u00a0", " ")
    assert "Restaurer des fichiers" in ready.run("runbook", "list", "--lang", "fr").out


def test_put_down_and_taken_up_by_somebody_else(ready: Client, place: Path) -> None:
    given = ["--with", "asset=share", "--with", f"to={place / 'back'}"]
    left = walk(ready, "runbook", "run", "restore-files", "--as", "ana", *given, answers=["noon", "/leave"], code=130)
    assert "continuity runbook resume" in left.err
    (waits,) = standing(ready)
    again = walk(ready, "runbook", "run", "restore-files", *given, code=5)
    assert waits["run"] in again.err
    ready.run("backup")  # other work on the asset goes on
    done = walk(ready, "runbook", "resume", waits["run"], "--as", "zoe", answers=["again", "yes", "yes"])
    assert done.out.count("continuity restore share") == 0, "what was done is not done again"
    assert standing(ready) == []
    names = {one["body"]["by"] for one in ready.records() if one["kind"] == "procedure.step"}
    assert names == {"ana", "zoe"}
    ready.check_evidence()


@pytest.mark.parametrize("rule", ["probe", "repeatable", "neither"])
def test_killed_in_a_step_it_goes_on_at_that_step(client: Client, rule: str) -> None:
    trace, done = client.root / "trace", client.root / "done"
    script = f"echo x >> {trace}; touch {done}; test $(wc -l < {trace}) -gt 1 || sleep 60"
    step: dict[str, Any] = {"name": "act", "title": "Act", "do": "command", "with": {"run": ["sh", "-c", script]}}
    rules: dict[str, dict[str, Any]] = {
        "probe": {"done_when": {"do": "command", "with": {"run": ["test", "-e", str(done)]}}},
        "repeatable": {"repeatable": True},
        "neither": {},
    }
    book(client, step | rules[rule], {"name": "end", "title": "End", "ask": "Look.", "phase": "usable"})
    child = started(client, "runbook", "run", "own")
    _await(done)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    (waits,) = standing(client)
    client.run("backup")
    assert App(client.config, client.environ, client.key).workshop.engine.reconcile_all() == 0
    answers = ["done", "done the file is there", ""] if rule == "neither" else [""]
    told = walk(
        client, "runbook", "resume", waits["run"], "--as", "zoe", answers=answers, code=3 if rule == "neither" else 0
    )
    assert ("nobody knows whether it was done" in told.out) is (rule == "neither")
    assert ("a reason is needed" in told.out) is (rule == "neither")
    assert ended(client)["detail"]["steps"][0]["on_word"] is (rule == "neither"), "a person's word is no proof"
    assert ended(client)["outcome"] == ("incomplete" if rule == "neither" else "succeeded")
    assert trace.read_text().count("x") == (2 if rule == "repeatable" else 1)
    client.check_evidence()


def test_aborting_undoes_and_says_loudly_what_it_could_not(client: Client) -> None:
    trace = client.root / "trace"

    def act(name: str, undo: Any) -> dict[str, Any]:
        run = ["sh", "-c", f"echo {name} >> {trace}"]
        return {"name": name, "title": name, "do": "command", "with": {"run": run}} | ({"undo": undo} if undo else {})

    book(
        client,
        act("one", {"do": "command", "with": {"run": ["sh", "-c", f"echo undo-one >> {trace}"]}}),
        act("two", {"do": "command", "with": {"run": ["false"]}}),
        act("three", None),
        {"name": "four", "title": "Four", "do": "command", "with": {"run": ["false"]}},
    )
    done = walk(client, "runbook", "run", "own", "--as", "ana", answers=["abort it is the wrong server"], code=1)
    assert trace.read_text().split() == ["one", "two", "three"], "nothing is undone under what stands"
    assert "two could not be undone" in done.err
    assert "three could not be undone" in done.err
    outcome = ended(client)
    assert outcome["outcome"] == "aborted"
    client.check_evidence()


def test_two_people_and_nobody_twice(client: Client) -> None:
    book(client, {"name": "act", "title": "Act", "ask": "Cut the line.", "sign_off": "two_people"})
    done = walk(client, "runbook", "run", "own", "--as", "ana", answers=["", "ana", "bob"])
    assert "nobody signs twice" in done.out
    signed = [(one["body"]["event"], one["body"]["by"]) for one in client.records() if one["kind"] == "procedure.step"]
    assert signed == [("done", "ana"), ("signed", "bob")]


def test_before_it_is_walked_it_says_what_it_would_do(ready: Client, place: Path) -> None:
    given = ["--with", "asset=share", "--with", f"to={place}"]
    before = len(ready.records())
    done = ready.run("runbook", "run", "restore-files", "--dry-run", *given, code=1)
    assert f"continuity restore share --to {place}" in done.out
    assert "is there already" in done.err
    assert len(ready.records()) == before


def test_paper_has_the_real_commands_and_room_to_sign(ready: Client, place: Path) -> None:
    given = ["--with", "asset=share", "--with", f"to={place / 'back'}"]
    page = ready.run("runbook", "render", "restore-files", *given).out
    assert f"☐ `continuity restore share --to {place / 'back'}`" in page
    assert page.count("Signature: ____") == 2
    page = ready.run("runbook", "render", "restore-files", "--lang", "fr").out
    assert "# Restaurer des fichiers" in page
    assert "`continuity restore ____asset____ --to ____to____`" in page


def test_paper_goes_into_a_new_file_and_a_pdf_never_onto_a_terminal(ready: Client, place: Path) -> None:
    for form, begins in (("html", b"<!doctype html>"), ("pdf", b"%PDF-"), ("md", b"# Bring files back")):
        paper = place / f"paper.{form}"
        said = ready.run("runbook", "render", "restore-files", "--format", form, "-o", paper, "--json").json
        assert paper.read_bytes().startswith(begins)
        assert hashlib.sha256(paper.read_bytes()).hexdigest() == said["sha256"]
        assert "there is a file" in ready.run("runbook", "render", "restore-files", "-o", paper, code=5).err
        assert paper.read_bytes().startswith(begins)
    name = "restore-files"
    piped = subprocess.run(
        [sys.executable, "-m", "continuity.faces.cli.main", *ready.argv("runbook", "render", name, "--format", "pdf")],
        env={"PATH": os.environ["PATH"], "HOME": str(ready.root), **ready.environ},
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    assert piped.stdout.startswith(b"%PDF-")
    assert "name a file" in ready.run("runbook", "render", "restore-files", "--format", "pdf", "--json", code=2).err
    assert ready.run("runbook", "render", "restore-files", "-o", place / "none" / "x", code=4).err


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"name": "b", "title": "B", "do": "nothing-such"}, "there is no action named nothing-such"),
        ({"name": "b", "title": "B", "do": "command"}, "run is missing"),
        ({"name": "b", "title": "B", "ask": "x", "needs": ["z"]}, "there is no step named z"),
        ({"name": "a", "title": "B", "ask": "x"}, "a step named a stands above"),
        ({"name": "b", "title": "B", "ask": "{{ who }} acts"}, "nothing that comes before this step gives who"),
        ({"name": "b", "title": "B"}, "exactly one of do, ask"),
    ],
)
def test_a_wrong_runbook_is_refused_with_its_place(client: Client, step: dict[str, Any], said: str) -> None:
    book(client, {"name": "a", "title": "A", "ask": "Look."}, step)
    done = walk(client, "runbook", "run", "own", code=2)
    assert said in done.err


def test_a_circle_is_named(client: Client) -> None:
    steps = [{"name": one, "title": one, "ask": "x", "needs": [other]} for one, other in ("ab", "ba")]
    book(client, *steps)
    assert "needs goes in a circle: a → b → a" in walk(client, "runbook", "run", "own", code=2).err


def test_a_step_done_by_word_alone_proves_nothing(ready: Client) -> None:
    step = {"name": "look", "title": "Look", "ask": "Is it there?", "expect": "= yes", "phase": "usable"}
    inputs = {"asset": {"kind": "asset", "title": "which"}}
    book(ready, step, inputs=inputs)
    answers = ["no", "done", "done it is behind the door"]
    done = walk(ready, "runbook", "run", "own", "--with", "asset=share", "--as", "ana", answers=answers, code=3)
    assert "a reason is needed" in done.out
    (rto,) = ended(ready)["measurements"]
    assert rto["verdict"] == "unproven"


def test_nobody_answers_in_time(client: Client) -> None:
    step = {"name": "look", "title": "Look", "ask": "Is it there?", "time_limit": "1s"}
    book(client, step)
    child = subprocess.Popen(
        [sys.executable, "-m", "continuity.faces.cli.main", *client.argv("runbook", "run", "own")],
        env={"PATH": os.environ["PATH"], "HOME": str(client.root), **client.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert any("nobody answered within its time limit" in line for line in iter(child.stdout.readline, ""))
    child.stdin.write("skip nobody was there\n")
    child.stdin.close()
    child.stdin = None
    finish(child).checked(3)


def test_another_clients_asset_is_refused(ready: Client, place: Path) -> None:
    given = ["--with", "asset=other/share", "--with", f"to={place / 'back'}"]
    assert walk(ready, "runbook", "run", "restore-files", *given, code=2).err
    given = ["--with", "asset=share", "--with", "to=back"]
    assert "is not an absolute path" in walk(ready, "runbook", "run", "restore-files", *given, code=2).err


def test_a_fault_leaves_it_standing(client: Client) -> None:
    book(client, {"name": "a", "title": "A", "do": "http", "with": {"url": "localhost:1/x", "times": "three"}})
    done = walk(client, "runbook", "run", "own", answers=[], code=130)
    assert "is no address of the web" in done.out
    assert len(standing(client)) == 1


def test_a_runbook_that_changed_meanwhile_is_not_gone_on_with(client: Client) -> None:
    book(client, {"name": "a", "title": "A", "ask": "Look."})
    walk(client, "runbook", "run", "own", answers=["/leave"], code=130)
    (waits,) = standing(client)
    book(client, {"name": "a", "title": "A", "ask": "Look twice."})
    assert "is not the one that run" in walk(client, "runbook", "resume", waits["run"], code=5).err
    done = client.run("runbook", "abort", waits["run"], "--reason", "it is over", code=1)
    assert "a could not be undone: the runbook is not what it was" in done.err
    assert standing(client) == []
    client.check_evidence()


def _await(path: Path) -> None:
    for _ in range(200):
        if path.exists():
            return
        time.sleep(0.1)
    raise AssertionError(path)


def test_what_is_no_answer_is_asked_again(client: Client) -> None:
    """A no to "is it done" is not done; a word with a slash is not what was seen; a yes undoes, a no says why."""
    undo = {"ask": "Put it back."}
    book(
        client,
        {"name": "act", "title": "Act", "ask": "Cut the line.", "undo": undo},
        {"name": "look", "title": "Look", "ask": "Does it work?", "expect": "= yes"},
    )
    answers = ["no", "/frob", "fait", "perhaps", "/frob", "non", "abort all wrong", "no", "oui", "oui"]
    told = walk(client, "runbook", "run", "own", answers=answers, code=1)
    assert told.out.count("only Enter, once it is done") == 1
    assert told.out.count("/frob is not a word of ours") == 2
    assert told.out.count("yes or no; /help") == 1
    assert "expected = yes, got no" in told.out
    assert told.out.count("say done, or why it cannot be undone") == 1
    steps = {one["name"]: one["state"] for one in ended(client)["detail"]["steps"]}
    assert steps == {"act": "undone", "look": "not_undone"}, "it does not say how it is undone"


def test_what_a_refused_restore_did_not_make_nobody_is_told_to_remove(ready: Client, place: Path) -> None:
    """The directory was there before: an abort that told somebody to remove it would cost what lies in it."""
    (place / "live").mkdir()
    (place / "live" / "precious").write_text("ours")
    given = ["--with", "asset=share", "--with", f"to={place / 'live'}"]
    answers = ["since noon", "abort it is in use"]
    told = walk(ready, "runbook", "run", "restore-files", *given, answers=answers, code=1)
    assert "restore: FAILED" in told.out
    assert "undoing restore" not in told.out
    assert {one["name"]: one["state"] for one in ended(ready)["detail"]["steps"]}["restore"] == "failed"
