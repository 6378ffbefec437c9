"""The hand that sends: Apprise, one URL at a time. No secret of a URL leaves this room, whatever the service says."""

from __future__ import annotations

import logging
import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import unquote

from continuity.ground.errors import Unavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOGGER = "apprise"
_PART = re.compile(r"[^\s:/?&=@,;#+]+")
_SHORTEST = 3  # a shorter part of a URL would blot out half of every sentence
_LONGEST = 300
_HIDDEN = "***"


def send(url: str, title: str, body: str, *, urgent: bool) -> None:
    """Send one message. Raises ``Unavailable`` with the service's own words, and ``UsageError`` for an unusable URL."""
    try:
        import apprise
    except ImportError as error:
        raise Unavailable(
            "notifications need the library Apprise, which is not installed",
            hint="install it: pip install 'continuity[notify]'",
        ) from error
    with _overheard(url) as said:
        # the service itself and not Apprise's list of services, which would send on threads of its own
        sender = apprise.Apprise.instantiate(url)
        if sender is None:
            raise UsageError(
                "the URL of a notification is not one that Apprise knows: {scheme}://…",
                hint="see the list of services of Apprise; mind the spelling of its first word",
                scheme=scheme(url),
            )
        kind = apprise.NotifyType.WARNING if urgent else apprise.NotifyType.INFO
        try:
            # plain text: what a service makes of asterisks and brackets in a path is not ours
            done = bool(sender.notify(title=title, body=body, notify_type=kind, body_format=apprise.NotifyFormat.TEXT))
        except Exception as error:  # noqa: BLE001 - a hundred plug-ins of others; none may stop the service
            said.append(type(error).__name__)
            done = False
    if not done:
        raise Unavailable(
            "the {scheme} service did not take the message: {said}",
            hint="check the service, the URL and the network: continuity notification test",
            scheme=scheme(url),
            said=redacted("; ".join(said), url)[:_LONGEST] or "it said nothing",
        )


def scheme(url: str) -> str:
    """Return what may be shown of a URL: its first word."""
    found = re.match(r"[a-zA-Z][a-zA-Z0-9+.-]{0,30}(?=:)", url)
    return found[0] if found else "?"


def redacted(text: str, url: str) -> str:
    """Return the text without any part of the URL behind its scheme, written as it is there or decoded."""
    rest = url.partition("://")[2]
    parts = {part for whole in (rest, unquote(rest)) for part in (whole, *_PART.findall(whole))}
    for part in sorted(parts | set(map(unquote, parts)), key=len, reverse=True):
        if len(part) >= _SHORTEST:
            text = text.replace(part, _HIDDEN)
    return text


@contextmanager
def _overheard(url: str) -> Iterator[list[str]]:
    """Yield what Apprise warns of on this thread meanwhile; nothing that it logs goes anywhere else."""
    logger, said, here = logging.getLogger(_LOGGER), list[str](), threading.get_ident()
    logger.propagate = False
    for chatty in ("urllib3", "requests_oauthlib"):  # they write the paths of URLs, where tokens are
        logging.getLogger(chatty).setLevel(logging.ERROR)

    class Overhear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == here:
                said.append(redacted(" ".join(record.getMessage().split()), url))

    handler = Overhear(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield said
    finally:
        logger.removeHandler(handler)
