"""What a drill keeps of files that it breaks: whole or not at all, put back file by file, never lost with a sandbox."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from continuity.engine.drills.encrypting import encrypt, keep, put_back
from continuity.engine.drills.set_aside import MARKER
from continuity.ground.errors import Refused, Unavailable
from continuity.recovery.sandbox import Sandbox

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    (made / "sub").mkdir(parents=True)
    (made / MARKER).write_text("acme/share")
    for name in ("one", "two", "sub/three"):
        (made / name).write_text(name)
    os.chown(made / "one", 1234, 1234)
    return made


def there(root: Path) -> dict[str, tuple[bytes, int]]:
    found = (path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): (path.read_bytes(), path.stat().st_uid) for path in found}


def test_it_comes_back_with_its_owners_and_is_kept_until_then(root: Path, tmp_path: Path) -> None:
    before, place = there(root), tmp_path / "sandbox" / "kept"
    place.parent.mkdir()
    keep([root], place)
    assert encrypt(root, os.urandom(32)) == 3
    assert there(root) != before
    assert put_back([root], place) == 3
    assert there(root) == before
    assert not place.exists()
    assert put_back([root], place) == 0


def test_what_could_not_be_kept_whole_is_never_put_back_over_what_is(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_source: str, _target: str) -> None:
        raise OSError(28, "No space left on device")

    place = tmp_path / "kept"
    monkeypatch.setattr("continuity.engine.drills.encrypting._copy", full)
    with pytest.raises(Unavailable, match="none was touched"):
        keep([root], place)
    before = there(root)
    assert put_back([root], place) == 0
    assert there(root) == before


def test_what_was_not_put_back_outlives_its_sandbox(root: Path, tmp_path: Path) -> None:
    sandbox = Sandbox(path=tmp_path / "state" / "sandbox" / "run")
    sandbox.make()
    before = there(root)
    keep([root], sandbox.path / "kept")
    encrypt(root, os.urandom(32))
    (root / "link").symlink_to("/etc")
    with pytest.raises(Refused):
        put_back([root], sandbox.path / "kept")
    fault = sandbox.remove()
    safe = tmp_path / "state" / "kept" / "run"
    assert str(safe) in str(fault)
    assert not sandbox.path.exists()
    (root / "link").unlink()
    put_back([root], safe)
    assert there(root) == before
