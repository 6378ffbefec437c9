"""The shipped runbook against ransomware, walked to its end at a real store that was struck; and given up half way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.attacks.stronghold import Stronghold, build, govern
from tests.attacks.test_rewind import struck
from tests.engine.test_runbooks import book, standing, walk

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.faces.demo.lab.ceph import Ceph

PHASES = ["decided", "provisioned", "restored", "verified", "usable"]
NAMED = ("proposed", "share", "again", "object", "bob")  # to when; a wrong name is no confirmation, the right one is


@pytest.fixture(scope="module")
def stronghold(ceph_server: Ceph, tmp_path_factory: pytest.TempPathFactory) -> Stronghold:
    """Another one than the attacks': what they leave is not what these incidents begin with."""
    return build(tmp_path_factory.mktemp("ransomware"), ceph_server)


def run(stronghold: Stronghold, back: Path) -> list[Any]:
    inputs = {"asset": "share", "repository": "object", "to": back}
    return [*("runbook", "run", "ransomware", "--as", "ana"), *(f"--with={name}={inputs[name]}" for name in inputs)]


def outcomes(stronghold: Stronghold, kind: str) -> list[dict[str, Any]]:
    found = [one["body"] for one in stronghold.client.records() if one["kind"] == "run.outcome"]
    return [one for one in found if one["kind"] == kind]


def test_walked_to_its_end(stronghold: Stronghold, target: Path) -> None:
    """Two people, and each of their words in the log; a wrong name brings nothing back."""
    client, before = stronghold.client, stronghold.contents()
    (clean,) = client.points()
    rewinds = len(outcomes(stronghold, "rewind"))
    struck(stronghold)
    answers = [
        *("pc-12 since eight", ""),
        *(clean["data_time"], "bob"),
        *NAMED,
        *("yes", "bob"),
        *("the writer's keys", "yes", "bob", ""),
        *("yes", "those of spring"),
    ]
    done = walk(client, *run(stronghold, target), answers=answers)
    assert f"Proposed: the point of {clean['data_time']}" in done.out
    assert "expected = object, got share" in done.out
    assert "compare: done. 0" in done.out
    assert stronghold.contents() == before
    for file in client.share.rglob("*.txt"):
        assert client.restored(target, file).read_bytes() == file.read_bytes()
    outcome = outcomes(stronghold, "runbook")[-1]
    assert outcome["outcome"] == "succeeded"
    assert sorted(outcome["detail"]["phases"]) == sorted(PHASES)
    signed = [one["body"] for one in client.records() if one["kind"] == "procedure.step"]
    assert [one["by"] for one in signed if one["step"] == "look"] == ["ana", "bob"]
    assert len(outcomes(stronghold, "rewind")) == rewinds + 1


def test_given_up_it_says_what_people_must_undo(stronghold: Stronghold, target: Path) -> None:
    versions, answers = stronghold.versions(), ["pc-12", "", "/abort a false alarm", "done", "the owner sleeps"]
    done = walk(stronghold.client, *run(stronghold, target), answers=answers, code=1)
    assert done.out.index("take the recovery role's rights away") < done.out.index("Connect again only what is known")
    assert "isolate could not be undone: the owner sleeps" in done.err
    assert stronghold.versions() == versions
    assert standing(stronghold.client) == []


def test_without_its_name_nothing_is_rewound_and_without_an_attack_nothing_is_to_do(stronghold: Stronghold) -> None:
    """What cannot be is said before anything is walked; what is proposed after a rewind that succeeded is nothing."""
    client, was, versions = stronghold.client, dict(stronghold.client.more), stronghold.versions()
    wrong = client.run(*run(stronghold, client.root / "back"), "--with", "hide_newer=maybe", code=2)
    assert "hide_newer is one of: no, yes" in wrong.err
    stronghold.rewind("--yes", "object", at=stronghold.now())
    work = {"repository": "object", "to": "proposed", "confirm": "object"}
    step = {"name": "back", "title": "Back", "do": "rewind", "with": work, "expect": "= 0"}
    book(client, step, step | {"name": "other", "with": work | {"confirm": "other"}})
    try:
        planned = client.run("runbook", "run", "own", "--dry-run", code=5)
        done = walk(client, "runbook", "run", "own", answers=["abort nobody typed it"], code=1)
    finally:
        client.more = was
        client.write()
    assert "back: done. 0" in done.out
    for said in (planned.err, done.out):
        assert said.count("a rewind is confirmed by the repository's name") == 1
    assert stronghold.versions() == versions


@pytest.fixture
def own(ceph_server: Ceph, tmp_path: Path) -> Stronghold:
    """A stronghold of one's own: this incident ends with another password."""
    return build(tmp_path, ceph_server)


@pytest.mark.slow
def test_what_was_encrypted_at_its_source_comes_back_older(own: Stronghold, target: Path) -> None:
    """The newest point is of the spoilt files; the recovery role's keys come on the day, the password is changed."""
    client, was = own.client, {file: file.read_bytes() for file in own.client.share.rglob("*.txt")}
    (clean,) = client.points()
    for file, content in was.items():
        file.write_bytes(bytes(byte ^ 0x5A for byte in content))
    client.run("backup")
    struck(own)
    recovery = {name: client.environ.pop(name) for name in ("RECOVERY_ACCESS", "RECOVERY_SECRET")}
    left = walk(client, *run(own, target), answers=["pc-12", "", "/leave"], code=130)
    assert "RECOVERY_ACCESS" in left.out
    govern(own)
    client.environ.update(recovery)
    (waits,) = standing(client)
    resume = ("runbook", "resume", waits["run"], "--as", "ana")
    walk(client, *resume, answers=["again", clean["data_time"], "bob", *NAMED, "yes", "bob", "/leave"], code=130)
    assert {file: client.restored(target, file).read_bytes() for file in was} == was
    client.run("vault", "rotate", "--repository", "object", code=None)
    client.run("storage", "lock", "object")
    walk(client, *resume, answers=["again", "restic's password", "yes", "bob", "", "yes", "all"])
    (outcome,) = outcomes(own, "runbook")
    assert sorted(outcome["detail"]["phases"]) == sorted(PHASES)
    (rto,) = outcome["measurements"]
    assert (rto["objective"], rto["verdict"]) == ("rto", "met")
    client.check_evidence()
