"""What a query on restored data must give: ``> 0``, ``= 2026``, ``!= error``, or a value alone. Pure."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta
    from pathlib import Path

#: Kinds of source whose restored lines patterns are looked for in.
PRINTED_SOURCES = frozenset({"command", "ssh-command"})
_FORM = re.compile(r"\s*(>=|<=|!=|==|=|>|<)?\s*(.*?)\s*", re.DOTALL)
_EQUAL = ("=", "==", "!=")
_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """A comparison with a fixed value: of numbers where both sides are numbers, else of texts, byte for byte."""

    test: str
    value: str

    @classmethod
    def parse(cls, text: str) -> Expectation:
        """Read it; raises ``ValueError`` where there is nothing to compare with, or an order is asked of a text.

        ISO 8601 dates and times of one form sort as texts, so an order of those is welcome.
        """
        test, value = _FORM.fullmatch(text).groups()  # type: ignore[union-attr]  # it matches any text
        if not value:
            raise ValueError(text)
        if test not in (None, *_EQUAL) and _number(value) is None and not value[0].isdigit():
            raise ValueError(text)
        return cls(test=test or "=", value=value)

    def holds(self, answer: str) -> bool:
        """Tell whether an answer is what was expected; what is no number is neither above nor below one."""
        numbers = _number(answer), _number(self.value)
        if None not in numbers:
            return _TESTS[self.test](*numbers)
        if numbers[1] is not None and self.test not in _EQUAL:
            return False
        return _TESTS[self.test](answer.strip(), self.value)

    def __str__(self) -> str:
        return f"{self.test} {self.value}"


@dataclass(frozen=True, kw_only=True)
class Boot:
    """A disk image among the restored files, and what it must come to print on its serial console, within a time."""

    image: Path
    expect: str
    within: timedelta
    memory_mib: int


@dataclass(frozen=True, kw_only=True)
class Query:
    """One question to restored data, in its own language, and what the first value of the answer must be."""

    sql: str
    expect: Expectation


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """Where the newest time stamp of a source is found: by a query of its own language, or by the age of a path."""

    sql: str = ""
    path: Path | None = None


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
