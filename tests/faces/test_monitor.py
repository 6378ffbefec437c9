"""A monitoring plugin, by the guidelines: one line, figures, and a state whatever happens."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.faces.cli.watching import Figure, State, Watched, perfdata, worst
from tests.engine.kit import command

if TYPE_CHECKING:
    from tests.engine.kit import Client

#: Nagios' own grammar of performance data: 'label'=value[UOM];[warn];[crit];[min];[max]
FIGURE = re.compile(r"(?:'(?:[^'=]|'')+'|[^\s'=]+)=-?[\d.]+s?;[\d.]*;[\d.]*;[\d.]*(?:;[\d.]*)?")
ALL = [word for name in ("rpo", "proven_rpo", "rto", "copies") for word in ("--accept-unproven", name)]


def monitored(client: Client, *words: str, code: int) -> tuple[str, list[str]]:
    """The first line without its figures, and the figures."""
    done = client.run("monitor", *words, code=code)
    assert done.err == ""
    first = done.out.splitlines()[0]
    head, _, figures = first.partition(" | ")
    assert "|" not in head + figures + "".join(done.out.splitlines()[1:])
    parts = FIGURE.findall(figures)
    assert " ".join(parts) == figures
    return head, parts


def test_the_states_of_a_real_run(client: Client) -> None:
    head, figures = monitored(client, code=2)
    assert head.startswith("CRITICAL - acme/share: RPO missed")
    assert figures == []
    client.run("backup", code=None)
    head, figures = monitored(client, code=1)
    assert "RPO met" in head
    assert [one.partition("=")[0] for one in figures] == ["'acme/share rpo'"]
    assert figures[0].endswith("s;;86400;0")


def test_unproven_is_a_warning_unless_accepted(three: Client) -> None:
    three.run("backup")
    head, _ = monitored(three, code=1)
    assert head.startswith("WARNING - acme/share: RPO met")
    assert "RTO unproven" in head
    assert monitored(three, "--accept-unproven", "rto", code=1)[0].startswith("WARNING")
    head, _ = monitored(three, *ALL, "share", code=0)
    assert re.fullmatch(r"OK - acme/share: RPO met \(.* / 1 d\)", head)
    assert "RPO (PDMA) tenu" in monitored(three, *ALL, "--lang", "fr", code=0)[0]
    head, _ = monitored(three, *ALL, "--daemon", code=2)
    assert head == "CRITICAL - 1 of 2 not as promised: no daemon is active: nothing falls due"


def test_a_failed_backup_is_a_warning_while_the_promise_holds(three: Client) -> None:
    three.run("backup")
    (three.root / "third").rename(three.root / "gone")
    three.run("backup", code=None)
    head, _ = monitored(three, *ALL, code=1)
    assert "last backup: incomplete" in head


@pytest.mark.parametrize(
    "words", [["nobody"], ["--bogus"], ["--accept-unproven", "all"], ["--config", "/nowhere.yaml"]]
)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_whatever_is_wrong_is_unknown(client: Client, words: list[str], lang: str) -> None:
    done = command([*client.argv("monitor"), "--lang", lang, *words], {})
    assert (done.code, done.err) == (3, "")
    assert done.out.startswith("UNKNOWN - ")
    assert done.out.count("\n") == 1
    as_json = command([*client.argv("monitor"), "--json", *words], {})
    assert (as_json.code, as_json.json["state"]) == (3, "UNKNOWN")


def test_wrong_documents_and_a_damaged_state_are_unknown(client: Client) -> None:
    text = client.config.read_text()
    for broken in ("", "\t{", text.replace('"plain"', '"nobody"', 1), "\0"):
        client.config.write_text(broken)
        done = client.run("monitor", code=3)
        assert done.out.startswith("UNKNOWN - ")
        assert done.err == ""
    client.config.write_text(text)
    (client.state / "state.db").write_bytes(b"not a database at all, and long enough to be one" * 100)
    for left in client.state.glob("state.db-*"):
        left.unlink()
    assert client.run("monitor", code=3).out.startswith("UNKNOWN - ")


def test_a_fault_of_ours_is_unknown(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("continuity.engine.observed.standings", broken)
    done = command(client.argv("monitor"), {})
    assert (done.code, done.err) == (3, "")
    assert "ZeroDivisionError" in done.out


def test_as_a_monitor_runs_it(client: Client) -> None:
    """No terminal, no locale, no HOME, another directory."""
    client.run("backup", code=None)
    program = Path(sys.executable).with_name("continuity")
    done = subprocess.run(
        [program, *client.argv("monitor", "--lang", "fr")],
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, cwd="/", stdin=subprocess.DEVNULL, capture_output=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.decode().startswith("WARNING - acme/share: RPO (PDMA) tenu")


def test_figures_are_written_as_readers_expect() -> None:
    figures = (
        Figure(label="acme/l'atelier a=b", value=720.0004, limit=3600),
        Figure(label="x", value=2592000.0, warn=86400.5),
    )
    one = Watched(state=State.OK, line="", figures=figures)
    assert perfdata([one]) == "'acme/l''atelier a-b'=720.0004s;;3600;0 'x'=2592000s;86400.5;;0"


def test_the_worst_state_wins() -> None:
    assert worst(State) is State.CRITICAL
    assert worst([State.OK, State.WARNING, State.UNKNOWN]) is State.WARNING
    assert worst([]) is State.UNKNOWN
