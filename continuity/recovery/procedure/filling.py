"""``{{ name }}`` in the parameters and texts of a procedure: inputs, and what earlier steps gave. Pure.

A name is an input (``{{ asset }}``) or a value of a step (``{{ restore.directory }}``). What is filled in stays one
word of a command: there is no shell, and nothing filled in is read again.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: How a line begins that a person types into a shell as it stands.
TYPED = "$ "
_NAME = re.compile(r"\{\{\s*([a-z0-9_-]+(?:\.[a-z0-9_-]+)?)\s*\}\}")


def names_in(value: Any) -> Iterator[str]:
    """Yield each name that stands in a value, however deep."""
    if isinstance(value, str):
        yield from _NAME.findall(value)
    elif isinstance(value, dict):
        for one in value.values():
            yield from names_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from names_in(one)


def filled(value: Any, known: Mapping[str, Any]) -> Any:
    """Return the value with every name filled in; a text that is one name alone becomes what that is.

    Raises ``UsageError`` for a name that nothing gave.
    """
    if isinstance(value, str):
        whole = _NAME.fullmatch(value)
        return _known(whole[1], known) if whole else _NAME.sub(lambda found: str(_known(found[1], known)), value)
    if isinstance(value, dict):
        return {key: filled(one, known) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [filled(one, known) for one in value]
    return value


def shown(value: str, known: Mapping[str, Any]) -> str:
    """Return a text for people: what is not known yet stays as a name in angle brackets."""
    return _NAME.sub(lambda found: str(known.get(found[1], f"<{found[1]}>")), value)


def lines(text: str, known: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a text for people, filled in; in one that is typed (:data:`TYPED`), each value as one word."""

    def word(found: re.Match[str]) -> str:
        return shlex.quote(str(known[found[1]])) if found[1] in known else f"<{found[1]}>"

    for line in text.splitlines():
        yield _NAME.sub(word, line) if line.startswith(TYPED) else shown(line, known)


def _known(name: str, known: Mapping[str, Any]) -> Any:
    if name not in known:
        raise UsageError("nothing gave {name} yet", hint="give it, or let the step that gives it come first", name=name)
    return known[name]
