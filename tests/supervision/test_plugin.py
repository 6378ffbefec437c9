"""Monitoring plugins: Debian's own, run for real; figures by the guidelines, whatever they say; none outlives us."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.supervision.checks.perfdata import read_output
from continuity.supervision.checks.ports import Figure, State
from tests.supervision.test_checks import ask

if TYPE_CHECKING:
    from collections.abc import Sequence

PLUGINS = Path("/usr/lib/nagios/plugins")


def shell(script: str) -> list[str]:
    return ["sh", "-c", script]


def test_plugins_of_the_field_are_run() -> None:
    disk = ask("plugin", command=[str(PLUGINS / "check_disk"), "-w", "1%", "-c", "1%", "-p", "/"])
    assert (disk.state, disk.said[:7]) == (State.OK, "DISK OK")
    room = os.statvfs("/")
    assert [one.unit for one in disk.figures if one.name == "/"] == ["B"]
    assert 0 < disk.figures[0].value <= room.f_blocks * room.f_frsize
    load = ask("plugin", command=[str(PLUGINS / "check_load"), "-w", "0,0,0", "-c", "0,0,0"])
    assert load.state is State.CRITICAL
    assert [one.name for one in load.figures] == ["load1", "load5", "load15"]


@pytest.mark.parametrize(
    ("command", "state", "said"),
    [
        (shell("echo fair; exit 1"), State.WARNING, "fair"),
        (shell("echo 'no idea|a=1'; exit 3"), State.UNKNOWN, "no idea"),
        (shell("echo odd; exit 9"), State.UNKNOWN, "ended with 9, which is no state: odd"),
        (shell("echo gone; kill -9 $$"), State.UNKNOWN, "ended with -9"),
        (shell("echo bad >&2; exit 2"), State.CRITICAL, "bad"),
        (["/no/such/plugin"], State.UNKNOWN, "is not installed"),
        (["/dev/null"], State.UNKNOWN, "not installed"),
        (shell("printf '\\377\\000 | \\377=1;'"), State.OK, "�"),
    ],
)
def test_how_a_plugin_ends_is_its_state(command: Sequence[str], state: State, said: str) -> None:
    found = ask("plugin", command=command)
    assert found.state is state
    assert said in found.said


def test_ten_megabytes_are_cut() -> None:
    found = ask("plugin", command=shell("echo 'much | a=1'; head -c 10000000 /dev/zero | tr '\\0' 'x'; exit 1"))
    assert (found.state, found.said) == (State.WARNING, "much (it said more than is kept)")
    assert found.figures == (Figure(name="a", value=1),)


def test_what_hangs_ends_with_its_children() -> None:
    mark = f"31{os.getpid()}"
    begun = time.monotonic()
    found = ask("plugin", 0.3, command=shell(f"trap '' TERM INT; sleep {mark} & sleep {mark}"))
    assert (found.state, found.said) == (State.UNKNOWN, "the plugin did not end in time")
    assert time.monotonic() - begun < 2
    assert _ends(mark)


def test_what_it_leaves_behind_holds_nobody_up() -> None:
    mark = f"32{os.getpid()}"
    found = ask("plugin", command=shell(f"sleep {mark} & echo done"))
    assert (found.state, found.said) == (State.OK, "done")
    assert found.latency_s < 3
    assert _ends(mark)


def _ends(mark: str) -> bool:
    until = time.monotonic() + 5
    while (left := _running(mark)) and time.monotonic() < until:
        time.sleep(0.02)
    return not left


def _running(mark: str) -> list[str]:
    found = []
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = one.read_bytes().split(b"\0")
        except OSError:
            continue
        if words[:2] == [b"sleep", mark.encode()]:
            found.append(one.parent.name)
    return found


@pytest.mark.parametrize(
    ("said", "text", "figures"),
    [
        ("OK", "OK", []),
        ("", "", []),
        ("OK | a=1", "OK", [("a", 1, "")]),
        ("OK | 'a b'=1.5s;1;2;0;9 c=5%", "OK", [("a b", 1.5, "s"), ("c", 5, "%")]),
        ("OK | 'it''s'=2ms;@10:20;~:5", "OK", [("it's", 0.002, "s")]),
        ("OK | a=U b=-1,5c c=.5GB d=1KiB", "OK", [("b", -1.5, "c"), ("c", 5e8, "B"), ("d", 1024, "B")]),
        ("OK | a=1\nlong\nlong | b=2\nc=3", "OK", [("a", 1, ""), ("b", 2, ""), ("c", 3, "")]),
        ("OK | a=1 a=2 =3 x 'y =4 z=5", "OK", [("a", 1, "")]),
        ("OK | 'a'b=1 c=1e400 d=nan e=0x1 f=1;;;0;", "OK", [("f", 1, "")]),
        ("OK | 'C:\\ Label'=1MB", "OK", [("C:\\ Label", 1e6, "B")]),
    ],
)
def test_figures_by_the_guidelines(said: str, text: str, figures: list[tuple[str, float, str]]) -> None:
    found = read_output(said)
    assert found[0] == text
    assert [(one.name, one.unit) for one in found[1]] == [(name, unit) for name, _, unit in figures]
    assert [one.value for one in found[1]] == pytest.approx([value for _, value, _ in figures])


@given(st.text(alphabet=st.sampled_from("ab' =|;1.5U%sGB\n\t"), max_size=200) | st.text(max_size=200))
def test_no_output_is_too_odd(said: str) -> None:
    text, figures = read_output(said)
    assert "|" not in text
    assert all(one.name and one.value == one.value for one in figures)


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Z"), exclude_characters="|"), min_size=1, max_size=40),
       st.floats(allow_nan=False, allow_infinity=False))  # fmt: skip
def test_what_is_written_by_the_guidelines_is_read_back(name: str, value: float) -> None:
    quoted = name.replace("'", "''")
    _, (figure,) = read_output(f"OK | '{quoted}'={value!r}%;80;90;0;100")
    assert figure == Figure(name=name, value=value, unit="%")


def test_a_flood_of_quotes_is_read_at_once() -> None:
    begun = time.thread_time()  # of this processor, whoever else keeps it busy
    read_output("OK | " + "'" * 60000 + " " + "'a=" * 20000)
    assert time.thread_time() - begun < 1
