"""What the service tells, as lines of its log: the sentence in a language, the values as plain data."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.engine.daemon.events import Event, Tell
    from continuity.faces.language import Language
    from continuity.ground.log import Log


def teller(language: Language | Callable[[], Language], log: Log) -> Tell:
    """Return what writes events into ``log``; a language that may change (a reload) is asked at each event."""

    def tell(event: Event) -> None:
        spoken = language() if callable(language) else language
        values = {name: _plain(value) for name, value in event.values.items()}
        subject = str(values.get("subject", ""))
        client = str(values.get("client", "")) or subject.partition("/")[0]
        log.write(
            event.level, event.name, _sentence(spoken, event), run=event.run, client=client, subject=subject,
            values=values,
        )  # fmt: skip

    return tell


def _sentence(language: Language, event: Event) -> str:
    try:
        said = language.reason(event.template, event.values)
    except (LookupError, ValueError, TypeError):
        return event.template  # a sentence that cannot be filled in is still better told than lost
    return said.replace(" ()", "")  # a remedy in brackets that there is none for


def _plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime) and value.tzinfo:
        return write_time(value)
    return [_plain(one) for one in value] if isinstance(value, list | tuple | set | frozenset) else str(value)
