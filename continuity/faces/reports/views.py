"""The files of an export that are made from what was gathered of its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.evidence.gathered import controls_view
from continuity.faces.reports.typeset import installed
from continuity.ground.timestamps import read_time
from continuity.model.documents.frameworks import frameworks_in_force

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.evidence.gathered import Gathered, View
    from continuity.faces.language import Language
    from continuity.model.control import Framework
    from continuity.model.inventory import Client

CONTROLS, REPORT = "controls.csv", "report.pdf"
_NO_DATE = "1970-01-01T00:00:00Z"


def views_of(client: Client, language: Language) -> dict[str, View]:
    """Return what a client's export holds beside its proofs, by file name; a report only where Typst is installed."""
    frameworks = frameworks_in_force(client.frameworks)
    views: dict[str, View] = {CONTROLS: controls_view(frameworks)}
    return views | ({REPORT: report_view(client.title, frameworks, language)} if installed() else {})


def report_view(title: str, frameworks: tuple[Framework, ...], language: Language) -> View:
    """Return what makes ``report.pdf``, dated as the newest record of the export."""

    def view(gathered: Gathered) -> Iterator[bytes]:
        from continuity.faces.reports.summary import summary_of
        from continuity.faces.reports.typeset import pdf

        at = read_time(gathered.summary["last_at"] or _NO_DATE)
        yield pdf(summary_of(title, gathered, frameworks, language), at)

    return view
