"""Bring a database to the newest schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from continuity.ground.errors import Unavailable
from continuity.state.migrations import HEAD

if TYPE_CHECKING:
    from sqlalchemy import Engine


def upgrade(engine: Engine) -> None:
    """Apply what is missing, all in one transaction; raises ``Unavailable`` for a schema newer than this program."""
    config = Config()
    config.set_main_option("script_location", "continuity.state:migrations")
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, HEAD)
    except CommandError as error:
        raise Unavailable(
            "the state database was written by a newer continuity: {cause}",
            hint="install that version again, or a newer one",
            cause=error,
        ) from error
