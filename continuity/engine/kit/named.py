"""The files and the variables that documents name: a restored server without them would not be the lost one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any

from continuity.model.secrets import SecretRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.model.inventory import Inventory

_NAMES = frozenset({"known_hosts", "ca"})  # what else documents name by its path: public, and needed all the same
_MOST_BYTES = 2**20  # keys and lists of keys; larger is data


def named_files(inventory: Inventory) -> Iterator[Path]:
    """Yield the files that documents name for keys, lists of hosts and certificates, each once; they may be missing."""
    yield from sorted({path for path in _paths(inventory.clients) if _is_small_or_missing(path)})


def named_variables(inventory: Inventory) -> frozenset[str]:
    """Return the variables that hold secrets which documents name."""
    return frozenset(one.env for one in _references(inventory.clients) if one.env is not None)


def named_entries(value: object) -> frozenset[str]:
    """Return the entries of the vault that a part of the documents names."""
    return frozenset(one.vault for one in _references(value) if one.vault is not None)


def _is_small_or_missing(path: Path) -> bool:
    try:
        info = path.stat()
    except OSError:  # also one that this user may not see: whoever reads it says so
        return True
    return S_ISREG(info.st_mode) and info.st_size <= _MOST_BYTES


def _paths(value: object) -> Iterator[Path]:
    yield from (one.file.expanduser().absolute() for one in _references(value) if one.file is not None)
    for name, one in _parts(value):
        if name in _NAMES and isinstance(one, Path):
            yield one.expanduser().absolute()


def _references(value: object) -> Iterator[SecretRef]:
    for _, one in _parts(value):
        if isinstance(one, SecretRef):
            yield one


def _parts(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Yield everything inside of a value, with the name it has there."""
    yield name, value
    if isinstance(value, SecretRef | str | bytes):
        return
    for inner, one in _named(value):
        yield from _parts(one, inner)


def _named(value: object) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from ((str(name), one) for name, one in value.items())
    elif isinstance(value, tuple | list | frozenset):
        yield from (("", one) for one in value)
    elif is_dataclass(value):
        yield from ((field.name, getattr(value, field.name)) for field in fields(value))
    elif hasattr(value, "model_fields_set"):  # a pydantic model: an adapter's or a foreign source's own settings
        yield from vars(value).items()
