"""What a person asks of a restore, and what must not be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import Refused, UsageError
from continuity.ground.timestamps import write_time
from continuity.recovery.expectation import shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Mark

#: Where a run's detail says which step of which procedure it was done for.
PART_OF = "part_of"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a person asks for. ``at`` None: the newest data; ``repository`` empty: the first that can be reached.

    ``resume``: what an interruption leaves is kept, and a point that was begun at this target is gone on with.
    ``into``: a database is made of it, and ``target`` is of no account; ``tables``: only these of a database.
    ``password`` is for a server that ``into`` names and the documents do not. ``part_of``: the run, step and try of a
    procedure that it is done for, so that whoever takes that up finds what came of it.
    """

    target: Path
    at: datetime | None = None
    repository: str = ""
    paths: tuple[str, ...] = ()
    resume: bool = False
    into: str = ""
    tables: tuple[str, ...] = ()
    password: str = field(default="", repr=False)
    part_of: Mapping[str, Any] = field(default_factory=dict)

    def intent(self, wanted_at: datetime) -> dict[str, Any]:
        """Return what is recorded of the wish before anything is touched."""
        where = {"into": self.into} if self.into else {"target": str(self.target)}
        more = {"resume": True} if self.resume else {}
        tables = {"tables": list(self.tables)} if self.tables else {}
        part_of = {PART_OF: dict(self.part_of)} if self.part_of else {}
        return where | {"wanted_at": write_time(wanted_at), "paths": shown(self.paths)} | more | tables | part_of


def admit(workshop: Workshop, wish: Wish, declared: Mark) -> None:
    """Raise ``UsageError`` or ``Refused`` for what must not be wished: a target in a source, a moment to come."""
    _refuse_sources(workshop, wish)
    _refuse_strange_paths(wish, declared)


def _refuse_sources(workshop: Workshop, wish: Wish) -> None:
    """Raise ``Refused`` where the target lies in what an asset protects: a restore would become part of the source."""
    for asset in workshop.inventory.assets():
        for source in map(Path, asset.source.settings.get("paths", ()) if asset.source.on is None else ()):
            if wish.target.is_relative_to(source):
                raise Refused(
                    "{target} lies in {source}, which the asset {asset} protects",
                    hint="name a directory outside of it, and move what you need",
                    target=wish.target,
                    source=source,
                    asset=asset.reference,
                )


def _refuse_strange_paths(wish: Wish, declared: Mark) -> None:
    if wish.at and wish.at > declared.wall:
        raise UsageError("{time} has not come yet", hint="leave --at out for the newest data", time=write_time(wish.at))
    for path in wish.paths:
        if not path.startswith("/"):
            raise UsageError(
                "{path} is not an absolute path",
                hint="write the absolute path that the file had when it was backed up",
                path=path,
            )
    try:
        str(wish.target).encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            "the name of the target is not UTF-8, and records could not hold it", hint="name another directory"
        ) from error
