"""A kit's plain parts on a bare machine: documents, and the files and variables they name. Nothing is replaced."""

from __future__ import annotations

import shlex
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.ground.errors import Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.recovery.kit.contents import Contents

ENVIRONMENT, HEADS = "environment", "heads"


def refuse_full(target: Path) -> None:
    """Raise ``Refused`` where the directory is there and is not empty."""
    try:
        full = any(target.iterdir()) if target.exists() else False
    except OSError as error:
        raise Unavailable("{path}: {cause}", path=target, cause=error.strerror) from error
    if full:
        raise Refused(
            "{path} is not empty", hint="name a new directory for the documents; nothing was touched", path=target
        )


def write_documents(contents: Contents, target: Path) -> Path:
    """Write the documents, the variables, and the heads of the logs; returns the document, or the directory of them."""
    with _writing(target):
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in _plain(contents):
            path = target / name
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(content)
    return target if contents.config == "." else target / contents.config


def write_files(contents: Contents, target: Path, written: list[Path]) -> list[Path]:
    """Write the files that documents name where those want them; returns those that were there and differ.

    Those that lay with the documents go with them into ``target``. Whoever calls holds ``written``, to which each is
    added before it is made: what fails half way is taken back by it. Raises ``Unavailable``.
    """
    other = []
    for name, content in contents.files.items():
        path = _place(Path(name), Path(contents.home), target)
        with _writing(path):
            if path.exists():
                other += [path] if path.read_bytes() != content else []
                continue
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            written.append(path)
            path.touch(mode=0o600)
            path.write_bytes(content)
    return other


def take_back(target: Path, written: list[Path], *, made: bool) -> None:
    """Remove what was written, after a failure: the same command can be given again."""
    for path in written:
        path.unlink(missing_ok=True)
    if made:
        shutil.rmtree(target, ignore_errors=True)
        return
    for path in target.iterdir() if target.exists() else ():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(
            "{path} cannot be written: {cause}",
            hint="name a directory that you may write, with free space",
            path=error.filename or path,
            cause=error.strerror,
        ) from error


def _place(path: Path, home: Path, target: Path) -> Path:
    return target / path.relative_to(home) if path.is_relative_to(home) else path


def _plain(contents: Contents) -> Iterator[tuple[str, bytes]]:
    yield from contents.documents.items()
    yield from ((f"{HEADS}/{log}", note) for log, note in contents.heads.items())
    if contents.environment:
        lines = (f"{name}={shlex.quote(value)}\n" for name, value in sorted(contents.environment.items()))
        yield ENVIRONMENT, "".join(lines).encode()
