"""What can be read: the kinds of source that an asset may have."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from continuity.model.documents.fields import DocumentPath, Flag, Port, SecretReference, Strict, Text

Paths = Annotated[list[DocumentPath], Field(min_length=1)]


class FilesSource(Strict):
    """Files and folders of this machine."""

    kind: Literal["files"]
    paths: Paths
    exclude: list[Text] = Field(default_factory=list)
    """Patterns of restic's `--exclude`."""
    one_file_system: Flag = False


class PostgresqlSource(Strict):
    """A PostgreSQL database."""

    kind: Literal["postgresql"]
    mode: Literal["dump", "continuous"] = "dump"
    host: Text = "127.0.0.1"
    port: Port = 5432
    database: Text
    user: Text
    password: SecretReference | None = None


class SqliteSource(Strict):
    """An SQLite database, read through its online backup interface."""

    kind: Literal["sqlite"]
    path: DocumentPath


class MariadbSource(Strict):
    """A MariaDB or MySQL database."""

    kind: Literal["mariadb", "mysql"]
    host: Text = "127.0.0.1"
    port: Port = 3306
    database: Text
    user: Text
    password: SecretReference | None = None


class CommandSource(Strict):
    """What a program writes to its standard output; its exit code decides."""

    kind: Literal["command"]
    command: Annotated[list[Text], Field(min_length=1)]


class SshCommandSource(Strict):
    """What a command prints on a device: the running configuration of a switch or firewall."""

    kind: Literal["ssh-command"]
    device: str
    command: Text
    redact: list[Text] = Field(default_factory=list)


class StateSource(Strict):
    """The state of this server itself: its database, published logs, manifests and documents; never the vault."""

    kind: Literal["state"]


SourceModel = Annotated[
    FilesSource | PostgresqlSource | SqliteSource | MariadbSource | CommandSource | SshCommandSource | StateSource,
    Field(discriminator="kind"),
]
