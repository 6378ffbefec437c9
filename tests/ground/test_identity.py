"""Who lives, and who only seems to."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from continuity.ground.identity import alive, identity

ROOT = Path(__file__).parents[2]


def parts() -> list[str]:
    return identity().rsplit("/", 3)


def test_this_process_lives() -> None:
    assert alive(identity())
    assert identity() == identity()
    assert parts()[2] == str(os.getpid())


def test_another_process_lives_until_it_ends() -> None:
    script = "from continuity.ground.identity import identity; print(identity(), flush=True); input()"
    child = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert child.stdout
    theirs = child.stdout.readline().strip()
    assert alive(theirs)
    assert theirs != identity()
    child.kill()
    state = Path(f"/proc/{child.pid}/stat")
    while ") Z " not in state.read_text():
        time.sleep(0.01)
    assert not alive(theirs)  # nobody has waited for it yet: a zombie
    child.communicate()
    assert not alive(theirs)


def test_a_number_used_again_is_somebody_else() -> None:
    host, boot, pid, start = parts()
    assert not alive(f"{host}/{boot}/{pid}/{int(start) + 1}")


def test_nobody_outlives_a_boot() -> None:
    host, _boot, pid, start = parts()
    assert not alive(f"{host}/00000000-0000-0000-0000-000000000000/{pid}/{start}")


def test_the_processes_of_other_hosts_cannot_be_seen_and_count_as_alive() -> None:
    _host, boot, _pid, start = parts()
    assert alive(f"another-host/{boot}/4194305/{start}")


def test_a_name_with_brackets_and_spaces_does_not_mislead(tmp_path: Path) -> None:
    program = tmp_path / "a) Z (b"
    program.symlink_to("/bin/sleep")
    child = subprocess.Popen([program, "30"])
    host, boot, _pid, _start = parts()
    while Path(f"/proc/{child.pid}/comm").read_text() != "a) Z (b\n":
        time.sleep(0.01)
    start = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()[19]
    assert alive(f"{host}/{boot}/{child.pid}/{start}")
    child.kill()
    child.wait()
    assert not alive(f"{host}/{boot}/{child.pid}/{start}")
