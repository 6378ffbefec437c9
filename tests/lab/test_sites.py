"""The lab of two sites: gone with whoever made it, whatever ended him."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from continuity.faces.demo.lab.ports import wait_until
from continuity.faces.demo.lab.programs import call

_MAKE = """\
import pathlib, signal, sys
from tests.lab.sites import TwoSites
with TwoSites(pathlib.Path(sys.argv[1])) as sites:
    print(sites.cable, sites.primary.does("hostname"), sites.standby.does("hostname"), flush=True)
    signal.pause()
"""


def test_a_killed_test_takes_its_sites_along(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", _MAKE, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told = [child.stdout.readline().strip() for _ in range(3)]
    cable = told[0].split()[0]
    assert (told[0].split()[1], told[1].strip()) == ("primary", "standby")
    assert cable in call(["ip", "link", "show"])
    child.kill()
    child.wait()
    child.stdout.close()

    def gone() -> bool:
        return cable not in call(["ip", "link", "show"]) and not below(tmp_path)

    wait_until(gone, what="the end of the sites", limit_s=20)


def below(root: Path) -> list[str]:
    """The processes whose root directory is below this one."""
    found = []
    for one in Path("/proc").iterdir():
        try:
            if one.name.isdecimal() and (one / "root").readlink().is_relative_to(root):
                found.append(one.name)
        except OSError:
            continue
    return found
