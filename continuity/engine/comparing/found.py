"""What a comparison of two copies came to: equal, different, or not proven, and on what that rests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from continuity.model.point import Point

#: Names of differing files that are shown and written; all are counted.
SHOWN = 20


class Alike(StrEnum):
    """Whether two copies hold the same content."""

    #: proven: by restic's content ids, or by reading every file of both
    EQUAL = "equal"
    #: at least one file differs, or is in one of them only
    DIFFERENT = "different"
    #: nothing differs in what was compared, and that was not everything
    UNPROVEN = "unproven"


class Method(StrEnum):
    """What was compared."""

    #: the ids of restic's trees, which stand for names, stamps and content
    TREES = "trees"
    #: the ids of the content of each file below directories that differ
    CONTENT_IDS = "content-ids"
    #: every name and size, and a random sample of files read from both
    SAMPLE = "sample"
    #: nothing could be
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """One copy held against the first.

    ``files`` were compared, of ``of`` (both 0 where trees tell it all); ``names`` of differing files, ``differing`` how
    many they are; ``quiet``: a difference that no change of the source explains; ``bound``: the share of files that may
    differ at most, with 95 % confidence; ``reason`` says what kept the comparison from being done.
    """

    point: Point
    alike: Alike
    method: Method
    files: int = 0
    of: int = 0
    names: tuple[str, ...] = ()
    differing: int = 0
    quiet: bool = False
    bound: float | None = None
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``copies`` in ``continuity.points-compare/1``."""
        names = ("files", "of", "differing", "quiet", "reason")
        told = {name: getattr(self, name) for name in names} | {"names": list(self.names[:SHOWN])}
        first = {"repository": self.point.repository, "snapshot": self.point.snapshot, "verdict": str(self.alike)}
        return first | {"method": str(self.method), "may_differ": self.bound} | told


@dataclass(frozen=True, kw_only=True)
class Compared:
    """All copies of one run: ``first`` is what the others were held against, ``absent`` have no point of it."""

    first: Point
    pairings: tuple[Pairing, ...]
    absent: tuple[str, ...]
    nonce: str

    @property
    def alike(self) -> Alike:
        """Return the verdict on them all: one difference is one, and a copy that nobody saw proves nothing."""
        found = {one.alike for one in self.pairings}
        if Alike.DIFFERENT in found:
            return Alike.DIFFERENT
        return Alike.EQUAL if found == {Alike.EQUAL} and not self.absent else Alike.UNPROVEN

    def as_json(self) -> dict[str, Any]:
        """Return what the copies are to each other, as plain data."""
        return {
            "verdict": str(self.alike),
            "run": self.first.run,
            "against": {"repository": self.first.repository, "snapshot": self.first.snapshot},
            "copies": [one.as_json() for one in self.pairings],
            "absent": list(self.absent),
            "nonce": self.nonce,
        }
