"""``continuity privacy``: personal data, as the GDPR asks for it."""

from __future__ import annotations

import click

from continuity.faces.cli.commands import Group
from continuity.faces.cli.privacy_breach import breach
from continuity.faces.cli.privacy_erase import erase
from continuity.faces.cli.privacy_journal import journal
from continuity.faces.cli.privacy_register import register


@click.group(cls=Group)
@click.pass_context
def privacy(ctx: click.Context) -> None:
    """Keep the records that the GDPR asks for, with what proves them."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


privacy.add_command(journal)
privacy.add_command(register)
privacy.add_command(breach)
privacy.add_command(erase)
