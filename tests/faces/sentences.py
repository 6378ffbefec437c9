"""Finds every sentence of the product that a person may read: the English templates that the French table must have.

By `ast`, so that a sentence is found where it is written: arguments of the calls that speak, values and words given to
them, tables of sentences, functions that answer with a sentence. What only running code knows (the tree of commands,
words of enumerations, tables with other columns) is asked of the code itself by ``spoken``.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from tests.house.code import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The calls that speak, by the last word of their name: which positional arguments are sentences.
FAMILIES = (
    "Busy",
    "Changed",
    "ContinuityError",
    "Gone",
    "Incomplete",
    "NotBegun",
    "NotProven",
    "Refused",
    "Stranger",
    "TakenOver",
    "Unavailable",
    "UsageError",
    "_refused",
)
SPEAKING: dict[str, tuple[int, ...]] = dict.fromkeys(FAMILIES, (0,)) | {
    "Event": (1,),
    "Phrase": (0, 1),
    "measured": (3, 4),
    "_finding": (1,),
    "_problem": (1,),
    "_way": (0, 1),
    "ask": (0,),
    "expect": (1,),
    "fill": (0,),
    "finding": (1,),
    "problem": (1,),
    "say": (0,),
    "template": (0,),
    "tr": (0,),
    "unlock": (0,),
}
#: Named arguments that are sentences, whoever is called.
NAMED = ("how", "reason", "why", "fault", "cause")
#: Tables of sentences, wherever they stand: their values, or they themselves.
TABLES = ("SAID", "REASONS", "WHY", "NAMES", "HOW", "PLACES", "DAYS")
#: Functions that answer with a sentence, or with nothing.
ANSWERING = ("_check_canary", "_fault", "look_at_locks", "_too_short", "_unreached", "weaker")
#: A template is more than fields and marks (a colon is ours: French puts a space before it); a value given to a call
#: that speaks is ours only if it has two words.
OWN = re.compile(r"[A-Za-z]{2}|: ")
TWO_WORDS = re.compile(r"[a-z]{2,}[ -][a-z]")


def sentences(tree: ast.Module, *, values: bool = True) -> Iterator[tuple[int, str]]:
    """Yield line and text of each sentence of one module; ``values``: its ``ValueError``s reach people, too."""
    known = _Names(tree)
    for node in ast.walk(tree):
        if not values and isinstance(node, ast.Raise) and _raised(node) == "ValueError":
            continue
        yield from (one for found in _of(node, known) for one in known.texts(found) if _is_template(one[1]))
        if isinstance(node, ast.Call):
            yield from (one for found in _given(node) for one in known.texts(found) if TWO_WORDS.search(one[1]))


def glued(tree: ast.Module) -> Iterator[int]:
    """Yield the line of each template that is an f-string: it can be looked up in no table."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = dotted(node.func).rpartition(".")[2]
            given = [node.args[at] for at in SPEAKING.get(name, ()) if at < len(node.args)]
            yield from (part.lineno for one in given for part in _parts(one) if isinstance(part, ast.JoinedStr))


def _of(node: ast.AST, known: _Names) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.FunctionDef) and node.name in ANSWERING:
        yield from (one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value is not None)
    elif isinstance(node, ast.FunctionDef) and node.name in SPEAKING:
        yield from node.args.defaults
    elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _raised(node) == "ValueError":
        yield from (one for one in node.exc.args if isinstance(one, ast.Name) and known.is_sentence(one.id))
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(dotted(target) in TABLES for target in targets) and node.value:
            yield from node.value.values if isinstance(node.value, ast.Dict) else [node.value]


def _of_call(node: ast.Call) -> Iterator[ast.expr]:
    name = dotted(node.func).rpartition(".")[2]
    positions = SPEAKING.get(name, ())
    yield from (node.args[at] for at in positions if at < len(node.args))
    if name == "table" and node.args:
        yield node.args[0]
    for keyword in node.keywords:
        if keyword.arg in ("hint", "what") or (keyword.arg == "kind" and name in FAMILIES):
            yield keyword.value
    if isinstance(node.func, ast.Attribute) and name == "format" and dotted(node.func.value) not in ("", "msg"):
        yield node.func.value


def _given(node: ast.Call) -> Iterator[ast.expr]:
    """Yield what is a sentence only if it has two words: it may be data, or the key of a table, just as well."""
    speaks = dotted(node.func).rpartition(".")[2] in FAMILIES
    yield from (keyword.value for keyword in node.keywords if speaks or keyword.arg in NAMED)


def _parts(node: ast.expr) -> Iterator[Any]:
    """Yield what an expression may come to: both sides of a choice, each element of a tuple."""
    if isinstance(node, ast.IfExp):
        yield from (*_parts(node.body), *_parts(node.orelse))
    elif isinstance(node, ast.BoolOp):
        yield from (part for value in node.values for part in _parts(value))
    elif isinstance(node, ast.Tuple | ast.List):
        yield from (part for value in node.elts for part in _parts(value))
    else:
        yield node


def _raised(node: ast.Raise) -> str:
    return dotted(node.exc.func) if isinstance(node.exc, ast.Call) else ""


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_template(text: str) -> bool:
    return bool(OWN.search(re.sub(r"\{\w*(:[^}]*)?\}", "", text)))


class _Names:
    """What the names of a module stand for, as far as it is text."""

    def __init__(self, tree: ast.Module) -> None:
        self._values: dict[str, list[ast.expr]] = {}
        loops = []
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                self._values.setdefault(node.targets[0].id, []).append(node.value)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
                self._values.setdefault(node.target.id, []).append(node.value)
            elif isinstance(node, ast.For) and isinstance(node.target, ast.Tuple) and isinstance(node.iter, ast.Name):
                loops.append((node.target.elts, node.iter.id))
        for names, table in loops:
            self._columns(names, table)

    def _columns(self, names: list[ast.expr], table: str) -> None:
        """Let the names of a loop over a table stand for its columns."""
        rows = [row for value in self._values.get(table, ()) if isinstance(value, ast.Tuple) for row in value.elts]
        for at, name in enumerate(names):
            if isinstance(name, ast.Name):
                self._values.setdefault(name.id, []).extend(
                    row.elts[at] for row in rows if isinstance(row, ast.Tuple) and at < len(row.elts)
                )

    def is_sentence(self, name: str) -> bool:
        """Whether a name stands for text written out."""
        return any(_is_text(value) for value in self._values.get(name, ()))

    def texts(self, node: ast.expr, *, follow: bool = True) -> Iterator[tuple[int, str]]:
        """Yield the texts that an expression may be; a name is followed once."""
        for part in _parts(node):
            if _is_text(part):
                yield part.lineno, part.value
            elif isinstance(part, ast.Name) and follow:
                for value in self._values.get(part.id, ()):
                    yield from self.texts(value, follow=False)
