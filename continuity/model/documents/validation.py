"""From pydantic's errors to faults: each with its place in the tree, a phrase of ours, and a near name.

:data:`_TYPES` is the one table between pydantic's error types and ``PHRASES``; our own validators raise errors
whose type already is a phrase.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from continuity.model.documents.faults import Fault, Place, fault, listed, naming_fault
from continuity.model.documents.fields import RepositorySettings, write_duration
from continuity.model.documents.phrases import PHRASES
from continuity.model.documents.schema import DocumentModel
from continuity.model.documents.values import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

    from continuity.model.documents.tree import Node

_TYPES = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "string_type": "text",
    "string_too_short": "no_text",
    "string_pattern_mismatch": "value",
    "int_type": "whole",
    "int_parsing": "whole",
    "int_from_float": "whole",
    "int_parsing_size": "whole",
    "decimal_type": "decimal",
    "decimal_parsing": "decimal",
    "float_type": "decimal",
    "float_parsing": "decimal",
    "finite_number": "decimal",
    "bool_type": "flag",
    "bool_parsing": "flag",
    "list_type": "list",
    "tuple_type": "list",
    "dict_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "too_short": "no_entry",
    "too_long": "too_many",
    "literal_error": "choice",
    "enum": "choice",
    "union_tag_invalid": "kind",
    "union_tag_not_found": "no_kind",
    "greater_than_equal": "at_least",
    "greater_than": "more_than",
    "less_than_equal": "at_most",
    "less_than": "at_most",
}
_LIMITS = ("ge", "gt", "le", "lt")


def validate(
    root: Node, context: Mapping[str, Any], model: type[BaseModel] = DocumentModel
) -> tuple[BaseModel | None, list[Fault]]:
    """Return the checked model of ``root``, or None and its faults (none where unset names alone are to blame)."""
    try:
        return model.model_validate(root.plain(), context=dict(context)), []
    except ValidationError as errors:
        details = errors.errors(include_url=False)
    return None, _strongest([one for detail in details if (one := _fault(root, detail, context, model))])


def _strongest(faults: list[Fault]) -> list[Fault]:
    """Drop what only says that a value is not another alternative of a union, where a better fault speaks of it."""
    weak = {PHRASES[name].problem for name in ("mapping", "list", "text", "choice")}
    address = {PHRASES[name].problem for name in ("url", "web")}
    if wrong := {one.path for one in faults if one.problem in address}:  # it is an address, and no secret
        faults = [one for one in faults if one.problem != PHRASES["secret"].problem or one.path not in wrong]
    strong = {one.path for one in faults if one.problem not in weak}
    above = {path[:end] for path in {one.path for one in faults} for end, letter in enumerate(path) if letter == "."}
    kept: dict[str, Fault] = {}
    for one in faults:
        if one.problem not in weak:
            kept.setdefault(str(one), one)
        elif one.path not in strong and one.path not in above:
            kept.setdefault(one.path, one)
    return list(kept.values())


def _fault(root: Node, detail: ErrorDetails, context: Mapping[str, Any], model: type[BaseModel]) -> Fault | None:
    node, path, place = locate(root, detail["loc"])
    if _unset(node):
        return None
    phrase = detail["type"] if detail["type"] in PHRASES else _TYPES.get(detail["type"], "value")
    values = {name: _written(value) for name, value in detail.get("ctx", {}).items() if name != "error"}
    if detail["type"] == "extra_forbidden":
        parent, _, _ = locate(root, detail["loc"][:-1])
        key = str(detail["loc"][-1])
        names = {name for one in _models_at(model, detail["loc"][:-1], context, parent) for name in one.model_fields}
        return naming_fault("unknown_key", parent.keys.get(key, place), path, names, key=key)
    if detail["type"] in ("missing", "union_tag_not_found"):
        key = str(values.get("discriminator", detail["loc"][-1])).strip("'")
        choices = (
            _choices(_models_at(model, detail["loc"], context, node)) if detail["type"] == "union_tag_not_found" else ""
        )
        return fault(phrase, place, path, key=key, choices=choices)
    if detail["type"] not in PHRASES:
        values |= _own_values(detail, values)
    return fault(phrase, place, path, **values)


def _own_values(detail: ErrorDetails, values: Mapping[str, object]) -> dict[str, object]:
    limit = next((values[name] for name in _LIMITS if name in values), "")
    choices = str(values.get("expected", values.get("expected_tags", ""))).replace("'", "").replace(" or ", ", ")
    given = values.get("tag", detail["input"])
    simple = isinstance(given, str | int | float)
    return {
        "most": values.get("max_length", ""),
        "value": shown(given) if simple else "this",
        "limit": limit,
        "choices": choices,
        "reason": detail["msg"].removeprefix("Value error, "),
    }


def _written(value: object) -> object:
    return write_duration(value) if isinstance(value, timedelta) else value


def _unset(node: Node) -> bool:
    if isinstance(node.value, dict):
        return False
    return node.unset


def locate(root: Node, loc: tuple[int | str, ...]) -> tuple[Node, str, Place]:
    """Return the deepest node that ``loc`` reaches, the dotted path to it, and where to point.

    Steps that are no key there (tags of unions, pydantic's own labels) are passed over. A scalar is pointed at
    itself, a collection (or nothing) at its key; an unknown last step (a missing key) adds nothing to the path.
    """
    node, place, path = root, root.place, []
    for step in loc:
        if isinstance(node.value, dict) and str(step) in node.value:
            place, node = node.keys[str(step)], node.value[str(step)]
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            place = node.place
        else:
            continue
        path.append(str(step))
    own = not isinstance(node.value, dict | list | None)
    return node, ".".join(path), node.place if own else place


def _choices(models: list[type[BaseModel]]) -> str:
    kinds = (one.model_fields["kind"] for one in models if "kind" in one.model_fields)
    return listed(sorted(str(word) for kind in kinds for word in get_args(kind.annotation)))


def _models_at(
    model: type[BaseModel], loc: tuple[int | str, ...], context: Mapping[str, Any], node: Node
) -> list[type[BaseModel]]:
    """Return the models that may stand at ``loc``, followed through fields, lists, mappings and unions."""
    here = [model]
    for step in loc:
        narrowed = [one for one in here if _is_kind(one, step)]
        deeper = [
            found
            for one in here
            if str(step) in one.model_fields
            for found in _models_in(one.model_fields[str(step)].annotation)
        ]
        here = narrowed or deeper or here
    if here == [RepositorySettings] and isinstance(node.value, dict) and "adapter" in node.value:
        return [context["adapters"].get(node.value["adapter"].value, RepositorySettings)]
    return _foreign(here, node, context) or here


def _foreign(here: list[type[BaseModel]], node: Node, context: Mapping[str, Any]) -> list[type[BaseModel]]:
    """Return the model of a source whose kind another package provides, where ``node`` is one."""
    kind = node.value.get("kind") if isinstance(node.value, dict) else None
    found = context.get("sources", {}).get(kind.value) if kind and isinstance(kind.value, str) else None
    return [found] if found and any("kind" in one.model_fields for one in here) else []


def _is_kind(model: type[BaseModel], step: int | str) -> bool:
    kind = model.model_fields.get("kind")
    return kind is not None and step in get_args(kind.annotation)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in _models_in(part)]
