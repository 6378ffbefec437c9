"""Kinds of source that other packages provide: the one of the how-to, installed and rehearsed, and broken ones."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from continuity.backup.sources.installed import installed_kinds, open_foreign
from continuity.backup.sources.ports import Context
from tests.backup.source_contract import Subject, hold
from tests.engine.kit import ROOT, Client, fresh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PAGE = ROOT / "docs" / "how-to" / "write-a-source.md"
BROKEN = """
from continuity.backup.sources.ports import SourceSettings
from pydantic import model_validator

class Settings(SourceSettings):
    name: str = ""

class Picky(Settings):
    @model_validator(mode="after")
    def _look(self):
        raise RuntimeError("I cannot look at this")

class Source:
    Settings, how = Settings, "not at all"
    def __init__(self, settings): self.settings = settings
    @classmethod
    def open(cls, settings, context): return cls(settings)
    def files(self, staging):
        from continuity.backup.sources.ports import staged_files
        return staged_files(staging)
    def stage(self, staging):
        if self.settings.name: raise ConnectionError("nobody at home")
    def opened(self, restored, room): raise RuntimeError

class Unfinished(Source):
    Settings = Picky
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the page, installed where nothing else is."""
    work = tmp_path_factory.mktemp("package")
    (work / "source").mkdir()
    files = re.findall(r"^\*\*`([^`]+)`\*\*\n\n((?: {4}.*\n|\n)+)", PAGE.read_text(), re.MULTILINE)
    for name, text in files:
        (work / "source" / name).write_text(re.sub(r"^ {4}", "", text, flags=re.MULTILINE))
    words = ("install", "-q", "--no-deps", "--no-index", "--no-build-isolation", "--target", "site", "./source")
    argv = [sys.executable, "-m", "pip", "--disable-pip-version-check", *words]
    done = subprocess.run(argv, cwd=work, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return work / "site"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Puts a folder of packages beside ours for one test."""
    before = set(sys.modules)
    yield lambda site: monkeypatch.syspath_prepend(str(site))
    for name in set(sys.modules) - before:
        if name.startswith(("continuity_git", "broken_kinds")):
            del sys.modules[name]


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=me", "-c", "user.email=me@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """A repository of one commit."""
    folder = tmp_path / "product"
    folder.mkdir()
    git(folder, "init", "-q")
    git(folder, "commit", "--allow-empty", "-m", "begin")
    return folder


def asset(source: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"site": "here", "policy": "plain", "copies": ["disk"], "source": source} | more


def test_the_package_of_the_page_backs_up_and_is_rehearsed(
    package: Path, installed: Callable[[Path], None], product: Path, template: Client, place: Path
) -> None:
    installed(package)
    client = fresh(template, place, "disk", paths=[])
    checks = [{"sql": "rev-list --count --all", "expect": "= 1"}]
    client.more["assets"] = {"sources": asset({"kind": "git", "repository": str(product)}, checks=checks)}
    client.write()
    assert "sources of kind" not in client.run("policy", "check", code=None).all, "it is as active as any"
    client.run("backup")
    run = client.run("test", "--json").json
    measured = {one["objective"]: one for one in run["measurements"]}
    assert (measured["content"]["verdict"], measured["checks"]["verdict"]) == ("met", "met")
    assert measured["checks"]["how"] == "git clone of the restored bundle, with every object checked"
    (product / ".git" / "HEAD").unlink()
    assert "cannot be bundled" in client.run("backup", code=4).err
    assert len(client.points()) == 1


def test_the_package_of_the_page_keeps_the_contract(
    package: Path, installed: Callable[[Path], None], product: Path, tmp_path: Path
) -> None:
    installed(package)
    kinds = installed_kinds()
    settings = kinds["git"].Settings.model_validate({"kind": "git", "repository": str(product)})
    context = Context(asset="acme/sources", memory=tmp_path / "memory", reveal=lambda _reference: "")
    hold(
        Subject(
            source=open_foreign(kinds, settings, context),
            change=lambda: git(product, "commit", "--allow-empty", "-m", "go on"),
            lose=(product / ".git" / "HEAD").unlink,
            query="rev-list --count --all",
            before="1",
            wrong="no-such-command",
        ),
        tmp_path,
    )


def broken(site: Path, **points: str) -> Path:
    """A folder with a package of broken kinds, each by its entry point."""
    info = site / "broken_kinds-2.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-kinds\nVersion: 2.0\n")
    lines = "".join(f"{name} = {value}\n" for name, value in points.items())
    (info / "entry_points.txt").write_text(f"[continuity.sources]\n{lines}")
    (site / "broken_kinds.py").write_text(BROKEN)
    return site


@pytest.mark.parametrize(
    ("point", "keys", "said", "told"),
    [
        ("broken_kinds.nowhere:Source", {}, "broken-kinds 2.0 (broken_kinds.nowhere:Source) does not load", True),
        ("broken_kinds:BROKEN", {}, "does not load: AttributeError", True),
        ("broken_kinds:Settings", {}, "it has no Settings of ours", True),
        ("broken_kinds:Unfinished", {}, "RuntimeError: I cannot look at this", True),
        ("broken_kinds:Source", {"name": "x"}, "ConnectionError: nobody at home", False),
        ("broken_kinds:Source", {}, "the source ended well and staged nothing", False),
    ],
)
def test_a_broken_package_fails_its_own_assets_alone(
    installed: Callable[[Path], None],
    template: Client,
    place: Path,
    point: str,
    keys: dict[str, str],
    said: str,
    *,
    told: bool,
) -> None:
    installed(broken(place / "site", odd=point))
    client = fresh(template, place, "disk")
    share = asset({"kind": "files", "paths": [str(client.share)]})
    client.more["assets"] = {"share": share, "strange": asset({"kind": "odd"} | keys)}
    client.write()
    noted = client.run("policy", "check", code=None).all
    assert told == (f"{client.config}:" in noted and "the package for sources of kind odd" in noted), noted
    client.run("backup", "share")
    assert said in client.run("backup", "strange", code=4).err
    assert {one["asset"] for one in client.points()} == {"share"}


def test_documents_are_held_to_the_settings_of_the_package(
    package: Path, installed: Callable[[Path], None], template: Client, place: Path
) -> None:
    installed(package)
    installed(broken(place / "site", sqlite="broken_kinds:Source", git="broken_kinds:Source"))
    client = fresh(template, place, "disk", paths=[])
    client.more["assets"] = {
        "one": asset({"kind": "sqlite", "path": "shop.db"}),
        "two": asset({"kind": "gti", "repository": "x"}),
    }
    client.write()
    said = client.run("policy", "check", code=2).err
    assert "assets.one" not in said, "a kind of ours cannot be taken over"
    assert re.search(
        r"continuity.yaml:\d+:\d+: assets.two.source: 'gti' is not a known kind; write one of files, .*git", said
    )
    client.more["assets"] = {"one": asset({"kind": "git", "repository": "x"})}
    client.write()
    assert "two packages provide the kind of source git" in client.run("backup", code=4).err


def test_a_wrong_key_of_a_foreign_kind_has_its_place(
    package: Path, installed: Callable[[Path], None], template: Client, place: Path
) -> None:
    installed(package)
    client = fresh(template, place, "disk", paths=[])
    client.more["assets"] = {"one": asset({"kind": "git", "repositori": "x"})}
    client.write()
    said = client.run("policy", "check", code=2).err
    assert re.search(
        r"yaml:\d+:\d+: assets.one.source.repositori: repositori is not a key here; did you mean repository\?", said
    )
    assert re.search(r"yaml:\d+:\d+: assets.one.source: repository is missing", said)
