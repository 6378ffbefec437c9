"""What restic keeps of its own is believed only as far as it is what was written."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from continuity.backup.restic.cache import evict

if TYPE_CHECKING:
    from pathlib import Path

NAMELESS = json.dumps({"message_type": "error", "error": {}, "during": "archival", "item": "/srv/share/folder 3"})
WHOLE, DAMAGED = (hashlib.sha256(word).hexdigest() for word in (b"whole", b"before"))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    for name, content in {WHOLE: b"whole", DAMAGED: b"after", "tmp-4711": b"being written"}.items():
        path = tmp_path / "5f1c" / "data" / (name[:2] if len(name) == 64 else "ab") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / "restic.json").write_text("{}")
    return tmp_path


def names(cache: Path) -> set[str]:
    return {path.name for path in cache.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "said", [NAMELESS, "ciphertext verification failed", f"load <data/{DAMAGED[:10]}>: invalid data returned"]
)
def test_what_is_not_what_was_written_is_removed_and_nothing_else(cache: Path, said: str) -> None:
    assert evict(cache, said)
    assert names(cache) == {WHOLE, "tmp-4711", "restic.json"}
    assert evict(cache, said) == (said == NAMELESS)  # another backup may have removed what this one met


@pytest.mark.parametrize("said", ["", "Fatal: wrong password or no key found", '{"message_type": "status"}'])
def test_nothing_is_looked_at_where_restic_complained_of_other_things(cache: Path, said: str) -> None:
    assert not evict(cache, said)
    assert names(cache) == {WHOLE, DAMAGED, "tmp-4711", "restic.json"}
