"""What is asked of any source that is staged, ours or another package's: one list of promises, tried on a real one."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.ground.errors import ContinuityError, NotProven

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from continuity.backup.sources.staged import Staged


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A source that is there, and what can be done to it. ``query``: answered with ``before`` until ``change``.

    ``wrong``: a query that cannot be answered. ``lose`` takes the source away; it is last.
    """

    source: Staged
    change: Callable[[], object]
    lose: Callable[[], object]
    query: str
    before: str
    wrong: str = "no such query at all"


def hold(subject: Subject, work: Path) -> None:
    """Try every promise, in an order in which each leaves what the next one needs."""
    first = _staged(subject, work / "first")
    subject.change()
    _as_it_was(subject, first, work)
    _damage_is_found(subject, first, work)
    _again(subject, work / "first")
    subject.lose()
    _nothing_of_nothing(subject, work / "gone")


@contextmanager
def room() -> Iterator[Path]:
    """A place for a private directory, where other users may pass, as a restore test gives it; it is not made yet."""
    place = Path("/var/tmp") / f"continuity-contract-{os.getpid()}"
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _staged(subject: Subject, staging: Path) -> Path:
    """It is put into the directory given, and what is backed up of it is there."""
    staging.mkdir(mode=0o700)
    subject.source.stage(staging)
    files = subject.source.files(staging)
    assert not files.is_empty()
    assert files.missing() == ()
    assert any(path.is_relative_to(staging) for path in files.paths)
    assert all(stat.S_ISREG(path.lstat().st_mode) for path in staging.rglob("*") if not path.is_dir())
    assert subject.source.how
    return staging


def _as_it_was(subject: Subject, staging: Path, work: Path) -> None:
    """What came back elsewhere is examined, unchanged by it, and is what the source was when it was staged."""
    restored = work / "restored"
    shutil.copytree(staging, restored)
    before = _content(restored)
    with room() as here, subject.source.opened(restored, here) as ask:
        assert ask(subject.query) == subject.before
        if subject.wrong:
            with pytest.raises(NotProven):
                ask(subject.wrong)
    assert _content(restored) == before


def _damage_is_found(subject: Subject, staging: Path, work: Path) -> None:
    """What came back without its content is not taken for the source."""
    hollow = work / "hollow"
    shutil.copytree(staging, hollow, ignore=lambda folder, names: [one for one in names if _is_file(folder, one)])
    with room() as here, pytest.raises(ContinuityError), subject.source.opened(hollow, here):
        pass


def _again(subject: Subject, staging: Path) -> None:
    """The next backup stages at the same place, and sees what changed."""
    shutil.rmtree(staging)
    _staged(subject, staging)
    with room() as here, subject.source.opened(staging, here) as ask:
        assert ask(subject.query) != subject.before


def _nothing_of_nothing(subject: Subject, staging: Path) -> None:
    """A source that is not there is an error of ours, with what would mend it."""
    staging.mkdir(mode=0o700)
    with pytest.raises(ContinuityError) as caught:
        subject.source.stage(staging)
    assert caught.value.hint


def _is_file(folder: str, name: str) -> bool:
    return (Path(folder) / name).is_file()


def _content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
