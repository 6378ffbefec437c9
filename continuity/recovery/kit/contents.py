"""A whole kit: what is in it, put together into one file, and taken out of it again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import NotProven
from continuity.recovery.kit import archive, sealing
from continuity.recovery.kit.access import Access, access_files
from continuity.recovery.kit.label import Label, read_label
from continuity.recovery.kit.text import OPEN, readme

if TYPE_CHECKING:
    from collections.abc import Mapping

TOP = "continuity-kit/"
_SEALED, _LABEL, _OUTSIDE = "sealed.tar.gpg", "kit.json", "OUTSIDE"
_DAMAGED = "the kit was cut or altered: {what}"
_ANOTHER = "take another copy of it; its SHA-256 is in the evidence and on its page"


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What is sealed in a kit. Nothing in it is shown by ``repr``.

    ``home`` is where the documents were; ``config`` is the document among ``documents``, ``.`` for a directory of them;
    ``files`` are those that documents name (path on the lost machine -> content); ``heads`` the logs as they were
    published (``LOG/…``); ``environment`` what the documents asked of it; ``runbooks`` those of each client, to read
    (``CLIENT/NAME.fr.md``).
    """

    home: str
    config: str
    documents: Mapping[str, bytes] = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)
    secrets: Mapping[str, str] = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)
    heads: Mapping[str, bytes] = field(repr=False)
    runbooks: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    guide: bytes = field(default=b"", repr=False)


def assemble(label: Label, contents: Contents, access: tuple[Access, ...], passphrase: str) -> bytes:
    """Return the kit's bytes; raises ``Unavailable`` where it cannot be sealed."""
    from continuity.recovery.kit.shares import joiner

    outside = {"README.txt": readme(label), "open.sh": OPEN.encode(), _LABEL: label.encoded()}
    outside |= joiner() if label.shares else {}
    inside = _inside(contents, access) | {_OUTSIDE: archive.sums(outside)}
    inside[archive.SUMS] = archive.sums(inside)
    outside[_SEALED] = sealing.seal(archive.pack(inside, label.created), passphrase)
    outside[archive.SUMS] = archive.sums(outside)
    return archive.pack(outside, label.created, TOP)


@dataclass(frozen=True, kw_only=True)
class Closed:
    """A kit that was read and not opened yet: whole, as far as one can tell from outside."""

    label: Label
    outside: Mapping[str, bytes] = field(repr=False)

    def open(self, passphrase: str) -> Contents:
        """Return what is sealed in it; ``NotProven`` where the passphrase does not open it, or it was altered."""
        inside = _whole(sealing.unseal(self.outside[_SEALED], passphrase), "")
        if inside.get(_OUTSIDE) != archive.sums({name: one for name, one in self.outside.items() if name != _SEALED}):
            raise NotProven(_DAMAGED, hint=_ANOTHER, what="what lies around the sealed part is not what was sealed")
        return _contents(inside)


def read_kit(data: bytes) -> Closed:
    """Read a kit without opening it; raises ``NotProven`` where it is cut, altered, or of another version."""
    outside = _whole(data, TOP)
    if not {_SEALED, _LABEL} <= outside.keys():
        raise NotProven(_DAMAGED, hint=_ANOTHER, what=f"{_SEALED}, {_LABEL}")
    return Closed(label=read_label(outside[_LABEL]), outside=outside)


def _whole(data: bytes, top: str) -> dict[str, bytes]:
    try:
        files = archive.unpack(data, top)
        listed = files.pop(archive.SUMS, b"")
        archive.check_sums(files, listed)
    except NotProven as error:
        raise NotProven(_DAMAGED, hint=_ANOTHER, what=str(error)) from error
    return files


def _inside(contents: Contents, access: tuple[Access, ...]) -> dict[str, bytes]:
    kept = {path: f"files/{number}" for number, path in enumerate(sorted(contents.files))}
    plain = {"home": contents.home, "config": contents.config, "files": kept, "environment": dict(contents.environment)}
    inside = {
        "settings.json": json.dumps(plain, indent=1).encode(),
        "secrets.json": json.dumps(dict(contents.secrets), indent=1).encode(),
        "GUIDE.md": contents.guide,
        **{f"documents/{name}": content for name, content in contents.documents.items()},
        **{kept[path]: content for path, content in contents.files.items()},
        **{f"heads/{log}": note for log, note in contents.heads.items()},
        **{f"runbooks/{name}": page for name, page in contents.runbooks.items()},
    }
    for one in access:
        inside |= access_files(one, kept)
    return inside


def _contents(inside: Mapping[str, bytes]) -> Contents:
    try:
        plain: dict[str, Any] = json.loads(inside["settings.json"])
        return Contents(
            home=plain["home"],
            config=plain["config"],
            documents=_below(inside, "documents/"),
            environment=dict(plain["environment"]),
            secrets=dict(json.loads(inside["secrets.json"])),
            files={path: inside[name] for path, name in plain["files"].items()},
            heads=_below(inside, "heads/"),
            runbooks=_below(inside, "runbooks/"),
            guide=inside["GUIDE.md"],
        )
    except (ValueError, LookupError, TypeError) as error:
        raise NotProven(_DAMAGED, hint=_ANOTHER, what=type(error).__name__) from error


def _below(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {name.removeprefix(folder): content for name, content in files.items() if name.startswith(folder)}
