"""The shipped runbook that rebuilds the lost server: from a rescue directory on a new machine to backing up again."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.recovery.kit.contents import read_kit
from tests.engine.kit import Client, Done, command, local
from tests.engine.test_runbooks import ended, standing, walk
from tests.kit.conftest import PASSPHRASE, VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.kit.conftest import Server

LOST = ("state", "second", "vault.key")


@pytest.fixture
def lost(server: Server, tmp_path: Path) -> Iterator[None]:
    """Of the server, the kit and one repository are left; what a test brought back is gone afterwards."""
    root, away = server.client.root, tmp_path / "away"
    away.mkdir()
    for name in LOST:
        (root / name).rename(away / name)
    yield
    for name in LOST:
        found = root / name
        shutil.rmtree(found) if found.is_dir() else found.unlink(missing_ok=True)
        (away / name).rename(found)


@pytest.fixture
def rescue(tmp_path: Path) -> Client:
    """A directory of one's own on the new machine, in which the engine can walk what it has no state for yet."""
    root = tmp_path / "rescue"
    (root / "share").mkdir(parents=True)
    client = Client(root=root, repositories={"none": local(root / "none")})
    client.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    client.write()
    client.run("init")
    return client


def typed(line: str, *more: str) -> Done:
    """Type a command as it stands on the screen, as somebody who knows the passphrase."""
    words = [*shlex.split(line), *more]
    assert words[0] == "continuity"
    environ = {"CONTINUITY_LANG": "en", "SITE_TITLE": "Paris", VARIABLE: PASSPHRASE}
    return command(words[1:], environ).checked(0)


def plain_unit(said: str, unit: Path) -> None:
    """Type the line that writes the unit, into another place: systemd takes what it wrote."""
    (line,) = re.findall(r"\$ (\[ -e /etc/systemd/.* > /etc/systemd/\S+)", said)
    line = line.replace("/etc/systemd/system/continuity.service", shlex.quote(str(unit)))
    environ = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    subprocess.run(["sh", "-c", line], env=environ, check=True)
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.usefixtures("lost")
def test_from_an_empty_machine_to_backing_up_again(
    server: Server, rescue: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, key, back = tmp_path / "new", tmp_path / "new.key", tmp_path / "back"
    given = {"kit": server.kit, "documents": new, "key": key, "asset": "share", "to": back}
    name = ("runbook", "run", "lost-server", "--as", "ana", *(f"--with={one}={given[one]}" for one in given))
    answers = ["at eight, by ana", "", "", "yes", "/leave"]
    done = walk(rescue, *name, answers=answers, code=130)
    (line,) = re.findall(r"continuity kit restore \S+ --to \S+ --vault-key-file \S+", done.out)
    told = typed(line).out
    for line in re.findall(r"else from the kit's: (continuity evidence recover .*)", told):
        typed(line, "--vault-key-file", str(key))
    (waits,) = standing(rescue)
    resume = ("runbook", "resume", waits["run"], "--as", "ana")
    done = walk(rescue, *resume, answers=["again", "of today", "the kit's heads", "/leave"], code=130)
    file = next(server.client.share.rglob("*.txt"))
    assert server.client.restored(back, file).read_bytes() == file.read_bytes()
    known = ("--config", str(new), "--vault-key-file", str(key))
    typed("continuity backup self", *known)
    typed("continuity kit create -o", str(tmp_path / "next.tar"), *known)
    wrapped = os.environ.get(
        "CONTINUITY_TEST_RESTICS", "-"
    )  # a bare machine is given the program, not the tests' script
    monkeypatch.setenv("PATH", ":".join(one for one in os.environ["PATH"].split(":") if not one.startswith(wrapped)))
    typed("continuity kit test", str(tmp_path / "next.tar"), *known)
    done = walk(rescue, *resume, answers=["again", "yes", "bob", "yes", "the old one"])
    assert done.out.index("continuity kit test /root/next.tar") < done.out.index("Destroy the old kit, its sheets")
    plain_unit(done.out, tmp_path / "continuity.service")
    outcome = ended(rescue)
    assert outcome["outcome"] == "succeeded"
    assert set(outcome["detail"]["phases"]) == {"decided", "provisioned", "restored", "verified", "usable"}
    typed("continuity evidence verify", *known)


@pytest.mark.usefixtures("lost")
def test_given_up_where_the_kit_is_a_strangers(server: Server, rescue: Client, tmp_path: Path) -> None:
    given = f"--with=kit={server.kit}", f"--with=documents={tmp_path / 'new'}", "--with=asset=share"
    answers = ["at eight", "", "", "no", "abort it is not the kit of the page", "done", "done", "done"]
    done = walk(rescue, "runbook", "run", "lost-server", "--as", "ana", *given, answers=answers, code=1)
    assert f"Remove {server.kit} from this machine" in done.out
    assert "could not be undone" not in done.err
    assert ended(rescue)["outcome"] == "aborted"
    assert not (tmp_path / "new").exists()


def test_the_kit_holds_it_with_the_commands_as_they_are_typed(server: Server) -> None:
    """Who has the paper alone finds every command in it, with what it is given by default."""
    runbooks = read_kit(server.kit.read_bytes()).open(PASSPHRASE).runbooks
    page = " ".join(runbooks["acme/lost-server.en.md"].decode().replace("\\\n", " ").split())
    assert "continuity kit restore /root/kit.tar --to /etc/continuity --vault-key-file /root/vault.key" in page
    assert "sha256sum /root/kit.tar" in page
