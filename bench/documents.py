"""Loading the documents of a provider: 200 clients of 20 assets, held against reading the same bytes as bare YAML."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bench.measure import Command, against, alternate, report

if TYPE_CHECKING:
    from pathlib import Path

_SHARED = """\
version: 1
timezone: Europe/Paris
state: {folder}/state
sites: {{here: {{title: Client}}, there: {{title: Provider}}}}
policies: {{house: {{extends: silver, objectives: {{rpo: 4h}}}}}}
"""
_CLIENT = """\
client: {{name: {name}, title: Client {name}}}
repositories:
  nas:
    adapter: local
    path: {folder}/nas
    site: here
    medium: disk
    credential: nas
  away:
    adapter: local
    path: {folder}/away
    site: there
    medium: removable
    credential: away
assets:
"""
_ASSET = """\
  asset-{number}:
    title: Files of department {number}
    criticality: important
    site: here
    policy: house
    copies: [nas, away]
    source: {{kind: files, paths: [/srv/{name}/{number}], exclude: ["*.tmp", ".cache/"]}}
"""
#: Our loader, and the two layers of ruamel.yaml that it could not do without: its plain loader, its events.
_OURS = """
import sys
from pathlib import Path
from continuity.model.documents.loading import load
from continuity.storage.registry import settings_by_name
assert len(list(load(Path(sys.argv[1]), {}, settings_by_name()).assets())) == int(sys.argv[2])
"""
_PLAIN = """
import sys
from pathlib import Path
from ruamel.yaml import YAML
yaml = YAML(typ="safe", pure=True)
found = [yaml.load(path) for path in sorted(Path(sys.argv[1]).rglob("*.yaml"))]
assert sum(len(one.get("assets", {})) for one in found) == int(sys.argv[2])
"""
_EVENTS = """
import sys
from pathlib import Path
from ruamel.yaml import YAML
texts = [path.read_text() for path in sorted(Path(sys.argv[1]).rglob("*.yaml"))]
assert sum(1 for text in texts for _ in YAML(typ="safe", pure=True).parse(text))
"""


def write_fleet(folder: Path, clients: int, assets: int) -> None:
    """Write the documents of a provider below ``folder``."""
    folder.mkdir(parents=True)
    (folder / "shared.yaml").write_text(_SHARED.format(folder=folder))
    for name in (f"client-{number}" for number in range(clients)):
        own = folder / name
        own.mkdir()
        text = _CLIENT.format(name=name, folder=own)
        text += "".join(_ASSET.format(name=name, number=number) for number in range(assets))
        (own / "continuity.yaml").write_text(text)


def loading(folder: Path, scale: float, runs: int) -> None:
    """Load a fleet, in a process of its own each time."""
    clients, assets = max(1, round(200 * scale)), 20
    write_fleet(folder, clients, assets)
    words = [str(folder), str(clients * assets)]
    ours = Command(argv=[sys.executable, "-c", _OURS, *words], env={})
    for name, script, target in (("a plain YAML load", _PLAIN, 1.35), ("bare YAML events", _EVENTS, 2.0)):
        mine, theirs = alternate(ours, Command(argv=[sys.executable, "-c", script, *words], env={}), runs)
        what = f"{clients} clients of {assets} assets against {name}"
        report(what, mine.cpu / theirs.cpu, target, "x", against(mine, theirs))
