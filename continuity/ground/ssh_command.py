"""One command on a device over an open SSH connection: its output handed on as it comes, and how it ended.

No terminal is asked for, and nothing is sent but the command and what the caller gives it to read. So a device that
pages its output must be told not to, by the command itself or in the account's settings.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from continuity.ground import cancel
from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import timedelta

    from paramiko import Channel, Transport

    from continuity.ground.ssh import Connection

_PIECE = 32768  # what one SSH packet carries, RFC 4253 section 6.1
_LOOK_S = 0.5  # how often stderr, the time limit and cancellation are looked at while nothing comes
_GOODBYE_S = 5.0  # how long an exit status may come after the end of the output
_NEWS_S = 1.0  # how long the news of a cut line may take to come to us
_STDERR_BYTES = 4096


class NotBegun(Unavailable):
    """The connection does not carry commands any more: nothing ran, and another connection may carry it."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a command ended: ``status`` None where the device told none, ``cut`` where the line broke before its end."""

    status: int | None
    complaint: str
    cut: bool


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a command reads: ``pieces``, and then the end of it, unless it is ``held`` open until the command ends.

    A command that is held can tell by its input that nobody is there any more.
    """

    pieces: Iterable[bytes] = ()
    held: bool = False


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long a command may take in all, and how long it may say nothing (None: as long as it likes).

    ``after``: how long we listen once it has ended, while what it left behind keeps its output open and says nothing;
    None for as long as that lives, as a stream needs it, none of which may be lost.
    """

    whole: timedelta
    silence: timedelta | None = None
    after: timedelta | None = None


@dataclass(kw_only=True)
class _Complaint:
    """The last of what came on stderr; ``hear`` is given all of it."""

    hear: Callable[[bytes], None] | None = None
    said: bytes = field(default=b"")

    def drain(self, channel: Channel) -> None:
        while channel.recv_stderr_ready():
            piece = channel.recv_stderr(_PIECE)
            self.said = (self.said + piece)[-_STDERR_BYTES:]
            if self.hear:
                self.hear(piece)


def run(
    connection: Connection,
    command: str,
    take: Callable[[bytes], None],
    *,
    limit: timedelta | Limits,
    given: Given | None = None,
    hear: Callable[[bytes], None] | None = None,
) -> Ended:
    """Run the command, hand its output to ``take`` piece by piece, and return how it ended.

    ``hear`` is given all that comes on stderr; the end of it is told in any case.

    Raises ``Unavailable`` where it does not begin, or does not end within ``limit``; what ``take`` raises passes.
    Cancelling ends it as Ctrl-C does.
    """
    transport, channel = _opened(connection)
    complaint = _Complaint(hear=hear)
    limits = limit if isinstance(limit, Limits) else Limits(whole=limit)
    try:
        with cancel.current().ending(channel.close):
            channel.settimeout(connection.timeout_s)
            channel.exec_command(command)
            channel.settimeout(_LOOK_S)
            if given is not None:
                threading.Thread(target=_feed, args=(channel, given), daemon=True).start()
            _read(channel, take, complaint, limits)
            channel.status_event.wait(_GOODBYE_S)
        cancel.current().check()
        complaint.drain(channel)
        if not channel.eof_received:  # closed by the device, or cut: the transport ends with its line
            transport.join(_NEWS_S)
        cut = not channel.eof_received and not transport.is_active()
        told = channel.exit_status if channel.status_event.is_set() else -1
        said = complaint.said.decode(errors="replace").strip()
        return Ended(status=None if told < 0 else told, complaint=said, cut=cut)
    finally:
        channel.close()


def _opened(connection: Connection) -> tuple[Transport, Channel]:
    import paramiko

    transport = connection.client.get_transport()
    try:
        if transport is not None:
            return transport, transport.open_session(timeout=connection.timeout_s)
    except (paramiko.SSHException, OSError, EOFError):
        pass
    raise NotBegun("the connection was closed before the command began").that_may_pass()


def _feed(channel: Channel, given: Given) -> None:
    """Send what the command reads; where it ended before it read all, its status says more than we could."""
    with suppress(OSError):
        for piece in given.pieces:
            _send(channel, piece)
        if not given.held:
            channel.shutdown_write()


def _send(channel: Channel, piece: bytes) -> None:
    """Send all of it, however long the command takes to read it; raises ``OSError`` once nobody does."""
    rest = piece
    while rest:
        try:
            rest = rest[channel.send(rest[:_PIECE]) :]
        except TimeoutError:
            if channel.closed:
                raise


def _read(channel: Channel, take: Callable[[bytes], None], complaint: _Complaint, limits: Limits) -> None:
    """Hand on the output until it ends."""
    clock = SystemClock()
    began = heard = clock.mark()
    while True:
        try:
            piece = channel.recv(_PIECE)
        except TimeoutError:
            piece = None
        complaint.drain(channel)  # a full window of complaints would hold up the device
        if piece == b"":
            return
        now = clock.mark()
        if piece:
            take(piece)
            heard = now
        if (
            limits.after
            and channel.status_event.is_set()
            and elapsed(heard, now).seconds > limits.after.total_seconds()
        ):
            return
        if elapsed(began, now).seconds > limits.whole.total_seconds():
            raise Unavailable(
                "the command did not end within {seconds:g} s",
                hint="raise `limit` of the source, or see what holds it up there (a pager, perhaps)",
                seconds=limits.whole.total_seconds(),
            )
        if limits.silence and elapsed(heard, now).seconds > limits.silence.total_seconds():
            raise Unavailable(
                "the command said nothing for {seconds:g} s",
                hint="see what holds up the host: its disks, its load, or the way to it",
                seconds=limits.silence.total_seconds(),
            ).that_may_pass()
