"""Where results that were reported wait for the watch: a folder of the state, so that none needs the service to run.

Calls and results are written by whoever took them (the command line, the service's own web server) and judged by the
watch, which alone knows where checks stand.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import Unavailable
from continuity.ground.timestamps import read_time, write_time
from continuity.supervision.checks.ports import Figure, Observed, State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from continuity.ground.ids import Ids

_MOST = 10_000  # results that wait
_WHOLE = ".json"


@dataclass(frozen=True, kw_only=True)
class Inbox:
    """The results that wait below one state directory."""

    folder: Path

    @classmethod
    def below(cls, state: Path) -> Inbox:
        """Return the one of a state directory."""
        return cls(folder=state / "reported")

    def put(self, check: str, at: datetime, observed: Observed, ids: Ids) -> None:
        """Leave a result there, whole or not at all. Raises ``Unavailable`` where too many wait already."""
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            if sum(1 for _ in os.scandir(self.folder)) >= _MOST:
                raise Unavailable(
                    "{count} results wait for the service already", hint="see whether the daemon runs", count=_MOST
                )
            path = self.folder / ids.run_id(at)
            plain = {"check": check, "at": write_time(at), **asdict(observed)}
            path.write_text(json.dumps(plain))
            path.rename(path.with_suffix(_WHOLE))
        except OSError as error:
            raise Unavailable(
                "the result could not be kept: {cause}",
                hint="see whether there is room on {path}",
                cause=error.strerror or error,
                path=self.folder,
            ) from error

    def taken(self) -> Iterator[tuple[str, datetime, Observed]]:
        """Take out what waits, the oldest first; what cannot be read is thrown away."""
        try:
            paths = sorted(self.folder.glob(f"*{_WHOLE}"))
        except OSError:
            return
        for path in paths:
            try:
                found = _read(json.loads(path.read_text()))
                path.unlink()
            except OSError:
                continue
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                path.unlink(missing_ok=True)
                continue
            yield found


def _read(plain: Any) -> tuple[str, datetime, Observed]:
    figures = tuple(Figure(**one) for one in plain["figures"])
    state, said, took = State(plain["state"]), str(plain["said"]), float(plain["latency_s"])
    return plain["check"], read_time(plain["at"]), Observed(state=state, said=said, latency_s=took, figures=figures)
