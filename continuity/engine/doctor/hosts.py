"""Whether the hosts whose data is backed up let us in, and what they have to work with; nothing there is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.doctor.bounded import together
from continuity.engine.doctor.check import Check, State, of_error
from continuity.engine.remote.way import host_at
from continuity.ground.errors import ContinuityError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.backup.remote.host import Has
    from continuity.engine.doctor.patient import Patient
    from continuity.model.device import Device
    from continuity.model.inventory import Asset, Inventory

_AT_ONCE = 8
_LIMIT_S = 60.0


def examine_hosts(patient: Patient, inventory: Inventory) -> Iterator[Check]:
    """Yield a check of each host that an asset is read on."""
    assets: dict[Device, list[Asset]] = {}
    for asset in inventory.assets():
        if asset.source.on is not None and asset.active:
            assets.setdefault(inventory.clients[asset.client].devices[asset.source.on], []).append(asset)
    looked = together(assets, lambda device: _looked(patient, device), at_once=_AT_ONCE, limit_s=_LIMIT_S)
    for device, found, ended in looked:
        subject = f"{device.client}/{device.name}"
        for has in found:
            yield has if isinstance(has, Check) else _judged(subject, has, assets[device])
        if not ended:
            yield Check(
                name="host",
                subject=subject,
                state=State.UNKNOWN,
                what="{host} has not answered after {seconds:g} s",
                hint="see whether the host is well, then try again",
                values={"host": device.name, "seconds": _LIMIT_S},
            )


def _looked(patient: Patient, device: Device) -> Iterator[Has | Check]:
    try:
        with host_at(patient.reveal, device) as host:
            yield host.look()
    except ContinuityError as error:
        yield of_error("host", f"{device.client}/{device.name}", error)


def _judged(subject: str, has: Has, assets: list[Asset]) -> Check:
    values = {"host": subject.partition("/")[2], "lacks": ", ".join(sorted(has.lacks)), "why": has.no_restic}
    files = [asset.source.settings for asset in assets if asset.source.kind == "files"]
    if has.lacks and files:
        return Check(
            name="host", subject=subject, state=State.FAULT, values=values,
            what="{host} lacks GNU programs that its files are read with: {lacks}",
            hint="install it there (Debian: tar, findutils, coreutils)",
        )  # fmt: skip
    if has.no_restic and any(one["restic"] == "required" for one in files):
        return Check(
            name="host", subject=subject, state=State.FAULT, values=values,
            what="restic cannot run on {host}: {why}",
            hint="mend that, or write `restic: auto` to have the files streamed here",
        )  # fmt: skip
    if has.no_restic or not files:
        what = "{host} lets us in; its files come here by tar" if files else "{host} lets us in"
        return Check(name="host", subject=subject, what=what, values=values)
    version = ".".join(map(str, has.restic or ()))
    what = "{host} lets us in, and restic {version} can run there"
    return Check(name="host", subject=subject, what=what, values=values | {"version": version})
