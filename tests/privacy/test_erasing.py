"""Keys destroyed, and tried: proven where nothing opens any more, unproven where something may."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine import kit
from tests.engine.kit import Client, fresh, local

if TYPE_CHECKING:
    from pathlib import Path

ERASE = ("privacy", "erase", "--client", "acme", "--agreed-by", "Ada", "--agreed-by", "Bob")


def opens(repository: Path, password: str) -> bool:
    done = subprocess.run(
        ["restic", "-r", str(repository), "--no-cache", "snapshots"],
        env={"PATH": "/usr/bin:/bin", "RESTIC_PASSWORD": password},
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


@pytest.fixture(scope="module")
def sole(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """One repository, and none before it: what is forgotten is a fault here."""
    return kit.sole(tmp_path_factory.mktemp("sole"))


@pytest.fixture
def lone(sole: Client, place: Path) -> Client:
    return fresh(sole, place, "disk")


def add_by_hand(client: Client, password: str) -> None:
    by_hand = client.root / "by-hand"
    by_hand.write_text("another")
    subprocess.run(
        ["restic", "-r", str(client.root / "disk"), "--no-cache", "key", "add", "--new-password-file", str(by_hand)],
        env={"PATH": "/usr/bin:/bin", "RESTIC_PASSWORD": password},
        capture_output=True,
        check=True,
    )


def wrap(client: Client, cases: str) -> None:
    """Put a shell's ``case`` on its words in front of the restic that is really there."""
    wrapper = client.root / "bin" / "restic"
    wrapper.parent.mkdir(exist_ok=True)
    wrapper.write_text(f'#!/bin/sh\ncase "$*" in {cases} esac\nexec {shutil.which("restic")} "$@"\n')
    wrapper.chmod(0o755)
    client.environ["PATH"] = f"{wrapper.parent}:{os.environ['PATH']}"


def test_after_it_no_password_opens_the_copies(lone: Client) -> None:
    client = lone
    client.run("backup")
    password, disk = client.vault().get("acme/disk/password"), client.root / "disk"
    add_by_hand(client, password)
    client.run("vault", "get", "acme/disk/password")
    for words in ((), ("--confirm", "acm"), ("--confirm", "Acme")):
        client.run(*ERASE, *words, code=5)
    client.run("privacy", "erase", "--client", "acme", "--agreed-by", "Ada", "--agreed-by", " ada", code=2)
    for paper, code in ((("-o", client.config), 5), (("-o", client.root / "no" / "x"), 4), (("--format", "pdf"), 2)):
        client.run(*ERASE, "--confirm", "acme", "--json", *paper, code=code)  # a paper that cannot be is told before
    assert opens(disk, password)
    assert opens(disk, "another")

    for kept in ("continuous", "attachments"):
        (client.state / kept / "acme" / "x").mkdir(parents=True)
    found = client.run(*ERASE, "--confirm", "acme", "--json").json
    assert found["verdict"] == "proven"
    (one,) = found["repositories"]
    assert (one["opens"], one["versions"], len(one["removed"])) == (False, [], 2)
    assert not opens(disk, password)
    assert not opens(disk, "another")
    assert [held["kind"] for held in found["holders"]] == ["vault.read"]
    assert "acme/disk/password" in found["entries"]
    assert set(client.vault().names()) == {"acme/log/signing-key"} | {
        name for name in client.vault().names() if not name.startswith("acme/")
    }
    assert not (client.state / "manifests" / "acme").exists()
    assert not (client.state / "continuous" / "acme").exists()
    assert found["remains"] == ["attachments"]
    assert client.run("evidence", "verify", "--json").json["verdict"] == "valid"  # it is still signed
    kinds = [one["kind"] for one in client.records()][-3:]
    assert kinds == ["privacy.erasure.begun", "privacy.erasure.repository", "privacy.erasure.done"]
    again = client.run("privacy", "erase", "--client", "acme", "--look", "--lang", "fr")
    assert "PROUVÉ" in again.out


def test_a_password_that_is_kept_elsewhere_is_named_and_opens_nothing(lone: Client) -> None:
    client = lone
    password = client.vault().get("acme/disk/password")
    (client.root / "password").write_text(password)
    client.repositories["disk"] = local(client.root / "disk", password={"file": str(client.root / "password")})
    client.write()
    found = client.run(*ERASE, "--confirm", "acme", "--json").json
    assert (found["verdict"], found["repositories"][0]["opens"]) == ("proven", False)
    assert found["outside"][0]["repository"] == "disk"
    assert not opens(client.root / "disk", password)


def test_what_is_not_reached_or_must_be_kept_is_refused(lone: Client) -> None:
    client = lone

    def told(**privacy: Any) -> None:
        client.more["client"] = {"name": "acme", "title": "Acme", "privacy": privacy}
        client.write()

    today = datetime.now(UTC).date()
    told(holds=[{"reason": "a lawsuit", "until": str(today)}])
    assert "a lawsuit" in client.run(*ERASE, "--confirm", "acme", code=5).err
    told(holds=[{"reason": "a lawsuit", "until": str(today - timedelta(days=2))}])
    (client.root / "disk").rename(client.root / "away")
    client.run(*ERASE, "--confirm", "acme", code=5)
    assert "acme/disk/password" in client.vault().names()
    client.run("privacy", "erase", "--client", "acme", "--look", code=5)
    found = client.run(*ERASE, "--confirm", "acme", "--anyway", "--json", code=1).json
    assert (found["verdict"], found["repositories"][0]["opens"]) == ("unproven", None)


def test_a_key_that_does_not_go_leaves_it_unproven_and_can_go_later(lone: Client) -> None:
    password, disk = lone.vault().get("acme/disk/password"), lone.root / "disk"
    before = set((disk / "keys").iterdir())
    add_by_hand(lone, password)
    (added,) = set((disk / "keys").iterdir()) - before
    wrap(lone, f"*'key remove {added.name[:8]}'*) echo no >&2; exit 1;;")
    found = lone.child(*ERASE, "--confirm", "acme", "--json", code=1).json
    (one,) = found["repositories"]
    assert (found["verdict"], one["opens"], one["closed"], len(one["left"])) == ("unproven", True, False, 2)
    assert "acme/disk/password" in found["kept"]
    assert lone.vault().get("acme/disk/password") == password
    del lone.environ["PATH"]
    found = lone.run(*ERASE, "--confirm", "acme", "--json").json
    assert (found["verdict"], found["kept"], found["repositories"][0]["left"]) == ("proven", [], [])
    assert not opens(disk, password)
    assert not opens(disk, "another")


def test_a_repository_that_the_documents_forgot_is_not_passed_over(client: Client) -> None:
    password = client.vault().get("acme/disk/password")
    assert "acme/second" in client.run(*ERASE, "--confirm", "acme", code=5).err
    assert opens(client.root / "disk", password)
    assert "acme/second/password" in client.vault().names()
    found = client.run(*ERASE, "--confirm", "acme", "--anyway", "--json", code=1).json
    told = {one["repository"]: (one["opens"], one["closed"]) for one in found["repositories"]}
    assert told == {"disk": (False, True), "second": (None, False), "third": (None, False)}
    assert found["verdict"] == "unproven"


def test_killed_between_two_repositories_it_goes_on(three: Client) -> None:
    del three.repositories["third"]
    three.write()
    wrap(three, "*/second*'key add'*) kill -9 $PPID; exit 1;;")
    three.child(*ERASE, "--confirm", "acme", "--anyway", code=-9)
    assert "acme/second/password" in three.vault().names()
    del three.environ["PATH"]
    three.repositories["third"] = local(three.root / "third")
    three.write()
    assert three.run(*ERASE, "--confirm", "acme", "--json").json["verdict"] == "proven"
