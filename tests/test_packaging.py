"""What is installed is what stands in the tree: from a wheel and from an editable install alike."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOT_SOURCE = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist", "tests", "docs", "bench")
LIST_POLICIES = (
    "import continuity; from importlib.resources import files; print(continuity.__file__);"
    "print(*sorted(f.name for f in files('continuity.policies').iterdir() if f.name.endswith('.yaml')))"
)

pytestmark = pytest.mark.xdist_group("packaging")  # one wheel for all of them


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def places() -> dict[str, str]:
    """Top folder of the repository by package."""
    mapped: dict[str, str] = project()["tool"]["setuptools"]["package-dir"]
    return {"continuity": "continuity"} | mapped


def shipped() -> set[str]:
    """Every file of the packages in the tree, by its name in a wheel."""
    return {
        str(Path(package.replace(".", "/")) / path.relative_to(ROOT / folder))
        for package, folder in places().items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def policies() -> list[str]:
    return sorted(path.name for path in (ROOT / "policies").glob("*.yaml"))


def run(*argv: str | Path, **more: Any) -> str:
    done = subprocess.run(
        [str(part) for part in argv], capture_output=True, text=True, timeout=300, check=False, **more
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return str(done.stdout)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, work / "source", ignore=NOT_SOURCE)  # a build writes beside what it builds
    run(sys.executable, "-m", "pip", "wheel", "./source", "--no-deps", "--no-build-isolation", "-w", work, cwd=work)
    return next(work.glob("continuity-*.whl"))


def test_package_list_equals_the_tree() -> None:
    in_tree = {
        ".".join([package, *path.parent.relative_to(ROOT / folder).parts])
        for package, folder in places().items()
        for path in (ROOT / folder).rglob("__init__.py")
    }
    assert sorted(project()["tool"]["setuptools"]["packages"]) == sorted(in_tree)


def test_wheel_holds_every_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {name for name in names if ".dist-info/" not in name} == shipped()
    assert {"LICENSE", "entry_points.txt"} <= {Path(name).name for name in names if ".dist-info/" in name}


def test_wheel_holds_what_users_need(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert policies()
    assert {f"continuity/policies/{name}" for name in policies()} <= names
    assert {f"continuity/storage_adapters/{kind}.py" for kind in ("local", "sftp", "s3")} <= names
    assert "continuity/evidence/stranger.py" in names
    assert any(re.fullmatch(r"continuity/state/migrations/versions/\w+\.py", name) for name in names)


def test_policies_are_found_in_a_wheel(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "pip", "install", "-qq", "--no-deps", "--target", tmp_path, wheel)
    where, names = run(
        sys.executable, "-c", LIST_POLICIES, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}
    ).splitlines()
    assert Path(where).is_relative_to(tmp_path)
    assert names.split() == policies()


def test_policies_are_found_in_the_checkout() -> None:
    found = sorted(path.name for path in files("continuity.policies").iterdir() if path.name.endswith(".yaml"))
    assert found == policies()


def test_adapters_open_by_their_entry_points() -> None:
    declared = project()["project"]["entry-points"]["continuity.storage_adapters"]
    installed = {entry.name: entry for entry in entry_points(group="continuity.storage_adapters")}
    assert {name: entry.value for name, entry in installed.items()} == declared
    assert all(hasattr(entry.load(), "open") for entry in installed.values())


def test_pins_are_names_and_versions() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert [line for line in lines if not re.fullmatch(r"#.*|[a-z0-9.-]+==[0-9][\w.]*", line)] == []
    pinned = {line.partition("==")[0] for line in lines}
    wanted = project()["project"]["dependencies"] + project()["project"]["optional-dependencies"]["dev"]
    assert {re.split(r"[\[>=<~! ]", name)[0].lower() for name in wanted} <= pinned


@pytest.mark.slow
def test_wheel_runs_in_a_fresh_place(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv/bin/python"
    run(python, "-m", "pip", "install", "-qq", "-c", ROOT / "constraints.txt", wheel, cwd=tmp_path)
    assert "backup" in run(tmp_path / "venv/bin/continuity", "--help", cwd=tmp_path)
