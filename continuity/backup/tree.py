"""restic's tree objects: what two snapshots say of one source, compared without reading a file. Pure.

The id of a tree is the SHA-256 of its JSON: names, stamps, owners, modes, the ids of the contents, the ids of the trees
below. Equal ids therefore say that two snapshots describe the same directory, bytes included; whether a repository
*holds* those bytes is another question. The root of a snapshot also holds the parents of a source (``/``, ``/srv``),
whose stamps change whenever anything is made beside it, so the sources' own trees are compared, not the roots.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.backup.manifest import shown_by_restic
from continuity.ground.canonical import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Mapping

Nodes = dict[str, dict[str, Any]]

_BELOW = ("content", "subtree")  # what stands for the content; all the rest of a node is its name and its stamps
_ESCAPE = re.compile(r"\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|.)", re.DOTALL)
_SHORT = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def read_tree(text: str) -> Nodes:
    """Return the nodes of a tree by their names, as restic's lists show them; raises ``ValueError``."""
    try:
        return {_shown(node["name"]): node for node in json.loads(text)["nodes"] or ()}
    except (KeyError, TypeError, RecursionError) as error:
        msg = f"not a tree: {text[:80]!r}"
        raise ValueError(msg) from error


def _shown(name: str) -> str:
    """Return a name as restic's lists show it; in a tree it stands quoted as Go quotes it."""
    plain = _ESCAPE.sub(lambda found: _unquoted(found[1]), name)
    return shown_by_restic(plain.encode("utf-8", "surrogateescape"))


def _unquoted(escape: str) -> str:
    if escape[0] == "x":
        number = int(escape[1:], 16)
        return chr(number if number < 0x80 else 0xDC00 + number)  # noqa: PLR2004 - a foreign byte, as PEP 383 has it
    return chr(int(escape[1:], 16)) if escape[0] in "uU" and len(escape) > 1 else _SHORT.get(escape, escape)


def content_id(node: Mapping[str, Any] | None) -> str:
    """Return what stands for the content of a source: of a directory its tree, of a file the ids of its content."""
    if node is None:
        return "absent"
    if node.get("subtree"):
        return str(node["subtree"])
    return sha256_hex("".join([str(node.get("linktarget", "")), *(node.get("content") or ())]).encode())


def sources_id(tops: Mapping[str, Mapping[str, Any] | None]) -> str:
    """Return one id for all sources of a snapshot: the SHA-256 of a line ``ID  PATH`` for each, in their order."""
    return sha256_hex("".join(f"{content_id(node)}  {path}\n" for path, node in sorted(tops.items())).encode())


@dataclass(kw_only=True)
class Differences:
    """What tells two trees apart: ``silent`` are paths that differ though no stamp does, ``changed`` counts the rest.

    ``content`` are all paths whose content differs, or that only one of them has, whatever their stamps say; ``whole``
    is whether everything was compared.
    """

    silent: list[str] = field(default_factory=list)
    content: list[str] = field(default_factory=list)
    changed: int = 0
    whole: bool = True


def differences(ours: Nodes, theirs: Nodes, path: str, *, same: bool, into: Differences) -> list[tuple[str, str, str]]:
    """Compare two versions of the directory ``path`` and return (path, tree, tree) of what differs further down.

    ``same``: its own stamps are equal in both, so that a name that only one of them has is no change of the source.
    """
    deeper = []
    for name in sorted(ours.keys() | theirs.keys()):
        one, other, below = ours.get(name), theirs.get(name), f"{path}/{name}"
        both_folders = one is not None and other is not None and one.get("subtree") and other.get("subtree")
        if not both_folders and content_id(one) != content_id(other):
            into.content.append(below)
        if one is None or other is None:
            if same:
                into.silent.append(below)
            else:
                into.changed += 1
        elif both_folders:
            into.changed += stamps(one) != stamps(other)
            if one["subtree"] != other["subtree"]:
                deeper.append((below, str(one["subtree"]), str(other["subtree"])))
        elif stamps(one) != stamps(other):
            into.changed += 1
        elif one.get("content") != other.get("content"):
            into.silent.append(below)
    return deeper


def stamps(node: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that a node says but what it contains."""
    return {key: value for key, value in node.items() if key not in _BELOW}
