"""One deleted file is found, brought back and compared by its runbook; `compare` and `find` by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.test_runbooks import book, ended, standing, walk

if TYPE_CHECKING:
    from pathlib import Path

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
    done = walk(client, *NAME, *given(client, lost), answers=["yes", "yes", ""])
    first = client.points()[-1]
    assert f"find: done. {first['data_time']}" in done.out
    back = client.restored(client.root / "back", lost)
    assert back.read_bytes() == client.environ["LOST"].encode()
    assert list((client.root / "back").rglob("*.txt")) == [back], "only what was asked for"
    assert "compare: done. 0" in done.out
    outcome = ended(client)
    assert outcome["outcome"] == "succeeded"
    assert set(outcome["detail"]["phases"]) == {"decided", "restored", "verified", "usable"}
    client.check_evidence()


def test_the_wrong_one_is_given_up_and_its_directory_told(client: Client, lost: Path) -> None:
    done = walk(client, *NAME, *given(client, lost), answers=["yes", "no", "abort it is an older one", "done"], code=1)
    assert f"Remove {client.root / 'back'} if nobody needs it" in done.out
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
    """Of what is in use now: one file differs, one is gone; what changed while it was backed up is counted apart."""
    client.run("backup")
    files = sorted(client.share.rglob("*.txt"))
    step: dict[str, Any] = {"name": "held", "title": "Held", "do": "compare", "with": {"asset": "share"}}
    step["with"]["directory"] = "/"
    book(client, step | {"expect": "= 0"})
    assert "held: done. 0" in walk(client, "runbook", "run", "own").out
    files[0].write_text("no longer")
    files[1].unlink()
    done = walk(client, "runbook", "run", "own", answers=["abort so it is"], code=1)
    assert f"1 file(s) differ: {files[0]}; 1 file(s) are missing: {files[1]}" in done.out
    book(client, step | {"expect": "= 2"})
    walk(client, "runbook", "run", "own")
    (client.state / "manifests").rename(client.state / "gone")
    done = walk(client, "runbook", "run", "own", answers=["abort nothing to go by"], code=1)
    assert "could be compared with the point" in done.out
    client.check_evidence()
