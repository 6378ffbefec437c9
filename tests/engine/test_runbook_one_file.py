"""One deleted file is found, brought back and compared by its runbook; `compare` and `find` by themselves."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.test_runbooks import book, ended, standing, walk

if TYPE_CHECKING:
    from tests.engine.kit import Client

NAME = ("runbook", "run", "restore-one-file", "--as", "ana")


@pytest.fixture
def lost(client: Client) -> Path:
    """A file that the first of two backups holds, and the second does not."""
    client.run("backup")
    file = next(client.share.rglob("*3.txt"))
    content = file.read_bytes()
    file.unlink()
    client.run("backup")
    client.environ["LOST"] = content.decode()
    return file


def given(client: Client, file: Path) -> list[str]:
    inputs = {"asset": "share", "path": file, "to": client.root / "back"}
    return [word for name, value in inputs.items() for word in ("--with", f"{name}={value}")]


def test_one_deleted_file_comes_back_by_the_shipped_runbook(client: Client, lost: Path) -> None:
    lost.with_name(f"{lost.name}.restored").write_text("of an older day")
    done = walk(client, *NAME, *given(client, lost), answers=["yes", "yes", "yes"])
    first = client.points()[-1]
    assert f"find: done. {first['data_time']}" in done.out
    assert "1 backup(s) hold it (not searched: -)" in " ".join(done.out.split())
    back = client.restored(client.root / "back", lost)
    assert back.read_bytes() == client.environ["LOST"].encode()
    assert list((client.root / "back").rglob("*.txt")) == [back], "only what was asked for"
    assert "compare: done. 0" in done.out
    (copy,) = [line for line in map(str.strip, done.out.splitlines()) if line.startswith("$ cp ")]
    subprocess.run(["sh", "-c", copy.removeprefix("$ ")], check=True)
    assert Path(f"{lost}.{run_of(client)}").read_bytes() == back.read_bytes(), "never one that lay there before"
    outcome = ended(client)
    assert outcome["outcome"] == "succeeded"
    assert set(outcome["detail"]["phases"]) == {"decided", "restored", "verified", "usable"}
    client.check_evidence()


def test_it_is_not_usable_as_long_as_nobody_says_so(client: Client, lost: Path) -> None:
    walk(client, *NAME, *given(client, lost), answers=["yes", "yes", "no", "skip she went home"], code=None)
    assert "usable" not in ended(client)["detail"]["phases"]


def run_of(client: Client) -> str:
    (only,) = {one["run"] for one in client.records() if one["kind"] == "procedure.step"}
    return str(only)


def test_the_wrong_one_is_given_up_and_its_directory_told(client: Client, lost: Path) -> None:
    done = walk(client, *NAME, *given(client, lost), answers=["yes", "no", "abort it is an older one", "done"], code=1)
    assert f"Only if this run made {client.root / 'back'}" in done.out
    assert "rm -r" not in done.out
    assert ended(client)["outcome"] == "aborted"
    assert standing(client) == []


def test_what_never_was_is_not_found(client: Client, lost: Path) -> None:
    before = f"at={client.points()[-1]['data_time']}"
    done = walk(client, *NAME, *given(client, lost), "--with", before, "--dry-run")
    assert f"continuity points find share '{lost}'" in done.out
    asked = [*given(client, lost.with_name("none.txt")), "--with", before]
    done = walk(client, *NAME, *asked, answers=["abort there is none"], code=1)
    assert f"no point of share holds {lost.with_name('none.txt')}" in done.out


def test_a_directory_is_held_against_a_point(client: Client) -> None:
    """Of what is in use now: nothing differs; then one file does and one is gone; then nothing is left to go by."""
    client.run("backup")
    changed, gone, *_ = sorted(client.share.rglob("*.txt"))
    held = {"title": "Held", "do": "compare", "with": {"asset": "share", "directory": "/"}, "expect": "= 0"}

    def act(name: str, *words: object) -> dict[str, Any]:
        return {"name": name, "title": name, "do": "command", "with": {"run": [*map(str, words)]}}

    harm = act("harm", "sh", "-c", f"echo no longer > '{changed}'; rm '{gone}'")
    forget = act("forget", "mv", client.state / "manifests", client.state / "away")
    two = {"name": "two", "title": "Two", "do": "compare", "with": held["with"], "expect": "= 2"}
    book(client, {"name": "same"} | held, harm, {"name": "other"} | held, two, forget, {"name": "none"} | held)
    done = walk(client, "runbook", "run", "own", answers=["skip so it is", "abort nothing to go by"], code=None)
    told = " ".join(done.out.split())
    assert "same: done. 0" in told
    assert f"1 file(s) differ: {changed}; 1 file(s) are missing: {gone}" in told
    assert "two: done. 2" in told
    assert "could be compared with the point" in told
    assert ended(client)["outcome"] == "aborted"
    client.check_evidence()


def test_a_repository_that_cannot_be_searched_is_told(three: Client) -> None:
    """What is found elsewhere is found; what is found nowhere is not said to be nowhere."""
    three.run("backup")
    (three.root / "second").rename(three.root / "away")
    file = next(three.share.rglob("*.txt"))
    step = {"name": "find", "title": "Find", "do": "find", "with": {"asset": "share", "path": str(file)}}
    other = {"name": "none", "title": "None", "do": "find", "with": {"asset": "share", "path": f"{file}x"}}
    ask = {"name": "ask", "title": "Ask", "ask": "In {{ find.repository }}, not in {{ find.not_searched }}"}
    book(three, step, ask, other)
    done = walk(three, "runbook", "run", "own", answers=["", "abort it is away"], code=1)
    assert "In disk, not in second" in done.out or "In third, not in second" in done.out
    assert "was found in no point that could be searched" in " ".join(done.out.split())
