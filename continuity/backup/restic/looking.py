"""Looking into a repository without taking anything out: two snapshots compared, a path searched for; no lock taken."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from typing import TYPE_CHECKING

from continuity.backup.restic import command, differences, matches, messages
from continuity.ground.errors import Unavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.backup.restic.client import ResticClient
    from continuity.backup.restic.differences import Change, Statistics
    from continuity.backup.restic.matches import Match

#: Characters of a file that is compared line by line.
LONGEST_TEXT = 4 << 20
_IN_MEMORY = 1 << 20  # bytes of one snapshot's matches; what is more waits on disk until the snapshot is named


def compare(
    client: ResticClient, first: str, second: str, take: Callable[[Change], None], *, metadata: bool
) -> Statistics:
    """Hand each path that differs to ``take`` as it is found; raises ``Unavailable`` where restic cannot compare."""
    found: list[Statistics] = []

    def read(line: str) -> None:
        plain = messages.parse_line(line)
        if one := differences.change(plain):
            take(one)
        elif told := differences.statistics(plain):
            found.append(told)

    try:
        done = client.stream(differences.arguments(first, second, metadata=metadata), read)
    except ValueError as error:
        raise _strange(client, error) from error
    if done.returncode != 0 or done.timed_out:
        client.explain(done)
    if not found:
        raise _strange(client, messages.last_words(done.stderr) or "no statistics")
    return found[-1]


def search(client: ResticClient, tag: str, pattern: str, take: Callable[[str, Match], None]) -> str:
    """Hand snapshot and match to ``take``, snapshot by snapshot; returns what restic complained of, empty if nothing.

    restic ends with 0 though it could not read a tree: a complaint means that there may be more. Raises
    ``UsageError`` for a pattern that is none, ``Unavailable`` where restic cannot search.
    """
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8") as waiting:

        def keep(match: Match) -> None:
            waiting.write(json.dumps(asdict(match)) + "\n")

        def hand_on(snapshot: str) -> None:
            waiting.seek(0)
            for line in waiting:
                take(snapshot, matches.Match(**json.loads(line)))
            waiting.seek(0)
            waiting.truncate()

        reader = matches.Reader(keep, hand_on)
        try:
            done = client.stream(matches.arguments(tag, pattern), reader.feed, ends="}")
            if done.returncode == 0:
                reader.end()
        except (ValueError, KeyError) as error:
            raise _strange(client, error) from error
    if "syntax error in pattern" in done.stderr:
        raise UsageError(
            "{pattern} is not a pattern",
            hint="close the bracket, or write \\[ for a bracket that is part of the name",
            pattern=pattern,
        )
    if done.returncode != 0 or done.timed_out:
        client.explain(done)
    # What a transport says of itself (ssh's banner) is no complaint of restic's.
    said = [line for line in done.stderr.splitlines() if not line.startswith("subprocess ")]
    return messages.last_words("\n".join([*said, *reader.complaints]))


def text(client: ResticClient, snapshot: str, path: str) -> list[bytes] | None:
    """Return the lines of one file of a snapshot; None where it is too long to be looked at.

    What is no UTF-8 in it comes back as a mark. Raises ``Unavailable`` where it cannot be read.
    """
    lines: list[bytes] = []
    room = LONGEST_TEXT

    def read(line: str) -> None:
        nonlocal room
        room -= len(line)
        if room < 0:
            raise _TooLongError
        lines.append(line.encode())

    try:
        done = client.stream(command.dump(snapshot, path), read)
    except _TooLongError:
        return None
    if done.returncode != 0 or done.timed_out:
        client.explain(done)
    return lines


class _TooLongError(Exception):
    pass


def _strange(client: ResticClient, cause: object) -> Unavailable:
    return Unavailable("what restic says of {name} cannot be read: {cause}", name=client.name, cause=cause)
