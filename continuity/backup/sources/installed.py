"""Kinds of source that other packages provide, by the entry-point group ``continuity.sources``.

A package that does not load, or fails in any way of its own, is named by the assets that need it and harms no other.
``docs/how-to/write-a-source.md`` builds one.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError, NotProven, Unavailable
from continuity.ground.plugins import Plugins, Seen
from continuity.model.documents.fields import SourceSettings, UnreadSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from continuity.backup.sources.files import FilesSource
    from continuity.backup.sources.ports import Context, Staged

GROUP = "continuity.sources"


def installed_kinds() -> Plugins[Any]:
    """Return the kinds that packages of this environment provide; none is imported by that."""
    return Plugins.of(GROUP, what="the kind of source", fit=_usable)


def _usable(found: Any) -> Any:
    settings = getattr(found, "Settings", None)
    if not (isinstance(settings, type) and issubclass(settings, SourceSettings) and hasattr(found, "open")):
        raise TypeError("it has no Settings of ours, or no open()")
    return found


def settings_by_kind() -> Mapping[str, type[SourceSettings]]:
    """Return the settings of the kinds, for who reads documents: of one that does not load, what is read without it."""
    return Seen(installed_kinds(), _settings)


def _settings(installed: Mapping[str, Any], kind: str) -> type[SourceSettings]:
    try:
        found: type[SourceSettings] = installed[kind].Settings
    except Unavailable:
        return UnreadSource
    return found


def open_foreign(installed: Plugins[Any], settings: SourceSettings, context: Context) -> Staged:
    """Return the source of an asset whose kind another package provides, without touching it.

    Raises ``Unavailable`` where the package is gone, does not load or fails.
    """
    kind = settings.kind
    if kind not in installed:
        raise Unavailable("no installed package provides sources of kind {name}", hint="install it again", name=kind)
    found, blame = installed[kind], Blame(kind, installed.origin(kind))
    with blame:
        if isinstance(settings, UnreadSource):
            settings = found.Settings.model_validate(settings.model_dump())
        return Guarded(found.open(settings, context), blame)


class Blame:
    """Turns whatever the code of others raises, beyond our own errors, into one that names the package."""

    def __init__(self, kind: str, origin: str) -> None:
        self._kind, self._origin = kind, origin

    def __enter__(self) -> None:
        """Begin a call of theirs."""

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        """Blame the package for what is neither ours nor an interruption."""
        if isinstance(error, Exception) and not isinstance(error, ContinuityError):
            raise Unavailable(
                "the source of kind {name} failed ({origin}): {cause}",
                hint="tell whoever provides that package; nothing was backed up",
                name=self._kind,
                origin=self._origin,
                cause=f"{type(error).__name__}: {error}",
            ) from error


class Guarded:
    """A source of another package, every call of it guarded; satisfies :class:`~.staged.Staged`."""

    def __init__(self, own: Staged, blame: Blame) -> None:
        self._own, self._blame = own, blame

    @property
    def how(self) -> str:
        """How restored data of this kind is examined, in the package's own words."""
        with self._blame:
            return str(self._own.how)

    def files(self, staging: Path) -> FilesSource:
        """Return what is backed up once it is staged."""
        with self._blame:
            return self._own.files(staging)

    def stage(self, staging: Path) -> None:
        """Put the source into ``staging``; nothing there is as good as a failure."""
        with self._blame:
            self._own.stage(staging)
            if self._own.files(staging).is_empty():
                raise Unavailable(
                    "the source ended well and staged nothing: no recovery point is made of that",
                    hint="tell whoever provides that package; nothing was backed up",
                )

    @contextmanager
    def opened(self, restored: Path, room: Path) -> Iterator[Callable[[str], str]]:
        """Examine what was restored, and answer queries on it meanwhile."""
        with ExitStack() as stack:
            with self._blame:
                ask = stack.enter_context(self._own.opened(restored, room))
            yield lambda query: self._answer(ask, query)
            with self._blame:
                stack.close()

    def _answer(self, ask: Callable[[str], str], query: str) -> str:
        try:
            return str(ask(query))
        except ContinuityError:
            raise
        except Exception as error:
            raise NotProven(
                "the query {query} failed on the restored data: {cause}", query=query, cause=error
            ) from error
