"""The database: its schema, its transactions, its faults."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from continuity.ground.errors import Unavailable
from continuity.state import migrations
from continuity.state.observations import Observation
from continuity.state.store import Store
from continuity.state.tables import UtcTime

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 2, 20, tzinfo=UTC)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=ZONES)  # noqa: DTZ001 - bounds are naive
KEY = ("acme", "local", "domain")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "state.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store.open(path)
    yield opened
    opened.close()


def test_a_database_that_is_somewhere_else_by_now_takes_nothing(store: Store, path: Path) -> None:
    away = path.parent.rename(path.parent.with_name("away"))
    for lies_there in (False, True):  # nothing, or another one
        if lies_there:
            Store.open(path).close()
        with pytest.raises(Unavailable, match="moved, removed or replaced"), store.transaction() as tx:
            tx.observations.note(KEY, seen(1))
    shutil.rmtree(path.parent)
    away.rename(path.parent)
    with store.transaction() as tx:
        tx.observations.note(KEY, seen(2))


def seen(number: int) -> Observation:
    return Observation(at=NOW, run="r", facts={"number": number})


def stored(value: datetime) -> str:
    text = UtcTime().process_bind_param(value, sqlite.dialect())
    assert text is not None
    return text


def test_the_migrated_schema_equals_the_models(path: Path, store: Store) -> None:
    assert store
    with create_engine(f"sqlite:///{path}").connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_newest_revision_is_the_one_we_look_for() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_heads() == [migrations.HEAD]


def test_a_current_database_is_opened_without_alembic(path: Path, store: Store) -> None:
    store.close()
    script = "import sys; from pathlib import Path; from continuity.state.store import Store;"
    script += "Store.open(Path(sys.argv[1])); assert 'alembic' not in sys.modules"
    subprocess.run([sys.executable, "-c", script, path], check=True, cwd=ROOT, timeout=60)


def test_nobody_else_may_read_the_directory(path: Path, store: Store) -> None:
    assert store
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_newer_database_is_refused_and_left_alone(path: Path, store: Store) -> None:
    store.close()
    with sqlite3.connect(path) as raw:
        raw.execute("update alembic_version set version_num = '9999'")
    with pytest.raises(Unavailable, match="newer continuity") as caught:
        Store.open(path)
    assert "newer one" in caught.value.hint
    with sqlite3.connect(path) as raw:
        assert raw.execute("select version_num from alembic_version").fetchone() == ("9999",)


@pytest.mark.parametrize("content", [b"not a database, for sure" * 100, b"SQLite format 3\0" + b"\xff" * 4000])
def test_what_is_no_database_is_told_as_such(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(Unavailable, match="cannot be used") as caught:
        Store.open(path)
    assert "intact" in caught.value.hint
    assert path.read_bytes() == content


def test_a_database_damaged_further_on_is_told_as_such(path: Path, store: Store) -> None:
    with store.transaction() as tx:
        for number in range(200):
            tx.observations.note(("acme", f"r{number}", "domain"), seen(number))
    store.close()
    with sqlite3.connect(path) as raw:
        raw.execute("pragma wal_checkpoint(truncate)")
        raw.execute("pragma journal_mode=delete")
        (page,) = raw.execute("select rootpage from sqlite_master where name = 'observation'").fetchone()
    with path.open("r+b") as file:
        file.seek(4096 * (page - 1))
        file.write(b"\xa5" * 4096)
    damaged = Store.open(path)
    with pytest.raises(Unavailable, match="malformed"), damaged.reading() as tx:
        tx.observations.latest("acme", "r7", "domain")
    damaged.close()


def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be used"):
        Store.open(tmp_path / "file" / "state.db")


def test_an_exception_undoes_the_whole_transaction(store: Store) -> None:
    with store.transaction() as tx:
        tx.observations.note(KEY, seen(1))
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:  # noqa: PT012 - what comes before is the point
        tx.observations.note(KEY, seen(2))
        raise ZeroDivisionError
    with store.reading() as tx:
        assert tx.observations.latest(*KEY) == seen(1)


def test_what_is_committed_survives_a_kill(path: Path, store: Store) -> None:
    script = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from continuity.state.observations import Observation
from continuity.state.store import Store
store = Store.open(Path(sys.argv[1]))
def note(number):
    tx.observations.note(("acme", str(number), "domain"), Observation(at=datetime.now(UTC), run="r", facts={}))
with store.transaction() as tx:
    note(1)
with store.transaction() as tx:
    note(2)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", script, path], check=False, cwd=ROOT, timeout=60).returncode == -9
    with store.reading() as tx:
        assert tx.observations.latest("acme", "1", "domain")
        assert tx.observations.latest("acme", "2", "domain") is None


def test_a_reader_waits_for_no_writer(store: Store) -> None:
    with store.transaction() as tx:
        tx.observations.note(KEY, seen(1))
    with store.transaction() as writing:
        writing.observations.note(KEY, seen(2))
        start = time.monotonic()
        with store.reading() as tx:
            assert tx.observations.latest(*KEY) == seen(1)
        assert time.monotonic() - start < 5


def test_a_reader_sees_one_moment(store: Store) -> None:
    with store.reading() as tx:
        assert tx.observations.latest(*KEY) is None
        with store.transaction() as writing:
            writing.observations.note(KEY, seen(1))
        assert tx.observations.latest(*KEY) is None
    with store.reading() as tx:
        assert tx.observations.latest(*KEY) == seen(1)


def test_writers_queue_instead_of_failing(store: Store) -> None:
    """Each reads and writes back one more: lost updates would show in the sum."""
    with store.transaction() as tx:
        tx.observations.note(KEY, seen(0))

    def count() -> None:
        for _ in range(10):
            with store.transaction() as tx:
                now = tx.observations.latest(*KEY)
                assert now
                time.sleep(0.001)
                tx.observations.note(KEY, seen(now.facts["number"] + 1))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as tx:
        assert tx.observations.latest(*KEY) == seen(40)


def test_processes_that_open_a_new_database_at_once_all_can(path: Path) -> None:
    script = "import sys; from pathlib import Path; from continuity.state.store import Store;"
    script += "s = Store.open(Path(sys.argv[1]));"
    script += "exec('with s.reading() as tx: assert tx.runs.open() == []')"
    children = [subprocess.Popen([sys.executable, "-c", script, path], cwd=ROOT) for _ in range(5)]
    assert [child.wait(90) for child in children] == [0] * 5


def test_a_full_disk_is_told_and_nothing_is_half_written(store: Store, path: Path) -> None:
    with store.transaction() as tx:
        tx.observations.note(KEY, seen(1))
    store.close()
    store._engine.dispose()
    with sqlite3.connect(path) as raw:
        pages = raw.execute("pragma page_count").fetchone()[0]
    script = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import event
from continuity.ground.errors import Unavailable
from continuity.state.observations import Observation
from continuity.state.store import Store
store = Store.open(Path(sys.argv[1]))
event.listen(store._engine, "begin", lambda connection: connection.exec_driver_sql("pragma max_page_count={pages}"))
try:
    with store.transaction() as tx:
        for number in range(1000):
            fact = Observation(at=datetime.now(UTC), run="r", facts=dict(x="y" * 1000))
            tx.observations.note(("acme", str(number), "domain"), fact)
    print("written")
except Unavailable as error:
    print(error.hint)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, path], check=True, cwd=ROOT, timeout=60, stdout=subprocess.PIPE, text=True
    )
    assert "free some disk space" in done.stdout
    with Store.open(path).reading() as tx:
        assert tx.observations.latest(*KEY) == seen(1)
        assert tx.observations.latest("acme", "0", "domain") is None


@given(TIMES)
def test_a_time_comes_back_as_it_was(when: datetime) -> None:
    text = stored(when)
    assert len(text) == 27
    assert UtcTime().process_result_value(text, sqlite.dialect()) == when


@given(TIMES, TIMES)
def test_times_sort_as_they_happened(one: datetime, other: datetime) -> None:
    assert (stored(one) < stored(other)) == (one < other)


@given(st.datetimes())
def test_a_time_without_a_zone_is_refused(when: datetime) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        stored(when)


def test_no_time_is_no_text() -> None:
    assert UtcTime().process_bind_param(None, sqlite.dialect()) is None
    assert UtcTime().process_result_value(None, sqlite.dialect()) is None


def test_a_connection_for_every_thread_that_asks(tmp_path: Path) -> None:
    """A daemon's threads may all wait for the database; none may be told that a pool ran out."""
    store = Store.open(tmp_path / "state.db")
    with ExitStack() as open_ones:
        for _ in range(40):
            open_ones.enter_context(store.reading()).leases.holder("scheduler")
    store.close()
