"""Snapshots of logical volumes: thick ones with a size of their own, beyond which they are lost; thin ones in the pool.

A file system is frozen by the kernel while its snapshot is taken (lvcreate(8)), and its journal is replayed into the
snapshot when that is mounted: the original is not touched.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from continuity.backup.snapshots.ports import Found, tool
from continuity.ground.errors import ContinuityError, Unavailable

if TYPE_CHECKING:
    from pathlib import Path, PurePosixPath

    from continuity.ground.mounts import Mount

_FIELDS = "vg_name,lv_name,lv_uuid,segtype,origin_uuid,lv_time,lv_snapshot_invalid,data_percent,lv_health_status"
_TIMES = 'report{time_format="%Y-%m-%d %T %z"}'  # whatever this machine shows people
_FULL = 100.0
#: What a file system needs to be mounted beside itself, read-only: xfs(5) refuses two of one UUID.
_OPTIONS = {"xfs": "ro,noatime,nouuid"}


class LogicalVolume:
    """The logical volume that holds one path; satisfies :class:`~continuity.backup.snapshots.ports.Volume`."""

    kind = "lvm"

    def __init__(self, mount: Mount, path: Path, room: str) -> None:
        """``room`` is what a thick snapshot may hold: ``10%`` of the volume, or bytes."""
        (found,) = _volumes(mount.device)
        self._group, self._name, self._uuid = found["vg_name"], found["lv_name"], found["lv_uuid"]
        self._thin, self._system = found["segtype"] == "thin", mount.kind
        self._room = room
        self.key = (mount.number, "")
        self.title = f"{self._group}/{self._name}"
        self.below = mount.within(path).relative_to("/")

    def take(self, name: str) -> None:
        """See :meth:`Volume.take`."""
        share = ("--extents", f"{self._room}ORIGIN") if self._room.endswith("%") else ("--size", f"{self._room}b")
        size = ("--setactivationskip", "n") if self._thin else share
        try:
            tool(["lvcreate", "--yes", "--snapshot", *size, "--name", name, self.title])
        except ContinuityError as error:
            raise Unavailable(
                "no snapshot of {volume} can be taken: {said}",
                hint="free some extents in the volume group (vgs {group}), or ask for less with `snapshot_size`",
                volume=self.title,
                group=self._group,
                said=error.values.get("said", error),
            ) from error

    def show(self, name: str, at: Path) -> Path:
        """See :meth:`Volume.show`."""
        options = _OPTIONS.get(self._system, "ro,noatime")
        tool(["mount", "-t", self._system, "-o", options, f"/dev/{self._group}/{name}", str(at)])
        return at

    def fault(self, name: str) -> str:
        """See :meth:`Volume.fault`."""
        found = next((one for one in _volumes(self._group) if one["lv_name"] == name), None)
        if found is None:
            return "somebody removed it"
        full = not found["data_percent"] or float(found["data_percent"]) >= _FULL
        if not self._thin and (found["lv_snapshot_invalid"] or full):
            return "more was changed meanwhile than it had room for"
        return str(found["lv_health_status"])

    def found(self) -> tuple[Found, ...]:
        """See :meth:`Volume.found`."""
        return tuple(
            Found(name=one["lv_name"], at=datetime.strptime(one["lv_time"], "%Y-%m-%d %H:%M:%S %z").astimezone(UTC))
            for one in _volumes(self._group)
            if one["origin_uuid"] == self._uuid
        )

    def remove(self, name: str) -> None:
        """See :meth:`Volume.remove`."""
        tool(["lvremove", "--yes", f"{self._group}/{name}"])

    def may_keep(self) -> bool:
        """See :meth:`Volume.may_keep`: every thick one slows down each write, until its room is used up."""
        return bool(self._thin)

    def inside(self, below: PurePosixPath) -> tuple[PurePosixPath, ...]:
        """See :meth:`Volume.inside`: a logical volume holds one file system, and all of it is in the snapshot."""
        del below
        return ()


def _volumes(what: str) -> list[dict[str, Any]]:
    text = tool(["lvs", "--config", _TIMES, "--reportformat", "json", "--options", _FIELDS, what])
    found: list[dict[str, Any]] = json.loads(text)["report"][0]["lv"]
    return found
