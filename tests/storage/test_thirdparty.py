"""A customer's adapter comes in its own wheel, by the same door as ours, and is held to the same contract."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DOCUMENT = """\
version: 1
lab: true
client: {{ name: acme, title: Acme }}
state: {root}/state
sites: {{ here: {{ title: Here }} }}
repositories:
  binder: {{ adapter: dated-folder, site: here, medium: disk, credential: root, shelf: {root}/shelf, year: 2026 }}
policies:
  plain: {{ title: Plain, objectives: {{ rpo: 24h, rto: 4h }}, retention: {{ daily: 7 }} }}
assets:
  share:
    {{ title: Share, criticality: standard, site: here, policy: plain, copies: [binder],
       source: {{ kind: files, paths: [{root}/data] }} }}
"""
SUITE = """
import sys
from pathlib import Path
from continuity.storage.conformance import Subject, run_suite
from continuity.storage.registry import adapters
from continuity.storage.subject import Restic
work, made = Path(sys.argv[1]), []
kind = adapters()["dated-folder"]
def fresh(shelf=work):
    made.append(1)
    keys = dict(adapter="dated-folder", site="s", medium="disk", credential="c", shelf=str(shelf))
    return kind.open("binder", kind.Settings.model_validate({**keys, "year": 2000 + len(made)}), None)
subject = Subject(Restic("restic", work), fresh, unreachable=lambda: fresh(work / "none"))
for one in run_suite(subject):
    print(one.outcome, one.name, one.detail)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built as a wheel and installed where nothing else is."""
    work = tmp_path_factory.mktemp("thirdparty")
    shutil.copytree(HERE / "thirdparty", work / "source")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    plain, wheels = ["--no-deps", "--no-index"], str(work / "wheels")
    build = ["wheel", "./source", "--no-build-isolation", *plain, "-w", wheels]
    install = ["install", *plain, "--target", str(work / "site"), "--find-links", wheels, "continuity-dated-folder"]
    for words in (build, install):
        done = subprocess.run([*pip, *words], cwd=work, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return work / "site"


def run(site: Path | None, root: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([*([str(site)] if site else []), str(ROOT)])
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(root),
        "PYTHONPATH": path,
        "CONTINUITY_CONFIG": str(root / "continuity.yaml"),
        "CONTINUITY_VAULT_PASSPHRASE": "lab words",
    }
    return subprocess.run(
        [sys.executable, *argv], env=env, cwd=root, capture_output=True, text=True, timeout=180, check=False
    )


MAIN = ("-c", "import sys; from continuity.faces.cli.main import main; sys.exit(main())")


def test_a_wheel_of_somebody_else_backs_up_and_restores(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "continuity.yaml").write_text(DOCUMENT.format(root=tmp_path))
    (tmp_path / "shelf").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "letter").write_text("dear customer")
    without = run(None, tmp_path, *MAIN, "init")
    assert without.returncode == 2, "a document that names an adapter nobody installed"
    assert "dated-folder" in without.stderr
    for words in (("init",), ("backup",), ("restore", "share", "--to", str(tmp_path / "back"))):
        done = run(installed, tmp_path, *MAIN, *words)
        assert done.returncode in (0, 1), done.stdout + done.stderr
    (letter,) = (tmp_path / "back").rglob("letter")
    assert letter.read_text() == "dear customer"
    assert len(list((tmp_path / "shelf" / "2026" / "snapshots").iterdir())) == 1
    listed = run(installed, tmp_path, *MAIN, "points", "--json")
    assert len(json.loads(listed.stdout)["points"]) == 1


def test_it_is_held_to_the_same_contract(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "-c", SUITE, str(tmp_path))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert not [line for line in lines if line.startswith("failed")]
    assert sum(line.startswith("passed") for line in lines) >= 9
