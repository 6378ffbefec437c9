"""Making a base backup: the files of the server as they are read, which its log makes consistent again.

Source: https://www.postgresql.org/docs/current/app-pgbasebackup.html, and the format of ``backup_label``.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.backup.sources.postgresql_continuous.facts import Base
from continuity.ground import process
from continuity.ground.errors import NotProven
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from continuity.backup.sources.postgresql_continuous.server import Server
    from continuity.backup.sources.postgresql_continuous.spool import Spool
    from continuity.ground.clock import Clock

_LIMIT = timedelta(hours=24)
_START = re.compile(r"^START WAL LOCATION: (?P<lsn>[0-9A-F/]+) \(file (?P<wal>[0-9A-F]{24})\)$", re.MULTILINE)


def make_base(spool: Spool, server: Server, clock: Clock) -> Base:
    """Make a base backup and keep it as the one that waits. Raises ``Unavailable``, ``NotProven``.

    Without the log, which the slot brings: a point holds both.
    """
    began = clock.now()
    label = f"continuity {write_time(began)}"
    spool.workplace.parent.mkdir(mode=0o700, exist_ok=True)
    argv = (
        "pg_basebackup",
        f"--pgdata={spool.workplace}",
        "--format=plain",
        "--wal-method=none",
        "--checkpoint=fast",
        "--manifest-checksums=SHA256",
        f"--label={label}",
        "--no-password",
    )
    done = process.run(argv, timeout=_LIMIT, env=server.environment())
    if done.returncode != 0 or done.timed_out:
        raise server.failed("pg_basebackup", done)
    told = (spool.workplace / "backup_label").read_text(errors="replace")
    found = _START.search(told)
    if found is None or not (spool.workplace / "backup_manifest").is_file():
        raise NotProven("the base backup of {name} does not say where its log begins", name=server.name)
    base = Base(label=label, start_lsn=found["lsn"], start_wal=found["wal"], began_at=began, ended_at=clock.now())
    spool.keep(base)
    return base
