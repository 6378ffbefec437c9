"""The French half of every sentence: the English template is the key. Imported for French speakers only.

Technicians and auditors of French service providers read it: RPO and RTO are also PDMA and DMIA, hints are in the
infinitive, and ``docs/glossary.md`` says which word stands for which. The tables below are written with plain
spaces; the space before a double sign and inside the quotes becomes one that does not break here.
"""

from __future__ import annotations

import re

from continuity.faces.french import (
    anchors,
    anomalies,
    archiving,
    canaries,
    commands,
    comparing,
    continuous,
    contract,
    copying,
    coverage,
    daemon,
    databases,
    demo,
    doctor,
    documents,
    drills,
    endings,
    endurance,
    equipment,
    faults,
    forecasts,
    held,
    helps,
    holding,
    hooks,
    hosts,
    journal,
    keeper,
    kinds,
    kit,
    locks,
    loss,
    machines,
    mariadb,
    monitoring,
    moving,
    notices,
    paper,
    past,
    planning,
    plugins,
    points,
    procedures,
    reasons,
    recoveries,
    rehearsals,
    remotes,
    reporting,
    restores,
    retention,
    rewinding,
    serverlog,
    servers,
    simulation,
    snapshots,
    sources,
    stores,
    trust,
    vault,
    without_us,
    words,
)

_BEFORE = re.compile(r"(?<=[^\s:]) (?=[;:?!»](?:\s|$))|(?<=«) ")
_TABLES = (words.WORDS, helps.HELP, commands.SAID, documents.DOCUMENTS, reasons.REASONS)
_MORE = (
    faults.FAULTS,
    restores.RESTORES,
    stores.STORES,
    remotes.REMOTES,
    servers.SERVERS,
    journal.JOURNAL,
    demo.DEMO,
    doctor.DOCTOR,
)
_NEW = (
    anchors.ANCHORS,
    archiving.ARCHIVING,
    canaries.CANARIES,
    anomalies.ANOMALIES,
    comparing.COMPARING,
    continuous.CONTINUOUS,
    contract.CONTRACT,
    copying.COPYING,
    coverage.COVERAGE,
    daemon.DAEMON,
    drills.DRILLS,
    databases.DATABASES,
    endurance.ENDURANCE,
    endings.ENDINGS,
    forecasts.FORECASTS,
    equipment.EQUIPMENT,
    keeper.KEEPER,
    locks.LOCKS,
    loss.LOSS,
    machines.MACHINES,
    mariadb.MARIADB,
    monitoring.MONITORING,
    moving.MOVING,
    held.HELD,
    holding.HOLDING,
    hooks.HOOKS,
    hosts.HOSTS,
    kinds.KINDS,
    kit.KIT,
    notices.NOTICES,
    paper.PAPER,
    past.PAST,
    planning.PLANNING,
    plugins.PLUGINS,
    points.POINTS,
    procedures.PROCEDURES,
    rehearsals.REHEARSALS,
    serverlog.SERVERLOG,
    recoveries.RECOVERIES,
    reporting.REPORTING,
    retention.RETENTION,
    rewinding.REWINDING,
    simulation.SIMULATION,
    snapshots.SNAPSHOTS,
    sources.SOURCES,
    trust.TRUST,
    vault.VAULT,
    without_us.WITHOUT_US,
)


def unbroken(text: str) -> str:
    """Return a French text whose double signs and quotes stay with their word."""
    return _BEFORE.sub("\u00a0", text)


FRENCH: dict[str, str] = {
    english: unbroken(french) for table in (*_TABLES, *_MORE, *_NEW) for english, french in table.items()
}
