"""Beside the closest sibling: what we add to restic, held against what borgmatic adds to borg, on the same data.

    python -m bench beside                # borg and borgmatic must be on the PATH; nothing of ours installs them

All four run in turn on one tree: the first backup into an empty repository, an unchanged one, one with 1 % of the files
rewritten. Both repositories are encrypted, with the compression that each program chooses by itself (the data does not
compress), keys and caches in place, no hooks, no notifications. Ours hashes a manifest of every file, plants a canary,
asks the repository what it lists, and records evidence; borgmatic does none of that, and its own extra work is to read
its configuration and to call borg. So the figures are what each costs a user, not which does more.

Ratios of wall and of processor time are what counts: seconds are those of a machine that does other work, too.
"""

from __future__ import annotations

import os
import random
import shutil
from typing import TYPE_CHECKING

from bench.measure import Command, Taken, in_turn, report, run
from bench.world import World

if TYPE_CHECKING:
    from pathlib import Path

_CONFIGURATION = """\
source_directories: [{root}/data]
repositories: [{{path: {root}/borgmatic-repository}}]
encryption_passphrase: bench
"""
_CHANGED = 100  # one file in so many


def beside(root: Path, scale: float, runs: int) -> None:
    """Measure the three situations, or say which program is missing."""
    missing = [name for name in ("borg", "borgmatic") if shutil.which(name) is None]
    if missing:
        print(f"{'beside borgmatic':<46} not measured: {', '.join(missing)} not on the PATH", flush=True)
        return
    root.mkdir()
    world = World(root, scale)
    world.make_data()
    (root / "borgmatic.yaml").write_text(_CONFIGURATION.format(root=root))
    _tell("first backup", in_turn(_commands(world, fresh=True), runs))
    _tell("unchanged tree", in_turn(_commands(world, fresh=False), runs))
    _tell("1 % of the files rewritten", in_turn(_commands(world, fresh=False, changing=True), runs))


def _commands(world: World, *, fresh: bool, changing: bool = False) -> dict[str, Command]:
    """Return all four in the order in which they take turns; the first one's turn changes the data for all."""
    ours, restic = world.commands(fresh=fresh)
    root = world.root
    chance = random.Random(7)

    def change() -> None:
        files = sorted(path for path in (root / "data").rglob("*") if path.is_file())
        for path in chance.sample(files, max(1, len(files) // _CHANGED)):
            path.write_bytes(os.urandom(path.stat().st_size))

    def fresh_borg(name: str) -> None:
        shutil.rmtree(root / f"{name}-repository", ignore_errors=True)
        shutil.rmtree(root / f"{name}-base", ignore_errors=True)
        run(["borg", "init", "-e", "repokey", root / f"{name}-repository"], _borg(root, name))
        world.warm()

    def before(name: str) -> Command:
        archive = f"{root}/borg-repository::{{now:%s-%f}}"
        bare: list[str | Path] = ["borg", "create", archive, root / "data"]
        theirs: list[str | Path] = ["borgmatic", "-c", root / "borgmatic.yaml", "-v", "-1", "create"]
        return Command(
            argv=bare if name == "borg" else theirs,
            env=_borg(root, name),
            before=(lambda: fresh_borg(name)) if fresh else world.warm,
        )

    if changing:
        ours = Command(argv=ours.argv, env=ours.env, before=change)
    return {"ours": ours, "restic": restic, "borgmatic": before("borgmatic"), "borg": before("borg")}


def _borg(root: Path, name: str) -> dict[str, str]:
    """Return the environment of one borg: each with a cache of its own, as the two repositories are."""
    return {"BORG_PASSPHRASE": "bench", "BORG_BASE_DIR": str(root / f"{name}-base"), "HOME": str(root)}


def _tell(what: str, taken: dict[str, Taken]) -> None:
    """Print how much we add to restic, held against how much borgmatic adds to borg in the same run."""
    ours, restic, borgmatic, borg = (taken[name] for name in ("ours", "restic", "borgmatic", "borg"))
    wall = (ours.wall / restic.wall, borgmatic.wall / borg.wall)
    cpu = (ours.cpu / restic.cpu, borgmatic.cpu / borg.cpu)
    seconds = ", ".join(f"{name} {one.wall:.2f} s ({one.cpu:.2f})" for name, one in taken.items())
    report(f"{what}: over restic, against borgmatic's", wall[0], wall[1], "x", seconds)
    report(
        f"{what}: the same of processor time", cpu[0], cpu[1], "x", f"ours against borg {ours.wall / borg.wall:.2f}x"
    )
