"""How every command of ours behaves: the shared options, lazy groups, help in both languages."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from continuity.faces.cli.session import Session

_PATH = click.Path(path_type=Path)
_BLANK = re.compile(r"\n\s*\n")
_ADDED = re.compile(r"(.*)  \[([^\]]*)\]", re.DOTALL)  # what click adds to an option's help
_DEFAULT = "default: "


def _shared() -> list[click.Parameter]:
    return [
        click.Option(["--config"], type=_PATH, metavar="PATH", help="The document, or a directory of documents."),
        click.Option(["--vault-key-file"], type=_PATH, metavar="FILE", help="Open the vault with this key file."),
        click.Option(["--json"], is_flag=True, help="Print JSON on stdout, and nothing else there."),
        click.Option(["--lang"], type=click.Choice(["fr", "en"]), help="Speak French or English."),
        click.Option(["-v", "--verbose"], count=True, help="Say more."),
        click.Option(["-q", "--quiet"], is_flag=True, help="Say only what went wrong."),
    ]


def _take_shared(ctx: click.Context) -> None:
    """Move the shared options from the command's parameters into the session; a later one wins."""
    session: Session = ctx.obj
    for name in ("config", "vault_key_file", "lang"):
        if (value := ctx.params.pop(name, None)) is not None:
            setattr(session, name, value)
    session.json = ctx.params.pop("json", False) or session.json
    session.verbosity += ctx.params.pop("verbose", 0)
    session.verbosity = -1 if ctx.params.pop("quiet", False) else session.verbosity


class Formatter(click.HelpFormatter):
    """Help in the language of the session: our own texts and click's few headings."""

    translate: Callable[[str], str] = staticmethod(str)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, args, self.translate(prefix or "Usage: "))

    def write_heading(self, heading: str) -> None:
        """Write a section's heading."""
        super().write_heading(self.translate(heading))

    def write_text(self, text: str) -> None:
        """Write paragraphs of help; line breaks of the source are not part of them."""
        super().write_text("\n\n".join(map(self.translate, paragraphs(text))))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write options or commands."""
        super().write_dl([(name, self._described(text)) for name, text in rows], col_max, col_spacing)

    def _described(self, text: str) -> str:
        found = _ADDED.fullmatch(text)
        if not found:
            return self.translate(text)
        return f"{self.translate(found[1])}  [{'; '.join(map(self._added, found[2].split('; ')))}]"

    def _added(self, text: str) -> str:
        if text.startswith(_DEFAULT):
            return self.translate(_DEFAULT) + text.removeprefix(_DEFAULT)
        return self.translate(text)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a help text, each on one line: the templates that are translated."""
    return [" ".join(one.split()) for one in _BLANK.split(text)]


class _Helpful(click.Command):
    def get_help(self, ctx: click.Context) -> str:
        formatter = Formatter(width=ctx.terminal_width, max_width=100)
        # --lang may stand before or after --help, and help is asked for before the options are read
        wanted = ctx.find_root().obj
        formatter.translate = wanted.language.template if wanted else str
        self.format_help(ctx, formatter)
        return formatter.getvalue().rstrip("\n")


class Leaf(_Helpful):
    """A command that does something; returns its exit code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(_shared())

    def invoke(self, ctx: click.Context) -> Any:
        """Set the session, then run."""
        _take_shared(ctx)
        return super().invoke(ctx)


class Group(_Helpful, click.Group):
    """A noun with verbs; without a verb it does what its own function does (print the list)."""

    command_class = Leaf

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("invoke_without_command", True)
        super().__init__(*args, **kwargs)
        self.params.extend(_shared())

    def invoke(self, ctx: click.Context) -> Any:
        """Set the session, then run the verb, or the group's own function where there is none."""
        _take_shared(ctx)
        return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; one that is not there is answered with the nearest, or with all there are."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            from continuity.faces.cli.usage import unknown_command

            raise unknown_command(args[0], self.list_commands(ctx))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each verb with the first paragraph of its help, whole: a cut sentence could not be translated."""
        with formatter.section("Commands"):
            verbs = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
            formatter.write_dl([(name, paragraphs(verb.help or "")[0]) for name, verb in verbs if verb])


class LazyGroup(Group):
    """The root: a command's module is imported when the command is run, so that ``--help`` costs nothing."""

    def __init__(self, *args: Any, modules: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the product's story."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, None where there is no such name."""
        if cmd_name not in self.modules:
            return None
        module, _help = self.modules[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands from the table, importing none."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_module, text) in self.modules.items()])
