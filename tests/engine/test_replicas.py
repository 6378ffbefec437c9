"""A replica becomes the primary, and the old primary its replica: two real servers, step by step."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from continuity.engine.procedures.machines import machines_of
from continuity.ground.clock import SystemClock
from continuity.ground.errors import NotProven, Refused, Unavailable
from continuity.model.device import Device, SshAccess
from continuity.model.inventory import Client
from continuity.model.secrets import SecretRef
from continuity.recovery.actions.ports import Context, Performed
from continuity.recovery.actions.postgresql import fencing
from continuity.recovery.actions.postgresql.promote import PostgresqlPromoteAction
from continuity.recovery.actions.postgresql.rebuild import PostgresqlRebuildAction
from continuity.recovery.actions.postgresql.speaking import server_of
from tests.engine.kit import ROOT, fresh, tree
from tests.engine.test_runbooks import walk
from tests.lab import replicas
from tests.lab.link import Link
from tests.lab.postgresql import PASSWORD, Postgresql, as_postgres
from tests.lab.second import PORT, SecondHost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.engine.kit import Client as Owner
    from tests.lab.replicas import Pair

pytestmark = pytest.mark.xdist_group("replicas")
PASSWORD_HERE = {"env": "PG_PASSWORD"}


class World:
    """What the engine lends these actions: the way to a secret."""

    def reveal(self, reference: SecretRef) -> str:
        """Return the one there is."""
        assert reference.env == PASSWORD_HERE["env"]
        return PASSWORD


def context(run: str = "first", **more: Any) -> Context:
    return Context(run=run, client="acme", clock=SystemClock(), world=World(), **more)


@dataclass
class Lab:
    """The two servers, and their actions."""

    pair: Pair

    def promote(self, context: Context | None = None, **more: Any) -> Performed:
        return PostgresqlPromoteAction().perform(self.parameters | more, context or CONTEXT)

    def rebuild(self, context: Context | None = None, **more: Any) -> Performed:
        return PostgresqlRebuildAction().perform(self.rebuilding | more, context or CONTEXT)

    @property
    def rebuilding(self) -> dict[str, Any]:
        primary = f"127.0.0.1:{self.pair.new.port}"
        return {"data": str(self.pair.old.data), "primary": primary, "password": PASSWORD_HERE, "within": "20s"}

    @property
    def parameters(self) -> dict[str, Any]:
        return {"host": "127.0.0.1", "port": self.pair.new.port, "password": PASSWORD_HERE}


CONTEXT = context()


@pytest.fixture(scope="module")
def lab(lab_directory: Path) -> Iterator[Lab]:
    """They go on from test to test: the order of this file is the order of a failover."""
    lab_directory.chmod(0o755)
    root = lab_directory / "replicas"
    (root / "old").mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "none", root / "old"], check=True)
    try:
        with replicas.running(root) as pair:
            pair.old.sql("create table line (said text); insert into line values ('of both')")
            yield Lab(pair)
    finally:
        subprocess.run(["umount", "--lazy", root / "old"], check=True)


def wait(true: Callable[[], bool], what: str) -> None:
    for _ in range(3000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError(what)


@contextmanager
def meanwhile(true: Callable[[], bool], act: Callable[[], None]) -> Iterator[None]:
    """Do something as soon as something is true, while the block goes on."""

    def watch() -> None:
        wait(true, "what was waited for")
        act()

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    yield
    watching.join()


def kill(server: Postgresql) -> None:
    os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
    wait(lambda: not (server.data / "postmaster.pid").exists(), "its end")


def replica(lab: Lab) -> bool:
    return lab.pair.new.sql("select pg_is_in_recovery()") == "t"


def test_no_second_primary_beside_one_that_takes_writes(lab: Lab) -> None:
    assert PostgresqlPromoteAction().look(lab.parameters, CONTEXT) is None
    with pytest.raises(Refused, match=f"127.0.0.1:{lab.pair.old.port} still takes writes"):
        lab.promote()
    with pytest.raises(Refused, match="still takes writes"):
        lab.promote(primary="127.0.0.1:1")  # nobody is there, and it follows another one
    with pytest.raises(Unavailable, match="does not know the name no-such"):
        lab.promote(primary="no-such.invalid:5432")
    above = fencing._refuse_living(server_of(lab.parameters, CONTEXT), ["another one"])
    assert above == [("127.0.0.1", lab.pair.old.port)], "of a replica in between it is asked whom it follows"
    assert replica(lab)


def test_a_promotion_that_does_not_come_out_is_withdrawn(lab: Lab) -> None:
    wait(lambda: lab.pair.new.sql("select count(*) from line") == "1", "the replica")
    startup = lab.pair.process(lab.pair.new, "startup recovering")
    os.kill(startup, signal.SIGSTOP)
    try:
        with pytest.raises(NotProven, match="within 0:00:01; the request was withdrawn"):
            lab.promote(primary_is_fenced="yes", within="1s")
    finally:
        os.kill(startup, signal.SIGCONT)
    lab.pair.old.sql("insert into line values ('of both, too')")
    wait(lambda: lab.pair.new.sql("select count(*) from line") == "2", "the replica goes on as before")
    assert replica(lab)


def test_a_replica_that_goes_while_it_is_promoted_is_one_when_it_comes_back(lab: Lab) -> None:
    new = lab.pair.new
    startup = lab.pair.process(new, "startup recovering")
    os.kill(startup, signal.SIGSTOP)
    goes = meanwhile((new.data / "promote").exists, lambda: os.kill(startup, signal.SIGKILL))
    with goes, pytest.raises(Unavailable, match=r"(?s)cannot be asked: .*connection to server was lost"):
        lab.promote(primary_is_fenced="yes")
    wait(lambda: not (new.data / "postmaster.pid").exists(), "its end")
    lab.pair.start(new)
    assert replica(lab)


def test_it_becomes_the_primary_and_takes_writes(lab: Lab) -> None:
    done = lab.promote(primary_is_fenced="yes")
    assert (done.answer, done.values["timeline"], done.values["already"]) == ("primary", "2", "no")
    lab.pair.new.sql("insert into line values ('of the new one')")
    lab.pair.old.sql("insert into line values ('of the old one')")
    with pytest.raises(Refused, match="still takes writes"):
        lab.promote()
    lab.pair.ctl(lab.pair.old, "-m", "fast", "stop")
    assert lab.promote().answer == "primary already"


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("default_transaction_read_only", "on", "takes no writes: default_transaction_read_only"),
        ("synchronous_standby_names", "gone", "each write waits for replicas that are not there: gone"),
    ],
)
def test_a_primary_that_takes_no_writes_is_told(lab: Lab, setting: str, value: str, said: str) -> None:
    new = lab.pair.new
    before = new.sql(f"show {setting}")
    new.sql(f"alter system set {setting} = {value}")
    new.sql("select pg_reload_conf()")
    wait(lambda: new.sql(f"show {setting}") == value, setting)
    with pytest.raises(NotProven, match=said):
        lab.promote()
    new.sql(f"alter system reset {setting}")
    new.sql("select pg_reload_conf()")
    wait(lambda: new.sql(f"show {setting}") == before, setting)


def said(server: Postgresql) -> set[str]:
    return set(server.sql("select said from line").splitlines())


def test_nothing_is_rebuilt_that_must_not_be(lab: Lab) -> None:
    pair, action = lab.pair, PostgresqlRebuildAction()
    pair.start(pair.old)
    assert "a server runs in" in str(action.look(lab.rebuilding, CONTEXT))
    with pytest.raises(Refused, match="a server runs in"):
        lab.rebuild()
    pair.ctl(pair.old, "-m", "fast", "stop")
    with pytest.raises(Refused, match=r"is the directory of .* itself"):
        lab.rebuild(data=str(pair.new.data))
    assert "is no data directory" in str(action.look(lab.rebuilding | {"data": "/tmp"}, CONTEXT))
    size = shutil.disk_usage(pair.old.data).used + (8 << 20)
    subprocess.run(["mount", "-o", f"remount,size={size}", pair.old.data.parent], check=True)
    assert "bytes free, and the copy needs" in str(action.look(lab.rebuilding, CONTEXT))
    subprocess.run(["mount", "-o", "remount,size=50%", pair.old.data.parent], check=True)
    assert action.look(lab.rebuilding, CONTEXT) is None


def test_a_full_disk_leaves_the_old_directory_as_it_was(lab: Lab) -> None:
    room = lab.pair.old.data.parent
    before = tree(lab.pair.old.data)
    subprocess.run(["mount", "-o", f"remount,nr_inodes={len(before) + 600}", room], check=True)
    with pytest.raises(Unavailable, match="No space left on device"):
        lab.rebuild()
    assert tree(lab.pair.old.data) == before
    assert [path.name for path in room.iterdir() if "-first" in path.name] == []
    assert lab.pair.new.sql("select count(*) from pg_replication_slots") == "0", (
        "a slot that nobody uses fills the disk"
    )
    subprocess.run(["mount", "-o", "remount,nr_inodes=0", room], check=True)


def test_a_primary_that_goes_while_it_is_copied_leaves_the_old_directory_and_the_slot_is_told(lab: Lab) -> None:
    room, before = lab.pair.old.data.parent, tree(lab.pair.old.data)
    part = Path(f"{lab.pair.old.data}.part-first")
    goes = meanwhile(part.exists, lambda: kill(lab.pair.new))
    with goes, pytest.raises(NotProven, match="the slot continuity_replica stays on"):
        lab.rebuild()
    lab.pair.start(lab.pair.new)
    assert tree(lab.pair.old.data) == before
    assert [path.name for path in room.iterdir() if "-first" in path.name] == []


def test_from_another_machine_by_ssh(lab: Lab, lab_directory: Path) -> None:
    with Link() as link, SecondHost(lab_directory / "machine", link) as host:
        way = SshAccess(port=PORT, user="root", identity=SecretRef(file=host.identity), known_hosts=host.known_hosts)
        device = Device(name="db", client="acme", title="", address=link.far, ssh=way)
        owner = Client(name="acme", title="", sites={}, repositories={}, assets={}, devices={"db": device})
        with machines_of(lambda _reference: "", owner, "first") as machines:
            there = context(machines=machines)
            where = {"on": "db", "account": "", "host": link.far, "port": link.door(lab.pair.new.port)}
            assert lab.promote(there, **where).answer == "primary already"
            fault = PostgresqlRebuildAction().look(lab.rebuilding | {"on": "db", "account": ""}, there)
            assert "is no data directory of PostgreSQL" in str(fault)


def test_the_old_primary_is_wound_back_and_follows(lab: Lab) -> None:
    pair = lab.pair
    done = lab.rebuild(slot="old_one")
    assert (done.answer, done.values["how"]) == ("replica", "wound back")
    pair.new.sql("insert into line values ('later')")
    assert said(pair.new) == {"of both", "of both, too", "of the new one", "later"}
    wait(lambda: said(pair.old) == said(pair.new), "the replica")
    assert pair.old.sql("show port") == str(pair.old.port), "its own settings"
    assert PASSWORD not in str(done)
    assert f"{pair.old.data}.before-first" == done.values["aside"]
    assert lab.rebuild(slot="old_one").answer == "replica already"
    with pytest.raises(Refused, match="another replica follows"):  # the slot streams, and not into this directory
        lab.rebuild(data=str(lab.pair.new.data), slot="old_one")
    other = Postgresql(pair.old.binaries, Path(done.values["aside"]), pair.old.port)
    pair.ctl(pair.old, "-m", "fast", "stop")
    pair.start(other)
    assert "of the old one" in said(other), "what only it had is still there"
    pair.ctl(other, "-m", "fast", "stop")


@pytest.mark.slow
def test_what_cannot_be_wound_back_is_copied_and_an_interrupted_swap_gone_on_with(lab: Lab) -> None:
    pair = lab.pair
    argv = as_postgres(str(pair.old.binaries / "pg_checksums"), "--disable", "-D", str(pair.old.data))
    subprocess.run(argv, check=True, capture_output=True, cwd=pair.old.data.parent)
    done = lab.rebuild(context("second"), slot="old_one")
    assert done.values["how"].startswith("base backup, since it could not be wound back: pg_rewind: error")
    wait(lambda: said(pair.old) == said(pair.new), "the replica")
    pair.ctl(pair.old, "-m", "fast", "stop")
    pair.old.data.rename(f"{pair.old.data}.ready-third")  # killed between the two names
    done = lab.rebuild(context("third"), slot="old_one")
    assert done.values["how"] == "put in place"
    assert said(pair.old) == said(pair.new)


@pytest.mark.slow
def test_the_runbook_of_the_how_to_fails_back(lab: Lab, template: Owner, place: Path) -> None:
    """The old primary was rebuilt: it takes over again, and the other one follows it."""
    old, new = lab.pair.old, lab.pair.new
    page = (ROOT / "docs" / "how-to" / "restore-a-database.md").read_text()
    written = page.split("```yaml\n")[1].split("```")[0]
    start = [
        *as_postgres(f"{new.binaries}/pg_ctl"),
        "-w",
        "-D",
        str(new.data),
        "-l",
        f"{new.data}/log-of-start",
        "start",
    ]
    told = {
        "on: db1, ": "", "on: db2, ": "", "/var/run/postgresql": f"127.0.0.1, port: {old.port}",
        "db1.example.net:5432": f"127.0.0.1:{new.port}", "db2.example.net:5432": f"127.0.0.1:{old.port}",
        "/var/lib/postgresql/15/main": str(new.data), "vault: postgres": "env: PG_PASSWORD",
        "[systemctl, start, postgresql@15-main]": json.dumps(start),
    }  # fmt: skip
    for what, here in told.items():
        assert what in written
        written = written.replace(what, here)
    client = fresh(template, place, "disk")
    client.more["runbooks"] = YAML(typ="safe", pure=True).load(written)["runbooks"]
    client.environ["PG_PASSWORD"] = PASSWORD
    client.write()
    answers = ["no answer", "bob", "yes", "again"]
    lab.pair.ctl(new, "-m", "fast", "stop")
    done = walk(client, "runbook", "run", "books-take-over", "--as", "ana", answers=answers, code=None)
    assert done.code == 0, done.all
    assert PASSWORD not in done.all
    old.sql("insert into line values ('back')")
    wait(lambda: "back" in said(new), "the other one")
    client.check_evidence()
