"""Where the documents are, and the language they are written in, known before any of them is read.

Light on purpose: an error in the options speaks the documents' language, and must not load a YAML parser for it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.ground.errors import UsageError
from continuity.model.documents.phrases import PHRASES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LANGUAGE = re.compile(r"^language:[ \t]*[\"']?(en|fr)\b", re.MULTILINE)
_ENOUGH = 2**16


def places(explicit: Path | None, environ: Mapping[str, str]) -> list[Path]:
    """Return where the documents may be, in order: ``--config``, ``$CONTINUITY_CONFIG``, else here, then ``/etc``."""
    named = explicit or (Path(environ["CONTINUITY_CONFIG"]) if environ.get("CONTINUITY_CONFIG") else None)
    return [named] if named else [Path("continuity.yaml"), Path("/etc/continuity/continuity.yaml")]


def find(explicit: Path | None, environ: Mapping[str, str]) -> Path:
    """Return where the documents are.

    Raises :class:`UsageError` that lists where it looked.
    """
    looked = places(explicit, environ)
    for place in looked:
        if answered(place.exists):
            return place
    phrase = PHRASES["no_document"]
    raise UsageError(phrase.problem, hint=phrase.remedy, places=", ".join(str(place.absolute()) for place in looked))


def answered(question: Callable[[], bool]) -> bool:
    """Answer a question about a path; what cannot even be asked (a folder above is closed) is no."""
    try:
        return question()
    except OSError:
        return False


def language_of(explicit: Path | None, environ: Mapping[str, str]) -> str:
    """Return the language the documents name, however wrong the rest of them is; empty where none can be told."""
    try:
        place = next((one for one in places(explicit, environ) if answered(one.exists)), None)
        files = sorted(place.glob("*.yaml")) if place and place.is_dir() else [place] if place else []
        for file in files:
            if file.is_file() and (found := _LANGUAGE.search(_beginning(file))):
                return found[1]
    except OSError:
        return ""
    return ""


def _beginning(file: Path) -> str:
    with file.open("rb") as opened:
        return opened.read(_ENOUGH).decode("utf-8", errors="replace")
