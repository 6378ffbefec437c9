"""The parts that backups of other hosts are made of: where a canary is written, a guard, complaints, a late fault."""

from __future__ import annotations

import os
import shlex
import subprocess
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.backup import hashing
from continuity.backup.remote.complaints import Complaints, escaped
from continuity.backup.remote.host import guarded, shell
from continuity.backup.remote.links import refuse_links
from continuity.backup.remote.stream import Unpacked
from continuity.ground.errors import NotProven, Unavailable

if TYPE_CHECKING:
    from continuity.backup.sources.files import Written

CANARY = Path("/tmp/continuity-acme.www.0123/canary.json")


@pytest.mark.parametrize("make", [Path.symlink_to, Path.hardlink_to])
def test_a_canary_is_written_into_nothing_that_came(tmp_path: Path, make: object) -> None:
    root, victim = tmp_path / "root", tmp_path / "victim"
    victim.write_text("of the server")
    (place := root / CANARY.relative_to("/")).parent.mkdir(parents=True)
    {Path.symlink_to: place.symlink_to, Path.hardlink_to: place.hardlink_to}[make](victim)  # type: ignore[index]
    source = Unpacked(paths=(Path("/srv"),), exclude=(), root=root, host_key="")
    source.put(CANARY, "sung")
    assert (victim.read_text(), place.read_text(), place.is_symlink()) == ("of the server", "sung", False)
    source.take_out(CANARY)
    assert not os.path.lexists(place)


def test_links_below_a_path_are_stored_and_those_on_the_way_are_refused(tmp_path: Path) -> None:
    (tmp_path / "srv" / "data").mkdir(parents=True)
    (tmp_path / "srv" / "link").symlink_to("/etc")
    (tmp_path / "bin").symlink_to("/usr/bin")
    refuse_links(tmp_path, [Path("/srv/link/passwd"), Path("/srv")])
    refuse_links(tmp_path, [Path("/bin/sh"), Path("/")])
    for path in ("/srv/link/passwd", "/bin/sh", "/bin"):
        with pytest.raises(NotProven, match="came as a symbolic link"):
            refuse_links(tmp_path, [Path("/srv/data"), Path(path)])


def test_a_guard_changes_no_word_of_a_command() -> None:
    words = ["printf", "%s", "/srv/SIGNAL COMMAND"]
    argv = shlex.split(shell(guarded(shlex.join(words), "INT")).removeprefix("exec "))
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stdin
        said = child.stdout.read()
        child.stdin.close()
    assert said == b"/srv/SIGNAL COMMAND"


def test_complaints_are_judged_line_by_line() -> None:
    heard = Complaints(own=(Path("/srv/d\u00e9j\u00e0\n\\"), Path("/")))
    own = escaped(heard.own[0])
    assert own == r"srv/d\303\251j\303\240\n\\"
    gone = "tar: srv/x: Cannot stat: No such file or directory"
    lines = [gone, gone.replace("srv/x", own), gone.replace("srv/x", "."), "tar: a: socket ignored",
             "tar: socket ignored: Cannot open: Permission denied",
             "tar: a: File removed before we read it",
             "tar: Exiting with failure status due to previous errors"]  # fmt: skip
    for byte in "\n".join(lines).encode():
        heard.feed(bytes([byte]))
    heard.ended(failed=True)
    assert (heard.vanished, heard.count) == (2, 3)
    assert heard.faults[2] == "socket ignored: Cannot open: Permission denied"
    assert Complaints(own=()).ended(failed=True).count == 1


def test_what_a_host_says_at_last_costs_the_manifest_alone() -> None:
    hashed: Future[Written] = Future()
    hashed.set_exception(Unavailable("the connection to {host} was cut", hint="", host="web"))
    written, fault = hashing.finished(hashed)
    assert written is None
    assert str(fault) == "the manifest could not be written: the connection to web was cut"
