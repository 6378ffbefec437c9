"""The program: parse, run, and turn whatever happens into one of the documented exit codes."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import click

from continuity import __version__
from continuity.faces.cli.commands import LazyGroup
from continuity.faces.cli.session import Session
from continuity.faces.cli.streams import hung_up, speak_to_any_terminal
from continuity.ground.errors import ContinuityError, Unavailable, UsageError

INTERRUPTED = 130

#: Every command that is real, in the order of the product's story: its module and its line of help.
COMMANDS = {
    "init": ("continuity.faces.cli.init", "Write a starter configuration, or create what is missing."),
    "doctor": ("continuity.faces.cli.doctor", "What this machine and its repositories lack, and how to mend it."),
    "demo": ("continuity.faces.cli.demo", "The whole loop on this machine with real data, in about a minute."),
    "policy": ("continuity.faces.cli.policy", "What is promised, who said so, and what is unprotected."),
    "backup": ("continuity.faces.cli.backup", "Back up assets to every repository of their policy."),
    "archive": ("continuity.faces.cli.archive", "Archive assets on the connected medium of their shelf."),
    "points": ("continuity.faces.cli.points", "Recovery points: list, compare, diff, find, mount."),
    "restore": ("continuity.faces.cli.restore", "Restore an asset into a new directory and compare it."),
    "test": ("continuity.faces.cli.test", "Restore tests: a point of each asset, into a sandbox, compared."),
    "verify": ("continuity.faces.cli.verify", "Check the structure and the data of repositories."),
    "runbook": ("continuity.faces.cli.runbook", "What is done on the worst day, step by step: run, resume, render."),
    "drill": ("continuity.faces.cli.drill", "Runbooks rehearsed for real, and when: list, run, calendar."),
    "status": ("continuity.faces.cli.status", "Objectives held against what is really achieved."),
    "storage": ("continuity.faces.cli.storage", "Where copies live: list, check the locks the store reports."),
    "device": ("continuity.faces.cli.device", "Devices watched beside the backups: list, check, status."),
    "incident": ("continuity.faces.cli.incident", "What is wrong, who sees to it, and what was promised: list, ack."),
    "sla": ("continuity.faces.cli.sla", "What a contract promised, what was reached, what it costs: show, penalties."),
    "report": ("continuity.faces.cli.report", "What a month, a quarter or a year came to: monthly, quarterly, annual."),
    "maintenance": (
        "continuity.faces.cli.maintenance",
        "Agreed windows, declared before they begin: list, add, agree, end.",
    ),
    "privacy": ("continuity.faces.cli.privacy", "Personal data, as the GDPR asks: register, journal, breach, erase."),
    "contract": ("continuity.faces.cli.contract", "What a contract is about, its days, its end: show, calendar, done."),
    "daemon": ("continuity.faces.cli.daemon", "The scheduled service: what falls due is run, for years."),
    "notification": ("continuity.faces.cli.notification", "Who is told when something is wrong, and a test of it."),
    "monitor": ("continuity.faces.cli.monitor", "A monitoring plugin for Nagios, Icinga and Centreon."),
    "evidence": ("continuity.faces.cli.evidence", "What a stranger can verify: list, verify, export."),
    "witness": ("continuity.faces.cli.witness", "For a customer: check that a log continues, and cosign its head."),
    "vault": ("continuity.faces.cli.vault", "Secrets at rest: list, get, set, rotate, export."),
    "kit": ("continuity.faces.cli.kit", "The recovery kit that brings a lost server back: create, restore, test."),
}


@click.group(cls=LazyGroup, modules=COMMANDS, name="continuity")
@click.version_option(__version__, prog_name="continuity")
@click.pass_context
def root(ctx: click.Context) -> None:
    """Backups promised, rehearsed, measured and proven."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run(argv: list[str], session: Session) -> int:  # noqa: PLR0911 - one return a way to end
    """Run one command line and return its exit code; nothing is raised but the interpreter's own end."""
    _look_ahead(argv, session)
    try:
        code = root.main(argv, prog_name="continuity", standalone_mode=False, obj=session)
    except click.UsageError as error:
        from continuity.faces.cli.usage import in_our_words

        session.complain(in_our_words(error), as_json=True)
        return UsageError.exit_code
    except click.exceptions.Exit as stop:
        return int(stop.exit_code)
    except (click.Abort, KeyboardInterrupt):
        stopped = ContinuityError("interrupted", hint="the same command, run again, begins cleanly")
        session.complain(stopped, as_json=True)
        return INTERRUPTED
    except ContinuityError as error:
        session.complain(error, as_json=True)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read our output has seen enough
        return 0
    except Exception as error:
        if session.verbosity > 0:
            raise
        told = _unusable(error) if isinstance(error, OSError) else _bug(error)
        session.complain(told, as_json=True)
        return told.exit_code
    return code if isinstance(code, int) else 0


def _look_ahead(argv: list[str], session: Session) -> None:
    """Set what counts before the options are read: for --help, and for errors in the options themselves."""
    for before, word in zip(["", *argv], argv, strict=False):
        if before == "--lang" or word.startswith("--lang="):
            session.lang = word.removeprefix("--lang=")
        if before == "--config" or word.startswith("--config="):
            session.config = Path(word.removeprefix("--config="))
    session.json = "--json" in argv


def _unusable(error: OSError) -> ContinuityError:
    return Unavailable(
        "{path}: {cause}",
        hint="check that it exists, who owns it, and the free space there",
        path=error.filename or "?",
        cause=error.strerror or str(error),
    )


def _bug(error: Exception) -> ContinuityError:
    return ContinuityError(
        "this is a fault of continuity itself: {kind}: {what}",
        hint="run it again with -v and report what it prints; the run, if one had begun, is recorded as aborted",
        kind=type(error).__name__,
        what=error,
    )


def main() -> None:
    """Run the command line of this process; being told to end is an interruption like Ctrl-C, recorded and tidy."""
    os.umask(0o077)  # what we write is its owner's, whatever the shell said
    speak_to_any_terminal()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # nohup(1) has it ignored
        signal.signal(signal.SIGHUP, hung_up)
    sys.exit(run(sys.argv[1:], Session(os.environ)))


if __name__ == "__main__":
    main()
