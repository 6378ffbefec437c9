"""The whole document: every top-level key, and assets."""

# ruff: noqa: TC001 - pydantic looks these names up when it builds the models

from __future__ import annotations

import difflib
from collections.abc import Mapping  # noqa: TC003 - the annotation is plain, the other names are for pydantic
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import InitErrorDetails

from continuity.model.documents.fields import (
    Comparison,
    DocumentPath,
    Flag,
    Name,
    Number,
    PositiveDuration,
    RepositorySettings,
    Size,
    Strict,
    Text,
)
from continuity.model.documents.parsed import with_paths
from continuity.model.documents.schema_contract import ClientModel
from continuity.model.documents.schema_controls import FrameworkModel
from continuity.model.documents.schema_device import (
    AlertModel,
    Criticality,
    Destination,
    DeviceModel,
    ServiceModel,
    Supervision,
)
from continuity.model.documents.schema_drill import DrillModel
from continuity.model.documents.schema_equipment import Regex
from continuity.model.documents.schema_evidence import EvidenceModel
from continuity.model.documents.schema_hooks import HooksModel
from continuity.model.documents.schema_policy import PolicyModel
from continuity.model.documents.schema_procedure import ProcedureModel
from continuity.model.documents.schema_source import SourceModel
from continuity.model.documents.schema_ticket import TicketsModel
from continuity.model.documents.schema_unprotected import UnprotectedModel
from continuity.model.documents.values import shown, wrong
from continuity.model.expectation import Boot


class SiteModel(Strict):
    """A place whose loss takes everything in it."""

    title: Text | None = None


class Freshness(Strict):
    """A query or a file whose newest time-stamp is read; nothing is written to the source."""

    sql: Text | None = None
    path: DocumentPath | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.sql is None) == (self.path is None):
            raise wrong("just_one", choices="sql, path")
        return self


class FreshnessCanary(Strict):
    """A canary that only reads."""

    freshness: Freshness


class BootCheck(Strict):
    """A disk image that is booted, in emulation and without network, until it prints what is expected."""

    image: DocumentPath
    expect: Text
    within: PositiveDuration | None = None
    """Two minutes, where nothing is said."""
    memory: Size | None = None
    """512 MiB, where nothing is said."""

    @property
    def spec(self) -> Boot:
        """Return it as the inventory keeps it."""
        within, memory = self.within or timedelta(minutes=2), self.memory or 512 << 20
        return Boot(image=self.image, expect=self.expect, within=within, memory_mib=max(memory >> 20, 1))


class AssetCheck(Strict):
    """What must hold in the restored data: a query or a pattern and what it gives, or a command that must succeed."""

    sql: Text | None = None
    contains: Regex | None = None
    """Answered with the number of lines that match it: `> 0` is expected where nothing else is."""
    expect: Comparison | None = None
    boot: BootCheck | None = None
    command: Annotated[list[Text], Field(min_length=1)] | None = None
    """Run without network on the restored data, which it finds in its working directory; exit 0 is success."""

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        asked = [one for one in (self.sql, self.contains, self.boot, self.command) if one is not None]
        if (
            len(asked) != 1
            or (self.expect is None and self.sql is not None)
            or (self.expect and (self.command or self.boot))
        ):
            raise wrong("just_one", choices="sql with expect, contains, boot, command")
        return self


class AssetModel(Strict):
    """Something whose data must survive."""

    title: Text | None = None
    criticality: Criticality = "standard"
    site: str
    medium: Literal["disk", "object", "tape", "removable"] = "disk"
    """Of the production data, which counts as the first copy."""
    policy: str
    source: SourceModel
    copies: Annotated[list[str], Field(min_length=1, max_length=12)]
    archives: Annotated[list[str], Field(max_length=12)] = Field(default_factory=list)
    """Repositories on media that take turns on a shelf: each archive goes to one of them, when it is connected."""
    canary: Literal["sidecar", "planted", "none"] | FreshnessCanary | None = None
    """The proof of which moment a restore brought back; by default sidecar for files, else none."""
    hooks: HooksModel | None = None
    """What is run before and after each backup."""
    checks: list[AssetCheck] = Field(default_factory=list)
    depends_on: list[str] = Field(default_factory=list)
    rehearsal: Flag | None = None
    """Set aside to be destroyed by drills: `true` alone is not enough, its files must say so, too."""


def _repository(value: Any, info: ValidationInfo) -> RepositorySettings:
    """Read a repository with the settings of its adapter, as installed (the context's ``adapters``)."""
    if not isinstance(value, dict):
        raise wrong("mapping")
    adapters: Mapping[str, type[RepositorySettings]] = info.context["adapters"] if info.context else {}
    chosen = adapters.get(str(value.get("adapter")), _UnknownAdapter if "adapter" in value else RepositorySettings)
    settings = chosen.model_validate(value, context=info.context)
    empty = [
        name for name in settings.model_fields_set if value[name] == "" and isinstance(getattr(settings, name), Path)
    ]
    if empty:
        details = [InitErrorDetails(type=wrong("path", value="''"), loc=(name,), input="") for name in empty]
        raise ValidationError.from_exception_data(chosen.__name__, details)
    return with_paths(settings, info)


class _UnknownAdapter(RepositorySettings, extra="ignore"):
    """What can be checked of a repository whose adapter is not installed: the cross checks name it."""


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        near = difflib.get_close_matches(value, sorted(available_timezones()), n=1)
        raise wrong("timezone_near" if near else "timezone", value=shown(value), near="".join(near)) from None
    return value


def _version(value: int) -> int:
    if value != 1:
        raise wrong("version", value=value)
    return value


RepositoryModel = Annotated[
    RepositorySettings,
    PlainValidator(_repository, json_schema_input_type=dict[str, Any]),
]


class DocumentModel(Strict):
    """One YAML document of ``continuity``."""

    version: Annotated[Number, AfterValidator(_version)] | None = None
    language: Literal["fr", "en"] | None = None
    timezone: Annotated[str, AfterValidator(_timezone)] | None = None
    """An IANA name, for example Europe/Paris."""
    state: DocumentPath | None = None
    """The directory of everything the engine remembers."""
    lab: Flag | None = None
    """All on one machine: failure domains are taken as declared, and verdicts say so."""
    client: ClientModel | None = None
    sites: dict[Name, SiteModel] = Field(default_factory=dict)
    repositories: dict[Name, RepositoryModel] = Field(default_factory=dict)
    policies: dict[Name, PolicyModel] = Field(default_factory=dict)
    assets: dict[Name, AssetModel] = Field(default_factory=dict)
    devices: dict[Name, DeviceModel] = Field(default_factory=dict)
    services: dict[Name, ServiceModel] = Field(default_factory=dict)
    runbooks: dict[Name, ProcedureModel] = Field(default_factory=dict)
    """Procedures that a technician walks; one of a shipped name replaces it."""
    drills: dict[Name, DrillModel] = Field(default_factory=dict)
    """What is rehearsed; one of a shipped name replaces it."""
    notifications: dict[Name, list[Destination]] = Field(default_factory=dict)
    alerts: dict[Name, AlertModel] = Field(default_factory=dict)
    tickets: TicketsModel | None = None
    unprotected: dict[Name, UnprotectedModel] = Field(default_factory=dict)
    controls: dict[Name, FrameworkModel] = Field(default_factory=dict)
    """Frameworks whose controls exports map evidence to; one of a shipped name replaces it."""
    supervision: Supervision | None = None
    evidence: EvidenceModel | None = None


#: The keys whose entries are merged by name; the others are single values.
SECTIONS = (
    "sites",
    "repositories",
    "policies",
    "assets",
    "devices",
    "services",
    "runbooks",
    "drills",
    "notifications",
    "alerts",
    "unprotected",
    "controls",
)
