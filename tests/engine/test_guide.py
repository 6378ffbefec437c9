"""The guide as a technician meets it: wrong answers of every kind, poor terminals, two of them, lines that break."""

from __future__ import annotations

import fcntl
import hashlib
import os
import select
import struct
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING, Any

import pytest

from continuity.faces.cli.lines import typed
from continuity.faces.cli.screen import broken
from continuity.ground.actor import actor
from continuity.ground.clock import SystemClock
from continuity.model.journal import Event, Kind
from continuity.model.procedure import Procedure, SignOff, Step
from continuity.recovery.attachments import MOST_BYTES
from continuity.recovery.procedure.people import person
from continuity.recovery.procedure.progress import State, read
from tests.engine.kit import ROOT, Client, finish
from tests.engine.test_runbooks import book, ended, standing, walk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TERM": "dumb"}


class Terminal:
    """A terminal, of forty columns, with a command on it."""

    def __init__(
        self, client: Client, *words: object, environ: Mapping[str, str] | None = None, columns: int = 40
    ) -> None:
        self.side, other = os.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.seen = ""
        self.child = subprocess.Popen(
            ["setsid", "--ctty", "--wait", sys.executable, "-m", "continuity.faces.cli.main", *client.argv(*words)],
            env={"PATH": os.environ["PATH"], "HOME": str(client.root), **client.environ, **(environ or {})},
            stdin=other,
            stdout=other,
            stderr=other,
            cwd=ROOT,
        )
        os.close(other)

    def until(self, text: str, limit_s: float = 30) -> str:
        """Read until this is seen."""
        ends = time.monotonic() + limit_s
        while text not in self.seen:
            assert time.monotonic() < ends, self.seen
            if select.select([self.side], [], [], 0.2)[0]:
                self.seen += os.read(self.side, 4096).decode(errors="replace")
        return self.seen

    def type(self, keys: bytes) -> None:
        self.seen = ""
        os.write(self.side, keys)

    def hang_up(self) -> None:
        os.close(self.side)


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    """Everything that is no attachment, and one that is."""
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "huge").open("wb") as huge:
        huge.truncate(MOST_BYTES + 1)
    (tmp_path / "photo of the rack.jpg").write_bytes(b"a picture")
    names = {name: str(tmp_path / name) for name in ("pipe", "huge", "photo of the rack.jpg")}
    return names | {"directory": str(tmp_path), "gone": str(tmp_path / "gone")}


def test_wrong_answers_are_told_and_asked_again(client: Client, places: dict[str, str]) -> None:
    number, file = {"title": "n", "kind": "number"}, {"title": "f", "kind": "file"}
    steps: list[dict[str, Any]] = [
        {"name": "count", "title": "Count", "ask": "How many?", "observe": number, "expect": "> 3"},
        {"name": "photo", "title": "Photo", "ask": "One.", "observe": file, "sign_off": "two_people"},
        {"name": "end", "title": "End", "ask": "All well?", "expect": "= yes", "time_limit": "20m", "phase": "usable"},
    ]
    book(client, *steps)
    photo = places["photo of the rack.jpg"]
    answers = ["", "many", "nan", "1e999", "/lave", "/note", "x" * 5000, "4,5"]
    answers += [places[name] for name in ("gone", "directory", "pipe", "huge")] + [photo]
    answers += ["", " ANA", "Ａｎａ", "a\u200bna", "zoe", "/attach " + places["gone"], "/attach " + photo]
    answers += ["/note half past three", "/hand-over  Zoé", "oui"]
    told = " ".join(walk(client, "runbook", "run", "own", "--as", "ana", answers=answers).out.split())
    for said in (
        "an answer is needed",
        "'many' is not a number",
        "'nan' is not a number",
        "'1e999' is not a number",
        "did you mean /leave?",
        "/note needs more",
        "that is too long for an answer",
        "gone",
        "is not a plain file",
        f"is larger than {MOST_BYTES >> 20} MiB",
        "nobody signs twice",
        "noted",
        "Zoé goes on from here",
        "at most 20 min",
        "expected: yes",
        "no RTO is promised",
    ):
        assert said in told
    assert told.count("nobody signs twice") == 4
    bodies = [one["body"] for one in client.records() if one["kind"] == "procedure.step"]
    events = ["done ana", "done ana", "signed zoe", "attached ana", "handed_over ana", "done Zoé"]
    assert [f"{one['event']} {one['by']}" for one in bodies] == events
    assert bodies[0]["detail"]["values"] == {"answer": "4.5"}
    assert {one["detail"]["user"] for one in bodies} == {actor()["user"]}, "who was logged in, whatever name was typed"
    digest = hashlib.sha256(b"a picture").hexdigest()
    for body in (bodies[1], bodies[3]):
        assert body["attachments"] == [{"name": "photo of the rack.jpg", "sha256": digest, "bytes": 9}]
    assert [one.name for one in (client.state / "attachments" / "acme").iterdir()] == [digest], (
        "kept once, nothing else"
    )
    client.check_evidence()


def test_what_an_action_gives_is_noted_down_by_the_engine(client: Client) -> None:
    proof = client.root / "proof.txt"
    write = f"echo done at last > {proof}; echo {proof}"

    def act(name: str, *run: str, **observe: str) -> dict[str, Any]:
        return {"name": name, "title": name, "do": "command", "with": {"run": list(run)}, "observe": observe}

    steps = [
        act("act", "sh", "-c", write, title="proof", kind="file"),
        act("rows", "echo", "42", title="rows", kind="number"),
        act("bad", "echo", "many", title="rows", kind="number"),
        act("none", "true", title="x", value="size"),
    ]
    book(client, *steps)
    answers = ["skip it says many", "skip it has no size"]
    told = " ".join(walk(client, "runbook", "run", "own", "--as", "ana", answers=answers, code=3).out.split())
    content = proof.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    assert f"kept: proof.txt, {len(content)} bytes, SHA-256" in told
    assert "'many' is not a number" in told
    assert "none gave no size, which is to be noted down" in told
    assert (client.state / "attachments" / "acme" / digest).read_bytes() == content
    first, rows = (one["body"] for one in client.records() if one["kind"] == "procedure.step" and not one["body"]["by"])
    assert first["attachments"] == [{"name": "proof.txt", "sha256": digest, "bytes": len(content)}]
    assert (first["detail"]["observed"], rows["detail"]["observed"]) == (str(proof), "42")
    client.check_evidence()


def test_a_poor_terminal_a_second_one_and_a_line_that_breaks(client: Client) -> None:
    one = {"name": "one", "title": {"en": "One", "fr": "Première"}, "ask": {"en": "Do.", "fr": "Être là → « prêt »."}}
    book(client, one, {"name": "two", "title": "Two", "ask": "Do."})
    first = Terminal(client, "runbook", "run", "own", "--as", "ana", "--lang", "fr", environ=PLAIN)
    shown = first.until("fait> ").replace("\r", "")
    assert 'Etre la -> " pret ".' in shown, "letters that the terminal lacks lose their accents, and nothing fails"
    assert max(map(len, shown.splitlines())) <= 40
    (waits,) = standing(client)
    second = walk(client, "runbook", "resume", waits["run"], "--as", "zoe", answers=["again"], code=5)
    assert "is being worked on by run" in second.err
    first.type(b"/note at the rack\n\x1b[A\n")  # a key that types nothing is no answer, but Enter is one
    assert "sur 2 : Two" in first.until("sur 2 : Two").replace("\r\n  ", " ")
    first.until("fait> ")
    first.hang_up()
    assert first.child.wait(30) == 130
    again = Terminal(client, "runbook", "resume", waits["run"], "--as", "zoe")
    seen = again.until("abort> ")
    assert "done: One (ana)" in seen
    assert "note of ana: at the rack" in seen
    again.type(b"again\n")
    again.until("done> ")
    again.type(b"\x03")
    assert again.child.wait(30) == 130
    again.hang_up()
    argv = ["sh", "-c", 'exec "$@" <&-', "sh", sys.executable, "-m", "continuity.faces.cli.main"]
    closed = subprocess.Popen(
        [*argv, *client.argv("runbook", "resume", waits["run"])],
        env={"PATH": os.environ["PATH"], "HOME": str(client.root), **client.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert "left standing" in finish(closed).checked(130).err
    walk(client, "runbook", "resume", waits["run"], "--as", "zoe", answers=["done I did it", ""])
    assert ended(client)["outcome"] == "succeeded"
    client.check_evidence()


@pytest.mark.slow
def test_the_full_screen_on_a_real_terminal(client: Client) -> None:
    book(client, {"name": "one", "title": "One", "ask": "Do."}, {"name": "two", "title": "Two", "ask": "Do."})
    refused = walk(client, "runbook", "run", "own", "--full-screen", answers=[""], code=2)
    assert "needs a terminal" in refused.err
    window = Terminal(client, "runbook", "run", "own", "--full-screen", environ={"TERM": "xterm"}, columns=100)
    window.until("Enter when it is done")
    window.type(b"\r")
    window.until("step 2 of 2")
    window.type(b"\x03")
    window.until("continuity runbook resume")
    assert window.child.wait(30) == 130
    window.hang_up()
    (waits,) = standing(client)
    walk(client, "runbook", "resume", waits["run"], answers=["done I did it"])
    client.check_evidence()


def test_a_line_is_broken_where_it_may_be_and_a_command_never() -> None:
    text = "  one two three four five\n  $ " + "word " * 20
    first, second, command = broken(text, 20)
    assert (first, second) == ("  one two three four", "  five")
    assert command == "  $ " + "word " * 20


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b"caf\xc3\xa9\r", "café"),
        (b"caf\xe9", "café"),
        (b"\x1b[A\x1b[1;5Dyes\x1bOP", "yes"),
        (b"yeb\x08s\x00\x07", "yes"),
        (b"a\tb", "a\tb"),
    ],
)
def test_keys_that_type_nothing_leave_nothing_in_the_record(line: bytes, text: str) -> None:
    assert typed(line) == text


def test_two_spellings_of_one_person_are_one_person() -> None:
    assert len({person(one) for one in ("Ana Lee", " ana  lee ", "ANA LEE", "Ａｎａ Lee", "a\u200bna lee")}) == 1
    assert person("Anna Lee") != person("Ana Lee")
    hidden = (
        "alice",
        "alice\ufe0f",
        "alice\u034f",
        "alice\x7f",
        "al\x01ice",
        "al\u2800ice",
        "ALICE\u20dd",
        "\u3164Alice",
    )
    assert {person(one) for one in hidden} == {"alice"}
    assert {person(one) for one in (" \u200b ", "\u2800", "\u3164", "\uffa0", "\u0301")} == {""}
    assert person("Ze\u0301") == person("Z\u00e9") != person("Ze")


def test_the_journal_itself_counts_no_second_spelling() -> None:
    step = Step(name="act", title={}, ask={"en": "Act."}, sign_off=SignOff.TWO_PEOPLE)
    own = Procedure(name="own", title={}, purpose={}, inputs={}, steps={"act": step}, where="", digest="")
    mark = SystemClock().mark()
    signed = [(Kind.DONE, "ana"), (Kind.SIGNED, " A\u200bNA "), (Kind.SIGNED, "zoe")]
    events = [Event(number=n, at=mark, kind=kind, step="act", by=by) for n, (kind, by) in enumerate(signed, 1)]
    assert read(own, events[:2]).steps["act"].state is State.UNSIGNED
    assert read(own, events).steps["act"].state is State.DONE
