"""The policies that come with the product, read when first asked for; a user's override them by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from continuity.model.documents.faults import DocumentErrors
from continuity.model.documents.reading import decode
from continuity.model.documents.schema_policy import CopiesRule, PolicyModel
from continuity.model.documents.tree import read_tree
from continuity.model.documents.validation import validate
from continuity.model.inventory import PolicyDocument

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from continuity.model.documents.tree import Node


def _folder() -> Traversable:
    try:
        return resources.files("continuity.policies")
    except ModuleNotFoundError:  # a bare checkout that nobody installed: the catalogue stands beside the package
        return Path(__file__).parents[3] / "policies"


@cache
def shipped_names() -> tuple[str, ...]:
    """Return the names of the shipped policies, sorted."""
    return tuple(sorted(file.name.removesuffix(".yaml") for file in _folder().iterdir() if file.name.endswith(".yaml")))


@cache
def shipped(name: str) -> PolicyDocument:
    """Return one shipped policy; raises ``KeyError`` for no such name, ``DocumentErrors`` for a damaged file."""
    if name not in shipped_names():
        raise KeyError(name)
    file = f"shipped: {name}.yaml"
    text, faults = decode((_folder() / f"{name}.yaml").read_bytes(), file)
    root, found = read_tree(text or "", file)
    model, wrong = validate(root, {}, PolicyModel) if root else (None, [])
    if not isinstance(model, PolicyModel) or root is None:
        raise DocumentErrors([*faults, *found, *wrong])
    return policy_document(name, file, model, root)


class PolicyShelf(Mapping[str, PolicyDocument]):
    """The policies a client may use: the given ones above the shipped ones, which are parsed only when asked for."""

    def __init__(self, own: Mapping[str, PolicyDocument]) -> None:
        self._own = dict(own)

    def __getitem__(self, name: str) -> PolicyDocument:
        return self._own[name] if name in self._own else shipped(name)

    def __contains__(self, name: object) -> bool:
        return name in self._own or name in shipped_names()

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self._own, *shipped_names()]))

    def __len__(self) -> int:
        return len({*self._own, *shipped_names()})


def policy_document(name: str, where: str, model: PolicyModel, node: Node) -> PolicyDocument:
    """Return a policy as written: plain data, and the line of each of its keys."""
    return PolicyDocument(name=name, where=where, values=_written(model), lines=dict(_lines(node, "")))


def _written(value: Any) -> Any:
    """Only what was written, except the copies rule, which is one value and always whole."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields  # in their order: the set of what was written has none
        names = [name for name in fields if isinstance(value, CopiesRule) or name in value.model_fields_set]
        return {name: _written(getattr(value, name)) for name in names if getattr(value, name) is not None}
    return [_written(item) for item in value] if isinstance(value, list) else value


def _lines(node: Node, path: str) -> Iterator[tuple[str, int]]:
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            dotted = f"{path}.{key}" if path else key
            yield dotted, node.keys[key].line
            yield from _lines(child, dotted)
