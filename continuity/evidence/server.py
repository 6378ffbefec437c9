"""The server's own log: the heads of the clients' logs, and what concerns this server and no client alone.

A client's log that was cut or made anew contradicts the heads that stand here; whoever would hide that has to make
this log anew, too, and every log and anchor that holds its heads. Of a client nothing is told but name, size, root.
"""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.evidence.audit import LISTED, Remark
from continuity.evidence.format.record import read_fields
from continuity.evidence.held import Held
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from continuity.evidence.format.checkpoint import Checkpoint
    from continuity.evidence.store import LogStore

#: A client's log has a new head.
HEAD = "log.head"
#: A log's key was made or changed; a log went on after its state came back, or cannot be signed on.
KEY, RECOVERED, UNSIGNED = "log.key", "log.recovered", "log.unsigned"
#: The scheduled service began, ended, or was found to have died; what it works with; the documents it goes by.
STARTED, STOPPED, DIED = "service.started", "service.stopped", "service.died"
SOFTWARE, DOCUMENTS = "software", "documents"

_HEAD = struct.Struct(">QQ32s")  # size, index in the server's log, root
_ROOT = 32
_END = 1 << 62


def head_body(head: Checkpoint) -> dict[str, Any]:
    """Return the body of the record that tells of a client's head."""
    return {"log": head.origin, "size": head.size, "root": base64.b64encode(head.root).decode()}


@dataclass
class _Told:
    """The heads of one log as they were told, 48 bytes each, and what is wrong with them by themselves."""

    heads: bytearray = field(default_factory=bytearray)
    size: int = 0
    root: bytes = b""
    remarks: list[Remark] = field(default_factory=list)


class ToldHeads:
    """What the server's log says of other logs, read once for all of them."""

    def __init__(self, server: str, store: LogStore, logs: Collection[str]) -> None:
        """Read the log named ``server``; raises ``Unavailable`` where the database cannot be read."""
        self._server = server
        self._told = {log: _Told() for log in logs}
        for stored in store.read(server, 0, _END):
            if stored.kind == HEAD and stored.salt:
                self._see(stored.index or 0, stored.body)

    def of(self, log: str) -> Iterator[Held]:
        """Yield the heads of a log by ascending size."""
        for size, index, root in _HEAD.iter_unpack(bytes(self._told[log].heads)):
            yield Held(holder=self._server, size=size, root=root, record=index)

    def remarks(self, log: str) -> tuple[Remark, ...]:
        """Return what the heads of a log contradict among themselves."""
        return tuple(self._told[log].remarks)

    def _see(self, index: int, body: bytes) -> None:
        try:
            said = read_fields(body)["body"]
            log, size, root = said["log"], int(said["size"]), base64.b64decode(said["root"], validate=True)
        except (NotProven, LookupError, TypeError, ValueError):  # verifying the server's log says so
            return
        told = self._told.get(log)
        if told is None or not 0 <= size < _END or len(root) != _ROOT:
            return
        if size > told.size:
            told.heads += _HEAD.pack(size, index, root)
            told.size, told.root = size, root
        elif (size, root) != (told.size, told.root) and len(told.remarks) < LISTED:
            text = "it holds a head of {size} records after one of {before}: the log was cut, rolled back or made anew"
            told.remarks.append(_problem(f"server's log, record {index}", text, size=size, before=told.size))


def _problem(place: str, template: str, **values: object) -> Remark:
    return Remark(place, template, values)
