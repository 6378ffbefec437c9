"""What each fact means, as tables; every fault and every doubt says how to mend it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.engine.doctor import judging
from continuity.engine.doctor.check import Check, State, exit_code, of_error
from continuity.engine.doctor.proof import NAMES, judge_attempt
from continuity.ground.errors import Unavailable
from continuity.storage.access import Act, Answer, Attempt

if TYPE_CHECKING:
    from collections.abc import Sequence

OK, WARNING, FAULT, UNKNOWN = State.OK, State.WARNING, State.FAULT, State.UNKNOWN
GIB = 2**30
FILE, FOLDER = 0o100000, 0o040000


def holds(found: Check, state: State, *words: str) -> None:
    assert found.state is state, found.message
    for word in words:
        assert word in found.message + " " + found.remedy
    assert found.remedy or state is OK


@pytest.mark.parametrize(
    ("seconds", "state"),
    [(0, OK), (5, OK), (-5, OK), (5.1, WARNING), (-60, WARNING), (300, WARNING), (301, FAULT), (-86400, FAULT)],
)
def test_a_stores_clock_may_differ_a_little(seconds: float, state: State) -> None:
    holds(judging.skew("acme/object", timedelta(seconds=seconds)), state, f"{seconds:+.1f}" if state is OK else "locks")


@pytest.mark.parametrize(
    ("synchronised", "state"), [(True, OK), (False, WARNING), (None, UNKNOWN)], ids=["yes", "no", "unsaid"]
)
def test_somebody_keeps_the_clock_right(synchronised: bool | None, state: State) -> None:
    holds(judging.clock(synchronised, timedelta(milliseconds=3) if synchronised else None), state)


@pytest.mark.parametrize(
    ("mode", "owner", "us", "state", "remedy"),
    [
        (FILE | 0o600, 0, 0, OK, ""),
        (FILE | 0o400, 7, 7, OK, ""),
        (FILE | 0o600, 7, 0, OK, ""),
        (FILE | 0o640, 7, 7, FAULT, "chmod 0600 /x"),
        (FILE | 0o604, 0, 0, FAULT, "chmod 0600 /x"),
        (FILE | 0o600, 7, 8, FAULT, "chown"),
        (FOLDER | 0o700, 7, 7, OK, ""),
        (FOLDER | 0o755, 7, 7, FAULT, "chmod 0700 /x"),
        (FOLDER | 0o701, 7, 7, FAULT, "chmod 0700 /x"),
    ],
)
def test_what_holds_secrets_is_its_owners_alone(mode: int, owner: int, us: int, state: State, remedy: str) -> None:
    holds(judging.private("vault", "/x", mode, owner, us), state, remedy)


@pytest.mark.parametrize(
    ("free", "state"), [(100 * GIB, OK), (2 * GIB, OK), (2 * GIB - 1, WARNING), (GIB // 8, WARNING), (0, FAULT)]
)
def test_room_is_needed(free: int, state: State) -> None:
    holds(judging.space("free-space", "acme/disk", free), state)


@pytest.mark.parametrize(
    ("found", "state"), [("0001", WARNING), ("", WARNING), ("0002", OK), ("0003", FAULT), ("0010", FAULT)]
)
def test_the_schema_is_ours(found: str, state: State) -> None:
    holds(judging.schema(found, "0002"), state)


@pytest.mark.parametrize(("found", "state"), [((3, 10, 9), FAULT), ((3, 11, 0), OK), ((3, 14, 1), OK), ((4, 0, 0), OK)])
def test_python_is_new_enough(found: tuple[int, int, int], state: State) -> None:
    holds(judging.python(found, (3, 11)), state)


def test_what_an_older_restic_lacks_is_said_and_no_fault() -> None:
    holds(judging.restic((0, 14, 0), ["sparse restores", "subfolders"]), OK, "0.14.0", "sparse restores; subfolders")
    assert not judging.restic((0, 18, 0), []).remedy


def test_a_missing_program_names_its_package() -> None:
    holds(judging.program("bwrap", None, "bubblewrap", "checks"), FAULT, "apt-get install bubblewrap")
    holds(judging.program("bwrap", "/usr/bin/bwrap", "bubblewrap", "checks"), OK, "/usr/bin/bwrap")


def test_a_time_zone_must_be_known() -> None:
    holds(judging.time_zone("Europe/Paris", known=True), OK)
    holds(judging.time_zone("Europe/Paris", known=False), FAULT, "tzdata")


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ((), 0),
        ((OK, OK), 0),
        ((OK, WARNING), 1),
        ((OK, UNKNOWN), 1),
        ((WARNING, UNKNOWN, FAULT), 4),
        ((FAULT,), 4),
    ],
)
def test_the_worst_decides_the_exit_code(states: Sequence[State], code: int) -> None:
    assert exit_code([Check(name="x", state=state, what="x") for state in states]) == code


def test_an_error_without_a_remedy_gets_one() -> None:
    holds(of_error("x", "", Unavailable("{path} is gone", path="/x")), FAULT, "/x is gone", "-v")
    holds(of_error("x", "", Unavailable("gone", hint="bring {path} back", path="/x")), FAULT, "bring /x back")


@pytest.mark.parametrize(
    ("answer", "act", "owner", "locked", "state"),
    [
        (Answer.REFUSED, Act.DELETE_OBJECT, False, True, OK),
        (Answer.REFUSED, Act.DELETE_OBJECT, True, True, OK),
        (Answer.UNCLEAR, Act.CHANGE_LOCK, False, True, UNKNOWN),
        (Answer.ALLOWED, Act.CHANGE_LIFECYCLE, False, True, FAULT),
        (Answer.ALLOWED, Act.CHANGE_LIFECYCLE, True, True, WARNING),
        (Answer.ALLOWED, Act.DELETE_VERSION, True, True, FAULT),
        (Answer.ALLOWED, Act.BYPASS_GOVERNANCE, True, True, FAULT),
        (Answer.ALLOWED, Act.DELETE_VERSION, True, False, WARNING),
        (Answer.ALLOWED, Act.DELETE_VERSION, False, False, FAULT),
    ],
)
def test_what_a_writer_may_do(answer: Answer, act: Act, owner: bool, locked: bool, state: State) -> None:
    attempt = Attempt(act=act, answer=answer, said="AccessDenied" if answer is Answer.REFUSED else "")
    found = judge_attempt("acme/object", attempt, owner=owner, locked=locked)
    holds(found, state, *(["continuity storage policy acme/object --role writer"] if answer is Answer.ALLOWED else []))


def test_every_act_has_its_words() -> None:
    assert set(NAMES) == set(Act)
