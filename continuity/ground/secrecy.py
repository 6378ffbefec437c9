"""What this process has revealed of secrets: the last line of defence of everything it writes for people and logs.

Templates hold no secret and values should not; a program of others that quotes one in its complaint is caught here.
Short secrets are left alone: replacing every ``root`` in a sentence would hide more than it protects.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any

VEIL = "***"
SHORTEST = 6
_LONGEST_LINE = 20  # of a secret of several lines: shorter ones are its decoration


class Secrets:
    """The secrets revealed so far, in the forms in which programs print them. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets: set[str] = set()
        self._forms: tuple[str, ...] = ()

    def keep(self, secret: str) -> str:
        """Remember a secret that was revealed, and return it."""
        if len(secret) >= SHORTEST and secret not in self._secrets:
            with self._lock:
                self._secrets.add(secret)
                forms = {form for one in self._secrets for form in _forms(one)}
                # the longest first: one secret may be the beginning of another
                self._forms = tuple(sorted(forms, key=lambda form: (-len(form), form)))
        return secret

    def veil(self, text: str) -> str:
        """Return the text with every secret in it replaced by :data:`VEIL`."""
        for form in self._forms:
            if form in text:
                text = text.replace(form, VEIL)
        return text


def one_line(text: str, most: int) -> str:
    """Return a text of somebody else as one line of at most ``most`` printable letters, without half of a secret."""
    return " ".join("".join(one if one.isprintable() else " " for one in veil(text)).split())[:most]


def veiled(value: Any) -> Any:
    """Return a value as JSON knows them, with every secret in its texts replaced, however deep they stand."""
    if isinstance(value, str):
        return veil(value)
    if isinstance(value, Mapping):
        return {key: veiled(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [veiled(one) for one in value]
    return value


def _forms(secret: str) -> set[str]:
    """Return the secret as it is, as part of a URL, as JSON and Go or Python would quote it, and its long lines."""
    from urllib.parse import quote, quote_plus  # the command line says much before it knows a secret

    quoted = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]}
    lines = {line.strip() for line in secret.splitlines() if len(line.strip()) >= _LONGEST_LINE}
    return {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)} | quoted | lines


_PROCESS = Secrets()
keep, veil = _PROCESS.keep, _PROCESS.veil
