"""The vault for tests: the real one, whose new slots have a passphrase that is cheap to try.

A slot stores what it costs to open it (half a second of processor, on purpose), and every command opens one. The
product's own cost is held by tests/vault/test_keys.py; `make test-all` keeps it everywhere.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from continuity.engine.vault import slots

#: What to run as a module for a vault that opens at once.
PROGRAM = "continuity.faces.cli.main" if "CONTINUITY_TEST_DEAR_KEYS" in os.environ else "tests.lab.quick_vault"
AS_SHIPPED = dict(slots._SCRYPT)
_SCRIPT = """#!/bin/sh
case "$1" in init|vault) PYTHONPATH={root} exec {python} -m tests.lab.quick_vault "$@";; esac
exec {program} "$@"
"""


def cheapen() -> None:
    """Let new slots of this process cost next to nothing."""
    slots._SCRYPT["n"] = 2


def wrapper(directory: Path) -> Path:
    """Write a program ``continuity`` into the directory: the installed one, but where it makes slots; return it."""
    made = directory / "continuity"
    python = Path(sys.executable)
    program = python.with_name("continuity")
    made.write_text(_SCRIPT.format(root=Path(__file__).parents[2], python=python, program=program))
    made.chmod(0o755)
    return made


if __name__ == "__main__":
    from continuity.faces.cli.main import main

    cheapen()
    sys.argv[0] = "continuity"
    main()
