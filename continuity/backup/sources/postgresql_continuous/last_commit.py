"""When the last transaction of the log that is held was committed: the data time of a point whose server is gone.

Source: https://www.postgresql.org/docs/current/pgwaldump.html.
"""

from __future__ import annotations

import re
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.backup.sources.postgresql_continuous.facts import Capture, How
from continuity.backup.sources.wal_names import PARTIAL
from continuity.ground import process
from continuity.ground.timestamps import read_time

if TYPE_CHECKING:
    from collections.abc import Sequence

_LIMIT = timedelta(minutes=10)
_COMMIT = re.compile(r"lsn: ([0-9A-F]+/[0-9A-F]+), .*desc: COMMIT(?:_PREPARED)? ([-0-9]+) ([:.0-9]+) UTC")


def last_commit(folder: Path, names: Sequence[str], major: int) -> Capture | None:
    """Return the last commit in the segments of a directory, the newest of which may be cut off; None where unknown.

    None, too, where the program of the log's own version is not installed: no other reads it.
    """
    program = f"/usr/lib/postgresql/{major}/bin/pg_waldump"
    if not Path(program).exists():
        return None
    with tempfile.TemporaryDirectory(prefix="continuity-") as room:
        for name in sorted(names, reverse=True):
            bare = Path(room, name.removesuffix(PARTIAL))
            bare.symlink_to(folder / name)
            # It ends badly at the end of what is there: what it read until then is what there is.
            said = process.run((program, "--rmgr=Transaction", str(bare)), timeout=_LIMIT, env={"TZ": "UTC"}).stdout
            if found := _COMMIT.findall(said):
                lsn, day, time = found[-1]
                return Capture(data_time=read_time(f"{day}T{time}Z"), lsn=lsn, how=How.COMMITTED)
    return None
