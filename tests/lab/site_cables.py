"""Programs that pull the primary's cable and put it in again, as a drill is given them: files that can be run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lab.sites import TwoSites

_LINK = "nsenter --net={switch} -- ip link set {name} {state}"
_IS_UP = "nsenter --net={switch} -- ip link show dev primary | grep -q ',UP'"
#: Rows are written for a while after the standby hears no more of them.
_UNHEARD_S = 1.5


def cables(sites: TwoSites, folder: Path) -> dict[str, str]:
    """Write them, and return them by name.

    ``cut`` cuts the primary off; ``cut_late`` only once the standby has lacked its last rows for a while; ``mend``
    connects it as it is; ``connect`` does so with its services stopped and without the address, as on its console.
    """
    up, down = (_LINK.format(switch=sites.client.network, name="primary", state=state) for state in ("up", "down"))
    deaf, hears = (_LINK.format(switch=sites.client.network, name="standby", state=one) for one in ("down", "up"))
    answers = f"arping -q -f -w 20 -I {sites.cable} {sites.primary.place.address}"
    is_up = _IS_UP.format(switch=sites.client.network)
    inside = f"nsenter -t {sites.primary.first} --net --mount --uts --pid --root --wd"
    console = f"{inside} -- env -i PATH=/usr/sbin:/usr/bin"
    stopped = [
        f"{is_up} && exit 0",
        *(f"{console} service {name} stop" for name in ("nginx", "postgresql")),
        f"{console} ip address del {sites.address}/24 dev {sites.primary.port}",
        up,
        answers,
    ]
    bodies = {
        "cut": [down],
        "cut_late": [f"{is_up} || exit 0", deaf, f"sleep {_UNHEARD_S}", down, hears],
        "mend": [up, answers],
        "connect": stopped,
    }
    return {name: _written(folder / name, lines) for name, lines in bodies.items()}


def _written(path: Path, lines: list[str]) -> str:
    path.write_text("\n".join(["#!/bin/sh", "set -e", *lines, ""]))
    path.chmod(0o755)
    return str(path)
