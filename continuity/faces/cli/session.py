"""One invocation of the command line: where its words go, in which language, and the engine it opens on demand."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from continuity.faces.cli.streams import speaks_unicode
from continuity.faces.language import Language, from_environment
from continuity.ground.secrecy import veil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from continuity.faces.app import App
    from continuity.ground.errors import ContinuityError


class Session:
    """What the options that every command takes have set. People's text leaves stdout to JSON with ``--json``."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.config: Path | None = None
        self.vault_key_file: Path | None = None
        self.json = False
        self.lang: str | None = from_environment(environ) if environ.get("CONTINUITY_LANG") else None
        self.verbosity = 0
        self.teller: Callable[[str], None] | None = None  # where a screen stands in for standard output
        self._bar = ""
        self._languages: dict[Path | None, str] = {}

    @property
    def language(self) -> Language:
        """``--lang``, else ``$CONTINUITY_LANG``, else the documents', else the locale's."""
        return Language(self.lang or self._written_language() or from_environment(self.environ))

    def _written_language(self) -> str:
        """Return the language of the documents, also where they or the options are wrong and none was read."""
        from continuity.model.documents.finding import language_of

        if "app" in vars(self) and (read := self.app.document_language):
            return read
        if self.config not in self._languages:
            self._languages[self.config] = language_of(self.config, self.environ)
        return self._languages[self.config]

    @property
    def asker(self) -> Callable[[str], str] | None:
        """What asks a person for a secret; None where nobody is at the terminal."""
        return self.ask if sys.stdin.isatty() else None

    @cached_property
    def app(self) -> App:
        """The composition root; what it needs is opened when it is used."""
        import click

        from continuity.faces.app import App

        app = App(self.config, self.environ, self.vault_key_file, self.asker)
        context = click.get_current_context(silent=True)
        app.command = context.command_path if context else ""
        return app

    def say(self, template: str, **values: object) -> None:
        """Tell a person; quiet with ``-q``."""
        if self.verbosity < 0:
            return
        text = veil(self.language.fill(template, **values))
        self._clear()
        if self.teller:
            self.teller(text)
        else:
            print(text, file=sys.stderr if self.json else sys.stdout)

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Tell a person in columns; headings are templates, cells are data."""
        if self.json:
            return
        lines = [[self.language.template(heading) for heading in headings]]
        lines += [["—" if cell is None or cell == "" else str(cell) for cell in row] for row in rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]
        for line in lines:
            print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())

    def emit(self, document: Mapping[str, Any]) -> None:
        """Print one JSON document, if JSON was asked for."""
        if self.json:
            print(json.dumps(document, ensure_ascii=not speaks_unicode()))

    def complain(self, error: ContinuityError, *, as_json: bool = False) -> None:
        """Tell a fault and its remedy on stderr; ``as_json`` for the one that ends the command."""
        self._clear()
        message, hint = map(veil, self.language.error(error))
        print(self.language.fill("error: {message}", message=message), file=sys.stderr)
        if hint:
            print(self.language.fill("hint: {hint}", hint=hint), file=sys.stderr)
        if as_json:
            plain: dict[str, Any] = {
                "schema": "continuity.error/1",
                "code": error.code,
                "message": message,
                "hint": hint,
            }
            if faults := self.language.faults(error):
                plain["errors"] = faults
            with suppress(OSError):  # where stdout itself is what fails, stderr has told it
                self.emit(plain)

    def progress(self, what: str, share: float) -> None:
        """Show how far something is, on a terminal only."""
        if sys.stderr.isatty() and self.verbosity >= 0:
            filled = round(share * 30)
            self._bar = f"\r{what:<12} [{'#' * filled}{' ' * (30 - filled)}] {share:4.0%}"
            print(self._bar, end="", file=sys.stderr, flush=True)

    def _clear(self) -> None:
        if self._bar:
            print("\r" + " " * len(self._bar) + "\r", end="", file=sys.stderr, flush=True)
            self._bar = ""

    def ask(self, question: str) -> str:
        """Ask a person for a secret on the terminal, without showing it."""
        import click

        return str(click.prompt(self.language.template(question), hide_input=True, err=True))
