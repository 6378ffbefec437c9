"""One file, read strictly: bytes, UTF-8, YAML, substitution, models. Faults are collected, never raised."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from continuity.model.documents.faults import Fault, Place, fault
from continuity.model.documents.schema import DocumentModel
from continuity.model.documents.substitution import substitute
from continuity.model.documents.tree import Node, read_tree
from continuity.model.documents.validation import validate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from continuity.model.documents.fields import RepositorySettings, SourceSettings

MAX_BYTES = 2**20  # 5,000 assets; two seconds of pure Python YAML


@dataclass(frozen=True, kw_only=True)
class World:
    """What documents are read against: the environment for ``${NAME}``, and what other packages provide.

    ``adapters`` and ``sources`` map each installed storage adapter, and each kind of source that is not ours, to its
    settings.
    """

    environ: Mapping[str, str]
    adapters: Mapping[str, type[RepositorySettings]]
    sources: Mapping[str, type[SourceSettings]] = field(default_factory=dict)


@dataclass(kw_only=True)
class Document:
    """One file as read; ``root`` is None where it is no YAML mapping, ``model`` where anything in it is wrong."""

    file: str
    root: Node | None = None
    model: DocumentModel | None = None
    faults: list[Fault] = field(default_factory=list)


def read_document(path: Path, world: World) -> Document:
    """Return what ``path`` says and everything that is wrong with it."""
    document = Document(file=str(path))
    text, found = read_text(path)
    document.faults += found
    if text is None:
        return document
    root, document.faults[len(document.faults) :] = read_tree(text, document.file)
    if root is None or not isinstance(root.value, dict):
        if not document.faults:
            phrase = "empty" if root is None or root.value is None else "not_mapping"
            document.faults.append(fault(phrase, Place(document.file, 1, 1)))
        return document
    document.root = root
    document.faults += substitute(root, world.environ)
    context = {
        "base": str(path.parent.absolute()),
        "home": world.environ.get("HOME", ""),
        "adapters": world.adapters,
        "sources": world.sources,
    }
    model, found = validate(root, context)
    document.faults += found
    if isinstance(model, DocumentModel) and not document.faults:
        document.model = model
    return document


def read_text(path: Path) -> tuple[str | None, list[Fault]]:
    """Return the text of a file, or None and why not."""
    place = Place(str(path))
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return None, [fault("not_regular", place)]
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)  # whatever its size said: it may be growing
        if len(data) > MAX_BYTES:
            return None, [fault("too_big", place, limit_mib=MAX_BYTES // 2**20)]
    except FileNotFoundError:
        return None, [fault("no_file", place)]
    except OSError as error:
        return None, [fault("unreadable", place, reason=error.strerror or type(error).__name__)]
    return decode(data, str(path))


def decode(data: bytes, file: str) -> tuple[str | None, list[Fault]]:
    """Return ``data`` as text (a UTF-8 byte order mark is dropped), or None and where it stops being text."""
    broken, phrase = data.find(b"\0"), "binary"
    if broken < 0 or data.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16 is text, full of NUL bytes
        try:
            return data.decode("utf-8-sig"), []
        except UnicodeDecodeError as error:
            broken, phrase = error.start, "encoding"
    before = data[:broken].decode("utf-8", errors="replace").split("\n")
    return None, [fault(phrase, Place(file, len(before), len(before[-1]) + 1))]
