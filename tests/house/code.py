"""Rules about what stands in a module: clocks, hands, sizes, error messages, exemptions."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tests.house.tree import Module, inside

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Modules = dict[str, Module]
Rooms = tuple[str, ...]
Function = ast.FunctionDef | ast.AsyncFunctionDef

#: Modules that read a clock, throw dice or start programs, and calls that do so from innocent modules.
CLOCKS = ("time", "random", "secrets")
PROGRAMS = ("subprocess", "multiprocessing", "pty", "_thread")
CALLS = re.compile(
    r"(datetime|date)\.(now|utcnow|today)|uuid\.uuid[14]|asyncio\.sleep"
    r"|os\.(urandom|getrandom|system|popen|fork|forkpty|posix_spawnp?|exec[lv]p?e?|spawn[lv]p?e?)"
)
#: What a pure module may take from `os`: functions of their arguments alone.
PURE_OS = re.compile(r"os\.(fsdecode|fsencode|sep|PathLike|path\.(join|basename|dirname|normpath|split|commonpath))")
HANDS = re.compile(r"open|print|input|.*\.(open|(read|write)_(text|bytes)|unlink|mkdir|iterdir|rglob|glob|stat|exists)")


def dotted(node: ast.expr) -> str:
    """Return ``a.b.c`` for an attribute chain; an unnamed start is an empty word."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(module: Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call with the dotted name of what is called."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def clocks_and_programs(modules: Modules, allowed: Rooms) -> list[str]:
    """Clocks, dice, sleeps and child processes are the ground floor's alone."""
    found = []
    for module in modules.values():
        if inside(module.name, allowed):
            continue
        found += [
            f"{module.at(wanted.line)}: imports {wanted.target}; ask the ground floor"
            for wanted in module.imports
            if inside(wanted.target, CLOCKS + PROGRAMS) and not wanted.typing_only
        ]
        found += [f"{module.at(node.lineno)}: calls {name}" for name, node in calls(module) if CALLS.fullmatch(name)]
    return found


def hands_in_pure(modules: Modules, pure: Rooms) -> list[str]:
    """A pure module neither reads nor writes anything but its arguments."""
    found = []
    for module in modules.values():
        if not inside(module.name, pure):
            continue
        for name, node in calls(module):
            unclean_os = name.startswith("os.") and not PURE_OS.fullmatch(name)
            if unclean_os or HANDS.fullmatch(name):
                found.append(f"{module.at(node.lineno)}: pure {module.name} calls {name}")
    return found


def _lines(function: Function) -> int:
    """Count a function's lines without its docstring."""
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


def _parameters(function: Function) -> int:
    arguments = function.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])


def too_large(modules: Modules, limits: Mapping[str, int], own_limit: Mapping[str, int]) -> list[str]:
    """Files, functions and parameter lists stay small enough to be read at once."""
    found = []
    for module in modules.values():
        lines = len(module.text.splitlines())
        if lines > own_limit.get(module.name, limits["file"]):
            found.append(f"{module.path}: {lines} lines")
        for node in ast.walk(module.tree):
            if not isinstance(node, Function):
                continue
            if _lines(node) > limits["function"]:
                found.append(f"{module.at(node.lineno)}: {node.name} has {_lines(node)} lines")
            if _parameters(node) > limits["parameters"]:
                found.append(f"{module.at(node.lineno)}: {node.name} takes {_parameters(node)} parameters")
    return found


def families(modules: Modules, roots: frozenset[str]) -> frozenset[str]:
    """Return the names of the error families and of every class made from them that takes its message as they do."""
    names = set(roots)
    while True:
        more = {
            node.name
            for module in modules.values()
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ClassDef)
            and {dotted(base).rpartition(".")[2] for base in node.bases} & names
            and not any(isinstance(part, ast.FunctionDef) and part.name == "__init__" for part in node.body)
        }
        if more <= names:
            return frozenset(names)
        names |= more


def _made_on_the_spot(part: ast.AST) -> bool:
    looked_up = isinstance(part, ast.Call) and dotted(part.func).endswith(".get")  # a table of constants
    return isinstance(part, ast.JoinedStr | ast.BinOp | ast.Call) and not looked_up


def messages_not_templates(modules: Modules, roots: frozenset[str]) -> list[str]:
    """A message and its hint are constants with named places, so that a face can look them up in its language."""
    errors = families(modules, roots)
    found = []
    for module in modules.values():
        for name, node in calls(module):
            if name.rpartition(".")[2] not in errors:
                continue
            texts = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "hint")]
            if any(_made_on_the_spot(part) for text in texts for part in ast.walk(text)):
                found.append(f"{module.at(node.lineno)}: {name} with a message put together on the spot")
    return found


def bare_exemptions(modules: Modules) -> list[str]:
    """An exemption names the rule that it is from."""
    bare = re.compile(r"#\s*noqa(?!:\s*[A-Z]+\d)|#\s*type:\s*ignore(?!\[)|#\s*ruff:\s*noqa(?!:\s*[A-Z]+\d)")
    return [
        f"{module.at(number)}: an exemption without its rule"
        for module in modules.values()
        for number, line in enumerate(module.text.splitlines(), 1)
        if bare.search(line)
    ]
