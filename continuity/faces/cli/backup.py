"""``continuity backup``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.results import each, tell_run, word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.engine.orders import Ended
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Asset

#: As ``policy/policy.BackupKind`` has them, which is too much to import for a line of help; a test holds them together.
KINDS = ("incremental", "differential", "full", "archive")


@click.command(cls=Leaf)
@click.argument("assets", nargs=-1)
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default=KINDS[0],
    show_default=True,
    help="Compare with the last point, with the last full one, or read every file again.",
)
@click.option("--allow-empty", is_flag=True, help="Accept a source without files that had some before.")
@click.pass_obj
def backup(session: Session, assets: tuple[str, ...], kind: str, allow_empty: bool) -> int:  # noqa: FBT001 - a flag
    """Back up ASSETS (all that are active, without names) to every repository of their policy.

    What is stored is deduplicated whatever the kind, and each point restores alone. A full backup, and an archive,
    which is a full one marked to be kept, trust no size and no time stamp of a file.
    """
    from continuity.engine.backups import BackupRequest, run_backup
    from continuity.policy.policy import BackupKind

    workshop = session.app.workshop
    request = BackupRequest(progress=session.progress, allow_empty=allow_empty, kind=BackupKind(kind))
    chosen = active_assets(session, assets)

    def work(asset: Asset) -> Ended:
        return run_backup(workshop, asset, request)

    return each(session, chosen, work, _tell)


def _tell(session: Session, ended: Ended) -> None:
    """Show a run, and what its kind became where it could not be the one that was asked for."""
    tell_run(session, ended)
    for repository, reading in ended.run.detail.get("kinds", {}).items():
        if reading["reason"]:
            session.say(
                "  {repository}: {kind} instead of {wanted}: {reason}",
                repository=repository,
                kind=word(session, reading["kind"]),
                wanted=word(session, ended.run.detail["kind"]),
                reason=session.language.told(reading["reason"]),
            )
    for repository, made in ended.run.detail.get("copying", {}).items():
        _tell_copying(session, repository, made)


def _tell_copying(session: Session, repository: str, made: Mapping[str, Any]) -> None:
    """Show a copy that could not be made from another one, and what a repository had missed."""
    if made["reason"]:
        session.say(
            "  {repository}: made from the source, not as `copying: {way}` asks: {reason}",
            repository=repository,
            way=made["asked"],
            reason=session.language.told(made["reason"]),
        )
    if made["missed"]:
        session.say(
            "  {repository}: got {count} earlier point(s) that it had missed",
            repository=repository,
            count=len(made["missed"]),
        )


def active_assets(session: Session, names: tuple[str, ...]) -> list[Asset]:
    """Return the named assets, or all; one that this version cannot read is an error where it was named."""
    from continuity.ground.errors import UsageError

    inventory = session.app.inventory
    chosen = [inventory.asset(name) for name in names]
    for asset in chosen:
        if not asset.active:
            raise UsageError(
                "{asset} is a {kind} source, which this version does not read yet",
                hint="see `continuity policy check` for all that is inactive",
                asset=asset.name,
                kind=asset.source.kind,
            )
    chosen = chosen or [asset for asset in inventory.assets() if asset.active]
    if not chosen:
        raise UsageError("no asset in the documents can be backed up", hint="see `continuity policy check`")
    return chosen
