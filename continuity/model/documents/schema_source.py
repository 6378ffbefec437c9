"""What can be read: the kinds of source that an asset may have."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, get_args

from pydantic import (
    Field,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from continuity.model.documents.fields import (
    DocumentPath,
    Flag,
    Number,
    Port,
    PositiveDuration,
    SecretReference,
    SourceSettings,
    Strict,
    Text,
    UnreadSource,
)
from continuity.model.documents.parsed import Parsed, with_paths
from continuity.model.documents.schema_equipment import SshCommandSource
from continuity.model.documents.values import parse_percent, parse_size, shown, wrong

if TYPE_CHECKING:
    from collections.abc import Mapping


def _snapshot_size(value: object) -> str:
    """Read a share of the volume or a size, as lvcreate takes it."""
    if "%" in str(value):
        share = parse_percent(value)
        if share < 1:
            raise wrong("percent", value=shown(value))
        return f"{int(share)}%"
    return str(parse_size(value))


SnapshotSize = Annotated[str, Parsed(_snapshot_size, "10%", "2 GiB")]
Paths = Annotated[list[DocumentPath], Field(min_length=1)]


class KeptSnapshots(Strict):
    """Snapshots that stay on the source after a backup, for a quick recovery; never counted as a copy."""

    every: PositiveDuration
    keep: Annotated[Number, Field(ge=1, le=1000)]


class FilesSource(Strict):
    """Files and folders of this machine, or of another one that is reached over SSH."""

    kind: Literal["files"]
    paths: Paths
    on: str | None = None
    """The device that holds them, where it is not this machine; nothing is installed there."""
    restic: Literal["auto", "required", "never"] = "auto"
    """Whether restic runs on that device: where it can, or nothing else will do, or the files are streamed here."""
    exclude: list[Text] = Field(default_factory=list)
    """Patterns of restic's `--exclude`."""
    one_file_system: Flag = False
    snapshot: Literal["none", "auto", "btrfs", "lvm"] = "none"
    """What it is read from: the files as they are, or a snapshot of their file system (`auto`: of whatever kind)."""
    snapshot_size: SnapshotSize = "10%"
    """How much may change meanwhile on a thick logical volume: a share of it, or a size."""
    keep_snapshots: KeptSnapshots | None = None

    @model_validator(mode="after")
    def _taken(self) -> Self:
        if self.keep_snapshots and self.snapshot == "none":
            raise wrong("nothing_kept")
        if self.on and self.snapshot != "none":
            raise wrong("both", one="on", other="snapshot")
        return self


class PostgresqlSource(Strict):
    """A PostgreSQL database."""

    kind: Literal["postgresql"]
    mode: Literal["dump", "continuous"] = "dump"
    base_every: PositiveDuration = timedelta(days=7)
    """Of mode `continuous`: how old a base backup may become before a new one is made."""
    host: Text = "127.0.0.1"
    port: Port = 5432
    database: Text
    user: Text
    password: SecretReference | None = None
    on: str | None = None
    """The device that it is on, where that is reached over SSH: `host` and `port` are then as that device sees them."""

    @model_validator(mode="after")
    def _dumped(self) -> Self:
        if self.on and self.mode != "dump":
            raise wrong("both", one="on", other="mode: continuous")
        if self.on and self.host.startswith("/"):
            raise wrong("both", one="on", other=self.host)
        return self


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
    on: str | None = None
    """The device that it is on, where that is reached over SSH: `host` and `port` are then as that device sees them."""

    @model_validator(mode="after")
    def _by_port(self) -> Self:
        if self.on and self.host.startswith("/"):
            raise wrong("both", one="on", other=self.host)
        return self


class CommandSource(Strict):
    """What a program writes to its standard output; its exit code decides."""

    kind: Literal["command"]
    command: Annotated[list[Text], Field(min_length=1)]
    on: str | None = None
    """The device where it runs, reached over SSH."""


class StateSource(Strict):
    """The state of this server itself: its database, published logs, manifests and documents; never the vault."""

    kind: Literal["state"]


_OwnModel = (
    FilesSource | PostgresqlSource | SqliteSource | MariadbSource | CommandSource | SshCommandSource | StateSource
)
#: The kinds that this house brings along: no package can take one of them over.
OWN_KINDS = tuple(kind for one in get_args(_OwnModel) for kind in get_args(one.model_fields["kind"].annotation))


def _of_any_package(value: Any, own: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    """Read a source of ours, or one of a kind that an installed package provides (the context's ``sources``)."""
    installed: Mapping[str, type[SourceSettings]] = (info.context or {}).get("sources", {})
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind in OWN_KINDS:
        return own(value)
    if kind not in installed:
        raise wrong("kind", value=shown(kind), choices=", ".join(dict.fromkeys((*OWN_KINDS, *installed))))
    try:
        settings = installed[kind].model_validate(value, context=info.context)
    except ValidationError:
        raise
    except Exception:  # noqa: BLE001 - a validator of others: its own assets fail alone, and say why when backed up
        return UnreadSource.model_validate(value)
    return with_paths(settings, info)


SourceModel = Annotated[
    Annotated[_OwnModel, Field(discriminator="kind")],
    WrapValidator(_of_any_package),
]
