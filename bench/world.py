"""What is measured on: the data, a repository for bare restic, and a configuration of ours."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Command, run

BIN = Path(sys.executable).parent
LARGE_FILES, LARGE_BYTES = 8, 2**30
SMALL_FILES, SMALL_BYTES = 20_000, 4096
CONFIGURATION = """\
version: 1
lab: true
state: {root}/state
client: {{name: bench, title: Bench}}
sites: {{here: {{title: Here}}}}
repositories:
  disk: {{adapter: local, path: {root}/ours, site: here, medium: disk, credential: bench}}
assets:
  data:
    title: Data
    criticality: standard
    site: here
    policy: bronze
    source: {{kind: files, paths: [{root}/data]}}
    copies: [disk]
"""


@dataclass(frozen=True)
class World:
    """A directory of our own; ``scale`` shrinks the data."""

    root: Path
    scale: float

    @property
    def bare_env(self) -> dict[str, str]:
        """What restic alone needs."""
        return {
            "RESTIC_PASSWORD": "bench",
            "RESTIC_REPOSITORY": str(self.root / "bare"),
            "RESTIC_CACHE_DIR": str(self.root / "bare-cache"),
        }

    @property
    def ours_env(self) -> dict[str, str]:
        """What our command line needs."""
        return {"CONTINUITY_CONFIG": str(self.root / "continuity.yaml"), "HOME": str(self.root)}

    def make_data(self) -> None:
        """Write the large files of noise, the small ones, and our configuration."""
        data = self.root / "data"
        data.mkdir()
        for number in range(LARGE_FILES):
            (data / f"large-{number}").write_bytes(os.urandom(int(LARGE_BYTES * self.scale) // LARGE_FILES))
        for number in range(int(SMALL_FILES * self.scale)):
            path = data / f"small-{number % 100:02}" / f"{number}"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(os.urandom(SMALL_BYTES))
        (self.root / "continuity.yaml").write_text(CONFIGURATION.format(root=self.root))

    def warm(self) -> None:
        """Read all of the data once, so that both sides find it in memory."""
        for path in (self.root / "data").rglob("*"):
            if path.is_file():
                path.read_bytes()

    def fresh_bare(self) -> None:
        """Make an empty repository for bare restic."""
        for name in ("bare", "bare-cache"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        run(["restic", "init", "-q"], self.bare_env)
        self.warm()

    def fresh_ours(self) -> None:
        """Make an empty repository, state and vault of ours."""
        for name in ("ours", "state"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        (self.root / "key").unlink(missing_ok=True)
        run([BIN / "continuity", "init", "--vault-key-file", self.root / "key"], self.ours_env)
        self.warm()

    @property
    def bare_argv(self) -> list[str | Path]:
        """One backup by bare restic."""
        return ["restic", "backup", "-q", self.root / "data"]

    @property
    def ours_argv(self) -> list[str | Path]:
        """The same by us, with manifest, canary, measurement and evidence."""
        return [BIN / "continuity", "backup", "data", "--vault-key-file", self.root / "key"]

    def commands(self, *, fresh: bool) -> tuple[Command, Command]:
        """Return ours and bare, into a fresh repository each time or on top of what is there."""
        return (
            Command(argv=self.ours_argv, env=self.ours_env, before=self.fresh_ours if fresh else self.warm),
            Command(argv=self.bare_argv, env=self.bare_env, before=self.fresh_bare if fresh else self.warm),
        )

    def restores(self) -> tuple[Command, Command]:
        """Return two restores into an empty place: ours, and bare restic's with `sha256sum -c` of a list made before.

        The list is in the order of the paths and read by one process, as an administrator would make and check it.
        """
        back, hashes = self.root / "back", self.root / "hashes"
        listing = "find data -type f -print0 | sort -z | xargs -0 sha256sum >"
        run(["sh", "-c", f"cd {self.root} && {listing} {hashes}"], {})
        ours: list[str | Path] = [
            BIN / "continuity",
            "restore",
            "data",
            "--to",
            back,
            "--vault-key-file",
            self.root / "key",
        ]
        check = f"cd {back}{self.root} && sha256sum -c --quiet {hashes}"
        bare: list[str | Path] = ["sh", "-c", f"restic restore -q latest --target {back} && {check}"]

        def clear() -> None:
            shutil.rmtree(back, ignore_errors=True)

        return (
            Command(argv=ours, env=self.ours_env, before=clear),
            Command(argv=bare, env=self.bare_env, before=clear),
        )

    def count_restic(self) -> list[str]:
        """Run one unchanged backup behind a `restic` that notes how it was called; return the verbs, in order."""
        log, folder = self.root / "calls", self.root / "counting"
        folder.mkdir()
        wrapper = folder / "restic"
        wrapper.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >>"{log}"\nexec "{shutil.which("restic")}" "$@"\n')
        wrapper.chmod(0o755)
        run(self.ours_argv, self.ours_env | {"PATH": f"{folder}:{os.environ['PATH']}"})
        verbs = ("backup", "snapshots", "ls", "version", "init", "unlock", "check", "cat", "list", "stats", "forget")
        lines = log.read_text().splitlines()
        return [next((word for word in line.split() if word in verbs), line) for line in lines]
