"""The command line as a whole: help that costs nothing, exit codes, errors as JSON, figures as people say them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.engine.orders import Ended
from continuity.faces.cli.main import COMMANDS, root, run
from continuity.faces.cli.results import duration, each, size
from continuity.faces.cli.session import Session
from continuity.faces.language import Language, from_environment
from continuity.ground import errors
from continuity.ground.errors import ContinuityError, NotProven, Refused, Unavailable, UsageError
from continuity.model.job import JobKind, Outcome, Run
from continuity.model.measurement import Measurement, Verdict
from tests.state.test_rooms import MEASURED, NOW

ROOT = Path(__file__).parents[2]
HEAVY = ("sqlmodel", "sqlalchemy", "alembic", "boto3", "botocore", "paramiko", "pydantic", "cryptography", "ruamel")


def lines(command: click.Command, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return every command line that asks for help."""
    found = [(*words, "--help")]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner
            found += lines(inner, (*words, name))
    return found


HELP = lines(root)


def called(argv: list[str] | tuple[str, ...], **environ: str) -> tuple[int, Session]:
    session = Session({"CONTINUITY_CONFIG": "/nowhere/continuity.yaml"} | environ)
    return run(list(argv), session), session


@pytest.mark.parametrize("argv", HELP, ids=" ".join)
def test_every_command_has_help_in_both_languages(argv: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    said = {}
    for lang, usage in (("en", "Usage: "), ("fr", "Utilisation")):
        assert called([*argv, "--lang", lang])[0] == 0
        out, err = capsys.readouterr()
        assert out.startswith(usage), out
        assert err == ""
        assert "--json" in out
        said[lang] = out
    assert said["en"] != said["fr"]


def test_help_imports_nothing_heavy() -> None:
    script = f"""
import contextlib, io, sys
from continuity.faces.cli.main import run
from continuity.faces.cli.session import Session
with contextlib.redirect_stdout(io.StringIO()):
    for argv in {HELP!r}:
        assert run([*argv, "--lang", "fr"], Session({{}})) == 0
        print(argv, [name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT, timeout=60, stderr=subprocess.PIPE)
    imported = {line for line in done.stderr.decode().splitlines() if not line.endswith("[]")}
    assert not imported


def test_the_help_of_the_root_imports_no_command() -> None:
    script = """
import sys
from continuity.faces.cli.main import run
from continuity.faces.cli.session import Session
run(["--help"], Session({}))
assert not [name for name in sys.modules if name.startswith(("continuity.engine", "continuity.state", "json.tool"))]
assert not [name for name in sys.modules if name == "continuity.faces.cli.backup"]
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT, timeout=60, stdout=subprocess.DEVNULL)


def test_the_table_of_commands_names_what_there_is() -> None:
    context = click.Context(root)
    for name in COMMANDS:
        command = root.get_command(context, name)
        assert command
        assert command.name == name
        assert command.help


@pytest.mark.parametrize(
    "argv", [["nothing"], ["--nothing"], ["backup", "--nothing"], ["vault", "nothing"], ["restore"]]
)
def test_what_is_not_understood_exits_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert called(argv, CONTINUITY_LANG="en")[0] == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert "hint: " in err


@pytest.mark.parametrize(
    ("argv", "code", "exit_code"),
    [
        (["nothing", "--json"], "usage", 2),
        (["backup", "--json", "--nothing"], "usage", 2),
        (["status", "--json"], "usage", 2),
        (["--json", "points"], "usage", 2),
    ],
)
def test_an_error_is_one_json_document_on_stdout(
    argv: list[str], code: str, exit_code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(argv)[0] == exit_code
    out, err = capsys.readouterr()
    plain = json.loads(out)
    assert set(plain) == {"schema", "code", "message", "hint"}
    assert (plain["schema"], plain["code"]) == ("continuity.error/1", code)
    assert plain["message"] in err


def test_a_fault_of_our_own_is_told_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise ZeroDivisionError("{braces}")

    monkeypatch.setattr(root, "main", broken)
    assert called(["status", "--json"])[0] == 4
    out, err = capsys.readouterr()
    assert "ZeroDivisionError" in json.loads(out)["message"]
    assert "Traceback" not in err


def test_an_interruption_exits_130(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(root, "main", interrupted)
    assert called(["status"])[0] == 130
    assert "interrupted" in capsys.readouterr().err


def test_a_reader_who_has_seen_enough_is_no_fault() -> None:
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m continuity.faces.cli.main --help | head -1"],
        cwd=ROOT, check=True, timeout=60, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stderr == ""


def test_the_families_of_errors_have_their_exit_codes() -> None:
    families = {
        name: one.exit_code
        for name, one in vars(errors).items()
        if isinstance(one, type) and issubclass(one, ContinuityError) and one is not ContinuityError
    }
    assert families == {"NotProven": 1, "UsageError": 2, "Incomplete": 3, "Unavailable": 4, "Refused": 5}


def ended(outcome: Outcome, problems: tuple[ContinuityError, ...] = (), verdict: Verdict | None = None) -> Ended:
    measured: tuple[Measurement, ...] = ()
    if verdict:
        values = {name: value for name, value in vars(MEASURED).items() if name != "verdict"}
        measured = (Measurement(**values, verdict=verdict),)
    return Ended(
        run=Run(
            id="01r", kind=JobKind.BACKUP, client="acme", subject="acme/files", policy_digest="", scheduled_for=NOW,
            started_at=NOW, outcome=outcome, measurements=measured,
        ),
        problems=problems,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (ended(Outcome.SUCCEEDED), 0),
        (ended(Outcome.SUCCEEDED, verdict=Verdict.MET), 0),
        (ended(Outcome.SUCCEEDED, verdict=Verdict.MISSED), 1),
        (ended(Outcome.SUCCEEDED, verdict=Verdict.UNPROVEN), 1),
        (ended(Outcome.INCOMPLETE, (Unavailable("x"),), Verdict.MET), 3),
        (ended(Outcome.INCOMPLETE, (NotProven("x"), Unavailable("x"))), 1),
        (ended(Outcome.FAILED, (Unavailable("x"),)), 4),
        (ended(Outcome.FAILED_TO_START, (Refused("x"), Unavailable("x"))), 5),
        (ended(Outcome.FAILED), 1),
        (ended(Outcome.ABORTED), 1),
    ],
)
def test_how_a_run_ended_decides_the_exit_code(one: Ended, code: int) -> None:
    assert one.exit_code == code


DONE, MISSED = ended(Outcome.SUCCEEDED), ended(Outcome.SUCCEEDED, verdict=Verdict.MISSED)
PARTLY = ended(Outcome.INCOMPLETE)
NO_HOST, UNSAFE, UNKNOWN = Unavailable("no host"), Refused("not safe"), UsageError("what?")


@pytest.mark.parametrize(
    ("works", "code"),
    [
        ([], 0), ([DONE, DONE], 0), ([DONE, MISSED], 1), ([MISSED, PARTLY], 3), ([DONE, NO_HOST], 3),
        ([UNSAFE, DONE], 3), ([NO_HOST, NO_HOST], 4), ([NO_HOST, UNSAFE], 5),
    ],
)  # fmt: skip
def test_several_subjects_have_one_exit_code(
    works: list[Ended | ContinuityError], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(one: Ended | ContinuityError) -> Ended:
        if isinstance(one, ContinuityError):
            raise one
        return one

    session = Session({})
    session.json = True
    assert each(session, works, work, lambda _session, _ended: None) == code
    plains = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [plain["schema"] for plain in plains] == [
        "continuity.error/1" if isinstance(one, ContinuityError) else "continuity.run/1" for one in works
    ]


def test_one_subject_that_cannot_begin_is_the_command_s_own_error() -> None:
    def work(_subject: str) -> Ended:
        raise UNKNOWN

    with pytest.raises(UsageError):
        each(Session({}), ["a"], work, lambda _session, _ended: None)


ENGLISH = Session({"LANG": "C"})
#: What a figure says, and in units of what.
SECONDS = {"d": 86400.0, "h": 3600.0, "min": 60.0, "s": 1.0}
BYTES = {"B": 1.0, "KiB": 2.0**10, "MiB": 2.0**20, "GiB": 2.0**30, "TiB": 2.0**40}


def read(text: str, units: dict[str, float]) -> float:
    return sum(float(count) * units[unit] for count, unit in re.findall(r"(-?[\d.]+) (\w+)", text))


@given(st.floats(0, 10**9))
def test_a_duration_says_what_it_is(seconds: float) -> None:
    text = duration(ENGLISH, seconds)
    unit = text.split()[1]
    off = {"s": 0.051, "min": 1.0, "h": 60.0, "d": 3600.0}[unit]  # the second unit is cut, not rounded
    assert abs(read(text, SECONDS) - seconds) <= off + 0.051
    assert unit != "s" or seconds < 60


@given(st.integers(0, 2**50))
def test_a_size_says_what_it_is(count: int) -> None:
    number, unit = size(ENGLISH, count).split()
    assert abs(float(number) * BYTES[unit] - count) <= BYTES[unit] * 0.051
    assert unit == "TiB" or float(number) < 1024


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.0 s"), (59.94, "59.9 s"), (59.97, "1 min"), (60, "1 min"), (61, "1 min 1 s"), (3600, "1 h"),
        (3661, "1 h 1 min"), (86400, "1 d"), (90000, "1 d 1 h"), (86399, "23 h 59 min"),
    ],
)  # fmt: skip
def test_durations_are_said_in_two_units_at_most(seconds: float, text: str) -> None:
    assert duration(ENGLISH, seconds) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (2**20 - 1, "1.0 MiB"), (3 * 2**40, "3.0 TiB")],
)
def test_sizes_are_said_in_binary_units(count: int, text: str) -> None:
    assert size(ENGLISH, count) == text


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "CONTINUITY_LANG": "fr"}, "fr"),
        ({"LANG": "en_US.UTF-8", "CONTINUITY_LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "CONTINUITY_LANG": ""}, "fr"),
    ],
)
def test_the_session_speaks_the_language_of_its_environment(environ: dict[str, str], language: str) -> None:
    assert from_environment(environ) == language
    assert Session(environ).language.name == language


@given(st.text())
def test_an_unknown_language_is_english(name: str) -> None:
    assert Language(name).name == ("fr" if name == "fr" else "en")


@given(st.text(alphabet="abc {}%\n"), st.sampled_from(("en", "fr")))
def test_a_value_is_never_taken_for_a_template(value: str, lang: str) -> None:
    error = Unavailable("{path} cannot be used", hint="look at {path}", path=value)
    message, hint = Language(lang).error(error)
    assert value in message
    assert value in hint
    outer = Unavailable("because: {cause}", cause=error)
    assert value in Language(lang).error(outer)[0]
