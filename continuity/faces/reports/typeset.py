"""From a report as data to PDF/A: the same data gives the same bytes, without network, files or the system's fonts."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.faces.reports.paper import Paper

STANDARD: Final = "a-2b"
#: What Typst's own fonts can show; PDF/A allows no letter without a shape. Everything else is written as its number.
_SHOWN = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x370, 0x4FF),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x2030, 0x2040),
    (0x20A0, 0x20BF),
    (0x2190, 0x22FF),
    (0x2500, 0x25FF),
)
_NOT_LETTERS = frozenset({"Cn", "Cc", "Cf", "Co", "Cs"})


def installed() -> bool:
    """Whether reports can be made here: the extra ``[reports]`` brings Typst."""
    return find_spec("typst") is not None


def pdf(paper: Paper, at: datetime) -> bytes:
    """Return a report as PDF/A-2b, dated ``at``.

    Raises ``Unavailable`` where Typst is not installed or refuses the report.
    """
    if not installed():
        raise Unavailable("reports need Typst", hint="install it: pip install 'continuity[reports]'")
    import typst

    date = [at.year, at.month, at.day, at.hour, at.minute, at.second]
    data = {"lang": paper.language.name, "at": date, "title": paper.title, "footer": paper.footer}
    data |= {"header": paper.header}
    template = files("continuity.faces.reports").joinpath("report.typ").read_bytes()
    try:
        return typst.compile(
            template,
            format="pdf",
            pdf_standards=STANDARD,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(shown(data | {"blocks": paper.blocks}))},
        )
    except typst.TypstError as error:
        raise Unavailable("Typst refuses the report: {why}", hint="please report this", why=error.message) from error


def shown(value: Any) -> Any:
    r"""Return data with every text in it such that it can be shown: ``\u{1f600}`` for what the fonts lack."""
    if isinstance(value, str):
        return "".join(map(_letter, unicodedata.normalize("NFC", value)))
    if isinstance(value, dict):
        return {key: shown(one) for key, one in value.items()}
    return [shown(one) for one in value] if isinstance(value, list | tuple) else value


@cache
def _letter(letter: str) -> str:
    code = ord(letter)
    known = any(first <= code <= last for first, last in _SHOWN) and unicodedata.category(letter) not in _NOT_LETTERS
    return letter if known else f"\\u{{{code:x}}}"
