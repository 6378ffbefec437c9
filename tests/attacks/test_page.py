"""The how-to for the worst day, command by command, on a repository that was just attacked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.engine.kit import tree

if TYPE_CHECKING:
    from tests.attacks.stronghold import Stronghold

PAGE = Path(__file__).parents[2] / "docs/how-to/ransomware.md"


def test_the_way_back_is_as_the_page_says(stronghold: Stronghold, target: Path) -> None:
    before = stronghold.contents()
    stronghold.hide(before)
    client, time = stronghold.client, ""
    lines = PAGE.read_text().split("<!-- run -->\n\n")[1].split("\n\n")[0].splitlines()
    assert len(lines) > 5
    for line in lines:
        command, _, comment = line.strip().removeprefix("continuity ").partition("#")
        words = [{"TIME": time, "DIR": str(target)}.get(word, word) for word in command.split()]
        code = re.search("exit ([0-9])", comment)
        done = client.run(*words, code=int(code[1]) if code else 0)
        time = found[1] if (found := re.search(r"--to (\S+Z) --dry-run", done.out)) else time
    assert stronghold.contents() == before
    assert tree(client.restored(target)) == tree(client.share)
