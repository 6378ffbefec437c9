"""The forms in which a runbook is put on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.faces.reports.html import html
from continuity.faces.reports.markdown import markdown
from continuity.faces.reports.typeset import installed, pdf

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.faces.reports.paper import Paper


def forms_here() -> tuple[str, ...]:
    """Return the forms that can be made here: PDF only where Typst is installed."""
    return ("md", "html", "pdf") if installed() else ("md", "html")


def written(paper: Paper, form: str, at: datetime) -> bytes:
    """Return a paper in one form, ``md``, ``html`` or ``pdf``; raises ``Unavailable`` where it cannot be made."""
    if form == "pdf":
        return pdf(paper, at)
    return (html(paper) if form == "html" else markdown(paper)).encode()
