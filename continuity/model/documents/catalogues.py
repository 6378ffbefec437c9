"""Catalogues that come with the product: a folder of documents each, one a file, named by its stem."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from continuity.model.documents.faults import DocumentErrors
from continuity.model.documents.fields import Strict
from continuity.model.documents.procedure_checks import procedure_faults
from continuity.model.documents.reading import decode
from continuity.model.documents.tree import read_tree
from continuity.model.documents.validation import validate

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

Model = TypeVar("Model", bound=Strict)


def _folder(catalogue: str) -> Traversable:
    try:
        return resources.files(f"continuity.{catalogue}")
    except ModuleNotFoundError:  # a bare checkout that nobody installed: the catalogue stands beside the package
        return Path(__file__).parents[3] / catalogue


@cache
def shipped(catalogue: str) -> tuple[str, ...]:
    """Return the names of what a catalogue holds (``runbooks`` or ``drills``), sorted."""
    files = _folder(catalogue).iterdir()
    return tuple(sorted(file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml")))


def read_shipped(catalogue: str, name: str, model: type[Model]) -> tuple[Model, str]:
    """Return one of them as its model, and where it stands.

    Raises ``KeyError`` for no such name, ``DocumentErrors`` for a damaged file.
    """
    if name not in shipped(catalogue):
        raise KeyError(name)
    where = f"shipped: {name}.yaml"
    text, faults = decode((_folder(catalogue) / f"{name}.yaml").read_bytes(), where)
    root, found = read_tree(text or "", where)
    read, wrong = validate(root, {}, model) if root else (None, [])
    wrong += list(procedure_faults(root, "")) if root else []
    if not isinstance(read, model) or wrong:
        raise DocumentErrors([*faults, *found, *wrong])
    return read, where
