"""French and English, equals: every sentence a person reads is a template, looked up before it is filled in.

The English template is the key; ``french`` holds the other half, and a test fails for any template in the product
that it lacks. A sentence that is data (a name, a path, restic's own words) is never translated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.ground.errors import ContinuityError

LANGUAGES = ("en", "fr")


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
        """Return the sentence, translated and filled in."""
        return self.template(english).format(**values)

    def error(self, error: ContinuityError) -> tuple[str, str]:
        """Return the message and the hint of an error, translated and filled in."""
        values = {name: self._value(value) for name, value in error.values.items()}
        message = self.template(error.template).format(**values)
        return message, self.template(error.hint_template).format(**values)

    def _value(self, value: object) -> object:
        """Translate a value that is itself an error (a cause told by a lower floor)."""
        from continuity.ground.errors import ContinuityError

        return self.error(value)[0] if isinstance(value, ContinuityError) else value


def from_environment(environ: Mapping[str, str]) -> str:
    """Return the language a person's session asks for (``$CONTINUITY_LANG``, then the locale's variables)."""
    for name in ("CONTINUITY_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"
