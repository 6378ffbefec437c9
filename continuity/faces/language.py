"""French and English, equals: every sentence a person reads is a template, looked up before it is filled in.

The English template is the key; ``french`` holds the other half, and a test fails for any template in the product
that it lacks. A sentence that is data (a name, a path, restic's own words) is never translated.

Some sentences come filled in: a reason that a measurement keeps, a fault quoted inside another. ``told`` knows them
again by their template, so that what was recorded in English years ago still reads in French.
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.evidence.audit import Remark
    from continuity.ground.errors import ContinuityError
    from continuity.policy.reasons import Reason

LANGUAGES = ("en", "fr")

#: Places in the evidence that are not files.
PLACES = (
    "record {number}",
    "database",
    "database, newest checkpoint",
    "database, checkpoint {number}",
    "database, checkpoint number {number}",
    "anchor at size {number}",
    "checkpoint given, size {number}",
    "keys {number}",
)

#: Values that are words of ours and not data, by the name that templates give them.
_WORDS = frozenset({"kind", "mode", "objective", "outcome", "verdict", "what"})
_LENGTH = re.compile(r"(\d+) d( \d+ h| \d+ min)?|(\d+)d|\d+\.\d+ s")
_UNITS = (("KiB", "Kio"), ("MiB", "Mio"), ("GiB", "Gio"), ("TiB", "Tio"), ("B", "o"))
#: Where a fault of a document stands: file, line, column and key.
_PLACED = re.compile(r"\S+:\d+:\d+: (?:[\w.-]+: )?(?=[^\n]+\Z)")
#: What steps, looks and checks are called.
_NAME = re.compile(r"[a-z][\w.-]*")
#: A template is known again only by words of its own: two that stand together.
_OWN_WORDS = re.compile(r"[a-z]{2,}[ -][a-z]")


class Language:
    """One of :data:`LANGUAGES`."""

    def __init__(self, name: str) -> None:
        self.name = name if name in LANGUAGES else "en"

    def template(self, english: str) -> str:
        """Return the template in this language; the English one where the catalogue lacks it."""
        if self.name == "en":
            return english
        from continuity.faces.french import FRENCH  # only French speakers pay for it

        return FRENCH.get(english, english)

    def fill(self, english: str, **values: object) -> str:
        """Return the sentence, translated and filled in with values that are data."""
        return self.template(english).format(**{name: self._number(value) for name, value in values.items()})

    def reason(self, english: str, values: Mapping[str, object]) -> str:
        """Return the sentence, translated with those of its values that are sentences or words of ours."""
        return self.template(english).format(**{name: self._value(name, value) for name, value in values.items()})

    def error(self, error: ContinuityError) -> tuple[str, str]:
        """Return the message and the hint of an error, translated and filled in."""
        if error.code == "document":
            return self._faults(error), ""
        return self.reason(error.template, error.values), self.reason(error.hint_template, error.values)

    def told(self, english: str) -> str:
        """Return a sentence that comes filled in, in this language where its template is known again."""
        if self.name == "en" or not english:
            return english
        if placed := _PLACED.match(english):
            return placed[0] + self.told(english.removeprefix(placed[0]))
        if found := self._again(english):
            return found
        if "\n" in english:
            return "\n".join(map(self.told, english.split("\n")))
        return "\u00a0; ".join(map(self._part, english.split("; ")))

    def _part(self, english: str) -> str:
        """Return one of several reasons; what is said of a step or of a look stands behind its name."""
        if found := self._again(english):
            return found
        name, colon, said = english.partition(": ")
        found = self._again(said) if colon and _NAME.fullmatch(name) else None
        return f"{name}\u00a0: {found}" if found else english

    def remark(self, remark: Remark) -> str:
        """Return what a verification saw, after its place."""
        head = remark.place.rstrip("0123456789")
        number = remark.place.removeprefix(head)
        place = self.template(head + "{number}").replace("{number}", number) if number else self.template(head)
        return self.fill("{place}: {said}", place=place, said=self.reason(remark.template, remark.values))

    def spaced(self, text: str) -> str:
        """Return a text of a document with the spaces of this language's print: no double sign begins a line."""
        if self.name == "en":
            return text
        from continuity.faces.french import unbroken

        return unbroken(text)

    def length(self, text: str) -> str:
        """Return a length of time as people of this language write it: ``1 d`` or ``1 j``, ``0.5 s`` or ``0,5 s``."""
        return text.replace("d", "j").replace(".", ",") if self.name == "fr" and _LENGTH.fullmatch(text) else text

    def size(self, text: str) -> str:
        """Return a size as people of this language write it: ``KiB`` or ``Kio``."""
        if self.name == "fr":
            for unit, here in _UNITS:
                if text.endswith(f" {unit}"):
                    return text.removesuffix(unit).replace(".", ",") + here
        return text

    def faults(self, error: ContinuityError) -> list[dict[str, str | int]]:
        """Return a document's faults as plain data, each with its place, what is wrong and what would be right."""
        return [
            {"file": one.file, "line": one.line, "column": one.column, "path": one.path}
            | {"message": self.reason(one.problem, one.values), "hint": self.reason(one.remedy, one.values)}
            for one in getattr(error, "faults", ())
        ]

    def _faults(self, error: ContinuityError) -> str:
        """Return a document's faults, one a line: place, path, what is wrong, what would be right."""
        lines = []
        for one, said in zip(getattr(error, "faults", ()), self.faults(error), strict=True):
            sentence = f"{said['message']}{self.template('; ')}{said['hint']}"
            lines.append(": ".join(part for part in (str(one.place), one.path, sentence) if part))
        return "\n".join(lines)

    def _value(self, name: str, value: object) -> object:
        """Translate a value that is an error, a word or a sentence of ours; everything else is data."""
        from continuity.ground.errors import ContinuityError, InBoth

        if isinstance(value, ContinuityError):
            return self.error(value)[0]
        if _is_remark(value):
            return self.remark(value)
        if _is_reason(value):
            return self.reason(value.template, value.values)
        if self.name == "en" or not isinstance(value, str):
            return self._number(value)
        if isinstance(value, InBoth) or name in _WORDS:
            return value.french if isinstance(value, InBoth) else self.template(value)
        return self.length(self.told(str(value)))

    def _number(self, value: object) -> object:
        return _Decimal(value) if self.name == "fr" and isinstance(value, float) else value

    def _again(self, sentence: str) -> str | None:
        """Return the translation of the template with most words that this sentence is made of, None if none is."""
        from continuity.faces.french import FRENCH

        if sentence in FRENCH and _OWN_WORDS.search(sentence):
            return FRENCH[sentence].format()
        best = None
        for weight, template, pieces in _templates():
            if (best is None or weight > best[0]) and all(piece in sentence for piece in pieces):
                found = _pattern(template).fullmatch(sentence)
                best = (weight, template, found.groupdict()) if found else best
        if best is None:
            return None
        return FRENCH[best[1]].format(**{name: _Text(self._value(name, value)) for name, value in best[2].items()})


def _is_remark(value: object) -> TypeGuard[Remark]:
    return hasattr(value, "place") and hasattr(value, "template")


def _is_reason(value: object) -> TypeGuard[Reason]:
    return hasattr(value, "template") and hasattr(value, "values")


class _Decimal(float):
    """A number that is rounded for people to read in French: with a comma, and a space before its per cent sign."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        text = super().__format__(spec)
        return text.replace(".", ",").replace("%", "\u00a0%") if spec else text


class _Text(str):
    """A value that was formatted before: what a template asks for does not change it any more."""

    __slots__ = ()

    def __format__(self, _spec: str) -> str:
        return str(self)


@cache
def _templates() -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """Return the templates that can be known again: how much of each is its own (more first), itself, its pieces."""
    from continuity.faces.french import FRENCH

    found = []
    for template in FRENCH:
        parsed = list(Formatter().parse(template))
        pieces = tuple(piece for piece, *_ in parsed if piece)
        if any(field is not None for _, field, *_ in parsed) and any(map(_OWN_WORDS.search, pieces)):
            as_data = not any(field in _WORDS for _, field, *_ in parsed)  # of two alike, the one that alters no name
            found.append((2 * sum(map(len, pieces)) + as_data, template, pieces))
    return tuple(found)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    seen: set[str] = set()
    text = ""
    for piece, field, *_ in Formatter().parse(template):
        text += re.escape(piece)
        if field is not None:
            text += f"(?P={field})" if field in seen else f"(?P<{field}>.*?)"
            seen.add(field)
    return re.compile(text, re.DOTALL)


def from_environment(environ: Mapping[str, str]) -> str:
    """Return the language a person's session asks for (``$CONTINUITY_LANG``, then the locale's variables)."""
    for name in ("CONTINUITY_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"
