"""The repositories of the tests open quickly, and are restic's all the same."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from continuity.ground.process import find_program

if TYPE_CHECKING:
    from pathlib import Path


def _restic(program: str, *argv: str, password: str = "a word") -> subprocess.CompletedProcess[str]:
    environ = os.environ | {"RESTIC_PASSWORD": password}
    return subprocess.run([program, *argv], check=False, capture_output=True, text=True, env=environ)


@pytest.mark.skipif("CONTINUITY_TEST_DEAR_KEYS" in os.environ, reason="the keys are as restic makes them")
def test_the_real_restic_opens_what_has_been_made_cheap(tmp_path: Path) -> None:
    place, real = str(tmp_path / "repository"), shutil.which("restic", path="/usr/bin:/usr/local/bin")
    assert real
    assert real != find_program("restic")
    assert _restic("restic", "-r", place, "init").returncode == 0
    (key,) = (tmp_path / "repository" / "keys").iterdir()
    assert json.loads(key.read_text())["N"] == 2
    assert _restic(real, "-r", place, "--no-cache", "check").returncode == 0
    assert _restic(real, "-r", place, "snapshots", password="another").returncode != 0
