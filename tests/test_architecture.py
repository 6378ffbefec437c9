"""The house keeps its plan: floors, rooms, pure modules, sizes. The plan as data; `docs/architecture.md` says why."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house import code, imports
from tests.house.tree import Module, inside, read_tree

ROOT = Path(__file__).resolve().parent.parent

#: A folder imports only from folders with a smaller number.
FLOORS = {
    "faces": 8,
    "engine": 7,
    "recovery": 6,
    "backup": 5,
    "evidence": 5,
    "storage": 4,
    "supervision": 4,
    "contract": 3,
    "policy": 3,
    "state": 3,
    "model": 2,
    "ground": 1,
}

CATALOGUES = ("continuity.controls", "continuity.policies", "continuity.runbooks", "continuity.storage_adapters")
ADAPTERS = "continuity.storage_adapters"
ADAPTERS_MAY_IMPORT = (
    "continuity.storage.access",
    "continuity.storage.objects",
    "continuity.storage.ports",
    "continuity.storage.locks",
    "continuity.storage.rules",
    "continuity.storage.versions",
    "continuity.ground.disks",
    "continuity.ground.errors",
    "continuity.ground.ids",  # names for what is not whole yet
    "continuity.ground.machine",
    "continuity.ground.process",  # rclone is a program
    "continuity.ground.ssh",
)

S3_ROOMS = (
    "continuity.storage_adapters.s3*",
    "continuity.engine.drills.thief_s3",  # a thief in a drill, likewise
    "continuity.faces.demo.attack",  # plays a stranger with the writer's credentials: it must not use our adapter
)

#: Which third-party library may be imported in which room.
ROOMS = {
    "aiohttp": ("continuity.supervision.checks.http*",),
    "alembic": ("continuity.state",),
    "apprise": ("continuity.supervision.notify",),
    "apscheduler": ("continuity.engine.daemon",),
    "boto3": S3_ROOMS,
    "botocore": S3_ROOMS,
    "click": ("continuity.faces.cli",),
    "cronsim": ("continuity.policy.timetable", "continuity.model.documents"),  # arithmetic: it asks no clock of ours
    "cryptography": (
        "continuity.evidence",
        "continuity.engine.vault",
        "continuity.engine.drills.encrypting",
        "continuity.supervision.listening.trap_keys",  # reads what SNMPv3 encrypts
    ),
    "dns": ("continuity.recovery.actions.dns*", "continuity.supervision.checks.dns"),
    "gufo": ("continuity.supervision.checks.snmp_session", "continuity.supervision.checks.snmp_line"),
    "holidays": ("continuity.engine.holidays",),
    "paramiko": ("continuity.ground.ssh", "continuity.ground.ssh_command", "continuity.ground.ssh_tunnel"),
    "prometheus_client": (
        "continuity.faces.device_metrics",
        "continuity.faces.forecast_metrics",
        "continuity.faces.metrics",
        "continuity.faces.standing_metrics",
        "continuity.faces.drill_metrics",
    ),
    "zabbix_utils": ("continuity.faces.zabbix",),
    "pykeepass": ("continuity.engine.vault.keepass",),
    "pydantic": (
        "continuity.model.documents",
        "continuity.state",
        "continuity.storage.ports",  # an adapter's settings are a model, and their base class is part of the port
        "continuity.storage_adapters",
    ),
    "pydantic_core": ("continuity.model.documents",),
    "re2": ("continuity.ground.patterns",),
    "rfc3161_client": ("continuity.evidence.timestamp",),
    "rfc8785": ("continuity.ground.canonical",),
    "ruamel": ("continuity.model.documents",),
    "shamir_mnemonic": ("continuity.recovery.kit.shares",),
    "sqlalchemy": ("continuity.state",),
    "sqlmodel": ("continuity.state",),
    "structlog": ("continuity.ground.log", "continuity.faces"),
    "tenacity": ("continuity.storage.retrying", "continuity.backup.persisting"),
    "textual": ("continuity.faces.tui",),
    "typst": ("continuity.faces.reports.typeset",),
}

#: Where a library's types may be named, without the library.
TYPES_ONLY = {
    "paramiko": (
        "continuity.backup.remote.endpoint",
        "continuity.ground.ssh_room",
        "continuity.storage_adapters.sftp",
        "continuity.storage_adapters.sftp_objects",
    ),
    "types_boto3_s3": S3_ROOMS,
}

#: Modules that take time as an argument, do no I/O and import no hand.
PURE = (
    "continuity.contract",
    "continuity.policy",
    "continuity.engine.contracts.answered",
    "continuity.engine.contracts.inputs",
    "continuity.engine.contracts.reckoning",
    "continuity.engine.contracts.terms",
    "continuity.engine.contracts.windows",
    "continuity.engine.doctor.check",
    "continuity.engine.doctor.judging",
    "continuity.engine.service_reports.mended",
    "continuity.engine.service_reports.span",
    "continuity.engine.service_reports.watched",
    "continuity.engine.service_reports.work",
    "continuity.engine.supervision.periods",
    "continuity.engine.supervision.results",
    "continuity.evidence.achieved",
    "continuity.evidence.controls",
    "continuity.evidence.corrective",
    "continuity.evidence.format",
    "continuity.evidence.tables",
    "continuity.evidence.tally",
    "continuity.backup.canary",
    "continuity.backup.anomaly",
    "continuity.backup.changes",
    "continuity.backup.manifest",
    "continuity.backup.matching",
    "continuity.backup.texture",
    "continuity.backup.watched",
    "continuity.backup.restic.command",
    "continuity.backup.restic.messages",
    "continuity.backup.remote.listing",
    "continuity.backup.sources.exclude",
    "continuity.backup.sources.mariadb_rights",
    "continuity.backup.sources.redaction",
    "continuity.backup.text_changes",
    "continuity.backup.sources.postgresql_continuous.deciding",
    "continuity.backup.sources.postgresql_continuous.keeping",
    "continuity.backup.sources.postgresql_continuous.segments",
    "continuity.backup.sources.wal_names",
    "continuity.backup.tree",
    "continuity.backup.verification",
    "continuity.model.expectation",
    "continuity.model.journal",
    "continuity.model.procedure",
    "continuity.recovery.actions.announcing",
    "continuity.recovery.census",
    "continuity.recovery.forecast",
    "continuity.recovery.span",
    "continuity.recovery.freshness",
    "continuity.recovery.kit.access",
    "continuity.recovery.kit.label",
    "continuity.recovery.kit.text",
    "continuity.recovery.procedure",
    "continuity.model.drill",
    "continuity.model.probe",
    "continuity.recovery.drills",
    "continuity.recovery.restore_test",
    "continuity.storage.immutability",
    "continuity.storage.keeping",
    "continuity.storage.ledger",
    "continuity.storage.profiling",
    "continuity.storage.sampling",
    "continuity.storage.rewind",
    "continuity.storage.rewinding",
    "continuity.storage.timeline",
    "continuity.supervision.checks.ntp_packet",
    "continuity.supervision.checks.perfdata",
    "continuity.supervision.checks.snmp_datagram",
    "continuity.supervision.checks.snmp_rates",
    "continuity.supervision.checks.ssh_figures",
    "continuity.supervision.checks.ssh_smart",
    "continuity.supervision.listening.alarms",
    "continuity.supervision.listening.holding",
    "continuity.supervision.listening.silence",
    "continuity.supervision.listening.submitted",
    "continuity.supervision.listening.syslog",
    "continuity.supervision.listening.trap",
    "continuity.supervision.filling",
    "continuity.supervision.foretelling",
    "continuity.supervision.quiet",
    "continuity.supervision.slope",
    "continuity.supervision.rollup",
    "continuity.supervision.spread",
    "continuity.supervision.standing",
    "continuity.supervision.thresholds",
    "continuity.supervision.timeline",
    "continuity.supervision.routing",
    "continuity.supervision.wording",
)

#: What a pure module may import of ours: words and arithmetic.
PURE_MAY_IMPORT = (
    "continuity.engine.doctor.check",
    "continuity.ground.canonical",
    "continuity.ground.clock",
    "continuity.ground.errors",
    "continuity.ground.ids.repeatable",  # with a seed, chance is arithmetic
    "continuity.ground.patterns",
    "continuity.ground.timestamps",
    "continuity.model.alerts",
    "continuity.model.contract",
    "continuity.model.control",
    "continuity.model.documents.values",  # words of documents, read
    "continuity.model.incident",
    "continuity.model.anchor",
    "continuity.model.breach",
    "continuity.model.inventory",
    "continuity.model.job",
    "continuity.model.journal",
    "continuity.model.measurement",
    "continuity.model.privacy",
    "continuity.model.point",
    "continuity.model.procedure",
    "continuity.model.record",
    "continuity.model.secrets",
    "continuity.model.standing",
    "continuity.supervision.checks.ports",
)

#: The standard library's hands.
STANDARD_HANDS = (
    "asyncio",
    "fcntl",
    "ftplib",
    "glob",
    "http",
    "io.open",
    "shutil",
    "signal",
    "smtplib",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "tempfile",
    "threading",
    "urllib.request",
    *code.CLOCKS,
    *code.PROGRAMS,
)

LIMITS = {"file": 250, "function": 45, "parameters": 6}
ERROR_FAMILIES = frozenset(
    {"ContinuityError", "UsageError", "Refused", "Stranger", "Unavailable", "NotBegun", "Incomplete", "NotProven"}
)


#: Strangers run this file by itself, on bare Python; one file may be a little longer than one room.
ALONE = ("continuity.evidence.stranger", "continuity.evidence.witness")
#: An applied migration is history: long, flat and never rewritten.
HISTORY = ("continuity.state.migrations.versions",)
OWN_LIMIT = {"continuity.evidence.stranger": 300, "continuity.evidence.witness": 480}


def hold(violations: list[str]) -> None:
    assert not violations, "\n" + "\n".join(violations)


@pytest.fixture(scope="module")
def house() -> dict[str, Module]:
    modules = read_tree(ROOT)
    assert len(modules) > 10, "the tree was not found"
    return modules


def test_every_folder_stands_on_a_floor(house: dict[str, Module]) -> None:
    hold(imports.unknown_folders(house, FLOORS, CATALOGUES))


def test_imports_go_down(house: dict[str, Module]) -> None:
    hold(imports.climbing_imports(house, FLOORS))


def test_adapters_know_only_the_ports(house: dict[str, Module]) -> None:
    hold(imports.adapter_imports(house, ADAPTERS, ADAPTERS_MAY_IMPORT))


def test_no_module_reaches_itself(house: dict[str, Module]) -> None:
    hold(imports.circles(house))


def test_libraries_keep_to_their_rooms(house: dict[str, Module]) -> None:
    hold(imports.libraries_out_of_room(house, ROOMS, TYPES_ONLY))


def test_a_stranger_needs_nothing(house: dict[str, Module]) -> None:
    hold(imports.not_alone(house, ALONE))


def test_only_the_ground_has_clocks(house: dict[str, Module]) -> None:
    hold(code.clocks_and_programs(house, ("continuity.ground", *ALONE)))  # alone: they have their own


def test_pure_modules_import_no_hand(house: dict[str, Module]) -> None:
    hold(imports.pure_imports(house, PURE, STANDARD_HANDS, PURE_MAY_IMPORT))


def test_pure_modules_touch_nothing(house: dict[str, Module]) -> None:
    hold(code.hands_in_pure(house, PURE))


def test_who_says_pure_is_held_to_it(house: dict[str, Module]) -> None:
    saying = [name for name, module in house.items() if "Pure." in (ast.get_docstring(module.tree) or "")]
    hold([f"{name}: says that it is pure, and is not listed" for name in saying if not inside(name, PURE)])


def test_every_pure_room_exists(house: dict[str, Module]) -> None:
    hold([f"{room}: listed as pure, and not there" for room in PURE if room not in house])


def test_nothing_is_too_large(house: dict[str, Module]) -> None:
    measured = {name: module for name, module in house.items() if not inside(name, HISTORY)}
    hold(code.too_large(measured, LIMITS, OWN_LIMIT))


def test_error_messages_are_templates(house: dict[str, Module]) -> None:
    hold(code.messages_not_templates(house, ERROR_FAMILIES))


def test_exemptions_name_their_rule(house: dict[str, Module]) -> None:
    hold(code.bare_exemptions(house))
