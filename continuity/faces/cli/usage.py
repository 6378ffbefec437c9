"""A command line that cannot be understood, said in our words: click's own sentences know one language only."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

import click

from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

_SEE_HELP = "see: {command} --help"
_NEAR = "did you mean {near}?"
#: Options are short and all begin alike: what is less alike than this was not meant.
_ALIKE = 0.75

#: What click says where its class of error does not tell, and what we say; the first that matches.
_SAID: tuple[tuple[str, str, str], ...] = (
    (r"Got unexpected extra arguments? \((?P<what>.*)\)", "there is an argument too many: {what}", _SEE_HELP),
    (r"Option '(?P<what>.*)' requires an argument\.", "{what} needs a value", _SEE_HELP),
    (r"Option '(?P<what>.*)' requires (?P<count>\d+) arguments\.", "{what} needs {count} values", _SEE_HELP),
    (r"Option '(?P<what>.*)' does not take a value\.", "{what} takes no value", _SEE_HELP),
    (
        r"Invalid value for '(?P<what>.*)': '(?P<value>.*)' is not one of (?P<choices>.*)\.",
        "{what}: {value} is not one of the choices",
        "write one of {choices}",
    ),
    (
        r"Invalid value for '(?P<what>.*)': '?(?P<value>.*?)'? is not a valid (?:int|float)\w*(?: range)?\.",
        "{what}: {value} is not a number",
        _SEE_HELP,
    ),
    (
        r"Invalid value for '(?P<what>.*)': (?P<value>.*) is not in the range (?P<range>.*)\.",
        "{what}: {value} is not in the range {range}",
        _SEE_HELP,
    ),
    (r"Invalid value for '(?P<what>.*)': (?P<said>.*)", "{what} is not valid: {said}", _SEE_HELP),
)


def in_our_words(error: click.UsageError) -> UsageError:
    """Return what click found wrong, as an error of ours."""
    command = error.ctx.command_path if error.ctx else "continuity"
    if isinstance(error, click.NoSuchOption):
        near = difflib.get_close_matches(error.option_name, _options(error.ctx), n=1, cutoff=_ALIKE)
        hint = _NEAR if near else _SEE_HELP
        return UsageError(
            "there is no option {what}", hint=hint, what=error.option_name, near="".join(near), command=command
        )
    if isinstance(error, click.MissingParameter) and error.param and error.ctx:
        option = isinstance(error.param, click.Option)
        what = error.param.opts[0] if option else error.param.make_metavar(error.ctx)
        return UsageError("{what} is missing", hint=_SEE_HELP, what=what, command=command)
    message = error.format_message()
    for words, template, hint in _SAID:
        if found := re.fullmatch(words, message, re.DOTALL):
            values = {name: text.replace("'", "") for name, text in found.groupdict().items()}
            return UsageError(template, hint=hint, command=command, **values)
    return UsageError("{said}", hint=_SEE_HELP, said=message, command=command)


def unknown_command(name: str, known: Iterable[str]) -> UsageError:
    """Return the error for a verb or noun that is none of ``known``."""
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1)
    hint = _NEAR if near else "commands: {names}"
    return UsageError("there is no command {name}", hint=hint, name=name, near="".join(near), names=", ".join(names))


def _options(ctx: click.Context | None) -> list[str]:
    return [name for param in ctx.command.params for name in param.opts] if ctx else []
