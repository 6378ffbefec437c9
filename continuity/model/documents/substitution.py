"""``${NAME}`` and ``${NAME:-default}``, replaced inside scalars once the YAML is a tree.

A value can never inject structure: what comes out is text, and only fields that want numbers read digits in it.
``$${`` stands for the two characters ``${``. The default serves when the name is unset or empty, as in a shell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from continuity.model.documents.faults import Fault, fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.model.documents.tree import Node

_REFERENCE = re.compile(r"\$(?P<escape>\$)?\{(?:(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^{}]*))?\})?")
_SHOWN = 40


def substitute(root: Node, environ: Mapping[str, str]) -> list[Fault]:
    """Replace every reference below ``root`` in place; return a fault for each name that is not set."""
    faults: list[Fault] = []
    seen: set[int] = set()  # aliased nodes are shared and must be replaced once
    pending: list[tuple[Node, str]] = [(root, "")]
    while pending:
        node, path = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node.value, dict):
            pending += [(child, f"{path}.{key}" if path else key) for key, child in node.value.items()]
        elif isinstance(node.value, list):
            pending += [(child, f"{path}.{index}") for index, child in enumerate(node.value)]
        elif isinstance(node.value, str) and "${" in node.value:
            faults += _replace(node, path, environ)
    return faults


def _replace(node: Node, path: str, environ: Mapping[str, str]) -> list[Fault]:
    faults: list[Fault] = []

    def value_of(found: re.Match[str]) -> str:
        if found["escape"]:
            return found[0].replace("$$", "$", 1)
        if found["name"] is None:
            shown = str(node.value)[found.start() :][:_SHOWN]
            faults.append(fault("substitution", node.place, path, text=shown))
        elif environ.get(found["name"]) or (found["name"] in environ and found["default"] is None):
            return environ[found["name"]]
        elif found["default"] is not None:
            return found["default"]
        else:
            faults.append(fault("unset", node.place, path, name=found["name"]))
        return found[0]

    node.value = _REFERENCE.sub(value_of, node.value)
    node.unset = bool(faults)
    return faults
