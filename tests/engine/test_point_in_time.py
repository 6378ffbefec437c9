"""`restore --at` of a continuous server: the last row committed before the moment and not the next, ready to start."""

from __future__ import annotations

import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from continuity.faces.demo.lab.ports import free_ports
from continuity.ground.timestamps import read_time
from tests.daemon.service import wait
from tests.engine.kit import ROOT, Client, fresh
from tests.engine.test_runbooks import walk
from tests.lab import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.kit import Done
    from tests.lab.postgresql import Postgresql

pytestmark = pytest.mark.xdist_group("postgresql")
NOW = "select to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"


@dataclass
class Lab:
    """A client with two points of one server: rows were committed between them, each before a moment."""

    client: Client
    server: Postgresql
    before: str
    between: list[str]

    def restore(self, *words: str, code: int | None = 0) -> dict[str, Any]:
        run: dict[str, Any] = self.client.run("restore", "books", "--json", *words, code=code).json
        return run


@pytest.fixture(scope="module")
def lab(template: Client, lab_directory: Path) -> Iterator[Lab]:
    lab_directory.chmod(0o755)
    root = lab_directory / "moments"
    root.mkdir()
    with postgresql.running(lab_directory / "pg-moments") as server:
        server.sql("create table line (id serial primary key)")
        client = fresh(template, root, "disk", paths=[])
        client.more["assets"] = {"books": asset(server)}
        client.environ["PG_PASSWORD"] = postgresql.PASSWORD
        client.write()
        before = server.sql(NOW)
        client.run("backup")
        between = []
        for _ in range(4):
            server.sql("insert into line default values")
            between.append(server.sql(NOW))
        client.run("backup")
        client.more["assets"]["books"]["checks"] = [{"sql": "select count(*) from line", "expect": ">= 0"}]
        client.write()
        yield Lab(client, server, before, between)


def asset(server: Postgresql) -> dict[str, Any]:
    return {
        "site": "here", "policy": "plain", "copies": ["disk"], "canary": "none",
        "source": {"kind": "postgresql", "mode": "continuous", "port": server.port, "database": "postgres",
                   "user": "postgres", "password": {"env": "PG_PASSWORD"}},
    }  # fmt: skip


def started(target: Path) -> str:
    """Do what the README says, on a free port; return how many rows there are."""
    port = str(free_ports(1)[0])
    said = (target / "README.txt").read_text().replace("5433", port)
    commands = "".join(line for line in said.splitlines(keepends=True) if line.startswith("  "))
    commands += "  " if commands.endswith("\\\n") else ""
    script = f"set -e\n{commands.rstrip()} -XAtqc 'select count(*) from line'\n"
    env = {"PATH": os.environ["PATH"], "PGPASSWORD": postgresql.PASSWORD}
    try:
        done = subprocess.run(["sh", "-c", script], env=env, capture_output=True, text=True, timeout=60, check=False)
        log = target / "data" / "log"
        assert done.returncode == 0, done.stdout + done.stderr + (log.read_text() if log.exists() else "")
        return done.stdout.split()[-1]
    finally:
        stop = (str(postgresql.programs() / "pg_ctl"), "-D", str(target / "data"), "-m", "immediate", "stop")
        subprocess.run(["runuser", "-u", "postgres", "--", *stop], env=env, capture_output=True, check=False)


def test_the_last_row_before_the_moment_and_not_the_next(lab: Lab) -> None:
    page = (ROOT / "docs" / "how-to" / "restore-a-database.md").read_text()
    (command,) = (line.split()[3:] for line in page.splitlines() if line.startswith("    ") and "--at" in line)
    target = lab.client.root / "second"
    run = lab.restore(*(lab.between[1] if "Z" in word else str(target) if word == "back" else word for word in command))
    assert {one["objective"]: one["verdict"] for one in run["measurements"]} == {
        "rpo": "met", "technical_recovery_time": "met", "content": "met", "checks": "met",
    }  # fmt: skip
    rpo, technical = run["measurements"][:2]
    assert rpo["actual_s"] == 0
    assert list(technical["phases"])[-2:] == ["recovered", "usable"]
    reached = run["detail"]["recovered"]
    assert read_time(lab.between[0]) < read_time(reached["last_transaction"]) < read_time(lab.between[1])
    assert sorted(path.name for path in target.iterdir()) == ["README.txt", "data"]
    assert started(target) == "2"


def test_all_of_it_where_no_moment_is_named(lab: Lab) -> None:
    run = lab.restore("--to", str(lab.client.root / "all"), code=None)
    assert run["detail"]["recovered"]["at"] is None
    assert started(lab.client.root / "all") == "4"


def test_a_moment_before_the_first_base_backup(lab: Lab) -> None:
    done = lab.client.run("restore", "books", "--to", str(lab.client.root / "none"), "--at", lab.before, code=2)
    assert "no recovery point of books is as old as" in done.err


def test_a_restore_test_replays_the_whole_log(lab: Lab) -> None:
    run = lab.client.run("test", "--json").json
    assert {one["objective"]: one["verdict"] for one in run["measurements"]}["checks"] == "met"


def test_a_killed_recovery_leaves_no_server_and_no_directory(lab: Lab) -> None:
    """Killed while a query of the asset's holds the recovered server up; the next restore cleans up."""
    target = lab.client.root / "killed"
    checks = lab.client.more["assets"]["books"].pop("checks")
    lab.client.more["assets"]["books"]["checks"] = [{"sql": "select 1 from pg_sleep(600)", "expect": "1"}]
    lab.client.write()
    others = servers()
    child = lab.client.spawn("restore", "books", "--to", str(target))
    try:
        wait(asked, "the query of the check")
        rooms = [room for room in servers() if room not in others]
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        lab.client.more["assets"]["books"]["checks"] = checks
        lab.client.write()
    assert rooms
    lab.restore("--to", str(lab.client.root / "after"), code=None)
    assert not [room for room in rooms if room.exists()]
    assert not [path for path in lab.client.root.iterdir() if path.name.startswith(".killed")]
    assert not target.exists()
    wait(lambda: not asked(), "the end of its server")


def servers() -> list[Path]:
    return [room for room in Path("/var/tmp").glob("continuity-*") if list(room.glob(".s.PGSQL.*"))]


def asked() -> bool:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if "pg_sleep(600)" in path.read_text(errors="replace"):
                return True
        except OSError:
            continue
    return False


def test_where_the_version_is_missing_the_first_start_elsewhere_recovers(lab: Lab) -> None:
    """As if the server were of a version that this machine has not; the one to which it is carried has it."""
    lab.server.sql("insert into line default values")
    at = lab.server.sql(NOW)
    lab.server.sql("insert into line default values")
    version = lab.client.state / "continuous" / "acme" / "books" / "base" / "PG_VERSION"
    real = version.read_text()
    version.write_text("9\n")
    lab.client.run("backup", code=None)
    target = lab.client.root / "elsewhere"
    run = lab.restore("--at", at, "--to", str(target), code=1)
    assert run["outcome"] == "incomplete"
    assert "PostgreSQL 9 is not installed here" in run["reason"]
    assert {one["objective"]: one["verdict"] for one in run["measurements"]}["rpo"] == "unproven"
    (target / "data" / "PG_VERSION").write_text(real)
    readme = target / "README.txt"
    readme.write_text(readme.read_text().replace("postgresql/9/", f"postgresql/{real.strip()}/"))
    assert started(target) == "5"


def walked(lab: Lab, target: Path, *answers: str, code: int = 0) -> Done:
    port = free_ports(1)[0]
    with_ = ("asset=books", f"at={lab.between[1]}", f"to={target}", f"port={port}", "query=select count(*) from line")
    given = [word for one in with_ for word in ("--with", one)]
    return walk(lab.client, "runbook", "run", "restore-postgresql-at-time", *given, answers=answers, code=code)


def test_the_runbook_starts_it_beside_the_other(lab: Lab) -> None:
    target = lab.client.root / "walked"
    done = walked(lab, target, "the log says so", "yes", "one table", "yes")
    try:
        assert "check: done. 2" in done.out
    finally:
        stop = (str(postgresql.programs() / "pg_ctl"), "-D", str(target / "data"), "-m", "immediate", "stop")
        subprocess.run(["runuser", "-u", "postgres", "--", *stop], capture_output=True, check=False)


@pytest.mark.slow
def test_the_runbook_stops_what_it_started_and_removes_nothing(lab: Lab) -> None:
    target = lab.client.root / "undone"
    done = walked(lab, target, "the log says so", "no", "abort it is too late", "done", "done", "done", code=1)
    assert not (target / "data" / "postmaster.pid").exists()
    assert f"Only if this run made {target}" in done.out
    assert "rm -r" not in done.out
    assert (target / "data" / "PG_VERSION").exists(), "nothing is removed that a person may need"
