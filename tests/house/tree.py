"""The source tree as `ast` sees it: modules by dotted name, and what each imports."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Folders at the top of the repository and the package each installs as (`[tool.setuptools.package-dir]`).
PLACES = {
    "continuity": "continuity",
    "policies": "continuity.policies",
    "storage_adapters": "continuity.storage_adapters",
}


@dataclass(frozen=True, kw_only=True)
class Import:
    """One imported name, dotted in full; ``typing_only`` under ``if TYPE_CHECKING``."""

    target: str
    line: int
    typing_only: bool


@dataclass(frozen=True, kw_only=True)
class Module:
    """One source file."""

    name: str
    path: Path
    text: str
    tree: ast.Module
    imports: tuple[Import, ...]

    def at(self, line: int) -> str:
        """Return ``path:line`` for a message."""
        return f"{self.path}:{line}"

    @property
    def folder(self) -> str:
        """Return the folder below ``continuity``; empty for the package itself."""
        return self.name.split(".")[1] if "." in self.name else ""


def read_tree(root: Path) -> dict[str, Module]:
    """Return every module of the product below ``root`` by name."""
    modules = {}
    for place, package in PLACES.items():
        for path in sorted((root / place).rglob("*.py")):
            parts = path.relative_to(root / place).with_suffix("").parts
            name = ".".join((package, *parts)).removesuffix(".__init__")
            text = path.read_text(encoding="utf-8")
            tree = ast.parse(text, str(path))
            package_of = name if path.stem == "__init__" else name.rpartition(".")[0]
            modules[name] = Module(
                name=name,
                path=path.relative_to(root),
                text=text,
                tree=tree,
                imports=tuple(_imports(tree, package_of, typing_only=False)),
            )
    return modules


def _imports(node: ast.AST, package: str, *, typing_only: bool) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield Import(target=alias.name, line=node.lineno, typing_only=typing_only)
    elif isinstance(node, ast.ImportFrom):
        base = _absolute(node, package)
        for alias in node.names:
            yield Import(target=f"{base}.{alias.name}", line=node.lineno, typing_only=typing_only)
    elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
        for guarded in node.body:
            yield from _imports(guarded, package, typing_only=True)
        for other in node.orelse:
            yield from _imports(other, package, typing_only=typing_only)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _imports(child, package, typing_only=typing_only)


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parents = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*parents, *([node.module] if node.module else [])])


def inside(name: str, rooms: tuple[str, ...]) -> bool:
    """Tell whether a dotted name is one of the rooms or below one; a room may end in ``*``."""
    return any(fnmatchcase(name, room) or name.startswith(f"{room}.") for room in rooms)


def resolve(target: str, modules: dict[str, Module]) -> str:
    """Return the module of ours that an imported name comes from; empty for somebody else's."""
    while target and target not in modules:
        target = target.rpartition(".")[0]
    return target
