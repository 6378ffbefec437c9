"""`docs/commands.md`: what `--help` says of every command, in both languages.

`python -m tests.house.reference` (or `make docs`) writes it.
"""

from __future__ import annotations

import io
import os
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.main import root, run
from continuity.faces.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "commands.md"
HEAD = """\
# Commands · Commandes

What `--help` says, word for word; `make docs` writes this page, and a test compares it.
*Ce que dit `--help`, mot pour mot ; `make docs` écrit cette page, et un test la compare.*
"""
SHARED = ("--config", "--vault-key-file", "--json", "--lang", "--verbose", "--quiet")


def commands() -> Iterator[tuple[str, ...]]:
    """Yield every command as its words, groups before their verbs."""
    yield from _below(root, ())


def _below(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield words
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None, name
            yield from _below(found, (*words, name))


def help_of(words: tuple[str, ...], lang: str) -> str:
    """Return what `continuity WORDS --help` prints, at one width whatever the terminal."""
    os.environ["COLUMNS"] = "100"
    with redirect_stdout(io.StringIO()) as out:
        code = run([*words, "--help", f"--lang={lang}"], Session({}))
    assert code == 0, words
    return out.getvalue()


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for words in commands():
        texts = [f"```text\n{help_of(words, lang).rstrip()}\n```\n" for lang in ("en", "fr")]
        parts.append(f"## `{' '.join(('continuity', *words))}`\n\n" + "\n".join(texts))
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
