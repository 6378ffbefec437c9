"""What other packages bring along, by entry point: listed without importing anything, loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Self, TypeVar

from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from importlib.metadata import EntryPoint

T = TypeVar("T")
V = TypeVar("V")


def _as_it_is(found: Any) -> Any:
    return found


class Plugins(Mapping[str, T]):
    """Installed things by name, of one sort. Asking for one that is not installed raises ``KeyError``, as mappings do.

    One that two packages claim, or that does not load, or that ``fit`` (which makes of what was loaded what is handed
    out) refuses by any exception, raises ``Unavailable`` with ``what`` it is and whose, and harms no other.
    """

    def __init__(self, points: Iterable[EntryPoint], *, what: str, fit: Callable[[Any], T] = _as_it_is) -> None:
        self._what, self._fit = what, fit
        self._points: dict[str, dict[str, EntryPoint]] = {}
        for point in points:
            self._points.setdefault(point.name, {}).setdefault(point.value, point)

    @classmethod
    def of(cls, group: str, *, what: str, fit: Callable[[Any], T] = _as_it_is) -> Self:
        """Return what the packages of this environment provide in an entry-point group; none is imported by that."""
        return cls(entry_points(group=group), what=what, fit=fit)

    def __getitem__(self, name: str) -> T:
        point = self._only(name)
        try:
            return self._fit(point.load())
        except (Exception, SystemExit) as error:  # whatever stands at the top of a module of others
            raise Unavailable(
                "{what} {name} of {origin} does not load: {cause}",
                hint="reinstall or update that package; the others are not affected",
                what=self._what,
                name=name,
                origin=origin(point),
                cause=f"{type(error).__name__}: {error}",
            ) from error

    def __contains__(self, name: object) -> bool:
        return name in self._points

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._points))

    def __len__(self) -> int:
        return len(self._points)

    def refuse_doubles(self) -> Self:
        """Raise ``Unavailable`` for the first name that two packages claim; return itself where there is none."""
        for name in self._points:
            self._only(name)
        return self

    def origin(self, name: str) -> str:
        """Return which package provides a name, and where in it."""
        return origin(next(iter(self._points[name].values())))

    def _only(self, name: str) -> EntryPoint:
        point, *others = self._points[name].values()
        if others:
            raise Unavailable(
                "two packages provide {what} {name}: {first} and {second}",
                hint="uninstall one of them",
                what=self._what,
                name=name,
                first=origin(point),
                second=origin(others[0]),
            )
        return point


class Seen(Mapping[str, V]):
    """Another mapping, whose values pass through ``view`` when they are asked for, and not before."""

    def __init__(self, whole: Mapping[str, T], view: Callable[[Mapping[str, T], str], V]) -> None:
        self._whole, self._view = whole, view

    def __getitem__(self, name: str) -> V:
        return self._view(self._whole, name)

    def __contains__(self, name: object) -> bool:
        return name in self._whole

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)


def origin(point: EntryPoint) -> str:
    """Return the package of an entry point with its version, and what it points at."""
    package = f"{point.dist.name} {point.dist.version}" if point.dist else "an unknown package"
    return f"{package} ({point.value})"
