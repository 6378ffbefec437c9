"""Three repositories against one bare `restic backup`: each from the source, by `restic copy`, by moving objects.

All ways are run in turn, so that what else the machine does meets each of them. The bare side has one repository; three
bare backups side by side show what restic's own work costs on this machine, whoever starts it.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bench.measure import Command, Taken, in_turn, report, run
from bench.world import BIN, World
from continuity.faces.demo.lab.ceph import Ceph
from continuity.faces.demo.lab.sshd import Sshd

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Repositories = Callable[[Path], Mapping[str, Mapping[str, object]]]

WAYS = ("each", "copy", "replicate")
_FAR = 0.25  # of the data: the store of the lab keeps everything in memory
_FAR_RUNS = 3
_AGAIN_S = 3 * 1.2  # what one repository may cost over bare restic, three times


@dataclass
class Ours:
    """A client of ours with three repositories, made anew before each run; ``way`` is its policy's `copying`."""

    world: World
    way: str
    repositories: Repositories
    secrets: Mapping[str, str] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """Where its documents and its state are."""
        return self.world.root / self.way

    @property
    def command(self) -> Command:
        """One backup into three empty repositories."""
        argv: list[str | Path] = [BIN / "continuity", "backup", "--vault-key-file", self.root / "key"]
        return Command(argv=argv, env=self.env, before=self.begin)

    @property
    def env(self) -> Mapping[str, str]:
        """What it is run with."""
        return {"CONTINUITY_CONFIG": str(self.root / "continuity.yaml"), "HOME": str(self.root), **self.secrets}

    def begin(self) -> None:
        """Make documents, vault and repositories, and read the data once."""
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir()
        repositories = self.repositories(self.root)
        policy = {"extends": "bronze", "objectives": {"rpo": "24h", "rto": "8h"}, "copying": self.way}
        source = {"kind": "files", "paths": [str(self.world.root / "data")]}
        document: dict[str, Any] = {
            "version": 1,
            "lab": True,
            "state": str(self.root / "state"),
            "client": {"name": "bench", "title": "Bench"},
            "sites": {"here": {"title": "Here"}},
            "repositories": repositories,
            "policies": {"measured": policy},
            "assets": {"data": {"site": "here", "policy": "measured", "source": source, "copies": list(repositories)}},
        }
        (self.root / "continuity.yaml").write_text(json.dumps(document))
        run([BIN / "continuity", "init", "--vault-key-file", self.root / "key"], self.env)
        self.world.warm()


def near(root: Path) -> Mapping[str, Mapping[str, object]]:
    """Return three directories of this machine."""
    return {name: _common("local") | {"path": str(root / name)} for name in ("disk", "second", "third")}


def copies(root: Path, scale: float, runs: int) -> None:
    """Three directories, then a directory, an SFTP server and an S3 store; lines of both begin with where."""
    root.mkdir()
    world = World(root, scale)
    world.make_data()
    _measure("local x3", world, runs, near, {})
    shutil.rmtree(root / "data")
    world = World(root, scale * _FAR)
    world.make_data()
    with Sshd(root / "sshd") as sshd, Ceph(root / "ceph") as store:
        user = store.create_user("bench")
        buckets = iter(range(10**6))

        def far(place: Path) -> Mapping[str, Mapping[str, object]]:
            number = next(buckets)
            bucket = {"endpoint": store.endpoint, "bucket": f"bench-{number}"}
            keys = {"access_key": {"env": "BENCH_ACCESS"}, "secret_key": {"env": "BENCH_SECRET"}}
            return {
                "disk": _common("local") | {"path": str(place / "disk")},
                "server": {**_common("sftp"), **sshd.settings(sshd.root / f"place-{number}")},
                "store": _common("s3") | bucket | keys,
            }

        secrets = {"BENCH_ACCESS": user.access_key, "BENCH_SECRET": user.secret_key}
        _measure("local+sftp+s3", world, min(runs, _FAR_RUNS), far, secrets)


def _measure(where: str, world: World, runs: int, repositories: Repositories, secrets: Mapping[str, str]) -> None:
    ours = {way: Ours(world, way, repositories, secrets).command for way in WAYS}
    commands = {"bare": _bare(world), "bare x3": _bare_thrice(world), **ours}
    _tell(where, in_turn(commands, runs))
    again = in_turn({name: replace(command, before=world.warm) for name, command in commands.items()}, runs)
    for way in WAYS:
        over, what = again[way].wall - again["bare"].wall, f"{where}, unchanged, {way}: seconds over one bare"
        report(what, over, _AGAIN_S, "s", _detail(again[way], again["bare"]))


def _tell(where: str, taken: Mapping[str, Taken]) -> None:
    bare = taken["bare"]
    for way, one in taken.items():
        if way != "bare":
            report(f"{where}: {way} against one bare", one.wall / bare.wall, _target(way), "x", _detail(one, bare))


def _target(way: str) -> float:
    """Return what is wanted; of what needs restic's whole work for each repository, no more than that work itself."""
    return 2.0 if way == "replicate" else 3.5


def _detail(one: Taken, bare: Taken) -> str:
    share = one.cpu / bare.cpu
    return f"{one.wall:.2f} s against {bare.wall:.2f} s (processor: {one.cpu:.2f} s, {bare.cpu:.2f} s, {share:.2f}x)"


def _bare(world: World) -> Command:
    return Command(argv=world.bare_argv, env=world.bare_env, before=world.fresh_bare)


def _bare_thrice(world: World) -> Command:
    """Three restics at once, each with its own repository: what making each copy from the source cannot go below."""
    names = [world.root / f"bare-{number}" for number in range(3)]

    def begin() -> None:
        for name in names:
            shutil.rmtree(name, ignore_errors=True)
            run(["restic", "-r", name, "--cache-dir", world.root / "bare-cache", "init", "-q"], world.bare_env)
        world.warm()

    cache = shlex.quote(str(world.root / "bare-cache"))
    data = shlex.quote(str(world.root / "data"))
    each = " & ".join(f"restic -r {shlex.quote(str(name))} --cache-dir {cache} backup -q {data}" for name in names)
    return Command(argv=["sh", "-c", f"{each} & wait"], env=world.bare_env | _PATH, before=begin)


_PATH = {"PATH": os.environ.get("PATH", os.defpath)}


def _common(adapter: str) -> dict[str, Any]:
    return {"adapter": adapter, "site": "here", "medium": "disk", "credential": "bench"}
