"""Trees of a repository, read one by one: each costs a process, and most of that is restic's key."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from continuity.backup.restic import command
from continuity.backup.tree import Differences, differences, read_tree, stamps
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from continuity.backup.restic.client import ResticClient
    from continuity.backup.tree import Nodes

_MOST = 24  # directories that are compared: half a second each, in two repositories


def _reading(tree: str) -> tuple[str, ...]:
    """Return the command that prints one tree; every version knows a tree as a blob."""
    return ("cat", "--no-lock", "blob", tree)


@dataclass(frozen=True, kw_only=True)
class Trees:
    """The trees of one repository; each is read once."""

    restic: ResticClient
    _read: dict[str, Nodes] = field(default_factory=dict, repr=False)

    def tree(self, name: str) -> Nodes:
        """Return the nodes of one tree; raises ``Unavailable`` where it cannot be read."""
        if name not in self._read:
            done = self.restic.ask(_reading(name))
            if done.returncode != 0:
                self.restic.explain(done)
            try:
                self._read[name] = read_tree(done.stdout)
            except ValueError as error:
                raise self._strange(error) from error
        return self._read[name]

    def tops(self, root: str, paths: Sequence[str]) -> dict[str, dict[str, Any] | None]:
        """Return the node of each path (None: not there) of the snapshot whose tree is ``root``.

        Where none is there the whole tree stands for them: what was streamed from a host lies in it under the host's
        own paths, and restic names the paths under which it was read here.
        """
        found = {path: self._node(root, path) for path in paths}
        return found if any(found.values()) else {"/": {"subtree": root}}

    def _node(self, root: str, path: str) -> dict[str, Any] | None:
        node: dict[str, Any] | None = {"subtree": root}
        for name in filter(None, path.split("/")):
            node = self.tree(str(node["subtree"])).get(name) if node and node.get("subtree") else None
        return node

    def cuts_like(self, other: Trees) -> bool:
        """Tell whether both repositories cut files alike; if not, differing trees say nothing."""
        return self._chunker() == other._chunker()

    def _chunker(self) -> str:
        done = self.restic.ask(command.opening())
        if done.returncode != 0:
            self.restic.explain(done)
        try:
            return str(json.loads(done.stdout)["chunker_polynomial"])
        except (ValueError, KeyError, TypeError) as error:
            raise self._strange(error) from error

    def _strange(self, error: Exception) -> Unavailable:
        return Unavailable("a tree of {name} cannot be read: {cause}", name=self.restic.name, cause=error)


def compared(
    ours: tuple[Trees, Mapping[str, dict[str, Any] | None]], theirs: tuple[Trees, Mapping[str, dict[str, Any] | None]]
) -> Differences:
    """Return what tells the sources of two snapshots apart, from the tops down, a bounded number of directories."""
    (mine, tops), (other, their_tops) = ours, theirs
    found = Differences()
    # the sources stand beside each other as if in one directory that changed: one that is missing was not there
    waiting = deque(differences(_there(tops), _there(their_tops), "", same=False, into=found))
    same = {f"/{path}": _alike(tops[path], their_tops.get(path)) for path in tops}
    for _ in range(_MOST):
        if not waiting:
            break
        path, one, two = waiting.popleft()
        here, there = mine.tree(one), other.tree(two)
        waiting.extend(differences(here, there, path, same=same[path], into=found))
        same |= {f"{path}/{name}": _alike(node, there.get(name)) for name, node in here.items()}
    found.whole = not waiting
    found.silent = [path.removeprefix("/") for path in found.silent]
    found.content = [path.removeprefix("/") for path in found.content]
    return found


def _there(tops: Mapping[str, dict[str, Any] | None]) -> Nodes:
    return {path: node for path, node in tops.items() if node is not None}


def _alike(one: Mapping[str, Any] | None, two: Mapping[str, Any] | None) -> bool:
    return bool(one and two) and stamps(one or {}) == stamps(two or {})
