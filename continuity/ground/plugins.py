"""What other packages bring along, by entry point: listed without importing anything, loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.metadata import EntryPoint

    from continuity.ground.errors import Unavailable


class Plugins(Mapping[str, Any]):
    """Installed things by name. Asking for one that is not installed raises ``KeyError``, as a mapping does.

    One that two packages claim, or that does not load, raises what :meth:`claimed_twice` and :meth:`broken` return,
    and harms no other.
    """

    def __init__(self, points: Iterable[EntryPoint]) -> None:
        self._points: dict[str, dict[str, EntryPoint]] = {}
        for point in points:
            self._points.setdefault(point.name, {}).setdefault(point.value, point)

    def __getitem__(self, name: str) -> Any:
        point = self._only(name)
        try:
            return point.load()
        except (Exception, SystemExit) as error:  # whatever stands at the top of a module of others
            raise self.broken(name, origin(point), error) from error

    def __contains__(self, name: object) -> bool:
        return name in self._points

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._points))

    def __len__(self) -> int:
        return len(self._points)

    def refuse_doubles(self) -> None:
        """Raise for the first name that two packages claim."""
        for name in self._points:
            self._only(name)

    def origin(self, name: str) -> str:
        """Return which package provides a name, and where in it."""
        return origin(next(iter(self._points[name].values())))

    def _only(self, name: str) -> EntryPoint:
        point, *others = self._points[name].values()
        if others:
            raise self.claimed_twice(name, origin(point), origin(others[0]))
        return point

    def claimed_twice(self, name: str, first: str, second: str) -> Unavailable:
        """Return the error that says which two packages claim one name."""
        raise NotImplementedError

    def broken(self, name: str, origin: str, cause: BaseException) -> Unavailable:
        """Return the error that says which package does not load."""
        raise NotImplementedError


def origin(point: EntryPoint) -> str:
    """Return the package of an entry point with its version, and what it points at."""
    package = f"{point.dist.name} {point.dist.version}" if point.dist else "an unknown package"
    return f"{package} ({point.value})"
