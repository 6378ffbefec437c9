"""The control catalogues that come with the product, read when first asked for; a user's override them by name."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.model.control import Control, EvidenceKind, EvidenceName, Framework
from continuity.model.documents.faults import DocumentErrors
from continuity.model.documents.reading import decode
from continuity.model.documents.schema_controls import FrameworkModel
from continuity.model.documents.tree import read_tree
from continuity.model.documents.validation import validate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

    from continuity.model.documents.schema_controls import ControlModel


def _folder() -> Traversable:
    try:
        return resources.files("continuity.controls")
    except ModuleNotFoundError:  # a bare checkout that nobody installed: the catalogue stands beside the package
        return Path(__file__).parents[3] / "controls"


@cache
def shipped_frameworks() -> tuple[Framework, ...]:
    """Return the shipped frameworks, by name; raises ``DocumentErrors`` for a damaged file."""
    files = sorted((file for file in _folder().iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return tuple(_read(file) for file in files)


def frameworks_in_force(own: Mapping[str, Framework]) -> tuple[Framework, ...]:
    """Return the shipped frameworks and ``own``, which come first where names are the same; empty ones are left out."""
    found = {one.name: one for one in shipped_frameworks()} | dict(own)
    return tuple(one for _, one in sorted(found.items()) if one.controls)


def framework(name: str, model: FrameworkModel) -> Framework:
    """Return a framework as it is used, from a checked document."""
    return Framework(name=name, title=model.title.model_dump(), controls=tuple(map(_control, model.controls)))


def _control(model: ControlModel) -> Control:
    given = (
        (EvidenceKind.JOB, model.jobs),
        (EvidenceKind.MEASUREMENT, model.measurements),
        (EvidenceKind.RECORD, model.records),
    )
    evidence = tuple(EvidenceName(kind, one) for kind, names in given for one in dict.fromkeys(names))
    return Control(reference=model.reference, title=model.title.model_dump(), evidence=evidence)


def _read(file: Traversable) -> Framework:
    where = f"shipped: {file.name}"
    text, faults = decode(file.read_bytes(), where)
    root, found = read_tree(text or "", where)
    model, wrong = validate(root, {}, FrameworkModel) if root else (None, [])
    if not isinstance(model, FrameworkModel):
        raise DocumentErrors([*faults, *found, *wrong])
    return framework(file.name.removesuffix(".yaml"), model)
