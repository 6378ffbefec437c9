"""A database of an earlier release is brought to the newest schema with everything in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from continuity.model.job import JobKind, Outcome
from continuity.state.store import Store

if TYPE_CHECKING:
    from pathlib import Path

AT = "2026-11-23T05:00:00.000000Z"
ROWS = (
    f"insert into run values ('r1','backup','acme','acme/share','d','{AT}','{AT}','h',1.5,'succeeded','','[]','{{}}')",
    f"insert into point values ('acme','disk','s1','share','r1','{AT}','full',9,'{AT}',null,null,null,'','t')",
    f"insert into observation values ('acme','disk','domain','{AT}','r1','{{\"device\": \"1\"}}')",
    "insert into lease values ('acme/share','','r1',3)",
)


def test_what_was_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    config = Config()
    config.set_main_option("script_location", "continuity.state:migrations")
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for row in ROWS:
            connection.execute(text(row))
    engine.dispose()

    store = Store.open(path)
    with store.reading() as tx:
        run = tx.runs.latest("acme/share", JobKind.BACKUP)
        assert run is not None
        assert (run.outcome, run.job) == (Outcome.SUCCEEDED, "")
        (point,) = tx.points.all("acme")
        assert (point.snapshot, point.parent) == ("s1", "")
    with store.transaction() as tx:
        assert tx.leases.take("acme/share", "h/b/1/1", "r2") == 4, "tokens only ever grow"
    store.close()
    Store.open(path).close()
    with create_engine(f"sqlite:///{path}").connect() as connection:
        assert connection.execute(text("select count(*) from seen")).scalar() == 1
        assert connection.execute(text("select count(*) from anchor")).scalar() == 0
