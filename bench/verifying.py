"""Verify the log of ``bench.evidence`` in a process of its own, and write its peak memory (KiB) to a file."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from bench.evidence import signer
from continuity.evidence.verify import verify_log
from continuity.state.records import DatabaseLog
from continuity.state.store import Store


def main(root: Path, peak: Path) -> None:
    """Verify it all; an invalid log ends the measurement."""
    found = verify_log(DatabaseLog(Store.open(root / "state.db")), signer().verifier, root / "published")
    assert found.valid, str(found.problems[0])
    peak.write_text(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
