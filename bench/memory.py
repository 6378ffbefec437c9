"""How our own memory grows with the number of files: each step of ours in a process of its own, beside restic once.

    python -m bench memory                # 60,000 and 300,000 files; BENCH_SCALE=17 for five million

A tree of small files on a file system in memory, where there is one. Bytes a file are the growth of the largest
resident size from the smaller tree to the larger, so what Python and the libraries need does not count. restic's own
growth (its index and its tree of paths) is shown beside ours and has no target: it is not ours to mend.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import report

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.backup.restic.messages import Node

#: Bytes of resident memory that one more file may cost.
TARGET = 16
_SMALL = 60_000  # more than what is held on purpose: pairs of a restore, entries that are read ahead
_IN_FOLDER = 100
_RUN = "01benchmemory0000000000000"


def memory(root: Path, scale: float) -> None:
    """Measure every step at two sizes, in children, and report what one more file costs each."""
    sizes = (_SMALL, round(300_000 * max(scale, 0.5)))
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else root) as work:
        taken = {step: {size: _measured(step, Path(work), size) for size in sizes} for step in STEPS}
    small, large = sizes
    for step, found in taken.items():
        each = (found[large] - found[small]) * 1024 / (large - small)
        detail = ", ".join(f"{size:,} files: {found[size] / 1024:.0f} MiB" for size in sizes)
        if step == "restic":
            print(f"{'restic backup, for comparison':<46} {each:6.0f} B a file{'':<24}{detail}", flush=True)
        elif step != "tree":
            report(f"memory: {step}", each, TARGET, " B a file", detail)


def _measured(step: str, work: Path, size: int) -> int:
    """Return the largest resident size (KiB) of a child that does one step."""
    code = f"from bench.memory import child; child({step!r}, {str(work)!r}, {size})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{step}: {done.stderr[-2000:]}")
    return int(done.stdout)


def child(step: str, work: str, size: int) -> None:
    """Do one step and print the largest resident size of this process, or of the program that it ran."""
    here = Path(work) / str(size)
    STEPS[step](here, size)
    who = resource.RUSAGE_CHILDREN if step == "restic" else resource.RUSAGE_SELF
    print(resource.getrusage(who).ru_maxrss)


def _tree(here: Path, size: int) -> None:
    """Make the files; a hundred to a folder, a hundred folders to one of those."""
    for number in range(size):
        if number % _IN_FOLDER == 0:
            folder = here / "data" / f"{number // _IN_FOLDER**2}" / f"{number // _IN_FOLDER}"
            folder.mkdir(parents=True)
        descriptor = os.open(f"{folder}/file {number}.txt", os.O_WRONLY | os.O_CREAT)
        os.write(descriptor, b"%d" % number)
        os.close(descriptor)


def _hashed(here: Path, _size: int, name: str = "first", previous: str = "") -> None:
    from continuity.backup.sources.files import FilesSource, write_manifest

    source = FilesSource(paths=(here / "data",), exclude=())
    old = here / f"{previous}.jsonl.gz" if previous else None
    now_ns = 2**62  # the files were touched long ago: their hashes are taken over
    write_manifest(source, run=_RUN, now_ns=now_ns, target=here / f"{name}.jsonl.gz", previous=old)


def _again(here: Path, size: int) -> None:
    _hashed(here, size, "second", "first")


def _changes(here: Path, _size: int) -> None:
    from continuity.backup.changes import compare
    from continuity.backup.sources.files import open_manifest

    compare(open_manifest(here / "first.jsonl.gz")[1], open_manifest(here / "second.jsonl.gz")[1])


class Listing:
    """restic as far as a restore asks it for its list: the files of the tree, in the order of a walk."""

    def __init__(self, here: Path) -> None:
        self._here = here

    def nodes(self, _snapshot: str, take: Callable[[Node], None]) -> None:
        from continuity.backup.restic.messages import Node

        waiting = [self._here / "data"]
        while waiting:
            with os.scandir(waiting.pop()) as found:
                entries = sorted(found, key=lambda entry: entry.name)
            waiting += [Path(entry.path) for entry in reversed(entries) if entry.is_dir()]
            for entry in entries:
                if not entry.is_dir():
                    info = entry.stat()
                    take(
                        Node(
                            path=entry.path,
                            size=info.st_size,
                            mtime_ns=info.st_mtime_ns,
                            ctime_ns=info.st_ctime_ns,
                            inode=info.st_ino,
                        )
                    )


def _restored(here: Path, size: int) -> None:
    from continuity.recovery.compare import compare
    from continuity.recovery.expectation import Asked, expectation

    asked = Asked(manifest=here / "first.jsonl.gz", sidecar="", paths=())
    expected, _bytes = expectation(Listing(here), "", asked)  # type: ignore[arg-type]  # all that it asks of restic
    found = compare(expected, Path("/"))
    if found.matched != size:
        sys.exit(f"only {found.matched} of {size} files were compared")


def _census(here: Path, _size: int) -> None:
    from continuity.recovery.census import Census

    census = Census("bench", 100)
    Listing(here).nodes("", lambda node: census.take(node.path, node.size))


def _restic(here: Path, _size: int) -> None:
    common = ["restic", "-q", "-r", str(here / "repository"), "--cache-dir", str(here / "cache")]
    for words in (["init"], ["backup", str(here / "data")]):
        subprocess.run([*common, *words], env=os.environ | {"RESTIC_PASSWORD": "bench"}, check=True)


#: What is done of a tree, in this order; each is a process of its own.
STEPS: dict[str, Callable[[Path, int], None]] = {
    "tree": _tree,
    "a manifest hashed": _hashed,
    "a manifest of an unchanged tree": _again,
    "changes between two manifests": _changes,
    "a restore expected and compared": _restored,
    "a list held against another": _census,
    "restic": _restic,
}
