"""The only door to child processes: limits, groups, environments, interruption."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from continuity.ground import process
from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.errors import Unavailable

SHORT, LONG = timedelta(seconds=1), timedelta(seconds=60)
CLOCK = SystemClock()


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def alive(pid: int) -> bool:
    """A zombie is dead: nobody may be there to reap it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone_soon(pid: int) -> bool:
    for _ in range(100):
        if not alive(pid):
            return True
        CLOCK.sleep(0.05)
    return False


def test_output_status_and_errors_come_back() -> None:
    done = process.run(python("import sys; print('a'); print('b', file=sys.stderr); sys.exit(3)"), timeout=LONG)
    assert (done.returncode, done.stdout, done.stderr, done.timed_out) == (3, "a\n", "b\n", False)


def test_a_last_line_without_newline_is_kept() -> None:
    assert process.run(["printf", "a\\nb"], timeout=LONG).stdout == "a\nb"


def test_a_megabyte_of_stderr_blocks_nobody() -> None:
    code = "import sys\nfor _ in range(10_000): sys.stderr.write('x' * 99 + '\\n')\nprint('end')"
    done = process.run(python(code), timeout=LONG)
    assert done.stdout == "end\n"
    assert done.stderr.count("\n") == 400, "the last lines are kept, not all"


def test_both_pipes_are_drained_at_once() -> None:
    code = "import sys\nfor _ in range(5_000):\n  print('o' * 99)\n  print('e' * 99, file=sys.stderr)"
    assert process.run(python(code), timeout=LONG).stdout.count("\n") == 5_000


def test_bytes_that_are_not_utf8_do_no_harm() -> None:
    assert process.run(["printf", "\\377\\n"], timeout=LONG).stdout == "\ufffd\n"


def test_the_time_limit_ends_the_whole_group(tmp_path: Path) -> None:
    script = f"trap '' TERM; sleep 300 & echo $! > {tmp_path}/pid; wait"
    start = CLOCK.mark()
    done = process.run(["sh", "-c", f"({script}) & wait"], timeout=SHORT)
    assert done.timed_out
    assert done.returncode != 0
    assert elapsed(start, CLOCK.mark()).seconds < 15
    assert gone_soon(int((tmp_path / "pid").read_text()))


def test_a_grandchild_that_left_the_group_and_holds_the_pipe_does_not_hold_us() -> None:
    start = CLOCK.mark()
    done = process.run(["sh", "-c", "setsid sleep 20 & echo done"], timeout=LONG)
    assert done.stdout == "done\n"
    assert elapsed(start, CLOCK.mark()).seconds < 10


def test_a_deaf_child_is_killed_after_the_grace() -> None:
    child = process.start(["sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"])
    CLOCK.sleep(0.3)
    assert process.stop(child, grace_s=0.5) == -signal.SIGKILL


def test_stop_takes_the_group_along_though_the_leader_obeys(tmp_path: Path) -> None:
    script = f"(trap '' TERM; echo > {tmp_path}/ready; while :; do sleep 0.1; done) & echo $! > {tmp_path}/pid; wait"
    child = process.start(["sh", "-c", script])
    while not (tmp_path / "ready").exists():
        CLOCK.sleep(0.02)
    process.stop(child, grace_s=1)
    assert gone_soon(int((tmp_path / "pid").read_text()))


def test_a_child_that_closed_its_pipes_is_limited_too() -> None:
    assert process.run(["sh", "-c", "exec >&- 2>&-; sleep 300"], timeout=SHORT).timed_out


def test_stop_is_repeatable_and_tells_the_status() -> None:
    child = process.start(["sh", "-c", "exit 7"])
    child.wait()
    assert (process.stop(child), process.stop(child)) == (7, 7)


def test_only_the_allowed_environment_reaches_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "leak")
    monkeypatch.setenv("CONTINUITY_VAULT_PASSPHRASE", "leak")
    monkeypatch.setenv("TZ", "Europe/Paris")
    seen = process.run(["env"], timeout=LONG, env={"RESTIC_PASSWORD": "given"}).stdout.splitlines()
    assert "TZ=Europe/Paris" in seen
    assert "RESTIC_PASSWORD=given" in seen
    assert not [line for line in seen if "leak" in line]


def test_lines_arrive_while_the_child_runs(tmp_path: Path) -> None:
    seen: list[str] = []

    def take(line: str) -> None:
        seen.append(line)
        (tmp_path / "go").touch()

    script = f"echo first; while [ ! -e {tmp_path}/go ]; do sleep 0.01; done"
    done = process.run(["sh", "-c", script], timeout=timedelta(seconds=20), on_line=take)
    assert (done.timed_out, seen, done.stdout) == (False, ["first\n"], "")


def test_an_exception_in_on_line_interrupts_the_child_politely(tmp_path: Path) -> None:
    """A closed pipe would kill restic by SIGPIPE and leave an exclusive lock: it must stay open until the end."""
    code = (
        "import os, signal, sys, pathlib\n"
        "def end(*_):\n"
        "  [os.write(1, b'x' * 99 + b'\\n') for _ in range(2000)]\n"
        f"  pathlib.Path({str(tmp_path / 'tidy')!r}).touch()\n"
        "  sys.exit(130)\n"
        "signal.signal(signal.SIGINT, end)\n"
        "print('go', flush=True)\n"
        "signal.pause()"
    )

    def take(line: str) -> None:
        raise KeyError(line)

    with pytest.raises(KeyError):
        process.run(python(code), timeout=LONG, on_line=take)
    assert (tmp_path / "tidy").exists()


def test_a_killed_parent_takes_its_child_along(tmp_path: Path) -> None:
    code = (
        "from continuity.ground import process\n"
        "import pathlib, signal\n"
        "child = process.start(['sleep', '300'])\n"
        f"pathlib.Path({str(tmp_path / 'part')!r}).write_text(str(child.pid))\n"
        f"pathlib.Path({str(tmp_path / 'part')!r}).rename({str(tmp_path / 'pid')!r})\n"
        "signal.pause()"
    )
    parent = subprocess.Popen(python(code))
    while not (tmp_path / "pid").exists():
        CLOCK.sleep(0.02)
    child = int((tmp_path / "pid").read_text())
    for _ in range(100):  # until setpriv has become sleep
        if b"setpriv" not in Path(f"/proc/{child}/cmdline").read_bytes():
            break
        CLOCK.sleep(0.02)
    assert alive(child)
    parent.kill()
    parent.wait()
    assert gone_soon(child)


def test_a_missing_program_is_named_with_its_remedy() -> None:
    with pytest.raises(Unavailable, match="no-such-program is not installed") as caught:
        process.run(["no-such-program"], timeout=LONG)
    assert "apt-get install" in caught.value.hint


def test_children_read_nothing_from_our_terminal() -> None:
    assert process.run(["cat"], timeout=LONG).stdout == ""


def test_a_working_directory_can_be_given(tmp_path: Path) -> None:
    assert process.run(["pwd"], timeout=LONG, cwd=tmp_path).stdout.strip() == os.path.realpath(tmp_path)


def test_a_program_of_a_package_of_another_name_is_installed_by_that_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Unavailable, match="pg_dump is not installed") as caught:
        process.find_program("pg_dump")
    assert "apt-get install postgresql-client" in caught.value.hint
